"""/start and the tap that agrees to the notice; withdrawing stands under /privacy."""

from markupsafe import Markup

from bot.conversation.notice import (
    AGREE,
    NOTICE_VERSION,
    agreement,
    ask_for_consent,
    has_agreed,
    means_the_same,
    text_version,
)
from bot.conversation.owed import answer_released
from bot.conversation.replies import Delivery, Reply
from bot.conversation.turns import Handlers, Turn
from bot.storage.records import Purpose
from bot.texts.texts import LANGUAGES, Language


async def _start(turn: Turn, _words: tuple[str, ...]) -> None:
    """Say what the bot does, and ask for consent unless it was given."""
    consent = await agreement(turn.services, turn.person)
    if consent is None:
        await turn.send(ask_for_consent(turn.language, selfie_waits=False))
        return
    since = turn.language.say("agreed-since", date=turn.language.format_date(consent.at))
    welcome = turn.language.say("welcome") + _way_to_send(turn)
    await turn.send(Reply(welcome + "\n\n" + since))
    # A selfie still waits here only if the process ended between its owner's tap and its answer.
    await answer_released(turn)


async def _agree(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Store consent to the notice above the button, then answer what waited for it."""
    match arguments:
        case (version, code) if means_the_same(version, NOTICE_VERSION) and code in LANGUAGES:
            await _agree_to(turn, version, turn.services.texts.for_language(code))
        case _:
            # The button of a notice that said something else: today's is still to be read.
            await turn.send(ask_for_consent(turn.language, selfie_waits=False))


async def _agree_to(turn: Turn, version: str, shown_in: Language) -> None:
    notice = shown_in.say("notice")
    if not await has_agreed(turn.services, turn.person):
        await turn.services.storage.people.record_consent(
            turn.person.id,
            Purpose.ANALYSIS,
            given=True,
            text_version=text_version(version, shown_in, notice),
        )
    await turn.send(Reply(notice, Delivery.BUTTONS))
    if await turn.services.storage.selfies.is_awaiting_consent(turn.person.id):
        await turn.send(Reply(turn.language.say("agreed-with-selfie")))
        await answer_released(turn)
    else:
        await turn.send(Reply(turn.language.say("agreed") + _way_to_send(turn)))


def _way_to_send(turn: Turn) -> Markup:
    """Return how to send a selfie, where it takes a command."""
    command = turn.speaker.photo_command
    if command is None:
        return Markup("")
    return Markup(" {}").format(turn.language.say("selfie-by-command", command=command))


COMMANDS: Handlers = {"start": _start}
ACTIONS: Handlers = {AGREE: _agree}
