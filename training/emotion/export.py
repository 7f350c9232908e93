"""Turns a trained network into the LiteRT artefact that inference serves."""

import argparse
import json
import logging
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from inference.artefacts import ArtefactMetadata, save_artefact
from inference.emotion_model import (
    EMOTION_INPUT,
    EMOTION_MODEL,
    FER2013_OUTPUT,
    FERPLUS_OUTPUT,
    EmotionModel,
)
from inference.emotions import Emotion
from inference.litert import LiteRtModel
from training.calibration import calibrated, expected_calibration_error, fit_temperature
from training.emotion.architectures import ARCHITECTURES, FER2013_HEAD, FERPLUS_HEAD
from training.emotion.dataset import VALIDATION_USAGE, EmotionDataset, ferplus_targets, load_dataset
from training.emotion.evaluate import EmotionEvaluation, evaluate_emotion
from training.emotion.float_model import portable, to_keras_file
from training.emotion.train import BEST_WEIGHTS_FILE, RECORD_NAME, predict_logits

logger = logging.getLogger(__name__)

# The smaller file is served unless it costs more than this share of any accuracy.
MAX_QUANTIZATION_LOSS = 0.003
FLOAT32_FILE = "float32.tflite"
INT8_FILE = "int8.tflite"


@dataclass(frozen=True)
class Calibration:
    """How logits become the probabilities that are served.

    Attributes:
        fer2013_temperature: Of the FER2013 head, fitted to its labels.
        ferplus_temperature: Of the FER+ head, fitted to people's votes.
        ece_before: Expected calibration error of the FER+ head, which people are answered by,
            without a temperature.
        ece_after: And with it.
    """

    fer2013_temperature: float
    ferplus_temperature: float
    ece_before: float
    ece_after: float


def calibrate(model: keras.Model, validation: EmotionDataset) -> Calibration:
    """Fit the temperatures on validation.

    Without votes in the data set, the labels stand in for them.
    """
    image = layers.Input(model.input_shape[1:])
    logits = predict_logits(keras.Model(image, mirrored_logits(model, image)), validation.images)
    labels = np.eye(len(Emotion), dtype=np.float32)[validation.labels]
    seen, weights = ferplus_targets(validation.votes)
    if not weights.any():
        seen, weights = labels, np.ones(len(labels), dtype=np.float32)
    ferplus_logits = logits[FERPLUS_HEAD]
    ferplus = fit_temperature(ferplus_logits, seen, weights)
    before, after = (
        expected_calibration_error(calibrated(ferplus_logits, temperature), seen, weights)
        for temperature in (1.0, ferplus)
    )
    return Calibration(fit_temperature(logits[FER2013_HEAD], labels), ferplus, before, after)


def serving_network(model: keras.Model, calibration: Calibration) -> keras.Model:
    """Put mirroring, calibration and softmax around a network.

    Returns:
        A model from (n, 48, 48, 1) gray values in 0-255 to output name to (n, 7) probabilities.
    """
    image = layers.Input(model.input_shape[1:], name="image")
    logits = mirrored_logits(model, image)
    fer2013 = logits[FER2013_HEAD] / calibration.fer2013_temperature
    ferplus = logits[FERPLUS_HEAD] / calibration.ferplus_temperature
    return keras.Model(
        image,
        {
            FER2013_OUTPUT: keras.ops.softmax(fer2013),
            FERPLUS_OUTPUT: keras.ops.softmax(ferplus),
        },
    )


def mirrored_logits(model: keras.Model, image: keras.KerasTensor) -> dict[str, keras.KerasTensor]:
    """Average each head's logits over a face and its mirror image, in one batch of twice the size.

    An expression is the same mirrored; the network's errors are not quite.
    """
    both = keras.ops.concatenate([image, keras.ops.flip(image, axis=2)], axis=0)
    return {
        head: keras.ops.mean(keras.ops.reshape(logits, (2, -1, len(Emotion))), axis=0)
        for head, logits in model(both, training=False).items()
    }


def to_litert(network: keras.Model, *, int8: bool) -> bytes:
    """Convert a network; int8 stores weights as 8-bit integers and computes in them."""
    with tempfile.TemporaryDirectory() as folder:
        # A saved model keeps the outputs' names; converting the Keras model loses them.
        network.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if int8:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converted: bytes = converter.convert()
    return converted


def export_emotion(
    model: keras.Model,
    validation: EmotionDataset,
    run_folder: Path,
    output: Path,
    training: dict[str, Any],
) -> ArtefactMetadata:
    """Calibrate a trained network, convert it, measure both files and write the artefact.

    The artefact also gets the float network for Keras.

    Args:
        model: As `train_emotion` returns it; Keras must run on TensorFlow.
        validation: Faces for temperatures, and for choosing between float32 and int8.
        run_folder: Where both converted files are kept.
        output: The artefact's folder, `.../emotion/<version>`.
        training: Where the weights come from, for the metadata.
    """
    calibration = calibrate(model, validation)
    network = serving_network(portable(model), calibration)
    evaluations: dict[str, EmotionEvaluation] = {}
    for name, int8 in ((FLOAT32_FILE, False), (INT8_FILE, True)):
        converted = to_litert(network, int8=int8)
        (run_folder / name).write_bytes(converted)
        evaluations[name] = evaluate_emotion(EmotionModel(LiteRtModel(converted)), validation)
        logger.info("%s: %s", name, evaluations[name])
    chosen = smallest_that_loses_little(evaluations[FLOAT32_FILE], evaluations[INT8_FILE])
    return save_artefact(
        output,
        (run_folder / chosen).read_bytes(),
        name=EMOTION_MODEL,
        labels=tuple(Emotion),
        input_contract=EMOTION_INPUT,
        metrics={
            "validation": evaluations[chosen].as_json(),
            "validation_float32": evaluations[FLOAT32_FILE].as_json(),
            "validation_int8": evaluations[INT8_FILE].as_json(),
            "calibration": asdict(calibration),
            "weights": "int8" if chosen == INT8_FILE else "float32",
        },
        training=training,
        keras_model=to_keras_file(network),
    )


def smallest_that_loses_little(float32: EmotionEvaluation, int8: EmotionEvaluation) -> str:
    """Choose int8 unless FER2013, FER+ or served accuracy falls by more than 0.3 points."""
    pairs = (
        (float32.accuracy, int8.accuracy),
        (float32.ferplus_accuracy, int8.ferplus_accuracy),
        (float32.served_accuracy, int8.served_accuracy),
    )
    losses = [before - after for before, after in pairs if before is not None and after is not None]
    return INT8_FILE if max(losses) <= MAX_QUANTIZATION_LOSS else FLOAT32_FILE


def main() -> None:
    """Export the best weights of a run: `python -m training.emotion.export DATA RUN OUTPUT`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    for name in ("validation", "run_folder", "output"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    record = json.loads((arguments.run_folder / f"{RECORD_NAME}.json").read_text(encoding="utf-8"))
    model = ARCHITECTURES[record["config"]["architecture"]](record["config"]["width"])
    model.load_weights(arguments.run_folder / BEST_WEIGHTS_FILE)
    validation = load_dataset(arguments.validation, VALIDATION_USAGE)
    export_emotion(model, validation, arguments.run_folder, arguments.output, training=record)


if __name__ == "__main__":
    main()
