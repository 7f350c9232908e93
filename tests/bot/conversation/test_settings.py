"""/settings: changed in place, the present choice marked."""

import pytest

from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.conversation.settings import SONG_COUNTS
from bot.storage.records import Preferences
from bot.texts.texts import LANGUAGES
from tests.support.conversations import Sent, Stage, a_speaker


async def preferences_of(stage: Stage, speaker: Speaker) -> Preferences:
    return (await stage.person(speaker)).preferences


def marked(sent: Sent) -> list[str]:
    labels = [button.label for row in sent.reply.buttons for button in row]
    return [label.removeprefix("✓ ") for label in labels if label.startswith("✓ ")]


async def test_it_shows_what_is_set_and_marks_it(stage: Stage) -> None:
    (sent,) = await stage.command(a_speaker(), "settings")
    for line in (
        stage.say("settings-count", count=5),
        stage.say("settings-way", way="match"),
        stage.say("settings-explicit", allowed=True),
        stage.say("settings-language-automatic", language="English"),
    ):
        assert line in sent.reply.text.split("\n")
    assert marked(sent) == ["🎵 5", stage.say("match-button"), "🌐 Automatic"]


@pytest.mark.parametrize("count", SONG_COUNTS)
async def test_the_number_of_songs_is_changed_in_place(stage: Stage, count: int) -> None:
    ada = a_speaker()
    (before,) = await stage.command(ada, "settings")
    label = next(f"{mark}🎵 {count}" for mark in ("✓ ", "") if (count == 5) == bool(mark))
    (after,) = await stage.press(ada, before, label)
    assert (after.reply.delivery, after.message) == (Delivery.EDIT, before.message)
    assert f"🎵 {count}" in marked(after)
    assert (await preferences_of(stage, ada)).songs_per_answer == count


async def test_match_and_lift_are_changed(stage: Stage) -> None:
    ada = a_speaker()
    (sent,) = await stage.command(ada, "settings")
    (sent,) = await stage.press(ada, sent, stage.say("lift-button"))
    assert (await preferences_of(stage, ada)).lift
    assert stage.say("lift-button") in marked(sent)
    (sent,) = await stage.press(ada, sent, stage.say("match-button"))
    assert not (await preferences_of(stage, ada)).lift


async def test_explicit_songs_are_forbidden_and_allowed_again(stage: Stage) -> None:
    ada = a_speaker()
    (sent,) = await stage.command(ada, "settings")
    (sent,) = await stage.press(ada, sent, stage.say("settings-explicit-off-button"))
    assert stage.say("settings-explicit", allowed=False) in sent.reply.text
    assert not (await preferences_of(stage, ada)).explicit
    await stage.press(ada, sent, stage.say("settings-explicit-on-button"))
    assert (await preferences_of(stage, ada)).explicit


@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_language_is_offered_by_its_own_name_and_answered_in(
    stage: Stage, code: str
) -> None:
    finn = a_speaker(language_code="fi")
    (before,) = await stage.command(finn, "settings")
    (after,) = await stage.press(finn, before, stage.say("language-name", code))
    name = stage.say("language-name", code)
    assert stage.say("settings-language", code, language=name) in after.reply.text
    assert marked(after)[-1] == name
    (later,) = await stage.command(finn, "help")
    assert later.reply.text == stage.say("help", code)


async def test_automatic_goes_back_to_the_language_of_the_platform(stage: Stage) -> None:
    spaniard = a_speaker(language_code="es")
    await stage.press_action(spaniard, "set:language:zh")
    (sent,) = await stage.press_action(spaniard, "set:language:auto")
    assert stage.say("settings-title", "es") in sent.reply.text
    assert (await preferences_of(stage, spaniard)).language is None


@pytest.mark.parametrize(
    "action",
    ["set", "set:count:500", "set:count:5:5", "set:way:up", "set:language:fi", "set:colour:red"],
)
async def test_a_choice_that_is_not_offered_changes_nothing(stage: Stage, action: str) -> None:
    ada = a_speaker()
    (sent,) = await stage.press_action(ada, action)
    assert sent.reply.text == stage.say("hint-outdated")
    assert await preferences_of(stage, ada) == Preferences()


async def test_no_row_has_more_buttons_than_a_phone_can_show(stage: Stage) -> None:
    for code in LANGUAGES:
        (sent,) = await stage.command(a_speaker(language_code=code), "settings")
        for row in sent.reply.buttons:
            width = sum(len(button.label) for button in row) + 4 * len(row)
            assert width <= 52, (code, [button.label for button in row])
