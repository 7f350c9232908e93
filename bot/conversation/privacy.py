"""/privacy: what is kept, for how long, and what this person agreed to, with buttons for it."""

from markupsafe import Markup

from bot.conversation.access import in_private
from bot.conversation.actions import encode_action
from bot.conversation.hints import hint_at_old_button
from bot.conversation.notice import agreement, means_the_same, text_version
from bot.conversation.replies import Button, Delivery, Reply, Rows
from bot.conversation.turns import Handlers, Turn
from bot.storage.records import Consent, Purpose
from bot.texts.texts import LANGUAGES, Language

# Of `privacy` in the texts, which says what learning means; see NOTICE_VERSION.
LEARNING_VERSION = "1.0"

_WITHDRAW, _ALLOW_LEARNING, _FORBID_LEARNING = "withdraw", "learn", "unlearn"


@in_private
async def _explain(turn: Turn, _words: tuple[str, ...]) -> None:
    await turn.send(await _privacy(turn))


@in_private
async def _withdraw(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Take the agreement back; a second time changes nothing more."""
    consent = await turn.services.storage.people.consent(turn.person.id, Purpose.ANALYSIS)
    if consent is not None and consent.given:
        await _record(turn, Purpose.ANALYSIS, consent.text_version, given=False)
    await _confirm(turn, "withdrawn")


@in_private
async def _allow_learning(turn: Turn, arguments: tuple[str, ...]) -> None:
    match arguments:
        case (version, code) if means_the_same(version, LEARNING_VERSION) and code in LANGUAGES:
            shown_in = turn.services.texts.for_language(code)
            shown = text_version(version, shown_in, _text(turn, shown_in))
            await _set_learning(turn, shown, allowed=True)
            await _confirm(turn, "training-allowed")
        case _:
            await hint_at_old_button(turn)


@in_private
async def _forbid_learning(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await _set_learning(turn, LEARNING_VERSION, allowed=False)
    await _confirm(turn, "training-forbidden")


async def _set_learning(turn: Turn, version: str, *, allowed: bool) -> None:
    if allowed != await _is_learning_allowed(turn):
        await _record(turn, Purpose.TRAINING, version, given=allowed)


async def _record(turn: Turn, purpose: Purpose, version: str, *, given: bool) -> None:
    await turn.services.storage.people.record_consent(
        turn.person.id, purpose, given=given, text_version=version
    )


async def _confirm(turn: Turn, message_id: str) -> None:
    """Bring the message above the button up to date, and say what was done."""
    await turn.send((await _privacy(turn)).by(Delivery.EDIT))
    await turn.send(Reply(turn.language.say(message_id), is_private=True))


async def _privacy(turn: Turn) -> Reply:
    consent = await agreement(turn.services, turn.person)
    learns = await _is_learning_allowed(turn)
    learning = turn.language.say("privacy-learning", allowed=learns)
    lines = (_text(turn, turn.language), "", _standing(turn.language, consent), learning)
    buttons = _buttons(turn.language, has_agreed=consent is not None, learns=learns)
    return Reply(Markup("\n").join(lines), buttons=buttons, is_private=True)


def _text(turn: Turn, language: Language) -> Markup:
    operator = turn.services.operator or language.say("operator-unknown")
    days = turn.services.storage.retention.days
    return language.say("privacy", days=days, operator=operator)


def _standing(language: Language, consent: Consent | None) -> Markup:
    if consent is None:
        return language.say("privacy-not-agreed")
    return language.say("privacy-agreed", date=language.format_date(consent.at))


def _buttons(language: Language, *, has_agreed: bool, learns: bool) -> Rows:
    if learns:
        action, message_id = encode_action(_FORBID_LEARNING), "forbid-training-button"
    else:
        # It knows which text stands above it: it may be pressed years later.
        action = encode_action(_ALLOW_LEARNING, LEARNING_VERSION, language.code)
        message_id = "allow-training-button"
    learning = (Button(str(language.say(message_id)), action),)
    if not has_agreed:
        return (learning,)
    withdraw = Button(str(language.say("withdraw-button")), encode_action(_WITHDRAW))
    return (learning, (withdraw,))


async def _is_learning_allowed(turn: Turn) -> bool:
    consent = await turn.services.storage.people.consent(turn.person.id, Purpose.TRAINING)
    return consent is not None and consent.given


COMMANDS: Handlers = {"privacy": _explain}
ACTIONS: Handlers = {
    _WITHDRAW: _withdraw,
    _ALLOW_LEARNING: _allow_learning,
    _FORBID_LEARNING: _forbid_learning,
}
