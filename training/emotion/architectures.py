"""Emotion networks: one backbone, two softmax heads.

The backbone is the modified Xception of the founding report: entry and exit flow of
Xception (Chollet, 2017, arXiv 1610.02357) with ordinary convolutions and no middle flow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import keras
from keras import layers

from inference.emotions import Emotion
from training.emotion.normalization import FusedBatchNormalization

FER2013_HEAD = "fer2013"
FERPLUS_HEAD = "ferplus"
HEADS = (FER2013_HEAD, FERPLUS_HEAD)

INPUT_SIZE_PX = 48

# Channels of the four modules at width 1. Multiples of 16: oneDNN's blocked kernels are fastest
# there, and its strided 1x1 convolution crashes while training with 8 input channels.
MODULE_CHANNELS = (16, 96, 192, 384)
CHANNEL_MULTIPLE = 16

# Kernel initialisation for ReLU networks (He et al., 2015, arXiv 1502.01852).
KERNEL_INITIALIZER = "he_normal"


def xception_entry_exit(width: float = 1.0) -> keras.Model:
    """Build the report's network: four modules of two convolutions and a max-pooling.

    Every convolution is followed by batch normalisation and ReLU; modules two to four have
    Xception's 1x1 shortcut. Each head is a dense layer on the globally averaged features.

    Args:
        width: Factor on the channels of every module, rounded to multiples of 16.

    Returns:
        A model from (n, 48, 48, 1) float gray values in 0-255 to a mapping of head name to
        (n, 7) float32 logits, in the order of `Emotion`.

    Raises:
        ValueError: The width is not positive.
    """
    if width <= 0:
        raise ValueError(f"width must be positive, got {width}")
    first, *rest = (_scaled(channels, width) for channels in MODULE_CHANNELS)
    inputs = layers.Input((INPUT_SIZE_PX, INPUT_SIZE_PX, 1), name="image")
    features = _entry_module(_standardized(inputs), first)
    for channels in rest:
        features = _residual_module(features, channels)
    pooled = layers.GlobalAveragePooling2D(name="features")(features)
    return keras.Model(inputs, {head: _head(pooled, head) for head in HEADS})


def _standardized(image: keras.KerasTensor) -> keras.KerasTensor:
    """Give each image zero mean and unit variance, so that exposure and contrast do not matter."""
    scaled = layers.Rescaling(1 / 255, dtype="float32")(image)
    return layers.LayerNormalization(
        axis=(1, 2, 3), center=False, scale=False, dtype="float32", name="standardized"
    )(scaled)


def _entry_module(features: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    for _ in range(2):
        features = _convolution(features, channels)
    return layers.MaxPooling2D(2)(features)


def _residual_module(features: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    # Average pooling before the 1x1 convolution instead of its stride: nothing is thrown away
    # (ResNet-D; He et al., 2019, arXiv 1812.01187).
    shortcut = layers.AveragePooling2D(2)(features)
    shortcut = layers.Conv2D(channels, 1, use_bias=False, kernel_initializer=KERNEL_INITIALIZER)(
        shortcut
    )
    shortcut = FusedBatchNormalization()(shortcut)
    for _ in range(2):
        features = _convolution(features, channels)
    return layers.Add()([layers.MaxPooling2D(2)(features), shortcut])


def _convolution(features: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    features = layers.Conv2D(
        channels, 3, padding="same", use_bias=False, kernel_initializer=KERNEL_INITIALIZER
    )(features)
    return layers.ReLU()(FusedBatchNormalization()(features))


def _head(features: keras.KerasTensor, name: str) -> keras.KerasTensor:
    dropped = layers.Dropout(0.3, name=f"{name}_dropout")(features)
    return layers.Dense(len(Emotion), dtype="float32", name=name)(dropped)


def _scaled(channels: int, width: float) -> int:
    return max(CHANNEL_MULTIPLE, round(channels * width / CHANNEL_MULTIPLE) * CHANNEL_MULTIPLE)


ARCHITECTURES: Mapping[str, Callable[[float], keras.Model]] = MappingProxyType(
    {"xception-entry-exit": xception_entry_exit}
)
