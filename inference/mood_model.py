"""Audio features of songs to calibrated mood probabilities."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.artefacts import InputContract
from inference.errors import ArtefactError
from inference.litert import Network, load_network
from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES

MOOD_MODEL = "mood"
MOOD_INPUT = InputContract(
    shape=(len(AUDIO_FEATURES),),
    dtype="float32",
    content=f"{', '.join(AUDIO_FEATURES)}; loudness in dB, tempo in beats a minute, others 0-1",
)
MOOD_OUTPUT = "mood"

# Large enough that the calls cost nothing, small enough that activations stay in the cache.
MAX_BATCH_SIZE = 2048


class MoodModel:
    """The mood network, run by LiteRT. Not safe to call from two threads at once."""

    def __init__(self, network: Network) -> None:
        """Use a loaded network with the mood output."""
        self._network = network

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> "MoodModel":
        """Load a model folder.

        Args:
            folder: The version's folder; by default the newest that comes with Moodring.
            threads: CPU threads that one call may use.

        Raises:
            ArtefactError: The folder is missing, damaged, or of another kind of model.
        """
        network = load_network(
            folder,
            name=MOOD_MODEL,
            labels=Mood,
            input_contract=MOOD_INPUT,
            threads=threads,
        )
        return cls(network)

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Tell the moods of songs; scaling happens inside the model.

        Args:
            features: (n, 8) float32, finite, in the order and units of `AUDIO_FEATURES`;
                n may be 0. What lies beyond the training songs counts as their extreme.

        Returns:
            (n, 3) float32 calibrated probabilities in the order of `Mood`; each row sums to 1.

        Raises:
            ValueError: The features have another shape or type, or are not finite.
            ArtefactError: The model's output is not (n, 3).
        """
        _check(features)
        probabilities = np.empty((len(features), len(Mood)), dtype=np.float32)
        for start in range(0, len(features), MAX_BATCH_SIZE):
            batch = slice(start, start + MAX_BATCH_SIZE)
            probabilities[batch] = self._run(features[batch])
        return probabilities

    def _run(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        outputs = self._network(np.ascontiguousarray(features))
        if MOOD_OUTPUT not in outputs or outputs[MOOD_OUTPUT].shape != (len(features), len(Mood)):
            shapes = {name: output.shape for name, output in outputs.items()}
            raise ArtefactError(
                f"the mood model's outputs are {shapes}, expected {MOOD_OUTPUT} of "
                f"({len(features)}, {len(Mood)}); train the model again"
            )
        return outputs[MOOD_OUTPUT]


def _check(features: NDArray[np.float32]) -> None:
    width = len(AUDIO_FEATURES)
    if features.dtype != np.float32 or features.ndim != 2 or features.shape[1] != width:  # noqa: PLR2004
        raise ValueError(
            f"expected (n, {width}) float32 audio features, got {features.shape} {features.dtype}"
        )
    if not np.isfinite(features).all():
        row = int(np.flatnonzero(~np.isfinite(features).all(axis=1))[0])
        raise ValueError(f"expected finite audio features, got {features[row]} in row {row}")
