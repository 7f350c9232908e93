import base64

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.support.bot_api import BotApiEmulator, Chat, render_transcript
from tests.support.bot_api.entities import Entity
from tests.support.bot_api.transcript_marks import marked_html
from tests.support.photos import encoded, four_corners

COVER = encoded(four_corners(60, 60), "JPEG")


@pytest.fixture
async def chat(telegram: BotApiEmulator, bot: Bot) -> Chat:
    ada = telegram.person(1, "Ada <3")
    ada.send_text("<script>alert(1)</script>")
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("👍 & more", callback_data="up")]])
    sent = await bot.send_photo(
        1, COVER, caption="<b>bold</b>", parse_mode="HTML", reply_markup=buttons
    )
    await sent.edit_caption("after", reply_markup=buttons)
    await bot.send_audio(
        1, b"sound", title="Green", performer="The Tests", duration=65, filename="a.mp3"
    )
    return ada.chat


def test_page_shows_what_is_in_the_chat(chat: Chat) -> None:
    page = render_transcript(chat, width_px=360, dark=False, former=True)
    assert base64.b64encode(COVER).decode() in page
    assert "👍 &amp; more" in page
    assert "<b>Green</b><small>The Tests · 1:05</small>" in page
    assert "edited" in page
    assert "before: [photo] bold" in page


def test_page_escapes_what_people_write(chat: Chat) -> None:
    page = render_transcript(chat, width_px=360, dark=False)
    assert "<script>" not in page
    assert "Ada &lt;3" in page


def test_width_and_colours_are_chosen(chat: Chat) -> None:
    light, dark = (render_transcript(chat, width_px=900, dark=d) for d in (False, True))
    assert "width: 900px" in light
    assert light != dark


def test_marks_nest_and_are_cut_where_they_overlap() -> None:
    entities = (Entity("bold", 0, 6), Entity("italic", 3, 6), Entity("code", 9, 1))
    assert marked_html("abcdefghi<", entities) == (
        "<b>abc<i>def</i></b><i>ghi</i><code>&lt;</code>"
    )
