import pytest

from bot.conversation.people import OtherContent
from bot.texts.texts import LANGUAGES
from tests.support.conversations import Stage, a_speaker


@pytest.mark.parametrize("content", OtherContent)
async def test_whatever_is_no_photo_has_a_hint_of_its_own(
    stage: Stage, content: OtherContent
) -> None:
    (sent,) = await stage.other(a_speaker(), content)
    assert sent.reply.text == stage.say(f"hint-{content}")


@pytest.mark.parametrize("code", LANGUAGES)
async def test_help_is_in_the_persons_language(stage: Stage, code: str) -> None:
    (sent,) = await stage.command(a_speaker(language_code=code), "help")
    assert sent.reply.text == stage.say("help", code)
