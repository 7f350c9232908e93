import io
import pickle
from pathlib import Path

import pytest
from PIL import Image
from skimage.data import astronaut

from inference.emotions import Emotion
from inference.errors import DeviceError, FaceDetectorError
from inference.factory import AnalyzerSpec
from inference.pool import AnalyzerPool


def portrait() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(astronaut()).save(stream, "JPEG")
    return stream.getvalue()


def test_a_spec_that_was_sent_to_another_process_makes_an_analyser() -> None:
    spec = pickle.loads(pickle.dumps(AnalyzerSpec(device="cpu")))  # noqa: S301 - our own
    (face,) = spec().analyze(portrait())
    assert face.emotion is Emotion.HAPPY


def test_the_detector_that_is_set_is_used() -> None:
    with pytest.raises(FaceDetectorError, match=r"absent\.onnx"):
        AnalyzerSpec(device="cpu", yunet_path=Path("absent.onnx"))()


async def test_workers_are_made_from_a_spec() -> None:
    async with AnalyzerPool(AnalyzerSpec(device="cpu"), workers=1) as pool:
        (face,) = await pool.analyze(portrait())
    assert face.emotion is Emotion.HAPPY


async def test_a_pool_for_a_gpu_that_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    with pytest.raises(DeviceError, match="no NVIDIA GPU"):
        await AnalyzerPool(AnalyzerSpec(device="gpu"), workers=1).ready()
