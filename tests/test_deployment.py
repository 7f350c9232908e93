"""What the container files say agrees with the program that they carry."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.settings import variable_names

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_setting_of_the_container_is_one_of_the_program() -> None:
    named = set(re.findall(r"\bMOODRING_\w+", DOCKERFILE + COMPOSE))

    assert {"MOODRING_DATA_DIR", "MOODRING_KEY_FILE"} <= named <= variable_names()


@pytest.mark.parametrize("name", ["MOODRING_DATA_DIR", "MOODRING_KEY_FILE"])
def test_what_is_stored_lies_on_a_volume_that_the_image_makes(name: str) -> None:
    in_image = re.search(rf"{name}=(\S+)", DOCKERFILE)
    in_compose = re.search(rf"{name}: (\S+)", COMPOSE)
    assert in_image is not None
    assert in_compose is not None

    path = in_compose[1]
    folder = path if name.endswith("_DIR") else str(Path(path).parent)
    assert in_image[1] == path
    assert f'"{folder}"' in DOCKERFILE[DOCKERFILE.index("VOLUME") :]
    assert f":{folder}\n" in COMPOSE


def test_compose_builds_a_target_of_the_dockerfile() -> None:
    targets = re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE)
    wanted = re.findall(r"target: (\S+)", COMPOSE)

    assert {"serve", "full"} <= set(targets)
    assert set(wanted) <= set(targets)


def test_the_image_is_given_all_that_the_wheel_is_built_from() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *(path.partition("/")[0] for path in wheel["force-include"]),
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        "pyproject.toml",
        "constraints.txt",
    }

    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    given = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert needed <= given


def test_the_image_is_given_no_settings_and_no_data_of_people() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    given = [line.removeprefix("!") for line in lines if line.startswith("!")]

    assert "*" in lines
    assert not any(fnmatch(name, each) for each in given for name in (".env", ".git", "runs"))


def test_the_extra_of_the_full_image_exists() -> None:
    extras = set(re.findall(r"--extra (\S+)", DOCKERFILE))

    assert extras
    assert extras <= PROJECT["project"]["optional-dependencies"].keys()
