"""What there is to know of one training run: seeds, versions, data, figures, plots."""

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any

# Their versions decide the numbers.
RECORDED_PACKAGES = ("ai-edge-litert", "keras", "numpy", "scikit-learn", "tensorflow", "torch")

_CHUNK_BYTES = 1 << 20


def environment() -> dict[str, str]:
    """Return the versions of Python and of the packages that decide the numbers."""
    versions = {"python": platform.python_version()}
    for package in RECORDED_PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def data_checksum(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's file names and contents, hexadecimal."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        if not file.is_file():
            continue
        if file != path:
            digest.update(file.relative_to(path).as_posix().encode())
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


def write_record(folder: Path, name: str, content: dict[str, Any]) -> Path:
    """Write one part of a run's record as readable JSON and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")
    return path
