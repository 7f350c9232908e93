import discord
import pytest
from markupsafe import Markup

from bot.conversation.replies import Audio, Button, Document, Picture, Reply, Rows
from bot.pictures.palette import COLOURS
from bot.platforms.discord.messages import parts_of, view_of
from bot.songs.providers.errors import MediaError, ProviderUnavailableError
from inference.moods import Mood

JPEG = b"\xff\xd8 a picture"
PNG = b"\x89PNG a chart"
MP3 = b"ID3 a sound"
OGG = b"OggS a sound"
M4A = b"\0\0\0\x20ftypM4A a sound"


def numbered(count: int, prefix: str = "a") -> tuple[Button, ...]:
    return tuple(Button(str(number), f"{prefix}:{number}") for number in range(count))


def labels(rows: Rows) -> list[list[str]]:
    return [[button.label for button in row] for row in rows]


def audio(sound: bytes, cover: bytes | None = JPEG, performer: str = "ABBA") -> Audio:
    async def load() -> bytes:
        return sound

    return Audio("song", "Waterloo", performer, cover, load)


async def test_plain_words_are_the_content() -> None:
    parts = await parts_of(Reply(Markup("<b>Hi</b>")))
    assert parts.content == "**Hi**"
    assert parts.embed is None
    assert parts.uploads == ()


async def test_a_picture_stands_in_an_embed_in_the_moods_colour() -> None:
    parts = await parts_of(
        Reply(Markup("<b>Songs</b>"), picture=Picture(JPEG, "five covers"), mood=Mood.SAD)
    )
    assert parts.content is None
    assert parts.embed is not None
    assert parts.embed.description == "**Songs**"
    assert parts.embed.colour == discord.Colour.from_rgb(*COLOURS[Mood.SAD].middle)
    [upload] = parts.uploads
    assert parts.embed.image.url == f"attachment://{upload.name}"
    assert (upload.data, upload.alt) == (JPEG, "five covers")


@pytest.mark.parametrize(("data", "name"), [(JPEG, "picture.jpg"), (PNG, "picture.png")])
async def test_a_picture_is_named_after_its_format(data: bytes, name: str) -> None:
    parts = await parts_of(Reply(Markup("x"), picture=Picture(data, "x")))
    assert parts.uploads[0].name == name


async def test_words_too_long_for_the_content_stand_in_an_embed() -> None:
    parts = await parts_of(Reply(Markup("{}").format("x" * 2001)))
    assert parts.content is None
    assert parts.embed is not None
    assert parts.embed.description == "x" * 2001


async def test_words_too_long_for_an_embed_are_cut() -> None:
    parts = await parts_of(Reply(Markup("{}").format("x" * 5000)))
    assert parts.embed is not None
    assert parts.embed.description is not None
    assert len(parts.embed.description) == 4096


@pytest.mark.parametrize(("sound", "suffix"), [(MP3, "mp3"), (M4A, "m4a"), (OGG, "ogg")])
async def test_sound_is_a_file_named_after_the_song(sound: bytes, suffix: str) -> None:
    parts = await parts_of(Reply(Markup("x"), audio=audio(sound)))
    assert parts.uploads[0].name == f"ABBA - Waterloo.{suffix}"
    assert parts.uploads[0].data == sound


async def test_the_cover_stands_beside_the_sound() -> None:
    parts = await parts_of(Reply(Markup("x"), audio=audio(MP3)))
    assert parts.embed is not None
    assert parts.embed.thumbnail.url == f"attachment://{parts.uploads[1].name}"
    assert parts.uploads[1].data == JPEG


async def test_sound_without_a_cover_comes_alone() -> None:
    parts = await parts_of(Reply(Markup("x"), audio=audio(MP3, cover=None)))
    assert len(parts.uploads) == 1


async def test_a_name_of_a_file_is_possible_everywhere() -> None:
    parts = await parts_of(Reply(Markup("x"), audio=audio(MP3, performer='AC/DC: "x"')))
    assert parts.uploads[0].name == "AC DC x - Waterloo.mp3"


async def test_sound_that_cannot_be_had_is_an_error() -> None:
    async def load() -> bytes:
        raise ProviderUnavailableError("no route")

    with pytest.raises(MediaError):
        await parts_of(Reply(Markup("x"), audio=Audio("song", "t", "p", None, load)))


async def test_a_document_is_a_file() -> None:
    parts = await parts_of(Reply(Markup("x"), document=Document("data.json", b"{}")))
    assert [(upload.name, upload.data) for upload in parts.uploads] == [("data.json", b"{}")]


async def test_each_use_of_the_parts_has_files_of_its_own() -> None:
    parts = await parts_of(Reply(Markup("x"), document=Document("data.json", b"{}")))
    for _ in range(2):
        [file] = parts.as_new()["files"]
        assert file.fp.read() == b"{}"


async def test_an_edit_takes_away_what_stood_there_before() -> None:
    parts = await parts_of(Reply(Markup("x")))
    assert parts.as_edit() == {"content": "x", "embeds": [], "attachments": [], "view": None}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((numbered(5),), [5]),
        ((numbered(7),), [5, 2]),
        ((numbered(8), numbered(2, "b")), [5, 3, 2]),
        (tuple(numbered(2, name) for name in "abcdef"), [4, 2, 2, 2, 2]),
        ((*(numbered(4, name) for name in "abcd"), numbered(1, "e"), numbered(3, "f")), [4] * 5),
        ((numbered(6), numbered(6, "b"), numbered(6, "c")), [5, 5, 5, 3]),
        ((), []),
        (((),), []),
    ],
)
async def test_buttons_stand_in_as_many_rows_as_fit(rows: Rows, expected: list[int]) -> None:
    parts = await parts_of(Reply(Markup("x"), buttons=rows))
    assert [len(row) for row in parts.rows] == expected
    flat = [button for row in parts.rows for button in row]
    assert flat == [button for row in rows for button in row]


async def test_more_buttons_than_a_message_takes_are_left_out_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    parts = await parts_of(Reply(Markup("x"), buttons=(numbered(30),)))
    assert sum(len(row) for row in parts.rows) == 25
    assert "left out" in caplog.text


async def test_an_action_stands_behind_its_button() -> None:
    view = view_of(((Button("▶ 1", "play:abc:0"),),))
    assert view is not None
    [item] = view.children
    assert isinstance(item, discord.ui.Button)
    assert (item.label, item.custom_id) == ("▶ 1", "play:abc:0")


async def test_the_library_does_not_remember_buttons() -> None:
    view = view_of(((Button("a", "b"),),))
    assert view is not None
    assert view.is_finished()


def test_no_buttons_are_no_view() -> None:
    assert view_of(()) is None
