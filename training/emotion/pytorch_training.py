"""The training loop in PyTorch."""

import csv
import logging
import math
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.emotion.architectures import HEADS, INPUT_SIZE_PX
from training.emotion.batches import batches
from training.emotion.config import MOMENTUM, EmotionTrainingConfig
from training.emotion.dataset import EmotionDataset
from training.emotion.pytorch_network import EmotionNetwork, give_to_keras, take_from_keras
from training.emotion.targets import TaughtFaces
from training.emotion.validation import HISTORY_FILE, validation_figures

logger = logging.getLogger(__name__)

CHECKPOINT_FILE = "checkpoint.pt"
BEST_FILE = "best.pt"

# The learning rate rises from a tenth over the first epoch, as in Keras' loop.
WARMUP_START = 0.1
EVALUATION_BATCH_SIZE = 256


def train_with_pytorch(
    model: keras.Model,
    config: EmotionTrainingConfig,
    training: TaughtFaces,
    validation: EmotionDataset,
    run_folder: Path,
) -> None:
    """Train the network of a Keras model and leave the best epoch's weights in the model.

    Args:
        model: Starts at its weights.
        config: How to train.
        training: Faces to learn from.
        validation: Faces that decide the best epoch and when to stop.
        run_folder: Where checkpoint, best weights and history are kept.
    """
    torch.manual_seed(config.seed)
    run = PyTorchRun(model, config, config.steps(len(training)))
    run.resume(run_folder / CHECKPOINT_FILE)
    rows: Iterator[Any] | None = None
    while run.epoch < config.epochs and run.epoch - run.best_epoch < config.patience:
        early = run.epoch < config.early_epochs
        if run.epoch == config.early_epochs:
            # Figures on small faces say nothing about large ones.
            run.forget_best()
        if rows is None or run.epoch == config.early_epochs:
            rows = iter(_rows(training, config, early=early))
        started_s = time.monotonic()
        losses = run.learn(rows)
        figures = {**losses, "train_s": time.monotonic() - started_s}
        # A network that has only seen small faces yet does not know large ones.
        size_px = config.early_size_px if early else INPUT_SIZE_PX
        logits = run.logits(resized(validation.images, size_px))
        figures |= validation_figures(logits, validation)
        run.keep(figures["val_score"], run_folder)
        _write_history(run_folder / HISTORY_FILE, run.epoch - 1, figures)
        logger.info("epoch %d: %s", run.epoch, figures)
    best = EmotionNetwork(config.channels)
    best.load_state_dict(torch.load(run_folder / BEST_FILE))
    give_to_keras(best, model)


