"""`moodring train` and `moodring evaluate`, present where the training extra is installed."""

import importlib.util
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from inference.errors import InferenceError
from training.errors import TrainingError

if importlib.util.find_spec("tensorflow") is None:
    raise ModuleNotFoundError("training needs more packages: pip install 'moodring[training]'")

train_app = typer.Typer(no_args_is_help=True, help="Train a model and write its artefact.")
export_app = typer.Typer(no_args_is_help=True, help="Make artefacts of trained networks.")
evaluate_app = typer.Typer(no_args_is_help=True, help="Measure the models that are served.")

DataOption = Annotated[Path, typer.Option("--data", exists=True, help="The data set.")]
USAGE_EXIT_CODE = 2

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", file_okay=False, help="A model folder; the newest by default."),
]


@evaluate_app.command("emotion")
def evaluate_emotion_command(
    data: DataOption,
    model: ModelOption = None,
    degraded: Annotated[
        bool, typer.Option("--degraded", help="Measure on blurred, dark, tilted, … faces instead.")
    ] = False,
    asking: Annotated[
        bool, typer.Option("--asking", help="Measure thresholds under which to ask instead.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the emotion model on faces (.npz, fer2013.csv or a folder per class)."""
    from inference.emotion_model import EmotionModel
    from training.emotion.dataset import load_dataset
    from training.emotion.evaluate import evaluate_emotion
    from training.emotion.robustness import evaluate_asking, evaluate_degraded

    with _told_in_a_sentence():
        loaded, faces = EmotionModel.load(model), load_dataset(data)
        figures: dict[str, Any]
        if degraded:
            figures = evaluate_degraded(loaded, faces)
        elif asking:
            figures = {
                f"asking below {row.threshold:.2f}": asdict(row)
                for row in evaluate_asking(loaded, faces)
            }
        else:
            figures = evaluate_emotion(loaded, faces).as_json()
    _show(figures, f"Emotion model on {data.name}", as_json=as_json)


@evaluate_app.command("mood")
def evaluate_mood_command(
    data: DataOption, model: ModelOption = None, as_json: JsonOption = False
) -> None:
    """Measure the mood model on songs (.csv in either published layout)."""
    from inference.mood_model import MoodModel
    from training.mood.evaluate import evaluate_mood

    with _told_in_a_sentence():
        evaluation = evaluate_mood(data, MoodModel.load(model))
    _show(evaluation.as_json(), f"Mood model on {data.name}", as_json=as_json)


@train_app.command("mood")
def train_mood_command(
    data: Annotated[
        list[Path], typer.Option("--data", exists=True, help="Songs; may be given twice or more.")
    ],
    output: Annotated[Path, typer.Option(help="Write the artefact here, such as .../mood/1.1.0.")],
    run_folder: Annotated[
        Path | None, typer.Option("--run", help="Write the run's record here.")
    ] = None,
    configuration: Annotated[
        str | None, typer.Option(help='"report", or the default that validation chose.')
    ] = None,
    cross_validate: Annotated[
        bool,
        typer.Option("--cross-validate", help="Measure every configuration and baseline too."),
    ] = False,
) -> None:
    """Train the mood model on songs, calibrate it and write its artefact."""
    from training.mood.model import DEFAULT_CONFIGURATION
    from training.mood.train import train_mood

    with _told_in_a_sentence():
        record = train_mood(
            data,
            output,
            run_folder=run_folder,
            configuration=configuration or DEFAULT_CONFIGURATION,
            cross_validation=cross_validate,
        )
    _show(record["calibration"] | record["out_of_fold"], "Out of fold", as_json=False)
    for protocol, figures in record.get("cross_validation", {}).items():
        _show(figures, protocol.replace("_", " "), as_json=False)


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
    channels: Annotated[str, typer.Option(help="Of each module.")] = "16,96,192,384",
    engine: Annotated[
        str, typer.Option(help="keras, or pytorch, which is faster on a CPU if it is installed.")
    ] = "keras",
    epochs: Annotated[int, typer.Option(min=2)] = 34,
    steps_per_epoch: Annotated[int | None, typer.Option(min=1, help="All faces if unset.")] = None,
    batch_size: Annotated[int, typer.Option(min=1)] = 128,
    optimizer: Annotated[str, typer.Option(help="sgd or adam.")] = "sgd",
    learning_rate: Annotated[float, typer.Option(min=0.0)] = 0.1,
    precision: Annotated[str, typer.Option(help="mixed_bfloat16 or float32.")] = "mixed_bfloat16",
    patience: Annotated[int, typer.Option(min=1, help="Epochs without progress.")] = 34,
    label_smoothing: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.05,
    augmentation: Annotated[str, typer.Option(help="light, mild, long or selfie.")] = "light",
    initial_weights: Annotated[
        list[Path] | None,
        typer.Option(file_okay=False, help="Go on from a model folder, or the mean of several."),
    ] = None,
    average_momentum: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Keep a moving average of the weights.")
    ] = 0.0,
    early_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of the epochs, that are early ones.")
    ] = 0.0,
    early_size_px: Annotated[int, typer.Option(min=16, help="Side of early faces.")] = 48,
    early_mixup: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of early faces that are mixed.")
    ] = 0.0,
    late_mixup: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of the other faces that are mixed.")
    ] = 0.0,
    keep_shared_faces: Annotated[
        bool,
        typer.Option(
            "--keep-shared-faces", help="Learn from validation's faces too where both have them."
        ),
    ] = False,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(file_okay=False, help="Model folders whose mean answers to learn."),
    ] = None,
    fer2013_teacher_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of the FER2013 target, by teacher and votes.")
    ] = 0.0,
    ferplus_teacher_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of the FER+ target, by the teacher.")
    ] = 0.0,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Train the emotion network."""
    logging.basicConfig(level=logging.INFO)
    from training.emotion.augmentation import AUGMENTATIONS
    from training.emotion.config import EmotionTrainingConfig
    from training.emotion.run import run_emotion_training
    from training.emotion.targets import TargetConfig

    if augmentation not in AUGMENTATIONS:
        raise typer.BadParameter(f"{augmentation!r}: expected {' or '.join(AUGMENTATIONS)}")
    config = EmotionTrainingConfig(
        architecture=architecture,
        channels=_numbers(channels),
        engine=engine,
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        batch_size=batch_size,
        optimizer=optimizer,
        learning_rate=learning_rate,
        precision=precision,
        patience=patience,
        early_share=early_share,
        early_size_px=early_size_px,
        early_mixup=early_mixup,
        late_mixup=late_mixup,
        keep_shared_faces=keep_shared_faces,
        targets=TargetConfig(
            tuple(str(folder) for folder in teacher or ()),
            fer2013_teacher_share,
            ferplus_teacher_share,
            label_smoothing,
        ),
        initial_weights=tuple(str(folder) for folder in initial_weights or ()),
        average_momentum=average_momentum,
        seed=seed,
        augmentation=AUGMENTATIONS[augmentation],
    )
    with _told_in_a_sentence():
        figures = run_emotion_training(config, train, validation, run_folder, output)
    _show(figures, f"Emotion model of {run_folder}", as_json=False)


@export_app.command("emotion")
def export_emotion_command(
    run_folders: Annotated[
        list[Path],
        typer.Option("--run", file_okay=False, help="A run; of several, the answers are averaged."),
    ],
    validation: Annotated[Path, typer.Option(exists=True, help="Faces to calibrate on.")],
    output: Annotated[Path, typer.Option(help="The artefact, such as .../emotion/2.0.0.")],
) -> None:
    """Make an artefact of one training run, or of several whose networks answer together."""
    logging.basicConfig(level=logging.INFO)
    from training.emotion.dataset import VALIDATION_USAGE, load_dataset
    from training.emotion.export import export_runs

    with _told_in_a_sentence():
        faces = load_dataset(validation, VALIDATION_USAGE)
        metadata = export_runs(run_folders, faces, output)
    _show(metadata.metrics["validation"], f"Emotion model {metadata.version}", as_json=False)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: expected numbers such as 16,96,192,384") from error


@contextmanager
def _told_in_a_sentence() -> Iterator[None]:
    """Say what the engineer can mend without a traceback, and exit with 2."""
    try:
        yield
    except (TrainingError, InferenceError) as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(USAGE_EXIT_CODE) from error


def _show(figures: dict[str, Any], title: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
        return
    table = Table("figure", "value", title=title, title_justify="left")
    for name, value in _flat(figures):
        table.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    Console().print(table)


def _flat(figures: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name} · ")
        else:
            yield f"{prefix}{name}", value
