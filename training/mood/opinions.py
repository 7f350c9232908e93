"""What listeners said about songs, as evidence of the songs' moods."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.moods import Mood

# What a 👎 counts beside a 👍. A like of a song that was offered as calm says that it is calm
# enough; a dislike mostly says that it is not to the person's taste, which is no mood.
DISLIKE_WEIGHT = 0.2

# All that was said of one song counts as this many likes at most, so that neither a hit nor one
# eager person (feedback comes without names) decides for all songs like it.
MOST_OF_A_SONG = 5.0

# Where a mood was certain, its dislikes are shared equally by the others.
_TINY = 1e-9


@dataclass(frozen=True)
class SongOpinion:
    """What somebody thinks of a song.

    Attributes:
        song_id: Of the song.
        mood: That the song was offered for.
        liked: True for 👍, False for 👎.
    """

    song_id: str
    mood: Mood
    liked: bool


@dataclass(frozen=True)
class Evidence:
    """The opinions of songs, one row a song that has any, in likes.

    Attributes:
        songs: (n,) positions in the catalogue, increasing.
        likes: (n, 3) for each mood of `Mood`, how much says that the song has it.
        dislikes: (n, 3) likewise that it has not.
    """

    songs: NDArray[np.int64]
    likes: NDArray[np.float64]
    dislikes: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of songs."""
        return len(self.songs)

    @property
    def weights(self) -> NDArray[np.float64]:
        """(n,) how much was said of each song."""
        return np.asarray((self.likes + self.dislikes).sum(axis=1))

    def rows(self, selection: NDArray[np.bool_]) -> "Evidence":
        """Return the songs of a (n,) mask."""
        return Evidence(self.songs[selection], self.likes[selection], self.dislikes[selection])

    def moods(self, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how much speaks for each mood: a dislike, for the others as they were likely.

        Args:
            probabilities: (n, 3) of the same songs, as told so far.

        Returns:
            (n, 3), each row at most `MOST_OF_A_SONG` in all.
        """
        others = np.repeat(np.maximum(probabilities, _TINY)[:, None, :], len(Mood), axis=1)
        others[:, np.arange(len(Mood)), np.arange(len(Mood))] = 0
        others /= others.sum(axis=2, keepdims=True)
        against = np.einsum("nm,nmk->nk", self.dislikes, others)
        return np.asarray(self.likes + against)


def gather_evidence(opinions: Iterable[SongOpinion], song_ids: list[str]) -> Evidence:
    """Add up the opinions of each song of a catalogue; of other songs nothing is known.

    Args:
        opinions: In any order.
        song_ids: Of the catalogue's songs, in order.
    """
    position = {song_id: at for at, song_id in enumerate(song_ids)}
    counts: dict[int, NDArray[np.float64]] = {}
    for opinion in opinions:
        if opinion.song_id in position:
            said = counts.setdefault(position[opinion.song_id], np.zeros((2, len(Mood))))
            weight = 1.0 if opinion.liked else DISLIKE_WEIGHT
            said[int(not opinion.liked), list(Mood).index(opinion.mood)] += weight
    songs = np.array(sorted(counts), dtype=np.int64)
    said = np.array([counts[song] for song in songs]).reshape(-1, 2, len(Mood))
    total = said.sum(axis=(1, 2), keepdims=True)
    said *= MOST_OF_A_SONG / np.maximum(total, MOST_OF_A_SONG)
    return Evidence(songs, said[:, 0], said[:, 1])


def hits(evidence: Evidence, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how much of what listeners said of each song its likeliest mood agrees with.

    A like agrees with its mood, a dislike with the others. Unlike `fit_score` it cannot be
    raised by saying the same less surely, which helps where opinions are noise; nor by saying it
    more surely, which helps where songs are offered only for moods that they are told.

    Args:
        evidence: Of n songs.
        probabilities: (n, 3) of the same songs.

    Returns:
        (n,) shares, 0-1.
    """
    told = np.eye(len(Mood))[probabilities.argmax(axis=1)]
    agreeing = evidence.likes * told + evidence.dislikes * (1 - told)
    return np.asarray(agreeing.sum(axis=1) / evidence.weights)


def fit_score(evidence: Evidence, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how well mood probabilities fit what listeners said, song by song.

    A proper score (1 minus Brier's error), so it is best for honest probabilities, and bounded,
    so no single song decides.

    Args:
        evidence: Of n songs.
        probabilities: (n, 3) of the same songs.

    Returns:
        (n,) scores, 0-1.

    References:
        G. W. Brier, "Verification of forecasts expressed in terms of probability", 1950.
    """
    error = evidence.likes * (1 - probabilities) ** 2 + evidence.dislikes * probabilities**2
    return np.asarray(1 - error.sum(axis=1) / evidence.weights)
