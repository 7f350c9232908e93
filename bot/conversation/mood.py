"""/mood: songs for a mood picked by hand, with a word or a button."""

import unicodedata

from bot.conversation.answer_buttons import PICK, mood_rows
from bot.conversation.hints import hint_at_old_button
from bot.conversation.replies import Delivery, Reply
from bot.conversation.songs import answer_anew
from bot.conversation.turns import Handlers, Turn
from bot.conversation.wishes import wish_for_mood
from bot.texts.texts import Language
from inference.moods import Mood


async def _answer_command(turn: Turn, words: tuple[str, ...]) -> None:
    """Answer with songs for the mood that is named, or ask which."""
    english = turn.services.texts.for_language(None)
    mood = _mood_named(words, (turn.language, english))
    if mood is None:
        question = turn.language.say("pick-mood")
        await turn.send(Reply(question, buttons=mood_rows(turn.language)))
        return
    await turn.outlet.show_activity()
    await answer_anew(turn, wish_for_mood(mood))


async def _answer_pick(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Answer with songs for the mood of a button, in its place."""
    if len(arguments) != 1 or arguments[0] not in set(Mood):
        await hint_at_old_button(turn)
        return
    await answer_anew(turn, wish_for_mood(Mood(arguments[0])), delivery=Delivery.EDIT)


def _mood_named(words: tuple[str, ...], languages: tuple[Language, ...]) -> Mood | None:
    said = {_plain(word) for word in words}
    for mood in Mood:
        names = {mood.value}
        for language in languages:
            names |= {_plain(name) for name in language.say(f"mood-{mood}-words").split(",")}
        if said & names:
            return mood
    return None


def _plain(word: str) -> str:
    """Return a word without case, accents and signs: "¡Alegría!" is said as "alegria"."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


COMMANDS: Handlers = {"mood": _answer_command}
ACTIONS: Handlers = {PICK: _answer_pick}
