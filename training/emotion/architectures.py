"""Emotion networks: one backbone, two softmax heads.

The backbone is the modified Xception of the founding report: entry and exit flow of
Xception (Chollet, 2017, arXiv 1610.02357) with ordinary convolutions and no middle flow.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import keras
from keras import layers

from inference.emotions import Emotion

FER2013_HEAD = "fer2013"
FERPLUS_HEAD = "ferplus"
HEADS = (FER2013_HEAD, FERPLUS_HEAD)

# Of a convolution's kernel: height, width, channels before and after. A head's has two.
CONVOLUTION_DIMENSIONS = 4

# What both heads see.
FEATURES_LAYER = "features"

# A convolution's batch normalisation is named after it.
NORMALIZATION_SUFFIX = "_normalization"

INPUT_SIZE_PX = 48

# Channels of the four modules. Multiples of 16: oneDNN's blocked kernels are fastest there, and
# its strided 1x1 convolution crashes while training with 8 input channels.
MODULE_CHANNELS = (16, 96, 192, 384)

# Added to variances: Keras' defaults, which other frameworks must match.
STANDARDIZATION_EPSILON = 1e-3
NORMALIZATION_EPSILON = 1e-3

HEAD_DROPOUT = 0.3

# Kernel initialisation for ReLU networks (He et al., 2015, arXiv 1502.01852).
KERNEL_INITIALIZER = "he_normal"


def xception_entry_exit(channels: Sequence[int] = MODULE_CHANNELS) -> keras.Model:
    """Build the report's network: four modules of two convolutions and a max-pooling.

    Every convolution is followed by batch normalisation and ReLU; modules two to four have
    Xception's 1x1 shortcut. Each head is a dense layer on the globally averaged features.

    Args:
        channels: Of each module, from the entry on.

    Returns:
        A model from (n, 48, 48, 1) float gray values in 0-255 to a mapping of head name to
        (n, 7) float32 logits, in the order of `Emotion`.

    Raises:
        ValueError: There is no module, or one without channels.
    """
    if not channels or min(channels) <= 0:
        raise ValueError(f"every module needs channels, got {tuple(channels)}")
    first, *rest = channels
    inputs = layers.Input((INPUT_SIZE_PX, INPUT_SIZE_PX, 1), name="image")
    features = _entry_module(_standardized(inputs), first)
    for number, of_module in enumerate(rest, start=2):
        features = _residual_module(features, of_module, f"module{number}")
    pooled = layers.GlobalAveragePooling2D(name=FEATURES_LAYER)(features)
    return keras.Model(inputs, {head: _head(pooled, head) for head in HEADS})


def _standardized(image: keras.KerasTensor) -> keras.KerasTensor:
    """Give each image zero mean and unit variance, so that exposure and contrast do not matter."""
    scaled = layers.Rescaling(1 / 255, dtype="float32")(image)
    return layers.LayerNormalization(
        axis=(1, 2, 3),
        epsilon=STANDARDIZATION_EPSILON,
        center=False,
        scale=False,
        dtype="float32",
        name="standardized",
    )(scaled)


def _entry_module(features: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    for number in (1, 2):
        features = _convolution(features, channels, f"module1_convolution{number}")
    return layers.MaxPooling2D(2)(features)


def _residual_module(features: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    # Average pooling before the 1x1 convolution instead of its stride: nothing is thrown away
    # (ResNet-D; He et al., 2019, arXiv 1812.01187).
    shortcut = layers.AveragePooling2D(2)(features)
    shortcut = _normalized(shortcut, channels, 1, f"{name}_shortcut")
    for number in (1, 2):
        features = _convolution(features, channels, f"{name}_convolution{number}")
    return layers.Add()([layers.MaxPooling2D(2)(features), shortcut])


def _convolution(features: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    return layers.ReLU()(_normalized(features, channels, 3, name))


def _normalized(
    features: keras.KerasTensor, channels: int, size: int, name: str
) -> keras.KerasTensor:
    features = layers.Conv2D(
        channels,
        size,
        padding="same",
        use_bias=False,
        kernel_initializer=KERNEL_INITIALIZER,
        name=name,
    )(features)
    return layers.BatchNormalization(
        epsilon=NORMALIZATION_EPSILON, name=f"{name}{NORMALIZATION_SUFFIX}"
    )(features)


def _head(features: keras.KerasTensor, name: str) -> keras.KerasTensor:
    dropped = layers.Dropout(HEAD_DROPOUT, name=f"{name}_dropout")(features)
    return layers.Dense(len(Emotion), dtype="float32", name=name)(dropped)


ARCHITECTURES: Mapping[str, Callable[[Sequence[int]], keras.Model]] = MappingProxyType(
    {"xception-entry-exit": xception_entry_exit}
)
