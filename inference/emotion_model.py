"""Face crops to calibrated emotion probabilities."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.artefacts import InputContract
from inference.crops import CROP_SIZE_PX
from inference.emotions import Emotion
from inference.keras_network import GPU, load_keras_network
from inference.litert import Network, load_network

EMOTION_MODEL = "emotion"
EMOTION_INPUT = InputContract(
    shape=(CROP_SIZE_PX, CROP_SIZE_PX, 1),
    dtype="float32",
    content="gray face, 0-255, framed as inference.crops does",
)

# The outputs of the model: a head for each set of labels.
FER2013_OUTPUT = "fer2013"
FERPLUS_OUTPUT = "ferplus"
# People are answered by what people see (docs/adr/0003).
SERVED_OUTPUT = FERPLUS_OUTPUT

# Bounds the memory of one call.
MAX_BATCH_SIZE = 64


class EmotionClassifier(Protocol):
    """Anything that tells emotions of face crops."""

    def classify(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Turn (n, 48, 48) uint8 crops into (n, 7) probabilities in the order of `Emotion`."""
        ...


class EmotionModel:
    """The emotion network, run by LiteRT or Keras. Not safe to call from two threads at once."""

    def __init__(self, network: Network) -> None:
        """Use a loaded network with an output for each head."""
        self._network = network

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> "EmotionModel":
        """Load a model folder.

        Args:
            folder: The version's folder; by default the newest that comes with Moodring.
            threads: CPU threads that one call may use.

        Raises:
            ArtefactError: The folder is missing, damaged, or of another kind of model.
        """
        network = load_network(
            folder,
            name=EMOTION_MODEL,
            labels=Emotion,
            input_contract=EMOTION_INPUT,
            threads=threads,
        )
        return cls(network)

    @classmethod
    def load_keras(cls, folder: Path | None = None, device: str = GPU) -> "EmotionModel":
        """Load a model folder's Keras file in TensorFlow.

        Args:
            folder: The version's folder; by default the newest that comes with Moodring.
            device: Of TensorFlow's, "GPU" or "CPU".

        Raises:
            ArtefactError: The folder is missing, damaged, or of another kind of model.
            DeviceError: It has no Keras file, TensorFlow is missing, or sees no such device.
        """
        network = load_keras_network(
            folder,
            name=EMOTION_MODEL,
            labels=Emotion,
            input_contract=EMOTION_INPUT,
            device=device,
        )
        return cls(network)

    def classify(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Tell the emotions that people are answered with.

        Args:
            crops: (n, 48, 48) uint8 gray, 0-255, as `crop_face` makes them; n may be 0.

        Returns:
            (n, 7) float32 calibrated probabilities in the order of `Emotion`; each row sums
            to 1.

        Raises:
            ValueError: The crops have another shape or type.
        """
        return self.classify_all(crops)[SERVED_OUTPUT]

    def classify_all(self, crops: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Tell every output's probabilities, for evaluation; see `classify`."""
        side = (CROP_SIZE_PX, CROP_SIZE_PX)
        if crops.dtype != np.uint8 or crops.ndim != len(side) + 1 or crops.shape[1:] != side:
            raise ValueError(
                f"expected (n, {CROP_SIZE_PX}, {CROP_SIZE_PX}) uint8, "
                f"got {crops.shape} {crops.dtype}"
            )
        starts = range(0, len(crops), MAX_BATCH_SIZE)
        batches = [self._run(crops[start : start + MAX_BATCH_SIZE]) for start in starts]
        empty = np.empty((0, len(Emotion)), dtype=np.float32)
        return {
            output: np.concatenate([empty, *(batch[output] for batch in batches)])
            for output in (FER2013_OUTPUT, FERPLUS_OUTPUT)
        }

    def _run(self, crops: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        return self._network(crops[..., None].astype(np.float32))
