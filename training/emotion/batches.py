"""Endless shuffled, augmented batches of faces and targets."""

from typing import Any

import tensorflow as tf

from training.emotion.architectures import FER2013_HEAD, FERPLUS_HEAD, INPUT_SIZE_PX
from training.emotion.augmentation import augment
from training.emotion.config import EmotionTrainingConfig
from training.emotion.targets import TaughtFaces


def batches(
    faces: TaughtFaces,
    config: EmotionTrainingConfig,
    *,
    size_px: int = INPUT_SIZE_PX,
    mixup: float = 0.0,
) -> tf.data.Dataset:
    """Give endless shuffled and augmented batches of (images, targets, sample weights).

    Args:
        faces: To learn from.
        config: Batch size, seed and augmentation.
        size_px: Side of the faces given.
        mixup: Share of the faces, 0-1, that are mixed with another one of their batch.
    """
    taught = faces.targets
    rows = (faces.images[..., None], taught.fer2013, taught.ferplus, taught.ferplus_weights)

    def prepared(images: Any, fer2013: Any, ferplus: Any, weights: Any) -> tuple[Any, ...]:
        images = augment(images, config.augmentation, size_px)
        if mixup:
            images, fer2013, ferplus, weights = mixed(images, fer2013, ferplus, weights, mixup)
        targets = {FER2013_HEAD: fer2013, FERPLUS_HEAD: ferplus}
        sample_weights = {FER2013_HEAD: tf.ones_like(weights), FERPLUS_HEAD: weights}
        return images, targets, sample_weights

    options = tf.data.Options()
    # The network needs the cores more than the augmentation does.
    options.threading.private_threadpool_size = 1
    return (
        tf.data.Dataset.from_tensor_slices(rows)
        .shuffle(len(faces), seed=config.seed)
        .repeat()
        .batch(config.batch_size, drop_remainder=True)
        .map(prepared)
        .prefetch(4)
        .with_options(options)
    )


def mixed(
    images: tf.Tensor, fer2013: tf.Tensor, ferplus: tf.Tensor, weights: tf.Tensor, share: float
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
    """Blend some faces, and what they teach, with their neighbours in the batch.

    Mixup (Zhang et al., 2018, arXiv 1710.09412) with weights from Beta(1, 1), the larger one with
    the face itself.

    Args:
        images: (n, h, w, 1) float32.
        fer2013: (n, 7) distributions.
        ferplus: (n, 7) distributions.
        weights: (n,) weights of the FER+ distributions.
        share: Of the faces, 0-1.
    """
    count = tf.shape(images)[0]
    drawn = tf.random.uniform([count])
    own = tf.maximum(drawn, 1 - drawn)
    own = tf.where(tf.random.uniform([count]) < share, own, 1.0)

    def blend(rows: tf.Tensor, own: tf.Tensor) -> tf.Tensor:
        return own * rows + (1 - own) * tf.roll(rows, 1, axis=0)

    column = own[:, None]
    blended_weights = blend(weights, own)
    # A distribution counts as much as people agreed that it is one.
    blended_ferplus = tf.math.divide_no_nan(
        blend(ferplus * weights[:, None], column), blended_weights[:, None]
    )
    return (
        blend(images, own[:, None, None, None]),
        blend(fer2013, column),
        blended_ferplus,
        blended_weights,
    )
