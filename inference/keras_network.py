"""Runs a Keras file in TensorFlow: for machines with a GPU.

The only module here that imports Keras and TensorFlow, and only when a network is loaded, so
that nothing of them is touched where LiteRT serves.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.artefacts import (
    InputContract,
    keras_model_path,
    load_artefact,
    newest_model_folder,
)
from inference.devices import REMEDY
from inference.errors import ArtefactError, DeviceError

GPU = "GPU"
CPU = "CPU"

_BACKEND = "tensorflow"
_BACKEND_VARIABLE = "KERAS_BACKEND"

# cuDNN looks for its fastest kernels anew at every batch size it has not seen, which takes far
# longer than running them: batches are filled up to one of these.
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64)


def load_keras_network(
    folder: Path | None,
    *,
    name: str,
    labels: type[StrEnum],
    input_contract: InputContract,
    device: str = GPU,
) -> "KerasNetwork":
    """Load a model folder's Keras file after checking that it is what the program expects.

    Args:
        folder: The version's folder; None for the newest that comes with Moodring.
        name: The model that it must hold.
        labels: The outputs' labels, in order.
        input_contract: What the caller is going to feed it.
        device: Of TensorFlow's, "GPU" or "CPU".

    Raises:
        ArtefactError: The folder is missing, damaged, or of another kind of model.
        DeviceError: It has no Keras file, TensorFlow is missing, or sees no such device.
    """
    folder = folder or newest_model_folder(name)
    artefact = load_artefact(folder, name=name, labels=tuple(labels), input_contract=input_contract)
    path = keras_model_path(folder, artefact.metadata)
    if path is None:
        raise DeviceError(f"{folder} has no Keras file, which a GPU needs: {REMEDY}")
    return KerasNetwork(path, input_contract.shape, device)


class KerasNetwork:
    """A network in TensorFlow behind a plain call, ready to answer at once."""

    def __init__(self, path: Path, input_shape: tuple[int, ...], device: str = GPU) -> None:
        """Load a network and run every batch size once, so that nobody waits for a first time.

        Args:
            path: A .keras file of one input and named outputs.
            input_shape: Of one row, without the batch axis.
            device: Of TensorFlow's, "GPU" or "CPU".

        Raises:
            ArtefactError: The file is no such network.
            DeviceError: TensorFlow is missing, or sees no such device.
        """
        keras, tf = _libraries()
        self._device = _prepare(tf, device)
        with tf.device(self._device):
            try:
                network = keras.saving.load_model(path, compile=False)
            except (OSError, ValueError, TypeError) as error:
                raise ArtefactError(f"{path} is no Keras network: {error}") from error
            signature = tf.TensorSpec((None, *input_shape), tf.float32)
            self._run = tf.function(
                lambda batch: network(batch, training=False), input_signature=[signature]
            )
        self._tf = tf
        for size in BATCH_SIZES:
            self(np.zeros((size, *input_shape), dtype=np.float32))

    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """Run a batch.

        Args:
            batch: (n, ...) float32, as the model's input contract says; n in 1 to 64.

        Returns:
            Output name to (n, ...) float32 array.

        Raises:
            ValueError: The batch is empty or larger than 64.
        """
        count = len(batch)
        filled = np.zeros((_batch_size(count), *batch.shape[1:]), dtype=np.float32)
        filled[:count] = batch
        with self._tf.device(self._device):
            outputs = self._run(filled)
        return {name: np.asarray(values[:count]) for name, values in outputs.items()}


def _batch_size(count: int) -> int:
    fitting = [size for size in BATCH_SIZES if size >= count]
    if count < 1 or not fitting:
        raise ValueError(f"expected a batch of 1 to {BATCH_SIZES[-1]}, got {count}")
    return fitting[0]


def _libraries() -> tuple[Any, Any]:
    """Return the modules `keras` and `tensorflow`."""
    os.environ.setdefault(_BACKEND_VARIABLE, _BACKEND)
    try:
        import keras  # noqa: PLC0415 - not where LiteRT serves
        import tensorflow as tf  # noqa: PLC0415
    except ImportError as error:
        raise DeviceError(f"TensorFlow cannot be loaded ({error}): {REMEDY}") from error
    if keras.backend.backend() != _BACKEND:
        raise DeviceError(
            f"Keras runs on {keras.backend.backend()}, expected {_BACKEND}: "
            f"unset {_BACKEND_VARIABLE}"
        )
    return keras, tf


def _prepare(tf: Any, device: str) -> str:
    """Set a kind of device up and return the name of its first.

    Memory is taken as it is needed, because several workers share a card. Products of float32
    are not rounded to TF32, so that a GPU says what the parity test has seen on a CPU.
    """
    found = tf.config.list_physical_devices(device)
    if not found:
        raise DeviceError(
            f"TensorFlow {tf.__version__} sees no {device}: install its CUDA libraries with "
            f"`pip install 'tensorflow[and-cuda]'`, or {REMEDY}"
        )
    if device == GPU:
        for card in found:
            tf.config.experimental.set_memory_growth(card, True)  # noqa: FBT003
        tf.config.experimental.enable_tensor_float_32_execution(False)  # noqa: FBT003
    return f"{device}:0"
