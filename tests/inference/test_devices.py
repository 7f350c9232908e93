import subprocess
import sys
from pathlib import Path

import pytest

from inference.devices import Device, choose_device, has_gpu
from inference.errors import DeviceError

NO_GPU_HERE = pytest.mark.skipif(has_gpu(), reason="there is a GPU here")


@pytest.fixture
def nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    (tmp_path / "null").touch()
    return tmp_path


@pytest.mark.parametrize("node", ["nvidia0", "nvidia12", "dxg"])
def test_a_card_shows_by_its_device_node(nodes: Path, node: str) -> None:
    (nodes / node).touch()
    assert has_gpu(nodes)


@pytest.mark.parametrize("node", ["nvidiactl", "nvidia-uvm", "dri"])
def test_a_driver_without_a_card_is_no_gpu(nodes: Path, node: str) -> None:
    (nodes / node).touch()
    assert not has_gpu(nodes)


@pytest.mark.parametrize(("visible", "expected"), [("", False), ("-1", False), ("0", True)])
def test_a_card_may_be_hidden(
    nodes: Path, monkeypatch: pytest.MonkeyPatch, visible: str, *, expected: bool
) -> None:
    (nodes / "nvidia0").touch()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert has_gpu(nodes) is expected


def test_the_cpu_is_taken_when_asked_for() -> None:
    assert choose_device("cpu") is Device.CPU


def test_auto_takes_the_cpu_where_cards_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert choose_device("auto") is Device.CPU


def test_a_gpu_that_is_not_there_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    with pytest.raises(DeviceError, match=r"no NVIDIA GPU.*MOODRING_DEVICE to cpu or auto"):
        choose_device("gpu")


@NO_GPU_HERE
def test_auto_without_a_gpu_loads_no_training_library_and_nothing_of_the_bot() -> None:
    program = """
import sys
from inference.factory import AnalyzerSpec
before = {name.partition(".")[0] for name in sys.modules}
assert not before & {"numpy", "cv2", "PIL", "ai_edge_litert", "keras"}, before
assert AnalyzerSpec()().analyze
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"keras", "tensorflow", "bot", "polars", "pydantic", "sqlalchemy"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
