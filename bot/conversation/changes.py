"""Other songs in place of an answer's: more of them, to lift or to match, for another mood."""

from bot.conversation.answer_buttons import (
    BACK,
    FELT,
    LIFT,
    MORE,
    NO,
    WRONG,
    YES,
    answer_rows,
    felt_rows,
)
from bot.conversation.faces import store_correction
from bot.conversation.hints import hint_at_old_button
from bot.conversation.own_answers import for_own_answer, show_buttons
from bot.conversation.songs import answer_again
from bot.conversation.turns import Handlers, Turn
from bot.conversation.wishes import can_lift, with_felt, with_lift
from bot.storage.records import StoredAnswer
from inference.moods import Mood


@for_own_answer
async def _give_more(turn: Turn, stored: StoredAnswer, _rest: tuple[str, ...]) -> None:
    """Give other songs for the same mood."""
    await answer_again(turn, stored, lambda content: content)


@for_own_answer
async def _lift(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Give songs to lift, or to match, the mood."""
    if rest not in ((YES,), (NO,)):
        await hint_at_old_button(turn)
        return
    await answer_again(turn, stored, lambda content: with_lift(content, lift=rest == (YES,)))


@for_own_answer
async def _offer_moods(turn: Turn, stored: StoredAnswer, _rest: tuple[str, ...]) -> None:
    """Show the three moods in place of the answer's buttons."""
    await show_buttons(turn, felt_rows(turn.language, stored.id))


@for_own_answer
async def _correct(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Give songs for the mood that the person says is theirs, and learn from it."""
    match rest:
        case (mood,) if mood in set(Mood):
            felt = Mood(mood)
        case _:
            await hint_at_old_button(turn)
            return
    if stored.content.felt is not felt:
        await store_correction(turn, stored.content, felt)
    await answer_again(turn, stored, lambda content: with_felt(content, felt))


@for_own_answer
async def _go_back(turn: Turn, stored: StoredAnswer, _rest: tuple[str, ...]) -> None:
    """Show the answer's own buttons again."""
    content = stored.content
    rows = answer_rows(turn.language, stored.id, content, can_lift=can_lift(content))
    await show_buttons(turn, rows)


COMMANDS: Handlers = {}
ACTIONS: Handlers = {
    MORE: _give_more,
    LIFT: _lift,
    WRONG: _offer_moods,
    FELT: _correct,
    BACK: _go_back,
}
