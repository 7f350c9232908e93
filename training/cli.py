"""`moodring train` and `moodring evaluate`, present where the training extra is installed."""

import importlib.util
import json
import logging
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if importlib.util.find_spec("tensorflow") is None:
    raise ModuleNotFoundError("training needs more packages: pip install 'moodring[training]'")

train_app = typer.Typer(no_args_is_help=True, help="Train a model and write its artefact.")
evaluate_app = typer.Typer(no_args_is_help=True, help="Measure the models that are served.")

DataOption = Annotated[Path, typer.Option("--data", exists=True, help="The data set.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", file_okay=False, help="A model folder; the newest by default."),
]


@evaluate_app.command("emotion")
def evaluate_emotion_command(
    data: DataOption,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the emotion model on faces (.npz, fer2013.csv or a folder per class)."""
    from inference.emotion_model import EmotionModel
    from training.emotion.dataset import load_dataset
    from training.emotion.evaluate import evaluate_emotion

    evaluation = evaluate_emotion(EmotionModel.load(model), load_dataset(data))
    _show(evaluation.as_json(), f"Emotion model on {data.name}", as_json=as_json)


@train_app.command("emotion")
def train_emotion_command(
    train: Annotated[Path, typer.Option(exists=True, help="Faces to learn from.")],
    validation: Annotated[Path, typer.Option(exists=True, help="Faces that choices are made on.")],
    run_folder: Annotated[
        Path, typer.Option("--run", help="Record and checkpoints; an interrupted run goes on.")
    ],
    output: Annotated[
        Path | None, typer.Option(help="Write the artefact here, such as .../emotion/1.1.0.")
    ] = None,
    architecture: Annotated[str, typer.Option(help="Name of the network.")] = "xception-entry-exit",
    width: Annotated[float, typer.Option(min=0.1, help="Factor on the channels.")] = 1.0,
    epochs: Annotated[int, typer.Option(min=2)] = 34,
    steps_per_epoch: Annotated[int | None, typer.Option(min=1, help="All faces if unset.")] = None,
    batch_size: Annotated[int, typer.Option(min=1)] = 128,
    optimizer: Annotated[str, typer.Option(help="sgd or adam.")] = "sgd",
    learning_rate: Annotated[float, typer.Option(min=0.0)] = 0.1,
    precision: Annotated[str, typer.Option(help="mixed_bfloat16 or float32.")] = "mixed_bfloat16",
    patience: Annotated[int, typer.Option(min=1, help="Epochs without progress.")] = 34,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Train the emotion network; KERAS_BACKEND=torch is faster on a CPU if PyTorch is there."""
    logging.basicConfig(level=logging.INFO)
    from training.emotion.run import run_emotion_training
    from training.emotion.train import EmotionTrainingConfig

    config = EmotionTrainingConfig(
        architecture=architecture,
        width=width,
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        batch_size=batch_size,
        optimizer=optimizer,
        learning_rate=learning_rate,
        precision=precision,
        patience=patience,
        seed=seed,
    )
    figures = run_emotion_training(config, train, validation, run_folder, output)
    _show(figures, f"Emotion model of {run_folder}", as_json=False)


def _show(figures: dict[str, Any], title: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
        return
    table = Table("figure", "value", title=title)
    for name, value in figures.items():
        if isinstance(value, dict):
            for key, part in value.items():
                table.add_row(f"{name} · {key}", _readable(part))
        else:
            table.add_row(name, _readable(value))
    Console().print(table)


def _readable(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
