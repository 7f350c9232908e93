"""Model folders of small emotion networks."""

from pathlib import Path

import keras

from inference.artefacts import save_artefact
from inference.emotion_model import EMOTION_INPUT, EMOTION_MODEL
from inference.emotions import Emotion
from training.emotion.architectures import xception_entry_exit
from training.emotion.export import Calibration, serving_network
from training.emotion.float_model import BACKBONE_NAME, to_keras_file

SMALL_CHANNELS = (16, 16, 16, 32)
UNCHANGED = Calibration(1.0, 1.0, 0.0, 0.0)


def small_network(name: str = BACKBONE_NAME) -> keras.Model:
    """Give a network of few channels with random weights."""
    model = xception_entry_exit(SMALL_CHANNELS)
    model.name = name
    return model


def joined_keras_file(*networks: keras.Model) -> bytes:
    """Write what an artefact of these networks holds for Keras."""
    return to_keras_file(serving_network(networks, UNCHANGED))


def save_float_artefact(folder: Path, keras_model: bytes | None) -> Path:
    """Write a model folder that has this Keras file, and nothing that LiteRT could serve."""
    save_artefact(
        folder,
        b"",
        name=EMOTION_MODEL,
        labels=tuple(Emotion),
        input_contract=EMOTION_INPUT,
        metrics={},
        training={},
        keras_model=keras_model,
    )
    return folder
