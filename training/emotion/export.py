"""Turns trained networks into the LiteRT artefact that inference serves."""

import json
import logging
import tempfile
from collections.abc import Sequence
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
from training.emotion.architectures import (
    ARCHITECTURES,
    FEATURES_LAYER,
    FER2013_HEAD,
    FERPLUS_HEAD,
    HEADS,
)
from training.emotion.dataset import EmotionDataset, ferplus_targets
from training.emotion.evaluate import EmotionEvaluation, evaluate_emotion
from training.emotion.float_model import BACKBONE_NAME, round_as_int8_does, to_keras_file
from training.emotion.keras_training import predict_logits
from training.emotion.train import BEST_WEIGHTS_FILE, RECORD_NAME
from training.errors import ConfigurationError

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


def calibrate(models: Sequence[keras.Model], validation: EmotionDataset) -> Calibration:
    """Fit the temperatures on validation.

    Without votes in the data set, the labels stand in for them.
    """
    image = layers.Input(models[0].input_shape[1:])
    joined = keras.Model(image, joined_logits(models, image))
    logits = predict_logits(joined, validation.images)
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


def serving_network(models: Sequence[keras.Model], calibration: Calibration) -> keras.Model:
    """Put joining, mirroring, calibration and softmax around networks.

    Returns:
        A model from (n, 48, 48, 1) gray values in 0-255 to output name to (n, 7) probabilities.
    """
    image = layers.Input(models[0].input_shape[1:], name="image")
    logits = joined_logits(models, image)
    fer2013 = logits[FER2013_HEAD] / calibration.fer2013_temperature
    ferplus = logits[FERPLUS_HEAD] / calibration.ferplus_temperature
    return keras.Model(
        image,
        {
            FER2013_OUTPUT: keras.ops.softmax(fer2013),
            FERPLUS_OUTPUT: keras.ops.softmax(ferplus),
        },
    )


def joined_logits(
    models: Sequence[keras.Model], image: keras.KerasTensor
) -> dict[str, keras.KerasTensor]:
    """Average each head's logits over networks, and over a face and its mirror image.

    An expression is the same mirrored; a network's errors are not quite, and those of another
    network even less.
    """
    both = keras.ops.concatenate([image, keras.ops.flip(image, axis=2)], axis=0)
    outputs = [model(both, training=False) for model in models]
    return {
        head: keras.ops.mean(
            keras.ops.stack(
                [keras.ops.reshape(of_one[head], (2, -1, len(Emotion))) for of_one in outputs]
            ),
            axis=(0, 1),
        )
        for head in outputs[0]
    }


def with_float_heads(model: keras.Model) -> keras.Model:
    """Write a network's heads as products and sums, whose weights the converter leaves as floats.

    They are 0.2 % of the weights, and what is rounded there goes straight into the logits.

    Returns:
        A network that computes the same.
    """
    features = model.get_layer(FEATURES_LAYER).output
    logits = {}
    for head in HEADS:
        kernel, bias = model.get_layer(head).get_weights()
        logits[head] = keras.ops.sum(features[:, :, None] * kernel, axis=1) + bias
    return keras.Model(model.input, logits)


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


def export_runs(
    run_folders: Sequence[Path], validation: EmotionDataset, output: Path
) -> ArtefactMetadata:
    """Join the networks of one or several runs in an artefact, and keep its parts in the first.

    Args:
        run_folders: Of whole runs, as `train_emotion` leaves them with a record.
        validation: Faces for temperatures, and for choosing between float32 and int8.
        output: The artefact's folder, `.../emotion/<version>`.

    Raises:
        ConfigurationError: A folder holds no whole run.
    """
    # What is exported computes in float32, whatever it was trained in.
    keras.mixed_precision.set_global_policy("float32")
    records, models = zip(*(_trained(folder) for folder in run_folders), strict=True)
    for number, model in enumerate(models, start=1):
        model.name = f"{BACKBONE_NAME}{number}"
    training = records[0] if len(records) == 1 else {"joined": list(records)}
    return export_emotion(models, validation, run_folders[0], output, training)


def export_emotion(
    models: Sequence[keras.Model],
    validation: EmotionDataset,
    run_folder: Path,
    output: Path,
    training: dict[str, Any],
) -> ArtefactMetadata:
    """Calibrate trained networks, convert them, measure both files and write the artefact.

    The artefact also gets the float networks for Keras.

    Args:
        models: As `train_emotion` returns them, whose logits are averaged.
        validation: Faces for temperatures, and for choosing between float32 and int8.
        run_folder: Where both converted files are kept.
        output: The artefact's folder, `.../emotion/<version>`.
        training: Where the weights come from, for the metadata.
    """
    calibration = calibrate(models, validation)
    network = serving_network(models, calibration)
    convertible = serving_network([with_float_heads(model) for model in models], calibration)
    evaluations: dict[str, EmotionEvaluation] = {}
    for name, int8 in ((FLOAT32_FILE, False), (INT8_FILE, True)):
        converted = to_litert(convertible, int8=int8)
        (run_folder / name).write_bytes(converted)
        evaluations[name] = evaluate_emotion(EmotionModel(LiteRtModel(converted)), validation)
        logger.info("%s: %s", name, evaluations[name])
    chosen = smallest_that_loses_little(evaluations[FLOAT32_FILE], evaluations[INT8_FILE])
    if chosen == INT8_FILE:
        for model in models:
            round_as_int8_does(model)
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


def _trained(run_folder: Path) -> tuple[dict[str, Any], keras.Model]:
    """Return a run's record, and its network with the best epoch's weights."""
    try:
        text = (run_folder / f"{RECORD_NAME}.json").read_text(encoding="utf-8")
        record: dict[str, Any] = json.loads(text)
        config = record["config"]
        model = ARCHITECTURES[config["architecture"]](config["channels"])
        model.load_weights(run_folder / BEST_WEIGHTS_FILE)
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{run_folder} holds no whole run of `moodring train emotion`: {error}"
        ) from error
    return record, model
