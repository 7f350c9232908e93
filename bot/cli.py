"""The `moodring` command: what the bot can do, and what other packages add."""

import json
import secrets
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BotError
from inference.errors import InferenceError
from inference.moods import Mood

COMMANDS_GROUP = "moodring.commands"
NO_FACE_EXIT_CODE = 3
USAGE_EXIT_CODE = 2

app = typer.Typer(
    no_args_is_help=True,
    help="A selfie in, songs that fit the mood out.",
    pretty_exceptions_enable=False,
)

CountOption = Annotated[int, typer.Option(min=1, max=50, help="How many songs.")]
SeedOption = Annotated[int | None, typer.Option(help="The same seed gives the same songs.")]
LiftOption = Annotated[bool, typer.Option("--lift", help="Songs to cheer up, not to match.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


keys_app = typer.Typer(no_args_is_help=True, help="The keys that encrypt what is stored.")
app.add_typer(keys_app, name="keys")


@app.command()
def run() -> None:
    """Run the bot, in the browser unless a token is set, until it is told to stop."""
    import asyncio

    from bot.log import set_up_logging
    from bot.serving import serve
    from bot.settings import load_settings

    settings = load_settings()
    set_up_logging(settings)
    asyncio.run(serve(settings))


@app.command()
def health() -> None:
    """Exit with 1 unless the bot gave a sign of life within the last minute."""
    from bot.heartbeat import FILE_NAME, MAX_AGE_S, age_s
    from bot.settings import load_settings

    path = load_settings().storage.data_dir / FILE_NAME
    age = age_s(path)
    if age is None or age > MAX_AGE_S:
        told = "none" if age is None else f"{age:.0f} s ago"
        typer.secho(f"no sign of life at {path}: the last was {told}", err=True, fg="red")
        raise typer.Exit(1)


@keys_app.command()
def rotate() -> None:
    """Encrypt everything with the first key; the other keys can go afterwards."""
    import asyncio

    from bot.application import rotate_keys
    from bot.settings import load_settings

    changed = asyncio.run(rotate_keys(load_settings().storage))
    typer.echo(f"{changed} rows were encrypted anew; the older keys are not needed any more.")


@app.command()
def selfie(
    photo: Annotated[
        Path | None, typer.Argument(help="JPEG, PNG, WebP or HEIC; a sample portrait if unset.")
    ] = None,
    count: CountOption = 5,
    seed: SeedOption = None,
    lift: LiftOption = False,
    as_json: JsonOption = False,
) -> None:
    """Tell the mood of a photo and name songs for it. Exits with 3 when there is no face."""
    from bot.settings import load_settings
    from bot.single_answer import answer_photo, demo_portrait, read_photo
    from bot.terminal import print_answer

    settings = load_settings()
    data = demo_portrait() if photo is None else read_photo(photo)
    answer = answer_photo(data, settings, count=count, lift=lift, seed=_seed(seed))
    if as_json:
        typer.echo(json.dumps(answer.as_json(), indent=2, ensure_ascii=False))
    else:
        print_answer(answer)
    if not answer.faces:
        raise typer.Exit(NO_FACE_EXIT_CODE)


@app.command()
def songs(
    mood: Annotated[Mood, typer.Option(help="The mood to find songs for.")],
    count: CountOption = 5,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name songs of a mood."""
    from bot.answers import song_as_json
    from bot.settings import load_settings
    from bot.single_answer import songs_of_mood
    from bot.terminal import print_songs

    chosen = songs_of_mood(mood, load_settings(), count=count, seed=_seed(seed))
    if as_json:
        found = {"mood": mood.value, "songs": [song_as_json(song) for song in chosen]}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print_songs(chosen, title=f"{mood.value.capitalize()} songs")


def main() -> None:
    """Run the command; what a person can mend is said in one sentence, without a traceback."""
    _add_commands_of_other_packages()
    try:
        app()
    except (BotError, InferenceError) as error:
        typer.secho(str(error), err=True, fg="red")
        sys.exit(USAGE_EXIT_CODE)


def _add_commands_of_other_packages() -> None:
    for entry in entry_points(group=COMMANDS_GROUP):
        try:
            app.add_typer(entry.load(), name=entry.name)
        except ModuleNotFoundError:
            # Its extra is not installed; the rest of the command works without it.
            continue


def _seed(seed: int | None) -> int:
    return secrets.randbits(32) if seed is None else seed
