"""Why these songs: a few words that are true of the songs given, computed from them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.songs.catalogue import Catalogue, Indices, Song
from inference.moods import Mood

# Spotify's `acousticness` is its confidence that a track is acoustic: from here it is likelier
# than not. `energy` and popularity have no such point: the catalogue's quartiles decide.
_ACOUSTIC_FROM_PERCENT = 50
# Of the songs, so many from liked genres are worth telling.
_LIKED_GENRE_SHARE = 0.4

_SEPARATOR = ":"


class ReasonKind(StrEnum):
    """What may be said of songs; each has words in the texts. Values are stored: keep them."""

    LIKED_ARTIST = "liked-artist"
    """One of them is by an artist of a song that the person liked."""
    LIKED_GENRE = "liked-genre"
    """Many are of a genre of songs that the person liked; `detail` is the commonest."""
    ACOUSTIC_LIKED = "acoustic-liked"
    """They sound acoustic, and so do the songs that the person liked."""
    MIXED = "mixed"
    """Some are of another mood; `detail` is which."""
    ACOUSTIC = "acoustic"
    ENERGETIC = "energetic"
    QUIET = "quiet"
    POPULAR = "popular"
    """More popular than most songs."""
    FRESH = "fresh"
    """The person has a past, and none of them is in it."""
    VARIED = "varied"
    """By as many artists as there are songs: always true."""


@dataclass(frozen=True)
class Reason:
    """Why these songs.

    Attributes:
        kind: What is said.
        detail: A genre or a mood, where the kind needs one.
    """

    kind: ReasonKind
    detail: str = ""

    @property
    def key(self) -> str:
        """What is stored."""
        return f"{self.kind}{_SEPARATOR}{self.detail}" if self.detail else self.kind.value

    @classmethod
    def of_key(cls, key: str) -> Self | None:
        """Read what `key` gave; None of anything else."""
        kind, _, detail = key.partition(_SEPARATOR)
        return cls(ReasonKind(kind), detail) if kind in set(ReasonKind) else None


def reason_for(
    songs: Sequence[Song],
    mood: Mood,
    catalogue: Catalogue,
    *,
    heard: Collection[str] = (),
    liked: Collection[str] = (),
) -> Reason:
    """Say why songs were chosen; what is about the person first.

    Args:
        songs: At least one, of the catalogue.
        mood: That they were chosen for.
        catalogue: To compare them with.
        heard: Ids of songs that the person heard lately, before these.
        liked: Ids of songs that the person liked.
    """
    facts = _Facts(
        catalogue, catalogue.indices([song.id for song in songs]), catalogue.indices(liked)
    )
    if facts.has_liked_artist:
        return Reason(ReasonKind.LIKED_ARTIST)
    if (other := _other_mood(songs, mood)) is not None:
        return Reason(ReasonKind.MIXED, other.value)
    if facts.is_acoustic:
        both = facts.likes_acoustic
        return Reason(ReasonKind.ACOUSTIC_LIKED if both else ReasonKind.ACOUSTIC)
    if genre := facts.liked_genre:
        return Reason(ReasonKind.LIKED_GENRE, genre)
    return Reason(facts.sound or _last_resort(songs, heard))


@dataclass(frozen=True)
class _Facts:
    """Songs as a catalogue knows them, beside those that were liked."""

    catalogue: Catalogue
    songs: Indices
    liked: Indices

    @property
    def has_liked_artist(self) -> bool:
        artists = self.catalogue.artists
        return bool(np.isin(artists[self.songs], artists[self.liked]).any())

    @property
    def is_acoustic(self) -> bool:
        return self._median(self.catalogue.acousticness, self.songs) >= _ACOUSTIC_FROM_PERCENT

    @property
    def likes_acoustic(self) -> bool:
        return self._median(self.catalogue.acousticness, self.liked) >= _ACOUSTIC_FROM_PERCENT

    @property
    def liked_genre(self) -> str:
        """The commonest genre among the songs of liked genres, if those are many; else empty."""
        genres = self.catalogue.genres
        alike = self.songs[np.isin(genres[self.songs], genres[self.liked])]
        if len(alike) < max(1, _LIKED_GENRE_SHARE * len(self.songs)):
            return ""
        return Counter(self.catalogue.song(song).genre for song in alike).most_common(1)[0][0]

    @property
    def sound(self) -> ReasonKind | None:
        """What the songs are more of than three quarters of the catalogue."""
        energy = self._median(self.catalogue.energy, self.songs)
        lowest, highest = self.catalogue.energy_quartiles
        if energy >= highest:
            return ReasonKind.ENERGETIC
        if energy <= lowest:
            return ReasonKind.QUIET
        popularity = self._median(self.catalogue.popularity, self.songs)
        return ReasonKind.POPULAR if popularity >= self.catalogue.popularity_quartiles[1] else None

    def _median(self, values: NDArray[np.uint8], songs: Indices) -> float:
        return float(np.median(values[songs])) if len(songs) else 0.0


def _other_mood(songs: Sequence[Song], mood: Mood) -> Mood | None:
    others = Counter(song.mood for song in songs if song.mood is not mood)
    return others.most_common(1)[0][0] if others else None


def _last_resort(songs: Sequence[Song], heard: Collection[str]) -> ReasonKind:
    is_fresh = heard and not any(song.id in heard for song in songs)
    return ReasonKind.FRESH if is_fresh else ReasonKind.VARIED
