from inference.moods import Mood
from tests.support.songs import song_frame, song_row
from training.catalogue.statistics import catalogue_statistics


def test_songs_artists_moods_genres_and_links_are_counted() -> None:
    songs = song_frame(
        [
            song_row(0, artist="One;Two", p_happy=0.6, p_calm=0.4, p_sad=0.0),
            song_row(1, artist="one", p_happy=0.5, p_calm=0.5, p_sad=0.0, explicit=True),
            song_row(2, genre="pop", p_happy=0.0, p_sad=0.9, cover_url="https://a/b.jpg"),
            song_row(3, genre="pop", p_happy=0.0, p_sad=0.9, preview_url="https://a/b.mp3"),
        ]
    )

    statistics = catalogue_statistics(songs)

    assert (statistics.songs, statistics.artists) == (4, 3)
    assert statistics.moods == {Mood.HAPPY: 1, Mood.CALM: 0, Mood.SAD: 2}
    assert statistics.genres == {"pop": 2, "rock": 2}
    assert (statistics.with_cover, statistics.with_preview) == (1, 1)
    assert statistics.explicit_share == 0.25


def test_an_empty_catalogue_is_counted_too() -> None:
    assert catalogue_statistics(song_frame([song_row(0)]).clear()).songs == 0
