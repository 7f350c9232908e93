"""The facade: commands and buttons find their way, whoever sends them, however often."""

import asyncio
import itertools

import pytest

from bot.conversation import conversation
from bot.conversation.conversation import ACTIONS, COMMANDS
from bot.conversation.people import OtherContent
from bot.conversation.replies import Delivery
from bot.errors import PictureError
from tests.support.conversations import Stage, a_face, a_speaker
from tests.support.people import calm_answer, person_with_everything

PRIVATE_COMMANDS = ("history", "settings", "privacy", "mydata", "forget")
PRIVATE_ACTIONS = (
    "history:0",
    "chart",
    "chart-theme:dark",
    "set:count:3",
    "withdraw",
    "learn:1.0:en",
    "unlearn",
    "forget",
    "keep",
)


def test_no_two_modules_claim_a_command_or_a_button() -> None:
    modules = conversation._MODULES
    for whole, parts in (
        (COMMANDS, [module.COMMANDS for module in modules]),
        (ACTIONS, [module.ACTIONS for module in modules]),
    ):
        names = list(itertools.chain(*parts))
        assert sorted(names) == sorted(set(names))
        assert set(names) == set(whole)


def test_names_can_be_typed_and_leave_room_for_arguments() -> None:
    for name in COMMANDS:
        assert name == name.lower()
        assert name.isidentifier()
    for name in ACTIONS:
        assert ":" not in name
        # Beside an answer's id (16 characters), a song's number and two colons.
        assert len(name.encode()) <= 40


async def test_an_unknown_command_is_answered_with_a_hint(stage: Stage) -> None:
    (sent,) = await stage.command(a_speaker(), "dance", "please")
    assert sent.reply.text == stage.say("hint-text")


async def test_a_button_that_nobody_knows_any_more_is_answered_kindly(stage: Stage) -> None:
    for action in ("shuffle:1", "", ":::", "x" * 64):
        (sent,) = await stage.press_action(a_speaker(), action)
        assert sent.reply.text == stage.say("hint-outdated")
        assert sent.reply.delivery is Delivery.NOTICE


async def test_the_same_button_pressed_twice_at_once_does_its_work_once(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.send_photo(ada, a_face())
    before = len(stage.sent)
    await asyncio.gather(*(stage.press(ada, asked, "✅") for _ in range(5)))
    texts = [str(sent.reply.text) for sent in stage.sent[before:]]
    assert texts.count(stage.say("agreed-with-selfie")) == 1
    assert stage.say("agreed") not in texts
    assert len(stage.analyzer.seen) == 1
    assert len(await stage.storage.people.consents((await stage.person(ada)).id)) == 1


async def test_the_same_button_pressed_by_two_people_at_once_answers_both(stage: Stage) -> None:
    both = [a_speaker("ada"), a_speaker("bob")]
    await asyncio.gather(*(stage.press_action(one, "agree:1.0:en") for one in both))
    assert [str(sent.reply.text) for sent in stage.sent].count(stage.say("agreed")) == 2


async def test_a_button_that_failed_can_be_pressed_again(stage: Stage) -> None:
    ada = a_speaker()
    await stage.storage.answers.add((await stage.person(ada)).id, calm_answer())
    stage.studio.is_broken = True
    with pytest.raises(PictureError):
        await stage.press_action(ada, "chart")
    stage.studio.is_broken = False
    (sent,) = await stage.press_action(ada, "chart")
    assert sent.reply.picture is not None


async def test_the_language_that_a_person_set_goes_before_that_of_the_platform(
    stage: Stage,
) -> None:
    spaniard = a_speaker(language_code="es")
    (sent,) = await stage.other(spaniard, OtherContent.TEXT)
    assert sent.reply.text == stage.say("hint-text", "es")
    await stage.press_action(spaniard, "set:language:ru")
    (sent,) = await stage.other(spaniard, OtherContent.TEXT)
    assert sent.reply.text == stage.say("hint-text", "ru")


@pytest.mark.parametrize("code", [None, "fi", "xx-nonsense"])
async def test_a_language_that_the_bot_does_not_speak_is_answered_in_english(
    stage: Stage, code: str | None
) -> None:
    (sent,) = await stage.other(a_speaker(language_code=code), OtherContent.VOICE)
    assert sent.reply.text == stage.say("hint-voice")


async def test_in_a_group_nothing_private_is_shown(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    ada = a_speaker(is_in_group=True)
    sent = [await stage.command(ada, name) for name in PRIVATE_COMMANDS]
    sent += [await stage.press_action(ada, action) for action in PRIVATE_ACTIONS]
    assert {one.reply.text for replies in sent for one in replies} == {stage.say("write-privately")}
    person = await stage.person(ada)
    assert person.preferences.songs_per_answer == 5
    assert (await stage.storage.answers.history(person.id)).answers


async def test_in_a_group_where_replies_can_be_whispered_everything_private_is(
    stage: Stage,
) -> None:
    await person_with_everything(stage.storage, "ada")
    ada = a_speaker(is_in_group=True, can_whisper=True)
    sent = [await stage.command(ada, name) for name in PRIVATE_COMMANDS]
    sent += [await stage.press_action(ada, action) for action in PRIVATE_ACTIONS]
    replies = [one.reply for some in sent for one in some]
    assert stage.say("write-privately") not in {reply.text for reply in replies}
    assert len(replies) >= len(sent)
    assert all(reply.is_private for reply in replies)


async def test_alone_with_the_bot_everything_is_answered(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    for name in PRIVATE_COMMANDS:
        (sent,) = await stage.command(a_speaker(), name)
        assert sent.reply.text != stage.say("write-privately")


async def test_menus_are_in_the_language_asked_for(stage: Stage) -> None:
    entries = stage.conversation.menu(stage.language("zh"), for_admin=False)
    assert stage.say("command-history", "zh") in {entry.description for entry in entries}
