"""Pictures of a run: how it learnt, and what it mistakes for what."""

import csv
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import ConfusionMatrixDisplay

from inference.emotions import Emotion


def plot_curves(history: Path, output: Path) -> None:
    """Draw losses and validation figures over the epochs.

    Args:
        history: history.csv as `train_emotion` writes it.
        output: The .png to write.
    """
    with history.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    epochs = [int(row["epoch"]) + 1 for row in rows]
    figure = Figure(figsize=(10, 4), layout="constrained")
    losses, figures = figure.subplots(1, 2)
    for name in ("fer2013_loss", "ferplus_loss"):
        losses.plot(epochs, [float(row[name]) for row in rows], label=name.replace("_", " "))
    for name in ("val_accuracy", "val_balanced_accuracy", "val_ferplus_accuracy"):
        values = [100 * float(row[name]) for row in rows]
        figures.plot(epochs, values, label=f"{name[4:].replace('_', ' ')} (best {max(values):.1f})")
    losses.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
    figures.set(xlabel="epoch", ylabel="validation, %")
    for axes in (losses, figures):
        axes.grid(visible=True, alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(output, dpi=120)


def plot_confusion(
    predicted: NDArray[np.integer], labels: NDArray[np.integer], title: str, output: Path
) -> None:
    """Draw which emotion is taken for which, each row in per cent of its label.

    Args:
        predicted: (n,) positions in `Emotion`.
        labels: (n,) positions in `Emotion`.
        title: What is compared.
        output: The .png to write.
    """
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(6, 5.4), layout="constrained")
        axes = figure.subplots()
        ConfusionMatrixDisplay.from_predictions(
            labels,
            predicted,
            labels=range(len(Emotion)),
            display_labels=list(Emotion),
            normalize="true",
            values_format=".0%",
            cmap="Blues",
            colorbar=False,
            xticks_rotation=45,
            ax=axes,
        )
        axes.set_title(title)
        figure.savefig(output, dpi=120)
