"""/start, the notice and the tap that agrees to it."""

from bot.conversation.actions import encode_action
from bot.conversation.notice import NOTICE_VERSION, has_agreed, text_version
from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.storage.records import Consent, Purpose
from tests.support.conversations import Stage, a_face, a_speaker

AGREE = "✅"


async def consents_of(stage: Stage, speaker: Speaker) -> tuple[Consent, ...]:
    return await stage.storage.people.consents((await stage.person(speaker)).id)


async def test_start_says_what_the_bot_does_and_shows_the_notice_with_one_button(
    stage: Stage,
) -> None:
    (sent,) = await stage.command(a_speaker(), "start")
    assert sent.reply.text == stage.say("welcome") + "\n\n" + stage.say("notice")
    assert len(stage.say("welcome").splitlines()) == 3
    assert [[button.label for button in row] for row in sent.reply.buttons] == [
        [stage.say("agree-button")]
    ]


async def test_the_tap_stores_consent_with_its_time_and_the_text_as_it_was_shown(
    stage: Stage,
) -> None:
    russian = a_speaker(language_code="ru")
    (asked,) = await stage.command(russian, "start")
    await stage.press(russian, asked, AGREE)
    language = stage.language("ru")
    version = text_version(NOTICE_VERSION, language, language.say("notice"))
    assert version.startswith(f"{NOTICE_VERSION} ru ")
    assert await consents_of(stage, russian) == (
        Consent(Purpose.ANALYSIS, given=True, text_version=version, at=stage.clock.time),
    )


async def test_the_tap_takes_the_button_away_and_asks_for_a_selfie(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.command(ada, "start")
    edited, thanks = await stage.press(ada, asked, AGREE)
    assert (edited.reply.delivery, edited.reply.buttons) == (Delivery.BUTTONS, ())
    assert edited.message == asked.message
    assert thanks.reply.text == stage.say("agreed")


async def test_a_selfie_sent_before_consent_is_looked_at_only_after_the_tap(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.send_photo(ada, a_face())
    assert asked.reply.text == stage.say("ask-consent-first") + "\n\n" + stage.say("notice")
    assert stage.analyzer.seen == []
    _edited, thanks, answer = await stage.press(ada, asked, AGREE)
    assert thanks.reply.text == stage.say("agreed-with-selfie")
    assert answer.reply.songs
    assert len(stage.analyzer.seen) == 1


async def test_a_second_tap_stores_nothing_more_and_answers_nothing_twice(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.send_photo(ada, a_face())
    await stage.press(ada, asked, AGREE)
    again = await stage.press(ada, asked, AGREE)
    assert [sent.reply.text for sent in again][1:] == [stage.say("agreed")]
    assert len(await consents_of(stage, ada)) == 1
    assert len(stage.analyzer.seen) == 1


async def test_start_after_consent_tells_since_when_and_asks_nothing(stage: Stage) -> None:
    ada = await stage.agreed()
    (sent,) = await stage.command(ada, "start")
    since = stage.say("agreed-since", date="Mar 1, 2026")
    assert sent.reply.text == stage.say("welcome") + "\n\n" + since
    assert sent.reply.buttons == ()


async def test_start_answers_a_selfie_left_over_by_a_process_that_ended_after_the_tap(
    stage: Stage,
) -> None:
    ada = a_speaker()
    await stage.send_photo(ada, a_face())
    await stage.agreed()
    _welcome, answer = await stage.command(ada, "start")
    assert answer.reply.songs


async def test_consent_to_an_earlier_notice_that_said_something_else_does_not_count(
    stage: Stage,
) -> None:
    ada = a_speaker()
    person = await stage.person(ada)
    for version, counts in (("0.9 en 123456789abc", False), ("1.7 en 123456789abc", True)):
        await stage.storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=True, text_version=version
        )
        assert await has_agreed(stage.services, person) is counts, version


async def test_the_button_of_an_earlier_notice_shows_that_of_today(stage: Stage) -> None:
    ada = a_speaker()
    for action in ("agree:0.9:en", "agree", "agree:1.0:xx", encode_action("agree", "1.0", "en", 1)):
        (sent,) = await stage.press_action(ada, action)
        assert stage.say("notice") in sent.reply.text
        assert sent.reply.buttons
    assert await consents_of(stage, ada) == ()


async def test_the_button_of_a_notice_in_other_words_for_the_same_still_agrees(
    stage: Stage,
) -> None:
    ada = a_speaker()
    await stage.press_action(ada, "agree:1.9:es")
    (consent,) = await consents_of(stage, ada)
    assert consent.text_version.startswith("1.9 es ")


async def test_the_button_works_after_a_restart(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.command(ada, "start")
    await stage.restart()
    await stage.press(ada, asked, AGREE)
    assert await has_agreed(stage.services, await stage.person(ada))
