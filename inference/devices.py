"""Where the emotion network runs, found out without loading TensorFlow."""

import os
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from inference.errors import DeviceError

DeviceChoice = Literal["auto", "cpu", "gpu"]

# What the NVIDIA driver makes for each card; and its like on Windows' Linux.
_GPU_NODES = ("nvidia[0-9]*", "dxg")
# Whoever sets this to one of these hides all cards (CUDA C++ programming guide).
_HIDING_VARIABLE = "CUDA_VISIBLE_DEVICES"
_HIDDEN = ("", "-1")

REMEDY = "set MOODRING_DEVICE to cpu or auto"


class Device(StrEnum):
    """What runs the emotion network."""

    CPU = "cpu"
    """LiteRT, int8."""
    GPU = "gpu"
    """Keras in TensorFlow, float32."""


def choose_device(choice: DeviceChoice) -> Device:
    """Decide what to try; whether TensorFlow can use the card shows only when it is loaded.

    Args:
        choice: "auto" takes a GPU where there is one and TensorFlow is installed.

    Raises:
        DeviceError: A GPU is asked for, and there is none or no TensorFlow.
    """
    if choice == "cpu":
        return Device.CPU
    obstacle = _obstacle()
    if obstacle is None:
        return Device.GPU
    if choice == "gpu":
        raise DeviceError(f"MOODRING_DEVICE is gpu, but {obstacle}, or {REMEDY}")
    return Device.CPU


def has_gpu(device_nodes: Path = Path("/dev")) -> bool:
    """Tell whether the system has a card of NVIDIA that this process may see.

    Args:
        device_nodes: The folder of the system's device nodes.
    """
    if os.environ.get(_HIDING_VARIABLE, "0").strip() in _HIDDEN:
        return False
    return any(found for pattern in _GPU_NODES for found in device_nodes.glob(pattern))


def _obstacle() -> str | None:
    if not has_gpu():
        return "the system shows no NVIDIA GPU: install its driver, pass it into the container"
    if find_spec("tensorflow") is None or find_spec("keras") is None:
        return (
            "TensorFlow is not installed: pip install 'moodring[training]' 'tensorflow[and-cuda]'"
        )
    return None
