"""/privacy: what is kept, and the buttons that change what was agreed to."""

from pathlib import Path

import pytest

from bot.conversation.notice import has_agreed
from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.storage.records import Opinion, Purpose
from bot.texts.texts import LANGUAGES
from inference.moods import Mood
from tests.support.conversations import Stage, a_face, a_speaker, open_stage

WITHDRAW, ALLOW, FORBID = "Withdraw", "Learn from", "Stop learning"


async def last_word(stage: Stage, speaker: Speaker, purpose: Purpose) -> tuple[bool, str]:
    consent = await stage.storage.people.consent((await stage.person(speaker)).id, purpose)
    assert consent is not None
    return consent.given, consent.text_version


@pytest.mark.parametrize("code", LANGUAGES)
async def test_it_names_retention_operator_and_the_law_in_every_language(
    stage: Stage, code: str
) -> None:
    (sent,) = await stage.command(a_speaker(language_code=code), "privacy")
    assert "180" in sent.reply.text
    assert "Ada &lt;ada@example.org&gt;" in sent.reply.text
    assert "50" in sent.reply.text
    assert stage.say("privacy-not-agreed", code) in sent.reply.text


async def test_without_an_operators_name_it_says_whom_to_ask(tmp_path: Path) -> None:
    async with open_stage(tmp_path, operator=None) as stage:
        (sent,) = await stage.command(a_speaker(), "privacy")
        assert stage.say("operator-unknown") in sent.reply.text


async def test_without_consent_there_is_nothing_to_withdraw(stage: Stage) -> None:
    (sent,) = await stage.command(a_speaker(), "privacy")
    assert [[button.label for button in row] for row in sent.reply.buttons] == [
        [stage.say("allow-training-button")]
    ]


async def test_withdrawing_is_stored_told_and_obeyed(stage: Stage) -> None:
    ada = await stage.agreed()
    (before,) = await stage.command(ada, "privacy")
    assert stage.say("privacy-agreed", date="Mar 1, 2026") in before.reply.text
    edited, told = await stage.press(ada, before, WITHDRAW)
    assert (edited.reply.delivery, edited.message) == (Delivery.EDIT, before.message)
    assert stage.say("privacy-not-agreed") in edited.reply.text
    assert told.reply.text == stage.say("withdrawn")
    assert (await last_word(stage, ada, Purpose.ANALYSIS))[0] is False
    (asked,) = await stage.send_photo(ada, a_face())
    assert stage.say("notice") in asked.reply.text
    assert stage.analyzer.seen == []


async def test_withdrawing_twice_stores_it_once(stage: Stage) -> None:
    ada = await stage.agreed()
    (before,) = await stage.command(ada, "privacy")
    await stage.press(ada, before, WITHDRAW)
    *_, told = await stage.press(ada, before, WITHDRAW)
    assert told.reply.text == stage.say("withdrawn")
    assert len(await stage.storage.people.consents((await stage.person(ada)).id)) == 2


async def test_consent_to_an_outdated_notice_can_be_withdrawn_too(stage: Stage) -> None:
    ada = a_speaker()
    person = await stage.person(ada)
    await stage.storage.people.record_consent(
        person.id, Purpose.ANALYSIS, given=True, text_version="0.1"
    )
    await stage.press_action(ada, "withdraw")
    assert (await last_word(stage, ada, Purpose.ANALYSIS))[0] is False
    assert not await has_agreed(stage.services, person)


async def test_learning_is_off_until_it_is_allowed_and_can_be_taken_back(stage: Stage) -> None:
    ada = a_speaker()
    person = await stage.person(ada)
    opinion = Opinion("song", liked=True, mood=Mood.CALM)
    await stage.storage.feedback.add_opinion(person.id, opinion)
    (page,) = await stage.command(ada, "privacy")
    assert stage.say("privacy-learning", allowed=False) in page.reply.text
    assert (await stage.storage.feedback.for_training()).opinions == ()
    allowed, thanks = await stage.press(ada, page, ALLOW)
    assert stage.say("privacy-learning", allowed=True) in allowed.reply.text
    assert thanks.reply.text == stage.say("training-allowed")
    assert (await stage.storage.feedback.for_training()).opinions == (opinion,)
    forbidden, told = await stage.press(ada, allowed, FORBID)
    assert forbidden.button(ALLOW)
    assert told.reply.text == stage.say("training-forbidden")
    assert (await stage.storage.feedback.for_training()).opinions == ()


async def test_consent_to_learning_is_stored_with_the_text_that_was_shown(stage: Stage) -> None:
    spaniard = a_speaker(language_code="es")
    (page,) = await stage.command(spaniard, "privacy")
    await stage.press(spaniard, page, "Aprende")
    given, version = await last_word(stage, spaniard, Purpose.TRAINING)
    assert given
    assert version.startswith("1.0 es ")


async def test_allowing_twice_stores_it_once(stage: Stage) -> None:
    ada = a_speaker()
    (page,) = await stage.command(ada, "privacy")
    await stage.press(ada, page, ALLOW)
    await stage.press(ada, page, ALLOW)
    assert len(await stage.storage.people.consents((await stage.person(ada)).id)) == 1


@pytest.mark.parametrize("action", ["learn", "learn:0.9:en", "learn:1.0:fi"])
async def test_the_button_of_a_text_that_said_something_else_allows_nothing(
    stage: Stage, action: str
) -> None:
    (sent,) = await stage.press_action(a_speaker(), action)
    assert sent.reply.text == stage.say("hint-outdated")
    assert await stage.storage.people.consents((await stage.person(a_speaker())).id) == ()
