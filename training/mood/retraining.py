"""A retraining from end to end: what listeners said in, a better model in place or none."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from inference.artefacts import newest_model_folder
from inference.mood_model import MOOD_MODEL, MoodModel
from inference.retrained import SOURCE_CHECKSUM, present_mood_model, source_checksum
from inference.song_table import AUDIO_FEATURES
from training.catalogue.storing import read_catalogue
from training.mood.challenge import CHALLENGER, Decision, Figures, challenge
from training.mood.model import MoodConfiguration
from training.mood.opinions import SongOpinion, gather_evidence
from training.mood.succession import install
from training.run_record import environment


@dataclass(frozen=True)
class RetrainingResult:
    """How a retraining ended.

    Attributes:
        decision: What became of the challenger.
        songs: Of the catalogue that have opinions.
        figures: None where nothing was trained.
        catalogue: To serve from now on, where the challenger was better.
    """

    decision: Decision
    songs: int
    figures: Figures | None
    catalogue: Path | None = None


def retrain_mood(
    source: Path,
    data_dir: Path,
    opinions: Collection[SongOpinion],
    *,
    configuration: MoodConfiguration = CHALLENGER,
    on_progress: Callable[[float], None] = lambda _: None,
) -> RetrainingResult:
    """Train a challenger of the present mood model, judge it, and if better put it in place.

    Args:
        source: The catalogue's file; it stays as it is.
        data_dir: The bot's data folder; see `inference.retrained`.
        opinions: Of anybody, in any order.
        configuration: Of the challenger.
        on_progress: Told the share of the work that is done, 0-1.

    Raises:
        CatalogueError: The catalogue cannot be read, or the new one not be written.
        ArtefactError: The present model cannot be read.
        InstallationError: The new model cannot be written.
    """
    songs = read_catalogue(source)
    checksum = source_checksum(source)
    champion = present_mood_model(data_dir)
    evidence = gather_evidence(opinions, songs["id"].to_list())
    result = challenge(
        MoodModel.load(champion),
        MoodModel.load(newest_model_folder(MOOD_MODEL)),
        np.ascontiguousarray(songs.select(AUDIO_FEATURES).to_numpy(), dtype=np.float32),
        evidence,
        configuration=configuration,
        on_progress=on_progress,
    )
    if result.decision is not Decision.BETTER or result.model is None or result.figures is None:
        return RetrainingResult(result.decision, len(evidence), result.figures)
    catalogue = install(
        result.model,
        songs,
        data_dir,
        champion=champion.name,
        metrics={"challenge": asdict(result.figures)},
        training={
            "champion": champion.name,
            "configuration": asdict(configuration),
            "opinions": len(opinions),
            SOURCE_CHECKSUM: checksum,
            "versions": environment(),
        },
    )
    return RetrainingResult(result.decision, len(evidence), result.figures, catalogue)
