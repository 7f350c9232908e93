"""The float network beside the int8 file: for GPUs, and to go on training from."""

import io
import tempfile
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np

from inference.artefacts import keras_model_path, load_artefact
from inference.emotion_model import EMOTION_INPUT, EMOTION_MODEL
from inference.emotions import Emotion
from training.emotion.architectures import CONVOLUTION_DIMENSIONS
from training.errors import ConfigurationError

BACKBONE_NAME = "backbone"

# Of LiteRT's symmetric int8 weights. Seen in the converted file: a kernel of 144 values stays a
# float there, those of 1,536 and more do not; the converter's own limit is 1,024. The heads'
# kernels stay floats (`training.emotion.export.with_float_heads`).
_INT8_MAX = 127
_FEWEST_INT8_VALUES = 1024

# Where a .keras file, which is a zip archive, keeps its weights.
_WEIGHTS_MEMBER = "model.weights.h5"


def to_keras_file(network: keras.Model) -> bytes:
    """Write a network as a .keras file whose kernels are stored as float16.

    It loads with `keras.saving.load_model(path, compile=False)` as float32.

    Args:
        network: Of Keras' own layers and operations.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        return _with_float16_kernels(path.read_bytes())


def round_as_int8_does(model: keras.Model) -> None:
    """Move convolution kernels to the values that LiteRT's int8 file has for them.

    So a GPU, which computes in floats, and a CPU say the same: what is left of the difference is
    the rounding of activations. The grid is LiteRT's: symmetric, per output channel; folding
    batch normalisation into a kernel scales a channel and its grid alike.
    """
    for weight in model.trainable_weights:
        kernel = keras.ops.convert_to_numpy(weight.value)
        if kernel.ndim < CONVOLUTION_DIMENSIONS or kernel.size < _FEWEST_INT8_VALUES:
            continue
        step = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1))) / _INT8_MAX
        step[step == 0] = 1
        weight.assign(np.round(kernel / step) * step)


def load_backbone(folder: Path) -> keras.Model:
    """Return the network inside a model folder's Keras file, before mirroring and calibration.

    Raises:
        ArtefactError: The folder is missing, damaged, or of another kind of model.
        ConfigurationError: It has no Keras file, or one of several networks.
    """
    artefact = load_artefact(
        folder, name=EMOTION_MODEL, labels=tuple(Emotion), input_contract=EMOTION_INPUT
    )
    path = keras_model_path(folder, artefact.metadata)
    if path is None:
        raise ConfigurationError(f"{folder} has no Keras file, whose weights to go on from")
    network = keras.saving.load_model(path, compile=False)
    backbones = [layer for layer in network.layers if layer.name.startswith(BACKBONE_NAME)]
    if len(backbones) != 1:
        raise ConfigurationError(f"{folder} joins {len(backbones)} networks: expected one")
    backbone: keras.Model = backbones[0]
    return backbone


def _with_float16_kernels(keras_file: bytes) -> bytes:
    repacked = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(keras_file)) as source,
        zipfile.ZipFile(repacked, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == _WEIGHTS_MEMBER:
                content = _float16_weights(content)
            target.writestr(zipfile.ZipInfo(member.filename), content, zipfile.ZIP_DEFLATED)
    return repacked.getvalue()


def _float16_weights(weights: bytes) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(io.BytesIO(weights)) as source, h5py.File(buffer, "w") as target:

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Group):
                copied = target.require_group(name)
            else:
                # Vectors (biases and statistics) are small, and their range is wide.
                kernel = item.ndim > 1 and item.dtype == np.float32
                copied = target.create_dataset(
                    name, data=item[()].astype(np.float16) if kernel else item[()]
                )
            copied.attrs.update(item.attrs)

        source.visititems(copy)
        target.attrs.update(source.attrs)
    return buffer.getvalue()
