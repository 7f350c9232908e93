"""/mydata and /forget."""

import json

from bot.conversation.replies import Delivery
from bot.storage.records import Preferences
from bot.texts.texts import LANGUAGES
from tests.support.conversations import Stage, a_speaker
from tests.support.people import person_with_everything

FORGET, KEEP = "🗑", "No"


async def test_mydata_is_a_readable_file_with_all_that_is_stored(stage: Stage) -> None:
    person = await person_with_everything(stage.storage, "ada")
    (sent,) = await stage.command(a_speaker(), "mydata")
    document = sent.reply.document
    assert document is not None
    assert document.name == "moodring-2026-03-01.json"
    assert sent.reply.is_private
    text = document.data.decode()
    assert "\n  " in text
    assert json.loads(text) == await stage.storage.privacy.export(person.id)
    assert "file-of-ada" in text


async def test_mydata_writes_all_scripts_as_they_are(stage: Stage) -> None:
    ada = a_speaker()
    person = await stage.person(ada)
    await stage.storage.people.set_preferences(person.id, Preferences(language="中文"))
    (sent,) = await stage.command(ada, "mydata")
    assert sent.reply.document is not None
    assert '"中文"' in sent.reply.document.data.decode()


async def test_mydata_of_one_has_nothing_of_another(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    (sent,) = await stage.command(a_speaker("bob"), "mydata")
    assert sent.reply.document is not None
    records = json.loads(sent.reply.document.data)
    assert records["answers"] == []
    assert "ada" not in sent.reply.document.data.decode()


async def test_forget_asks_before_anything_is_deleted(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    (asked,) = await stage.command(a_speaker(), "forget")
    assert asked.reply.text == stage.say("forget-ask")
    assert (await stage.storage.usage.statistics()).answers == 1


async def test_forget_deletes_everything_and_says_what(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    await person_with_everything(stage.storage, "bob")
    (asked,) = await stage.command(a_speaker(), "forget")
    (told,) = await stage.press(a_speaker(), asked, FORGET)
    assert (told.reply.delivery, told.message) == (Delivery.EDIT, asked.message)
    assert told.reply.text == stage.say("forgotten", answers=1, feedback=2)
    assert told.reply.buttons == ()
    assert await stage.storage.people.find("telegram", "ada") is None
    assert await stage.storage.people.find("telegram", "bob") is not None


async def test_a_second_press_finds_nothing_and_says_so(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    (asked,) = await stage.command(a_speaker(), "forget")
    await stage.press(a_speaker(), asked, FORGET)
    (told,) = await stage.press(a_speaker(), asked, FORGET)
    assert told.reply.text == stage.say("forgotten-nothing")
    assert (await stage.storage.usage.statistics()).people == 0


async def test_settings_alone_are_something_to_forget(stage: Stage) -> None:
    await stage.press_action(a_speaker(), "set:count:8")
    (told,) = await stage.press_action(a_speaker(), "forget")
    assert told.reply.text == stage.say("forgotten", answers=0, feedback=0)


async def test_keep_deletes_nothing(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    (asked,) = await stage.command(a_speaker(), "forget")
    (told,) = await stage.press(a_speaker(), asked, KEEP)
    assert told.reply.text == stage.say("forget-kept")
    assert (await stage.storage.usage.statistics()).answers == 1


async def test_the_question_is_asked_in_the_language_of_the_person(stage: Stage) -> None:
    for code in LANGUAGES:
        (asked,) = await stage.command(a_speaker(code, code), "forget")
        assert asked.reply.text == stage.say("forget-ask", code)
