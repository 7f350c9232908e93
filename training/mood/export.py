"""Writes a trained pipeline's learnt values into a LiteRT file, preprocessing included."""

import tempfile
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from inference.mood_model import MOOD_OUTPUT
from inference.song_table import AUDIO_FEATURES
from training.mood.model import CLASSIFY_STEP, SCALE_STEP
from training.mood.quantile_ramp import QuantileRamp

# Keeps the logarithm of a probability that float32 rounded to 0 finite.
_TINY = 1e-30


def to_litert(pipeline: Pipeline, temperature: float) -> bytes:
    """Convert a fitted network pipeline and its calibration to a float32 LiteRT file.

    Args:
        pipeline: As `network_pipeline` builds it, fitted.
        temperature: Divides the logarithm of the averaged probabilities.

    Returns:
        A file of one signature, from (n, 8) float32 features to (n, 3) float32 probabilities.
    """
    module = tf.Module()
    module.serve = tf.function(
        lambda features: {MOOD_OUTPUT: _probabilities(features, pipeline, temperature)},
        input_signature=[tf.TensorSpec((None, len(AUDIO_FEATURES)), tf.float32, "features")],
    )
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures=module.serve)
        converted: bytes = tf.lite.TFLiteConverter.from_saved_model(folder).convert()
    return converted


def _probabilities(features: tf.Tensor, pipeline: Pipeline, temperature: float) -> tf.Tensor:
    scaled = _scaled(features, pipeline.named_steps[SCALE_STEP])
    members = pipeline.named_steps[CLASSIFY_STEP].estimators_
    averaged = tf.add_n([_member(scaled, member) for member in members]) / len(members)
    return tf.nn.softmax(tf.math.log(tf.maximum(averaged, _TINY)) / temperature)


def _scaled(features: tf.Tensor, scaler: StandardScaler | QuantileRamp) -> tf.Tensor:
    if isinstance(scaler, QuantileRamp):
        return _ramped(features, scaler)
    return (features - _float32(scaler.mean_)) / _float32(scaler.scale_)


def _ramped(features: tf.Tensor, ramp: QuantileRamp) -> tf.Tensor:
    """Climb every segment as far as each feature reaches, and add up."""
    segments = max(2, *(len(knots) for knots in ramp.knots_)) - 1
    shape = (len(ramp.knots_), segments)
    # Segments that a feature does not have rise by 0.
    starts, widths, rises = np.zeros(shape), np.ones(shape), np.zeros(shape)
    for row, (knots, ranks) in enumerate(zip(ramp.knots_, ramp.ranks_, strict=True)):
        used = slice(0, len(knots) - 1)
        starts[row, used] = knots[:-1]
        widths[row, used] = np.diff(knots)
        rises[row, used] = np.diff(ranks)
    reached = (features[:, :, None] - _float32(starts)) * _float32(1 / widths)
    climbed = tf.clip_by_value(reached, 0.0, 1.0) * _float32(rises)
    return tf.reduce_sum(climbed, axis=2) + _float32([ranks[0] for ranks in ramp.ranks_])


def _member(scaled: tf.Tensor, member: MLPClassifier) -> tf.Tensor:
    *hidden, (kernel, bias) = zip(member.coefs_, member.intercepts_, strict=True)
    values = scaled
    for hidden_kernel, hidden_bias in hidden:
        values = tf.nn.relu(values @ _float32(hidden_kernel) + _float32(hidden_bias))
    return tf.nn.softmax(values @ _float32(kernel) + _float32(bias))


def _float32(values: Any) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)
