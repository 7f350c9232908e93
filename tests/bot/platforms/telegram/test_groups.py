from collections.abc import AsyncIterator, Callable

import pytest
from markupsafe import Markup

from bot.conversation.people import OtherContent, SentPhoto
from bot.conversation.replies import Button, Reply
from tests.support.bot_api import BotApiEmulator, ChatMessage, Group, Participant, Person
from tests.support.listeners import Heard, RecordingListener, Turn
from tests.support.photos import encoded, four_corners

JPEG = encoded(four_corners(), "JPEG")
ME = "@moodring_test_bot"

Deed = Callable[[Participant], ChatMessage]

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiEmulator]:
    # Without privacy mode the bot sees everything, and must tell by itself what concerns it.
    async with BotApiEmulator(privacy_mode=False) as emulator:
        yield emulator


@pytest.fixture
def group(telegram: BotApiEmulator, ada: Person) -> Group:
    return telegram.group([ada, telegram.person(2, "Bob")])


@pytest.fixture
def ada_there(group: Group, ada: Person) -> Participant:
    return group.participant(ada)


@pytest.mark.parametrize(
    ("deed", "heard"),
    [
        (lambda one: one.send_command("mood", "sad"), ("mood", ("sad",))),
        (lambda one: one.send_command("mood@Moodring_Test_Bot"), ("mood", ())),
        (lambda one: one.send_command("dance@moodring_test_bot"), ("dance", ())),
        (lambda one: one.send_text(f"hello {ME}"), OtherContent.TEXT),
    ],
)
async def test_who_commands_or_mentions_the_bot_is_answered(
    ada_there: Participant, listener: RecordingListener, deed: Deed, heard: Heard
) -> None:
    message = deed(ada_there)
    reply = await ada_there.wait_for_reply()
    assert listener.heard == [heard]
    assert reply.reply_to == message
    assert listener.turns[0].speaker.is_in_group


@pytest.mark.parametrize(
    "deed",
    [
        lambda one: one.send_text("hello everybody"),
        lambda one: one.send_text("hello @another_bot"),
        lambda one: one.send_photo(JPEG),
        lambda one: one.send_sticker(),
        lambda one: one.send_command("ban"),
        lambda one: one.send_command("mood@another_bot"),
    ],
)
async def test_what_people_say_to_each_other_is_left_alone(
    ada_there: Participant, listener: RecordingListener, deed: Deed
) -> None:
    deed(ada_there)
    ada_there.send_command("help")
    await ada_there.wait_for_reply()
    assert listener.heard == [("help", ())]


async def test_a_photo_whose_caption_mentions_the_bot_is_answered(
    ada_there: Participant, listener: RecordingListener
) -> None:
    message = ada_there.send_photo(JPEG, caption=f"{ME} what do you think?")
    reply = await ada_there.wait_for_reply()
    assert isinstance(listener.heard[0], SentPhoto)
    assert reply.reply_to == message


async def test_a_reply_to_the_bot_is_answered(
    ada_there: Participant, listener: RecordingListener
) -> None:
    ada_there.send_command("help")
    reply = await ada_there.wait_for_reply()
    ada_there.send_photo(JPEG, reply_to=reply)
    await ada_there.wait_for_reply()
    assert isinstance(listener.heard[1], SentPhoto)


async def test_a_mention_below_a_photo_of_ones_own_takes_that_photo(
    ada_there: Participant, listener: RecordingListener
) -> None:
    photo = ada_there.send_photo(JPEG)
    ada_there.send_text(f"{ME} and this one?", reply_to=photo)
    await ada_there.wait_for_reply()
    [heard] = listener.heard
    assert isinstance(heard, SentPhoto)
    assert photo.photo is not None
    assert heard.file_id == photo.photo.file.file_id


async def test_a_photo_of_somebody_else_is_not_taken(
    telegram: BotApiEmulator,
    group: Group,
    ada_there: Participant,
    listener: RecordingListener,
) -> None:
    bob_there = group.participant(telegram.person(2))
    photo = bob_there.send_photo(JPEG)
    ada_there.send_text(f"{ME} look at Bob", reply_to=photo)
    await ada_there.wait_for_reply()
    assert listener.heard == [OtherContent.TEXT]


async def test_an_answer_reaches_the_group_though_the_question_was_deleted(
    ada_there: Participant, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        message.deleted = True
        await turn.outlet.send(Reply(Markup("still here")))

    listener.answer = answer
    message = ada_there.send_command("help")
    assert (await ada_there.wait_for_reply()).text == "still here"


async def test_a_private_reply_goes_to_the_private_chat(
    ada: Person, ada_there: Participant, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        await turn.outlet.send(Reply(Markup("for you alone"), is_private=True))

    ada.send_text("hi")
    await ada.wait_for_reply()
    listener.answer = answer
    ada_there.send_command("help")
    await ada.wait_until(lambda chat: len(chat.bot_messages) == 2)
    assert ada.chat.bot_messages[-1].text == "for you alone"
    assert ada_there.chat.bot_messages == []


async def test_a_pressed_button_tells_who_pressed_it(
    telegram: BotApiEmulator, group: Group, ada_there: Participant, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        await turn.outlet.send(Reply(Markup("one"), buttons=((Button("Go", "go"),),)))

    listener.answer = answer
    ada_there.send_command("help")
    message = await ada_there.wait_for_reply()
    bob_there = group.participant(telegram.person(2))
    bob_there.press(message, "Go")
    reply = await bob_there.wait_for_reply()
    assert listener.turns[1].speaker.platform_id == "2"
    assert reply.reply_to == message


async def test_a_group_that_removes_the_bot_hears_no_more(
    ada: Person, group: Group, ada_there: Participant, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        group.remove_bot(ada)
        await turn.outlet.send(Reply(Markup("too late")))

    listener.answer = answer
    ada_there.send_command("help")
    ada.send_text("hi")
    await ada.wait_until(lambda _: len(listener.turns) == 2)
    assert listener.errors == []
