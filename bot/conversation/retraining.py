"""/retrain: the mood model is trained again, in a process of its own, as the admin watches."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import aclosing
from datetime import timedelta
from types import MappingProxyType

from markupsafe import Markup

from bot.conversation.access import for_admins, in_private
from bot.conversation.replies import Delivery, Reply
from bot.conversation.retrainer import RetrainingProgress, RetrainingStage
from bot.conversation.turns import Handlers, Turn
from bot.errors import (
    RetrainingBusyError,
    RetrainingError,
    RetrainingUnavailableError,
)
from bot.storage.records import MessageRef, TrainingFeedback

logger = logging.getLogger(__name__)

# Telegram edits a message about once a second, and nobody reads faster.
BETWEEN_EDITS = timedelta(seconds=3)

# What the admin reads at the end, by how it ended.
_OUTCOMES: Mapping[RetrainingStage, str] = MappingProxyType(
    {
        RetrainingStage.DONE: "retrain-done",
        RetrainingStage.TOO_LITTLE: "retrain-too-little",
        RetrainingStage.NOT_BETTER: "retrain-not-better",
        RetrainingStage.FORGETS: "retrain-forgets",
    }
)


@for_admins
@in_private
async def _retrain(turn: Turn, _words: tuple[str, ...]) -> None:
    message = await _say(turn, turn.language.say("retrain-started"))
    try:
        feedback = await turn.services.storage.feedback.for_training()
        outcome = await _watch(turn, feedback, message)
    except RetrainingError as error:
        await _say(turn, _apology(turn, error), message)
        return
    await _say(turn, _report(turn, feedback, outcome), message)


async def _watch(
    turn: Turn, feedback: TrainingFeedback, message: MessageRef | None
) -> RetrainingProgress:
    """Show how far the retraining is, not too often, and return its end."""
    progress = RetrainingProgress(RetrainingStage.RUNNING, 0.0)
    now = turn.services.now
    shown_at = now()
    async with aclosing(turn.services.retrainer.retrain(feedback)) as steps:
        async for progress in steps:
            due = now() - shown_at >= BETWEEN_EDITS
            if progress.stage is RetrainingStage.RUNNING and due:
                shown_at = now()
                text = turn.language.say("retrain-progress", share=progress.share)
                await _say(turn, text, message)
    return progress


def _report(turn: Turn, feedback: TrainingFeedback, outcome: RetrainingProgress) -> Markup:
    likes = sum(opinion.liked is True for opinion in feedback.opinions)
    parts = [
        turn.language.say(_OUTCOMES[outcome.stage]),
        turn.language.say(
            "retrain-feedback",
            likes=likes,
            dislikes=len(feedback.opinions) - likes,
            songs=outcome.songs,
        ),
    ]
    if outcome.figures is not None:
        parts.append(
            turn.language.say(
                "retrain-figures",
                present_score=outcome.figures.present_score,
                new_score=outcome.figures.new_score,
                agreement=outcome.figures.agreement,
            )
        )
    if feedback.corrections:
        parts.append(turn.language.say("retrain-corrections", count=len(feedback.corrections)))
    return Markup("\n").join(parts)


def _apology(turn: Turn, error: RetrainingError) -> Markup:
    if isinstance(error, RetrainingUnavailableError):
        return turn.language.say("retrain-unavailable")
    if isinstance(error, RetrainingBusyError):
        return turn.language.say("retrain-busy")
    error_id = secrets.token_hex(3)
    logger.error("[%s] retraining failed: %s", error_id, error)
    return turn.language.say("retrain-failed", id=error_id)


async def _say(turn: Turn, text: Markup, replaces: MessageRef | None = None) -> MessageRef | None:
    delivery = Delivery.MESSAGE if replaces is None else Delivery.EDIT
    return await turn.send(Reply(text, delivery, is_private=True, replaces=replaces))


COMMANDS: Handlers = {"retrain": _retrain}
ACTIONS: Handlers = {}
