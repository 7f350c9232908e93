import pytest
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes

from tests.support.bot_api import BotApiEmulator, Person
from tests.support.photos import encoded, four_corners
from tests.support_tests.bot_api.conftest import RunBot, build_bot


def counter(value: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("more", callback_data=f"more:{value}")]])


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("0", reply_markup=counter(1))


async def count(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    value = int(query.data.split(":")[1])
    await query.answer(f"now {value}", show_alert=True)
    await query.edit_message_text(str(value), reply_markup=counter(value + 1))


HANDLERS = (CommandHandler("start", start), CallbackQueryHandler(count))


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    return telegram.person(1, "Ada")


async def pressed(bot: Bot) -> CallbackQuery:
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    return query


async def test_pressed_button_is_answered_and_edits(ada: Person, run_bot: RunBot) -> None:
    async with run_bot(*HANDLERS):
        ada.send_command("start")
        message = await ada.wait_for_reply()
        query = ada.press(message, "more")
        await ada.wait_for_answer(query)
        await ada.wait_for_edit(message)
        assert message.text == "1"
        ada.press(message, "more:2")
        await ada.wait_for_edit(message, edits=2)
    assert query.answer is not None
    assert (query.answer.text, query.answer.show_alert) == ("now 1", True)
    assert [former.text for former in message.edits] == ["0", "1"]
    assert message.text == "2"


async def test_button_survives_a_restart_of_the_bot(ada: Person, run_bot: RunBot) -> None:
    async with run_bot(*HANDLERS):
        ada.send_command("start")
        message = await ada.wait_for_reply()
    ada.press(message, "more")
    async with run_bot(*HANDLERS):
        await ada.wait_for_edit(message)
    assert message.text == "1"


async def test_button_that_an_edit_took_can_still_be_pressed(bot: Bot, ada: Person) -> None:
    ada.send_command("start")
    await bot.send_message(ada.id, "0", reply_markup=counter(1))
    message = ada.chat.messages[-1]
    stale = message.keyboard[0][0]
    await bot.edit_message_text("done", ada.id, message.id)
    assert message.keyboard == ()
    ada.press(message, stale)
    assert (await pressed(bot)).data == "more:1"
    with pytest.raises(LookupError, match="no button 'more'"):
        ada.press(message, "more")


async def test_query_is_answered_only_once(bot: Bot, ada: Person) -> None:
    ada.send_command("start")
    await bot.send_message(ada.id, "0", reply_markup=counter(1))
    ada.press(ada.chat.messages[-1], "more")
    query = await pressed(bot)
    await query.answer()
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_query_answered_too_late_is_refused() -> None:
    async with (
        BotApiEmulator(callback_timeout_s=0.0) as telegram,
        build_bot(telegram) as bot,
    ):
        ada = telegram.person(1)
        ada.send_command("start")
        await bot.send_message(ada.id, "0", reply_markup=counter(1))
        ada.press(ada.chat.messages[-1], "more")
        query = await pressed(bot)
        with pytest.raises(BadRequest, match="Query is too old"):
            await query.answer()


async def test_equal_edit_is_refused(bot: Bot, ada: Person) -> None:
    ada.send_command("start")
    sent = await bot.send_message(ada.id, "<b>0</b>", parse_mode="HTML", reply_markup=counter(1))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("<b>0</b>", parse_mode="HTML", reply_markup=counter(1))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(counter(1))
    await sent.edit_text("0", reply_markup=counter(1))
    await sent.edit_reply_markup(counter(2))
    assert ada.chat.messages[-1].keyboard[0][0].callback_data == "more:2"


async def test_caption_and_photo_are_edited(bot: Bot, ada: Person) -> None:
    ada.send_command("start")
    red, small = encoded(four_corners(), "JPEG"), encoded(four_corners(10, 10), "JPEG")
    sent = await bot.send_photo(ada.id, red, caption="first", reply_markup=counter(1))
    await sent.edit_caption("second", reply_markup=counter(1))
    await sent.edit_media(InputMediaPhoto(small, caption="third"), reply_markup=counter(2))
    message = ada.chat.messages[-1]
    assert [former.caption for former in message.edits] == ["first", "second"]
    assert (message.caption, message.photo_bytes) == ("third", small)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("no")


async def test_only_own_existing_messages_are_edited(bot: Bot, ada: Person) -> None:
    theirs = ada.send_text("mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("yours", ada.id, theirs.id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("nothing", ada.id, 999)
