import pytest
from telegram import Bot
from telegram.error import Forbidden

from tests.support.bot_api import BotApiEmulator, Participant
from tests.support.photos import encoded, four_corners
from tests.support_tests.bot_api.conftest import build_bot


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Participant:
    person = telegram.person(1, "Ada")
    return telegram.group([person, telegram.person(2, "Bob")]).participant(person)


async def texts_seen(bot: Bot) -> list[str]:
    updates = await bot.get_updates()
    messages = [update.message for update in updates if update.message]
    return [message.text or message.caption or "" for message in messages]


async def test_bot_sees_only_what_concerns_it(bot: Bot, ada: Participant) -> None:
    own = await bot.send_message(ada.chat.id, "hello all")
    hello = ada.chat.message(own.message_id)
    ada.send_text("just talking")
    ada.send_text("hey @other_test_bot")
    ada.send_command("mood@other_test_bot")
    ada.send_text("hey @Moodring_Test_Bot")
    ada.send_command("mood@moodring_test_bot", "calm")
    ada.send_command("help")
    ada.send_text("nice", reply_to=hello)
    ada.send_photo(encoded(four_corners(), "JPEG"), caption="@moodring_test_bot me")
    assert await texts_seen(bot) == [
        "hey @Moodring_Test_Bot",
        "/mood@moodring_test_bot calm",
        "/help",
        "nice",
        "@moodring_test_bot me",
    ]


async def test_bot_without_privacy_mode_sees_all() -> None:
    async with (
        BotApiEmulator(privacy_mode=False) as telegram,
        build_bot(telegram) as bot,
    ):
        person = telegram.person(1)
        telegram.group([person]).participant(person).send_text("just talking")
        assert await texts_seen(bot) == ["just talking"]


async def test_removed_bot_is_refused(telegram: BotApiEmulator, bot: Bot) -> None:
    person = telegram.person(1)
    group = telegram.group([person])
    await bot.send_message(group.chat.id, "hello")
    group.remove_bot(person)
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(group.chat.id, "hello?")


async def test_pressed_button_tells_group_and_person(bot: Bot, ada: Participant) -> None:
    markup = {"inline_keyboard": [[{"text": "go", "callback_data": "go"}]]}
    await bot.send_message(ada.chat.id, "press", api_kwargs={"reply_markup": markup})
    ada.press(await ada.wait_for_reply(), "go")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.from_user.id == ada.id
    assert query.message is not None
    assert query.message.chat.id == ada.chat.id
