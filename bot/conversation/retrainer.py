"""What trains the mood model again, as the conversation sees it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.storage.records import TrainingFeedback


class RetrainingStage(StrEnum):
    """How far a retraining has come."""

    RUNNING = "running"
    DONE = "done"
    """The new model and its catalogue are in place."""
    TOO_LITTLE = "too_little"
    """Too few songs have opinions to learn from; nothing was trained."""
    NOT_BETTER = "not_better"
    """The new model does not fit listeners clearly better; the present one stays."""
    FORGETS = "forgets"
    """The new model tells too many other songs otherwise; the present one stays."""


@dataclass(frozen=True)
class RetrainingFigures:
    """What was measured on songs that the new model did not learn from; 0-1.

    Attributes:
        present_score: Share of what listeners said that the present model agrees with.
        new_score: Likewise of the new one.
        agreement: Share of other songs whose mood both tell alike.
    """

    present_score: float
    new_score: float
    agreement: float


@dataclass(frozen=True)
class RetrainingProgress:
    """How far a retraining has come.

    Attributes:
        stage: In which part.
        share: Of the work done, 0-1.
        songs: That have opinions, once it is known.
        figures: Once they are measured.
    """

    stage: RetrainingStage
    share: float
    songs: int = 0
    figures: RetrainingFigures | None = None


class Retrainer(Protocol):
    """Trains the mood model again; one training at a time."""

    def retrain(self, feedback: TrainingFeedback) -> AsyncGenerator[RetrainingProgress]:
        """Train, compare and, if better, put in place; closing the generator stops it.

        Yields:
            How far it is; the last has another stage than RUNNING.

        Raises:
            RetrainingUnavailableError: The training packages are not installed.
            RetrainingBusyError: A training runs already.
            RetrainingFailedError: The process failed; its log has been logged.
        """
        ...
