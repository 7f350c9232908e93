"""Runs a LiteRT model on batches of any size."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from inference.artefacts import InputContract, load_artefact, newest_model_folder
from inference.errors import ArtefactError


class Network(Protocol):
    """Anything that turns a batch into named outputs."""

    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """Run (n, ...) inputs: output name to (n, ...) float32 array."""
        ...


def load_network(
    folder: Path | None,
    *,
    name: str,
    labels: type[StrEnum],
    input_contract: InputContract,
    threads: int,
) -> "LiteRtModel":
    """Load a model folder after checking that it is what the program expects.

    Args:
        folder: The version's folder; None for the newest that comes with Moodring.
        name: The model that it must hold.
        labels: The outputs' labels, in order.
        input_contract: What the caller is going to feed it.
        threads: CPU threads that one call may use.

    Raises:
        ArtefactError: The folder is missing, damaged, or of another kind of model.
    """
    artefact = load_artefact(
        folder or newest_model_folder(name),
        name=name,
        labels=tuple(labels),
        input_contract=input_contract,
    )
    return LiteRtModel(artefact.model, threads)


class LiteRtModel:
    """One LiteRT signature behind a plain call. Not safe to call from two threads at once."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        """Load a model.

        Args:
            model: The LiteRT file's bytes, with one signature of one input.
            threads: CPU threads that one call may use.

        Raises:
            ArtefactError: The bytes are no LiteRT model, or have another signature.
        """
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=threads)
            self._runner = self._interpreter.get_signature_runner()
        except (ValueError, RuntimeError) as error:
            raise ArtefactError(f"not a LiteRT model with one signature: {error}") from error
        self._input_name, *others = self._runner.get_input_details()
        if others:
            raise ArtefactError(f"expected a model of one input, got {len(others) + 1}")

    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """Run a batch.

        Args:
            batch: (n, ...) float32, as the model's input contract says; n >= 1.

        Returns:
            Output name to (n, ...) float32 array.
        """
        outputs: Mapping[str, NDArray[np.float32]] = self._runner(**{self._input_name: batch})
        return outputs
