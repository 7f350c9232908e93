"""/stats: how much the bot is used, for whoever runs it."""

from collections import Counter

from bot.conversation.access import for_admins, in_private
from bot.conversation.replies import Reply
from bot.conversation.turns import Handlers, Turn
from bot.storage.records import Statistics
from inference.moods import Mood


@for_admins
@in_private
async def _show_statistics(turn: Turn, _words: tuple[str, ...]) -> None:
    statistics = await turn.services.storage.usage.statistics(days=7)
    today = turn.services.now().date().isoformat()
    said = turn.language.say(
        "stats",
        people=statistics.people,
        active_today=statistics.active_today,
        active_week=statistics.active_this_week,
        answers=statistics.answers,
        today=statistics.usage.get(today, {}).get("answers", 0),
        opinions=statistics.opinions,
        waiting=statistics.waiting_selfies,
        **_moods(statistics),
    )
    await turn.send(Reply(said, is_private=True))


def _moods(statistics: Statistics) -> dict[str, int]:
    """Return how many answers were given to each mood on the days counted."""
    counts: Counter[str] = Counter()
    for day in statistics.usage.values():
        counts.update(day)
    return {mood.value: counts[f"mood_{mood.value}"] for mood in Mood}


COMMANDS: Handlers = {"stats": _show_statistics}
ACTIONS: Handlers = {}
