"""The emotion network in PyTorch, which trains faster on a CPU, and its weights to and from Keras.

Channels last and bfloat16 reach the processor's matrix units there, and ReLU works in place.
"""

from collections.abc import Sequence

import keras
import torch
from torch import nn
from torch.nn import functional

from inference.emotions import Emotion
from training.emotion.architectures import (
    CONVOLUTION_DIMENSIONS,
    HEAD_DROPOUT,
    HEADS,
    NORMALIZATION_EPSILON,
    NORMALIZATION_SUFFIX,
    STANDARDIZATION_EPSILON,
)

# Share of the old statistics kept per step, as in Keras, of which PyTorch states the complement.
NORMALIZATION_MOMENTUM = 0.99

# A Keras layer's weights and the PyTorch module's they belong to.
_TENSORS = {
    "kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


class EmotionNetwork(nn.Module):
    """`xception_entry_exit` in PyTorch; its submodules have the names of the Keras layers."""

    def __init__(self, channels: Sequence[int]) -> None:
        """Build it with random weights.

        Args:
            channels: Of each module, from the entry on.
        """
        super().__init__()
        self._modules_count = len(channels)
        before = 1
        for number, of_module in enumerate(channels, start=1):
            self._add(f"module{number}_convolution1", before, of_module, 3)
            self._add(f"module{number}_convolution2", of_module, of_module, 3)
            if number > 1:
                self._add(f"module{number}_shortcut", before, of_module, 1)
            before = of_module
        self.dropout = nn.Dropout(HEAD_DROPOUT)
        for head in HEADS:
            dense = nn.Linear(before, len(Emotion))
            nn.init.xavier_uniform_(dense.weight)
            nn.init.zeros_(dense.bias)
            self.add_module(head, dense)

    def _add(self, name: str, before: int, after: int, size: int) -> None:
        convolution = nn.Conv2d(before, after, size, padding=size // 2, bias=False)
        nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
        self.add_module(name, convolution)
        normalization = nn.BatchNorm2d(
            after, eps=NORMALIZATION_EPSILON, momentum=1 - NORMALIZATION_MOMENTUM
        )
        self.add_module(f"{name}{NORMALIZATION_SUFFIX}", normalization)

    def forward(self, images: torch.Tensor) -> dict[str, torch.Tensor]:
        """Turn (n, 1, h, w) float gray values in 0-255 into head name to (n, 7) logits."""
        features = functional.layer_norm(
            images / 255, images.shape[1:], eps=STANDARDIZATION_EPSILON
        )
        features = features.contiguous(memory_format=torch.channels_last)
        for number in range(1, self._modules_count + 1):
            features = self._module(features, f"module{number}", shortcut=number > 1)
        pooled = features.mean(dim=(2, 3))
        return {head: self.get_submodule(head)(self.dropout(pooled)) for head in HEADS}

    def _module(self, features: torch.Tensor, name: str, *, shortcut: bool) -> torch.Tensor:
        convolved = features
        for number in (1, 2):
            convolved = functional.relu_(self._normalized(convolved, f"{name}_convolution{number}"))
        pooled = functional.max_pool2d(convolved, 2)
        if not shortcut:
            return pooled
        return pooled + self._normalized(functional.avg_pool2d(features, 2), f"{name}_shortcut")

    def _normalized(self, features: torch.Tensor, name: str) -> torch.Tensor:
        convolved = self.get_submodule(name)(features)
        normalized: torch.Tensor = self.get_submodule(f"{name}{NORMALIZATION_SUFFIX}")(convolved)
        return normalized


def take_from_keras(network: EmotionNetwork, model: keras.Model) -> None:
    """Set a network's weights to those of the same network in Keras."""
    with torch.no_grad():
        for weight in model.weights:
            value = torch.from_numpy(keras.ops.convert_to_numpy(weight.value).copy())
            _tensor(network, weight.path).copy_(value.permute(_to_pytorch(value.ndim)))


def give_to_keras(network: EmotionNetwork, model: keras.Model) -> None:
    """Set the weights of the same network in Keras."""
    for weight in model.weights:
        value = _tensor(network, weight.path).detach()
        weight.assign(value.permute(_to_keras(value.ndim)).contiguous().numpy())


def _tensor(network: EmotionNetwork, path: str) -> torch.Tensor:
    layer, name = path.rsplit("/", maxsplit=1)
    tensor: torch.Tensor = getattr(network.get_submodule(layer), _TENSORS[name])
    return tensor


def _to_pytorch(dimensions: int) -> tuple[int, ...]:
    """Order axes as PyTorch does: (out, in, height, width), (out, in), or a vector's."""
    return (3, 2, 0, 1) if dimensions == CONVOLUTION_DIMENSIONS else tuple(range(dimensions))[::-1]


def _to_keras(dimensions: int) -> tuple[int, ...]:
    return (2, 3, 1, 0) if dimensions == CONVOLUTION_DIMENSIONS else tuple(range(dimensions))[::-1]
