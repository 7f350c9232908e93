"""Which songs to offer for a mood: a pure function of the catalogue, a person's past and a seed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.songs.catalogue import FITTING, Catalogue, Indices, MoodIndex, Song, fit_weights
from inference.moods import Mood

# How often a song comes from an artist of whom the person liked a song, where one is left.
_LIKED_ARTIST_SHARE = 0.25
# One artist has few songs of a mood; this many seldom have none.
_LIKED_ARTISTS_TRIED = 10
# How many times likelier a song of a liked genre is than the same song of another genre.
_LIKED_GENRE_FACTOR = 3.0
# Share of the songs that are an exploration: of artists, and if possible of genres, that the
# person has neither heard lately nor liked.
EXPLORATION_SHARE = 0.2
# Songs drawn at once; if all are ruled out, the exact draw over what is left takes over.
_DRAWS = 64


def recommend(  # noqa: PLR0913 - each is a thing known of the person
    catalogue: Catalogue,
    mood_weights: ArrayLike,
    *,
    heard: Collection[str] = (),
    liked: Collection[str] = (),
    disliked: Collection[str] = (),
    count: int,
    seed: int,
    explicit: bool = True,
) -> list[Song]:
    """Choose songs for a mood.

    No song comes twice and no two have the same main artist. Popular songs come more often,
    and so do those that fit well, by artists of liked songs, and of genres of liked songs. Songs
    that fit (P >= 0.5) come before those that do not, and unheard before heard ones. One song in
    five is an exploration, which leads away from what the person knows and likes.

    Args:
        catalogue: The songs.
        mood_weights: (3,) in the order of `Mood`, >= 0, not all 0. Each mood gets its share of
            the songs, to within one song.
        heard: Ids of songs heard lately; come again only when the mood runs dry.
        liked: Ids of songs that the person liked.
        disliked: Ids of songs that never come.
        count: How many songs, >= 1; fewer come when no more are left.
        seed: The same seed and arguments give the same songs.
        explicit: Whether songs marked explicit may come.

    Returns:
        The songs, those of the weightiest mood first.

    Raises:
        ValueError: The weights are not three finite numbers >= 0 with one above 0, or the count
            is below 1.
    """
    weights = _checked_weights(mood_weights)
    if count < 1:
        raise ValueError(f"count is {count}, expected at least 1")
    if not len(catalogue):
        return []
    choice = _Choice(
        catalogue,
        np.random.default_rng(seed),
        heard=catalogue.indices(heard),
        excluded=catalogue.indices(disliked),
        liked=catalogue.indices(liked),
        explicit=explicit,
    )
    count = min(count, len(catalogue))
    has_past = len(choice.heard) or len(choice.liked)
    # To whom nothing is known yet, everything is new.
    explorations = _explorations(count, choice.rng) if has_past else frozenset()
    for place, mood in enumerate(_moods_of_places(weights, count, choice.rng)):
        if not choice.add_song(mood, exploring=place in explorations):
            break
    return [catalogue.song(index) for index in choice.chosen]


def _checked_weights(mood_weights: ArrayLike) -> NDArray[np.float64]:
    weights = np.asarray(mood_weights, dtype=np.float64)
    if weights.shape != (len(Mood),):
        raise ValueError(f"mood weights have shape {weights.shape}, expected ({len(Mood)},)")
    if not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
        raise ValueError(
            f"mood weights are {weights.tolist()}, expected finite numbers >= 0, one above 0"
        )
    # By the largest first: the sum of huge weights would overflow.
    scaled = weights / weights.max()
    shares: NDArray[np.float64] = scaled / scaled.sum()
    return shares


def _moods_of_places(
    weights: NDArray[np.float64], count: int, rng: np.random.Generator
) -> Iterator[Mood]:
    """Share places among moods so that each gets its share rounded up or down, by chance.

    Systematic sampling: points one place apart, from a random start, on the weights laid end to
    end. Drawing every place by itself would give five happy songs to a calm face now and then.
    """
    edges = np.cumsum(weights)
    points = (rng.random() + np.arange(count)) / count * edges[-1]
    # Rounding must not put a point behind the end, into a mood of weight 0.
    points = np.minimum(points, np.nextafter(edges[-1], 0.0))
    counts = np.bincount(np.searchsorted(edges, points, side="right"), minlength=len(Mood))
    for position in np.argsort(-weights, kind="stable"):
        for _ in range(counts[position]):
            yield list(Mood)[position]


def _explorations(count: int, rng: np.random.Generator) -> frozenset[int]:
    """Draw the places of the explorations; of a share of a place, by chance."""
    number = int(count * EXPLORATION_SHARE + rng.random())
    return frozenset(rng.choice(count, number, replace=False).tolist())


@dataclass
class _Choice:
    """The songs chosen so far, and what may still be chosen.

    Attributes:
        catalogue: The songs.
        rng: Source of chance.
        heard: Indices of songs that come last.
        excluded: Indices of songs that never come.
        liked: Indices of songs that were liked.
        explicit: Whether explicit songs may come.
        chosen: Indices of the songs chosen, in order.
    """

    catalogue: Catalogue
    rng: np.random.Generator
    heard: Indices
    excluded: Indices
    liked: Indices
    explicit: bool
    chosen: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._is_heard = _marked(self.heard, len(self.catalogue))
        self._is_excluded = _marked(self.excluded, len(self.catalogue))
        self._liked_genres = np.unique(self.catalogue.genres[self.liked])
        self._liked_artists = np.unique(self.catalogue.artists[self.liked])

    def add_song(self, mood: Mood, *, exploring: bool = False) -> bool:
        """Choose one more song for a mood; tell whether one was left."""
        index = self.catalogue.moods[mood]
        first = self._of_the_unknown if exploring else self._of_liked_artist
        for draw in (first, self._by_rejection, self._exactly, self._best_left):
            song = draw(mood, index)
            if song is not None:
                self.chosen.append(song)
                return True
        return False

    def _of_liked_artist(self, mood: Mood, _: MoodIndex) -> int | None:
        """Now and then, draw among the fitting, unheard songs of one liked artist."""
        if self.rng.random() >= _LIKED_ARTIST_SHARE:
            return None
        probabilities = self.catalogue.probabilities[:, list(Mood).index(mood)]
        for artist in self.rng.permutation(self._liked_artists)[:_LIKED_ARTISTS_TRIED]:
            songs = self.catalogue.songs_of_artist(artist)
            fits = (probabilities[songs] >= FITTING) & ~self._is_heard[songs]
            songs = songs[fits & self._may_come(songs)]
            if len(songs):
                popularity = self.catalogue.popularity[songs]
                return self._draw(songs, fit_weights(probabilities[songs], popularity))
        return None

    def _of_the_unknown(self, _: Mood, index: MoodIndex) -> int | None:
        """Draw among the fitting songs of artists, and if possible genres, not known yet."""
        if not index.fitting:
            return None
        songs = self._drawn(index)
        artists, genres = self._known
        accepted = self._may_come(songs) & ~self._is_heard[songs]
        accepted &= ~artists[self.catalogue.artists[songs]]
        unknown = accepted & ~genres[self.catalogue.genres[songs]]
        unliked = accepted & ~np.isin(self.catalogue.genres[songs], self._liked_genres)
        for fitting in (unknown, unliked, accepted):
            if fitting.any():
                return int(songs[np.argmax(fitting)])
        return None

    @cached_property
    def _known(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(n,) each: whether the artist, and the genre, of a number was heard or liked."""
        songs, count = np.concatenate([self.heard, self.liked]), len(self.catalogue)
        artists = _marked(self.catalogue.artists[songs], count)
        return artists, _marked(self.catalogue.genres[songs], count)

    def _drawn(self, index: MoodIndex) -> Indices:
        """(_DRAWS,) songs that fit, each drawn by its weight."""
        points = self.rng.random(_DRAWS) * index.cumulative[-1]
        places = np.minimum(np.searchsorted(index.cumulative, points, "right"), index.fitting - 1)
        songs: Indices = index.order[places]
        return songs

    def _by_rejection(self, _: Mood, index: MoodIndex) -> int | None:
        """Draw among all fitting songs until one may come: quick, as few are ruled out."""
        if not index.fitting:
            return None
        songs = self._drawn(index)
        accepted = self._may_come(songs) & ~self._is_heard[songs]
        if len(self._liked_genres):
            accepted &= self.rng.random(_DRAWS) * _LIKED_GENRE_FACTOR < self._genre_factor(songs)
        return int(songs[np.argmax(accepted)]) if accepted.any() else None

    def _exactly(self, _: Mood, index: MoodIndex) -> int | None:
        """Draw among the fitting songs that may come, heard ones only if no other is left."""
        songs = index.order[: index.fitting]
        may_come = self._may_come(songs)
        unheard = may_come & ~self._is_heard[songs]
        kept = unheard if unheard.any() else may_come
        return self._draw(songs[kept], index.weights[kept] * self._genre_factor(songs[kept]))

    def _best_left(self, _: Mood, index: MoodIndex) -> int | None:
        """Take the song that fits best of those that do not fit."""
        songs = index.order[index.fitting :]
        songs = songs[self._may_come(songs)]
        if not len(songs):
            return None
        return int(songs[np.argmax(~self._is_heard[songs])])

    def _draw(self, songs: Indices, weights: NDArray[np.float64]) -> int | None:
        if not len(songs):
            return None
        return int(self.rng.choice(songs, p=weights / weights.sum()))

    def _may_come(self, songs: Indices) -> NDArray[np.bool_]:
        """(n,) whether each song is neither chosen, nor by a chosen artist, nor ruled out."""
        artists = self.catalogue.artists
        allowed = ~np.isin(artists[songs], artists[self.chosen]) & ~self._is_excluded[songs]
        if not self.explicit:
            allowed &= ~self.catalogue.explicit[songs]
        return allowed

    def _genre_factor(self, songs: Indices) -> NDArray[np.float64]:
        is_liked = np.isin(self.catalogue.genres[songs], self._liked_genres)
        return np.where(is_liked, _LIKED_GENRE_FACTOR, 1.0)


def _marked(songs: Indices, count: int) -> NDArray[np.bool_]:
    marks = np.zeros(count, np.bool_)
    marks[songs] = True
    return marks
