"""/retrain: the mood model is trained again, in a process of its own, as the admin watches."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.storage.records import TrainingFeedback


class RetrainingStage(StrEnum):
    """How far a retraining has come."""

    RUNNING = "running"
    DONE = "done"
    """The new model and its catalogue are in place."""
    KEPT = "kept"
    """The new model is not better; the present one stays."""


@dataclass(frozen=True)
class RetrainingProgress:
    """How far a retraining has come.

    Attributes:
        stage: In which part.
        share: Of the work done, 0-1.
        figures: Named measures of the present and the new model, once they are known; 0-1.
    """

    stage: RetrainingStage
    share: float
    figures: dict[str, float]


class Retrainer(Protocol):
    """Trains the mood model again; one training at a time."""

    def retrain(self, feedback: TrainingFeedback) -> AsyncIterator[RetrainingProgress]:
        """Train, compare and, if better, put in place.

        Yields:
            How far it is; the last has the stage DONE or KEPT.

        Raises:
            RetrainingUnavailableError: The training packages are not installed.
            RetrainingBusyError: A training runs already.
            RetrainingFailedError: The process failed; its log has been logged.
        """
        ...
