"""An answer in words fits into a caption, whatever the songs are called."""

from dataclasses import replace

import pytest

from bot.conversation.captions import Notes, caption_of, shortened, visible_length
from bot.conversation.replies import MAX_CAPTION_CHARACTERS
from bot.songs.catalogue import Song
from bot.songs.media import Attribution, SongMedia
from bot.songs.reasons import Reason, ReasonKind
from bot.storage.records import AnswerContent
from bot.texts.texts import LANGUAGES, Language, Texts
from inference.moods import Mood
from tests.support.media_servers import a_song
from tests.support.people import calm_answer

ALL_NOTES = Notes(is_dry=True, is_first=True)
CREDITS = ("Preview provided courtesy of iTunes", "Deezer", "Spotify")


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(strict=True)


@pytest.fixture(scope="module")
def english(texts: Texts) -> Language:
    return texts.for_language("en")


def media_of(songs: list[Song]) -> list[SongMedia]:
    credits_ = tuple(Attribution(text, "https://a.example/?a=1&b=2") for text in CREDITS)
    return [SongMedia(song.id, song.audio_url, attributions=credits_) for song in songs]


def said(
    language: Language, songs: list[Song], content: AnswerContent, notes: Notes = ALL_NOTES
) -> str:
    return caption_of(language, content, songs, media_of(songs), notes).text


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", ReasonKind)
@pytest.mark.parametrize("name", ["x" * 300, "🎸" * 200, "שלום עולם " * 40, "<&>" * 100])
def test_ten_songs_of_any_name_fit(texts: Texts, code: str, kind: ReasonKind, name: str) -> None:
    songs = [a_song(number, title=name, artist=name) for number in range(10)]
    detail = {ReasonKind.MIXED: "sad", ReasonKind.LIKED_GENRE: "g" * 100}.get(kind, "")
    content = calm_answer(*(song.id for song in songs), reason=Reason(kind, detail).key)
    language = texts.for_language(code)
    caption = caption_of(language, content, songs, media_of(songs), ALL_NOTES).text
    assert visible_length(caption) <= MAX_CAPTION_CHARACTERS
    assert caption.count("</a>") == 10 + len(CREDITS)


def test_names_are_whole_where_there_is_room(english: Language) -> None:
    songs = [a_song(number, title=f"{number} " + "title " * 10) for number in range(5)]
    caption = said(english, songs, calm_answer(*(song.id for song in songs)))
    assert "…" not in caption
    assert "3. <a" in caption


def test_names_bring_no_markup_along(english: Language) -> None:
    song = a_song(title="<b>Tom & Ann</b>", audio_url='https://a.b/"><b>')
    caption = said(english, [song], calm_answer(song.id))
    assert "&lt;b&gt;Tom &amp; Ann&lt;/b&gt;" in caption
    assert 'href="https://a.b/&#34;&gt;&lt;b&gt;"' in caption


def test_each_provider_is_thanked_once(english: Language) -> None:
    songs = [a_song(number) for number in range(5)]
    caption = said(english, songs, calm_answer(*(song.id for song in songs)))
    assert [caption.count(credit) for credit in CREDITS] == [1, 1, 1]


def test_an_answer_of_before_reasons_were_keys_says_none(english: Language) -> None:
    song = a_song()
    caption = said(english, [song], calm_answer(song.id, reason="calm and slow"), Notes())
    assert "<i>" not in caption


def test_a_reason_names_its_genre_even_one_that_is_called_like_a_mood(english: Language) -> None:
    song = a_song()
    content = calm_answer(song.id, reason=Reason(ReasonKind.LIKED_GENRE, "sad").key)
    assert "<i>With sad, like the ones you kept</i>" in said(english, [song], content)


def test_a_mood_picked_by_hand_has_no_emotions(english: Language) -> None:
    song = a_song()
    picked = replace(calm_answer(song.id), faces=(), face=None, felt=Mood.CALM)
    assert "%" not in said(english, [song], picked)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("four", "four"),
        ("fives", "fiv…"),
        ("tw o three", "tw…"),
        ("🎸🎸", "🎸🎸"),
        ("🎸🎸🎸", "🎸…"),
    ],
)
def test_a_text_is_cut_with_an_ellipsis_between_characters(text: str, short: str) -> None:
    assert shortened(text, 4) == short


def test_beside_songs_that_are_laid_out_stands_all_but_their_list(english: Language) -> None:
    songs = [a_song(number) for number in range(2)]
    content = calm_answer("song0", "song1", reason=Reason(ReasonKind.QUIET).key)
    caption = caption_of(english, content, songs, media_of(songs), Notes())
    head, listed, foot = caption.text.split("\n\n")
    assert listed.startswith("1. <a")
    assert caption.beside_songs == f"{head}\n\n{foot}"
