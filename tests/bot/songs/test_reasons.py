"""A reason is true of the songs given."""

from collections.abc import Sequence

import pytest

from bot.songs.catalogue import Catalogue
from bot.songs.reasons import Reason, ReasonKind, reason_for
from inference.moods import Mood
from tests.support.songs import song_frame, song_row

PLAIN: dict[str, object] = {"energy": 0.5, "acousticness": 0.1, "popularity": 50}


def catalogue_of(*changes: dict[str, object]) -> Catalogue:
    """Return these songs first, among twenty of every energy and popularity."""
    others: list[dict[str, object]] = [
        {**PLAIN, "energy": number / 20, "popularity": number * 5, "genre": "other"}
        for number in range(20)
    ]
    rows = [{**PLAIN, **change} for change in changes] + others
    return Catalogue(song_frame([song_row(number, **row) for number, row in enumerate(rows)]))


def ids(*numbers: int) -> list[str]:
    return [f"{number:022d}" for number in numbers]


def reason_of(
    catalogue: Catalogue,
    numbers: Sequence[int],
    *,
    mood: Mood = Mood.HAPPY,
    heard: Sequence[int] = (),
    liked: Sequence[int] = (),
) -> Reason:
    songs = [catalogue.song(number) for number in numbers]
    return reason_for(songs, mood, catalogue, heard=ids(*heard), liked=ids(*liked))


def test_a_liked_artist_comes_first() -> None:
    acoustic: dict[str, object] = {"acousticness": 0.9}
    catalogue = catalogue_of({"artist": "Ada;Guest", **acoustic}, {"artist": "Ada"}, acoustic)
    assert reason_of(catalogue, [0, 2], liked=[1]) == Reason(ReasonKind.LIKED_ARTIST)


def test_songs_of_another_mood_are_told() -> None:
    sad: dict[str, object] = {"p_happy": 0.1, "p_sad": 0.8}
    catalogue = catalogue_of({}, {}, sad)
    assert reason_of(catalogue, [0, 1, 2]) == Reason(ReasonKind.MIXED, "sad")
    assert reason_of(catalogue, [2], mood=Mood.SAD).kind is not ReasonKind.MIXED


def test_acoustic_is_said_of_songs_that_are_likelier_acoustic_than_not() -> None:
    just: dict[str, object] = {"acousticness": 0.5}
    catalogue = catalogue_of(just, just, {"acousticness": 0.49}, {"genre": "folk"})
    assert reason_of(catalogue, [0, 1]) == Reason(ReasonKind.ACOUSTIC)
    assert reason_of(catalogue, [2]).kind is not ReasonKind.ACOUSTIC


def test_acoustic_like_the_liked_ones_is_said_only_if_those_are() -> None:
    acoustic: dict[str, object] = {"acousticness": 0.9, "genre": "folk"}
    catalogue = catalogue_of(acoustic, acoustic, {"genre": "folk"})
    assert reason_of(catalogue, [0], liked=[1]) == Reason(ReasonKind.ACOUSTIC_LIKED)
    assert reason_of(catalogue, [0], liked=[2]) == Reason(ReasonKind.ACOUSTIC)


def test_a_liked_genre_is_named_if_many_of_the_songs_are_of_it() -> None:
    folk: dict[str, object] = {"genre": "folk"}
    catalogue = catalogue_of(folk, folk, {}, {}, {}, folk)
    assert reason_of(catalogue, [0, 1, 2, 3, 4], liked=[5]) == Reason(
        ReasonKind.LIKED_GENRE, "folk"
    )
    assert reason_of(catalogue, [0, 2, 3, 4], liked=[5]).kind is not ReasonKind.LIKED_GENRE


def test_a_genre_without_a_name_is_not_named() -> None:
    nameless: dict[str, object] = {"genre": ""}
    catalogue = catalogue_of(nameless, nameless)
    assert reason_of(catalogue, [0], liked=[1]).kind is not ReasonKind.LIKED_GENRE


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"energy": 0.95}, ReasonKind.ENERGETIC),
        ({"energy": 0.05}, ReasonKind.QUIET),
        ({"popularity": 95}, ReasonKind.POPULAR),
        ({"popularity": 5}, ReasonKind.VARIED),
    ],
)
def test_what_the_songs_are_more_of_than_the_catalogue_is_said(
    change: dict[str, object], kind: ReasonKind
) -> None:
    assert reason_of(catalogue_of(change, change, change), [0, 1, 2]) == Reason(kind)


def test_fresh_is_said_to_those_with_a_past_that_has_none_of_the_songs() -> None:
    catalogue = catalogue_of({}, {}, {})
    assert reason_of(catalogue, [0, 1], heard=[2]) == Reason(ReasonKind.FRESH)
    assert reason_of(catalogue, [0, 1], heard=[1]) == Reason(ReasonKind.VARIED)


@pytest.mark.parametrize(
    "reason",
    [Reason(ReasonKind.QUIET), Reason(ReasonKind.LIKED_GENRE, "drum: and bass")],
)
def test_a_key_is_read_as_it_was_written(reason: Reason) -> None:
    assert Reason.of_key(reason.key) == reason


@pytest.mark.parametrize("key", ["", "calm and slow", "unknown:rock"])
def test_what_is_no_key_is_no_reason(key: str) -> None:
    assert Reason.of_key(key) is None
