import numpy as np
import pytest

from inference.moods import Mood
from training.mood.opinions import (
    DISLIKE_WEIGHT,
    MOST_OF_A_SONG,
    Evidence,
    SongOpinion,
    fit_score,
    gather_evidence,
    hits,
)

SONGS = ["a", "b", "c"]
CALM_SONG = np.array([[0.2, 0.7, 0.1]])


def said(*opinions: tuple[str, Mood, bool]) -> Evidence:
    return gather_evidence([SongOpinion(*opinion) for opinion in opinions], SONGS)


def test_opinions_are_added_up_by_song() -> None:
    evidence = said(("c", Mood.SAD, True), ("a", Mood.CALM, True), ("c", Mood.SAD, True))
    assert evidence.songs.tolist() == [0, 2]
    assert evidence.likes.tolist() == [[0, 1, 0], [0, 0, 2]]
    assert not evidence.dislikes.any()


def test_a_dislike_counts_a_fifth_of_a_like() -> None:
    evidence = said(("b", Mood.HAPPY, False))
    assert evidence.dislikes.tolist() == [[DISLIKE_WEIGHT, 0, 0]]
    assert DISLIKE_WEIGHT == 0.2


def test_songs_that_the_catalogue_does_not_have_are_left_out() -> None:
    evidence = said(("gone", Mood.HAPPY, True))
    assert len(evidence) == 0
    assert evidence.likes.shape == (0, 3)


def test_no_song_counts_more_than_the_most() -> None:
    evidence = said(*[("a", Mood.CALM, True)] * 30, *[("a", Mood.SAD, True)] * 10)
    assert evidence.likes[0] == pytest.approx([0, 0.75 * MOST_OF_A_SONG, 0.25 * MOST_OF_A_SONG])


def test_a_dislike_speaks_for_the_other_moods_as_they_were_likely() -> None:
    moods = said(("a", Mood.CALM, False)).moods(CALM_SONG)
    assert moods[0] == pytest.approx([DISLIKE_WEIGHT * 2 / 3, 0, DISLIKE_WEIGHT / 3])


def test_a_dislike_of_a_certain_mood_speaks_for_both_others() -> None:
    moods = said(("a", Mood.CALM, False)).moods(np.array([[0.0, 1.0, 0.0]]))
    assert moods[0] == pytest.approx([DISLIKE_WEIGHT / 2, 0, DISLIKE_WEIGHT / 2])


@pytest.mark.parametrize(
    ("mood", "liked", "hit"),
    [
        (Mood.CALM, True, 1.0),
        (Mood.SAD, True, 0.0),
        (Mood.CALM, False, 0.0),
        (Mood.SAD, False, 1.0),
    ],
)
def test_a_hit_is_a_mood_that_was_liked_or_not_the_one_that_was_disliked(
    mood: Mood, *, liked: bool, hit: float
) -> None:
    assert hits(said(("a", mood, liked)), CALM_SONG).tolist() == [hit]


def test_neither_doubt_nor_certainty_makes_hits() -> None:
    evidence = said(("a", Mood.CALM, True), ("b", Mood.SAD, True))
    told = np.array([[0.2, 0.7, 0.1], [0.3, 0.4, 0.3]])
    surer = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    assert hits(evidence, told).tolist() == hits(evidence, surer).tolist() == [1.0, 0.0]


def test_the_fit_is_best_for_the_probability_that_holds() -> None:
    opinions = [("a", Mood.CALM, True)] * 3 + [("a", Mood.SAD, True)]
    evidence = said(*opinions)
    scores = [
        float(fit_score(evidence, np.array([[0.0, share, 1 - share]]))[0])
        for share in (0.25, 0.5, 0.75, 0.9, 1.0)
    ]
    assert max(scores) == scores[2]
    assert min(scores) >= 0
