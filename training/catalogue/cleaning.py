"""Rows of somebody else's table turned into songs, or rejected with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from inference.song_table import ARTIST_SEPARATOR, AUDIO_FEATURES, LINK_COLUMNS
from training.catalogue.columns import ColumnMap
from training.catalogue.reading import Batch

SONG_PAGE = "https://open.spotify.com/track/"

# Lowest and highest value of each number. A tempo of 0 means that no beat was found; what
# lies outside was never measured by Spotify, so the table is damaged or in other units.
# References: Spotify Web API reference, "Get Track's Audio Features"; loudness and tempo
# widened to hold every row of the Spotify Tracks Dataset that has a beat.
_FEATURE_RANGE: dict[str, tuple[float, float]] = {
    **dict.fromkeys(AUDIO_FEATURES, (0.0, 1.0)),
    "loudness": (-60.0, 10.0),
    "tempo": (20.0, 300.0),
}
_OPTIONAL_RANGE: dict[str, tuple[float, float]] = {
    "popularity": (0, 100),
    "duration_ms": (1, 86_400_000),
}

# Longer is no title but a damaged file, such as a quote left open.
_LONGEST_TEXT = 500
_LONGEST_URL = 2_000
_SHOWN_CHARACTERS = 60

# Spotify's ids are 22 letters and digits; other catalogues have their own.
_ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
_ID_PREFIX = r"^(?:spotify:track:|https?://open\.spotify\.com/(?:intl-\w+/)?track/)"
_URL_PATTERN = rf"^https?://[^\s\"'<>]{{1,{_LONGEST_URL}}}$"

_TRUE = ("true", "1", "1.0", "yes", "t", "y")
_FALSE = ("false", "0", "0.0", "no", "f", "n", "")


@dataclass(frozen=True)
class CleanBatch:
    """What became of a batch.

    Attributes:
        songs: Every catalogue column but the mood probabilities.
        rejected: `row`, `line` and `reason` of the others.
    """

    songs: pl.DataFrame
    rejected: pl.DataFrame


def clean(batch: Batch, columns: ColumnMap) -> CleanBatch:
    """Turn the rows of a batch into songs and reasons.

    Artists come out separated by `ARTIST_SEPARATOR`. An unknown popularity becomes 0, an
    unknown `explicit` False; links that are not http or https become null.

    Args:
        batch: As read.
        columns: What is known of the table's columns.
    """
    raw = batch.rows
    parsed = raw.select(
        "row", "line", *_texts(raw, columns), *_numbers(raw), _explicit(raw), *_links(raw)
    )
    flaws = _flaws(raw, parsed)
    is_bad = flaws.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    reasons = flaws.select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True))
    rejected = raw.select("row", "line").with_columns(reason=reasons.to_series()).filter(is_bad)
    songs = parsed.filter(~is_bad).drop("row", "line").with_columns(_filled())
    return CleanBatch(songs, pl.concat([batch.rejected, rejected]).sort("row"))


def _texts(raw: pl.DataFrame, columns: ColumnMap) -> Iterator[pl.Expr]:
    identity = _text(raw, "id").str.replace(_ID_PREFIX, "").str.replace(r"[?#].*$", "")
    yield identity.alias("id")
    yield _text(raw, "title").alias("title")
    yield _artists(_text(raw, "artist"), commas_join=columns.commas_join_artists).alias("artist")
    for name in ("album", "genre"):
        yield _text(raw, name).str.slice(0, _LONGEST_TEXT).alias(name)


def _text(raw: pl.DataFrame, name: str) -> pl.Expr:
    """Text on one line without control characters; null where nothing is left of it."""
    dtype = raw.schema.get(name)
    if dtype == pl.List(pl.String):
        text = pl.col(name).list.join(ARTIST_SEPARATOR)
    elif dtype is None or dtype.is_nested():
        return pl.lit(None, pl.String)
    else:
        text = pl.col(name).cast(pl.String, strict=False)
    text = text.str.replace_all(r"[\s\p{Cc}]+", " ").str.strip_chars()
    return pl.when(text != "").then(text)


def _artists(text: pl.Expr, *, commas_join: bool) -> pl.Expr:
    """Separate artists our way: the main one first, `ARTIST_SEPARATOR` between them."""
    python_list = text.str.extract_all(r"'[^']*'|\"[^\"]*\"").list.eval(
        pl.element().str.slice(1).str.head(-1)
    )
    artists = (
        pl.when(text.str.contains(r"^\[.*\]$"))
        .then(python_list.list.join(ARTIST_SEPARATOR))
        .otherwise(_comma_joined(text) if commas_join else text)
    )
    artists = artists.str.replace_all(r"\s*;[\s;]*", ARTIST_SEPARATOR).str.strip_chars("; ")
    return pl.when(artists != "").then(artists)


def _comma_joined(text: pl.Expr) -> pl.Expr:
    r"""Exportify writes a comma that is part of a name as `\,`."""
    kept = text.str.replace_all(r"\,", "\x00", literal=True)
    return kept.str.replace_all(r"\s*,\s*", ARTIST_SEPARATOR).str.replace_all("\x00", ",")


def _numbers(raw: pl.DataFrame) -> Iterator[pl.Expr]:
    for name, (lowest, highest) in {**_FEATURE_RANGE, **_OPTIONAL_RANGE}.items():
        number = _number(raw, name)
        dtype = pl.Float32 if name in _FEATURE_RANGE else pl.UInt32
        yield pl.when(number.is_between(lowest, highest)).then(number).cast(dtype).alias(name)


def _number(raw: pl.DataFrame, name: str) -> pl.Expr:
    dtype = raw.schema.get(name)
    if dtype == pl.String:
        return pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
    if dtype is not None and dtype.is_numeric():
        return pl.col(name).cast(pl.Float64)
    return pl.lit(None, pl.Float64)


def _explicit(raw: pl.DataFrame) -> pl.Expr:
    word = _text(raw, "explicit").str.to_lowercase()
    is_explicit = pl.when(word.is_in(_TRUE)).then(True).when(word.is_in(_FALSE)).then(False)  # noqa: FBT003
    return is_explicit.otherwise(None).alias("explicit")


def _links(raw: pl.DataFrame) -> Iterator[pl.Expr]:
    for name in LINK_COLUMNS:
        link = _text(raw, name)
        yield pl.when(link.str.contains(_URL_PATTERN)).then(link).alias(name)


def _filled() -> list[pl.Expr]:
    return [
        pl.col("popularity").fill_null(0).cast(pl.UInt8),
        pl.col("explicit").fill_null(value=False),
        pl.col("album", "genre").fill_null(""),
        pl.col("audio_url").fill_null(SONG_PAGE + pl.col("id")),
    ]


def _flaws(raw: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
    """One column a check: null where the row passes, else what is wrong with it."""
    both = parsed.with_columns(_shown(raw, name).alias(f"raw_{name}") for name in raw.columns)
    checks = [_missing(name) for name in ("title", "artist")]
    checks += [_too_long(name) for name in ("title", "artist")]
    checks.append(_id_flaw())
    checks += [_number_flaw(name, bounds) for name, bounds in _FEATURE_RANGE.items()]
    for name, bounds in _OPTIONAL_RANGE.items():
        if name in raw.columns:
            checks.append(_number_flaw(name, bounds, optional=True))
    if "explicit" in raw.columns:
        checks.append(_explicit_flaw())
    return both.select(check.alias(str(number)) for number, check in enumerate(checks))


def _shown(raw: pl.DataFrame, name: str) -> pl.Expr:
    if raw.schema[name].is_nested():
        return pl.lit(None, pl.String)
    text = raw[name].cast(pl.String, strict=False).str.strip_chars()
    return pl.lit(text).str.slice(0, _SHOWN_CHARACTERS)


def _missing(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_null()).then(pl.lit(f"{name} is missing"))


def _too_long(name: str) -> pl.Expr:
    length = pl.col(name).str.len_chars()
    message = pl.format(
        f"{name} has {{}} characters, expected at most {_LONGEST_TEXT}: is a quote left open?",
        length,
    )
    return pl.when(length > _LONGEST_TEXT).then(message)


def _id_flaw() -> pl.Expr:
    raw = pl.col("raw_id")
    expected = "expected a Spotify track id, URI or address"
    return (
        pl.when(pl.col("id").is_null())
        .then(pl.lit("id is missing"))
        .when(raw.str.starts_with("spotify:local:"))
        .then(pl.lit("a local file, which has no page to link to"))
        .when(~pl.col("id").str.contains(_ID_PATTERN))
        .then(pl.format(f"id is '{{}}', {expected}", raw))
    )


def _number_flaw(name: str, bounds: tuple[float, float], *, optional: bool = False) -> pl.Expr:
    raw = pl.col(f"raw_{name}")
    is_empty = raw.fill_null("") == ""
    lowest, highest = (f"{bound:g}" if bound < 1e6 else f"{bound:.0f}" for bound in bounds)  # noqa: PLR2004
    message = pl.format(f"{name} is '{{}}', expected a number from {lowest} to {highest}", raw)
    flaw = pl.when(pl.col(name).is_not_null())
    then = flaw.then(None).when(is_empty)
    return then.then(None if optional else pl.lit(f"{name} is missing")).otherwise(message)


def _explicit_flaw() -> pl.Expr:
    raw = pl.col("raw_explicit")
    is_wrong = pl.col("explicit").is_null() & (raw.fill_null("") != "")
    return pl.when(is_wrong).then(pl.format("explicit is '{}', expected true or false", raw))
