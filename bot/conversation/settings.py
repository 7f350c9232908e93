"""/settings: changed in place, the present choices marked."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from bot.conversation.access import in_private
from bot.conversation.actions import encode_action
from bot.conversation.hints import hint_at_old_button
from bot.conversation.replies import Button, Delivery, Reply, Rows
from bot.conversation.turns import Handlers, Turn
from bot.storage.records import Preferences
from bot.texts.texts import LANGUAGES, Language, Texts

SONG_COUNTS = (3, 5, 8, 10)

_SET = "set"
_AUTOMATIC = "auto"
_FLAGS = {"yes": True, "no": False}
_WAYS = {"lift": True, "match": False}
_BUTTONS_IN_A_ROW = 3

Change = Callable[[Preferences], Preferences]


@in_private
async def _show(turn: Turn, _words: tuple[str, ...]) -> None:
    await turn.send(_settings(turn, turn.person.preferences))


@in_private
async def _set(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Change one setting, and show them all again in the language that is set then."""
    change = _change_of(arguments)
    if change is None:
        await hint_at_old_button(turn)
        return
    people = turn.services.storage.people
    preferences = await people.change_preferences(turn.person.id, change)
    await turn.send(_settings(turn, preferences).by(Delivery.EDIT))


def _change_of(arguments: tuple[str, ...]) -> Change | None:
    """Return what a button changes, or None if this version knows no such choice."""
    match arguments:
        case ("count", number) if number in map(str, SONG_COUNTS):
            return lambda present: replace(present, songs_per_answer=int(number))
        case ("explicit", flag) if flag in _FLAGS:
            return lambda present: replace(present, explicit=_FLAGS[flag])
        case ("way", way) if way in _WAYS:
            return lambda present: replace(present, lift=_WAYS[way])
        case ("language", code) if code in LANGUAGES:
            return lambda present: replace(present, language=code)
        case ("language", code) if code == _AUTOMATIC:
            return lambda present: replace(present, language=None)
    return None


def _settings(turn: Turn, preferences: Preferences) -> Reply:
    texts = turn.services.texts
    language = texts.for_language(preferences.language or turn.speaker.language_code)
    is_automatic = preferences.language is None
    message_id = "settings-language-automatic" if is_automatic else "settings-language"
    lines = (
        language.say("settings-title"),
        language.say("settings-count", count=preferences.songs_per_answer),
        language.say("settings-way", way="lift" if preferences.lift else "match"),
        language.say("settings-explicit", allowed=preferences.explicit),
        language.say(message_id, language=language.say("language-name")),
    )
    buttons = (
        *_song_buttons(language, preferences),
        *_language_buttons(texts, language, preferences),
    )
    return Reply(Markup("\n").join(lines), buttons=buttons, is_private=True)


def _song_buttons(language: Language, preferences: Preferences) -> Rows:
    counts = tuple(
        _choice(
            language.say("settings-count-button", count=count),
            ("count", str(count)),
            is_present=preferences.songs_per_answer == count,
        )
        for count in SONG_COUNTS
    )
    match = _choice(language.say("match-button"), ("way", "match"), is_present=not preferences.lift)
    lift = _choice(language.say("lift-button"), ("way", "lift"), is_present=preferences.lift)
    toggle, flag = ("off", "no") if preferences.explicit else ("on", "yes")
    explicit = _choice(language.say(f"settings-explicit-{toggle}-button"), ("explicit", flag))
    return (counts, (match,), (lift,), (explicit,))


def _language_buttons(texts: Texts, language: Language, preferences: Preferences) -> Rows:
    automatic = _choice(
        language.say("settings-language-automatic-button"),
        ("language", _AUTOMATIC),
        is_present=preferences.language is None,
    )
    by_name = [
        _choice(
            other.say("language-name"),
            ("language", other.code),
            is_present=preferences.language == other.code,
        )
        for other in texts.languages
    ]
    every = (automatic, *by_name)
    starts = range(0, len(every), _BUTTONS_IN_A_ROW)
    return tuple(every[start : start + _BUTTONS_IN_A_ROW] for start in starts)


def _choice(label: str, arguments: tuple[str, str], *, is_present: bool = False) -> Button:
    return Button(f"✓ {label}" if is_present else str(label), encode_action(_SET, *arguments))


COMMANDS: Handlers = {"settings": _show}
ACTIONS: Handlers = {_SET: _set}
