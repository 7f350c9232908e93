import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, Forbidden, InvalidToken

from tests.support.bot_api import BotApiEmulator, Person
from tests.support_tests.bot_api.conftest import plain_request


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    person = telegram.person(1, "Ada")
    person.send_command("start")
    return person


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("go", callback_data=data)]])


async def test_bot_learns_its_name(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.username == "moodring_test_bot"
    assert me.can_read_all_group_messages is False


async def test_command_is_marked_as_entity(bot: Bot, ada: Person) -> None:
    ada.send_command("mood", "happy")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.parse_entities() == {
        MessageEntity(MessageEntity.BOT_COMMAND, 0, 5): "/mood"
    }
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "en"


async def test_html_becomes_entities(bot: Bot, ada: Person) -> None:
    html = '🎵 <b>One &amp; <i>only</i></b> <a href="https://example.org/?a=1&amp;b=2">song</a>'
    message = await bot.send_message(1, html, parse_mode="HTML")
    assert message.text == "🎵 One & only song"
    assert message.text_html == html.replace("a=1&amp;b=2", "a=1&b=2")
    assert ada.chat.messages[-1].links() == {"song": "https://example.org/?a=1&b=2"}


async def test_bad_html_is_refused(bot: Bot, ada: Person) -> None:
    with pytest.raises(BadRequest, match='unsupported start tag "3" at byte offset 2'):
        await bot.send_message(1, "I <3 songs", parse_mode="HTML")
    assert ada.chat.bot_messages == []


async def test_text_limit_counts_after_parsing(bot: Bot, ada: Person) -> None:
    await bot.send_message(ada.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ada.id, "a" * 4097)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ada.id, "  <b> </b>", parse_mode="HTML")


async def test_callback_data_has_at_most_64_bytes(bot: Bot, ada: Person) -> None:
    await bot.send_message(ada.id, "fits", reply_markup=keyboard("ä" * 32))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(ada.id, "long", reply_markup=keyboard("ä" * 32 + "a"))


async def test_unknown_chat_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "hello")


async def test_bot_cannot_write_first(telegram: BotApiEmulator, bot: Bot) -> None:
    stranger = telegram.person(5)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "hello")


async def test_blocked_bot_is_refused_and_told(bot: Bot, ada: Person) -> None:
    ada.block_bot()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ada.id, "hello")
    change = (await bot.get_updates())[-1].my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    ada.unblock_bot()
    await bot.send_message(ada.id, "hello again")


async def test_reply_quotes_the_message(bot: Bot, ada: Person) -> None:
    question = ada.send_text("which song?")
    reply = await bot.send_message(ada.id, "this one", reply_to_message_id=question.id)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "which song?"
    with pytest.raises(BadRequest, match="to be replied not found"):
        await bot.send_message(ada.id, "no one", reply_to_message_id=999)


async def test_chat_action_is_recorded(bot: Bot, ada: Person) -> None:
    await bot.send_chat_action(ada.id, "upload_photo")
    assert ada.chat.actions == ["upload_photo"]


async def test_reaction_is_set(bot: Bot, ada: Person) -> None:
    message = ada.send_text("thanks")
    await bot.set_message_reaction(ada.id, message.id, "❤")
    assert message.reactions == ("❤",)
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await bot.set_message_reaction(ada.id, message.id, "🎵")


async def test_deleted_message_is_gone(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(ada.id, "soon gone")
    await bot.delete_message(ada.id, sent.message_id)
    assert ada.chat.bot_messages == []
    assert ada.chat.messages[-1].deleted
    with pytest.raises(BadRequest, match="to delete not found"):
        await bot.delete_message(ada.id, sent.message_id)


async def test_chat_and_member_are_described(bot: Bot, ada: Person) -> None:
    chat = await bot.get_chat(ada.id)
    assert (chat.type, chat.first_name) == ("private", "Ada")
    assert (await bot.get_chat_member(ada.id, ada.id)).status == "member"
    with pytest.raises(BadRequest, match="Member not found"):
        await bot.get_chat_member(ada.id, 77)


async def test_unknown_method_is_answered_404(telegram: BotApiEmulator) -> None:
    url = f"{telegram.base_url}{telegram.token}/sendNonsense"
    async with aiohttp.ClientSession() as session, session.post(url) as response:
        assert response.status == 404
        assert (await response.json())["description"] == "Not Found: method not found"


async def test_wrong_token_is_refused(telegram: BotApiEmulator) -> None:
    request = plain_request()
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", telegram.base_url, request=request).get_me()
    await request.shutdown()


async def test_json_body_and_escaped_colon_are_read(telegram: BotApiEmulator, ada: Person) -> None:
    url = f"{telegram.base_url}{telegram.token.replace(':', '%3A')}/SENDMESSAGE"
    body = {"chat_id": ada.id, "text": "from json"}
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        assert (await response.json())["result"]["text"] == "from json"
    assert ada.chat.messages[-1].text == "from json"