class PyTorchRun:
    """A network in training: its weights, their average, and how far it is."""

    def __init__(
        self, model: keras.Model, config: EmotionTrainingConfig, steps_per_epoch: int
    ) -> None:
        """Start at a Keras model's weights."""
        self.epoch = 0
        self.best_epoch = 0
        self._best_score = -1.0
        self._config = config
        self._steps_per_epoch = steps_per_epoch
        self._network = EmotionNetwork(config.channels)
        take_from_keras(self._network, model)
        self._network.to(memory_format=torch.channels_last)
        # A momentum of 0 keeps the weights themselves.
        self._averaged = AveragedModel(
            self._network,
            multi_avg_fn=get_ema_multi_avg_fn(config.average_momentum),
            use_buffers=True,
        )
        self._optimizer = _optimizer(self._network, config)
        self._decayed = [weight for weight in self._network.parameters() if weight.ndim > 1]

    def learn(self, rows: Iterator[Any]) -> dict[str, float]:
        """Take one epoch's steps and return each head's mean loss."""
        self._network.train()
        sums: dict[str, float] = dict.fromkeys(HEADS, 0.0)
        first = self.epoch * self._steps_per_epoch
        for step in range(first, first + self._steps_per_epoch):
            for head, loss in self._step(step, *next(rows)).items():
                sums[head] += loss
        self.epoch += 1
        return {f"{head}_loss": total / self._steps_per_epoch for head, total in sums.items()}

    def logits(self, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Run (n, h, w) uint8 faces through the averaged network: head to (n, 7) logits."""
        self._averaged.eval()
        told: dict[str, list[NDArray[np.float32]]] = {head: [] for head in HEADS}
        for start in range(0, len(images), EVALUATION_BATCH_SIZE):
            batch = torch.from_numpy(images[start : start + EVALUATION_BATCH_SIZE, None]).float()
            with torch.no_grad(), self._autocast():
                outputs = self._averaged(batch)
            for head, logits in outputs.items():
                told[head].append(logits.float().numpy())
        return {head: np.concatenate(logits) for head, logits in told.items()}

    def keep(self, score: float, run_folder: Path) -> None:
        """Write the checkpoint, and the averaged weights when the score is the best so far."""
        if score > self._best_score:
            self._best_score, self.best_epoch = score, self.epoch
            _save_whole(self._averaged.module.state_dict(), run_folder / BEST_FILE)
        state = {
            "network": self._network.state_dict(),
            "averaged": self._averaged.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "epochs": (self.epoch, self.best_epoch),
            "best_score": self._best_score,
        }
        _save_whole(state, run_folder / CHECKPOINT_FILE)

    def forget_best(self) -> None:
        """Let the next epoch be the best so far."""
        self._best_score, self.best_epoch = -1.0, self.epoch

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint, if there is one."""
        if not checkpoint.exists():
            return
        state = torch.load(checkpoint)
        self._network.load_state_dict(state["network"])
        self._averaged.load_state_dict(state["averaged"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.best_epoch = state["epochs"]
        self._best_score = state["best_score"]
        logger.info("going on after epoch %d of the run in %s", self.epoch, checkpoint.parent)

    def _step(
        self, step: int, images: Any, targets: Mapping[str, Any], weights: Mapping[str, Any]
    ) -> dict[str, float]:
        rate = self._learning_rate(step)
        self._decay(rate)
        with self._autocast():
            outputs = self._network(_tensor(images).movedim(-1, 1))
        losses = {
            head: _loss(logits.float(), _tensor(targets[head]), _tensor(weights[head]))
            for head, logits in outputs.items()
        }
        self._optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._averaged.update_parameters(self._network)
        return {head: float(loss.detach()) for head, loss in losses.items()}

    def _decay(self, rate: float) -> None:
        with torch.no_grad():
            for weight in self._decayed:
                weight.mul_(1 - rate * self._config.weight_decay)

    def _learning_rate(self, step: int) -> float:
        """Rise over the first epoch, then fall to 0 along a cosine."""
        warmup, highest = self._steps_per_epoch, self._config.learning_rate
        if step < warmup:
            return highest * (WARMUP_START + (1 - WARMUP_START) * step / warmup)
        share = (step - warmup) / ((self._config.epochs - 1) * warmup)
        return highest * (1 + math.cos(math.pi * min(share, 1.0))) / 2

    def _autocast(self) -> torch.autocast:
        return torch.autocast(
            "cpu", torch.bfloat16, enabled=self._config.precision == "mixed_bfloat16"
        )


def _rows(training: TaughtFaces, config: EmotionTrainingConfig, *, early: bool) -> Any:
    return batches(
        training,
        config,
        size_px=config.early_size_px if early else INPUT_SIZE_PX,
        mixup=config.early_mixup if early else config.late_mixup,
    )


def _optimizer(network: EmotionNetwork, config: EmotionTrainingConfig) -> torch.optim.Optimizer:
    if config.optimizer == "adam":
        return torch.optim.Adam(network.parameters(), lr=config.learning_rate)
    return torch.optim.SGD(
        network.parameters(), lr=config.learning_rate, momentum=MOMENTUM, nesterov=True
    )


def resized(images: NDArray[np.uint8], size_px: int) -> NDArray[np.uint8]:
    """Make (n, h, w) faces smaller: (n, size_px, size_px); those of that size stay as they are."""
    if images.shape[1] == size_px:
        return images
    sides = (size_px, size_px)
    return np.stack([cv2.resize(image, sides, interpolation=cv2.INTER_AREA) for image in images])


def _tensor(value: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(value))


def _loss(logits: torch.Tensor, target: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return (functional.cross_entropy(logits, target, reduction="none") * weights).mean()


def _write_history(path: Path, epoch: int, figures: dict[str, float]) -> None:
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["epoch", *figures])
        if new:
            writer.writeheader()
        writer.writerow({"epoch": epoch, **figures})


def _save_whole(state: dict[str, Any], path: Path) -> None:
    """Save beside the path and move there, so that the file is whole whenever it exists."""
    partial = path.with_name(f"partial.{path.name}")
    torch.save(state, partial)
    partial.replace(path)
