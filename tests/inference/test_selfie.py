import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from inference.emotion_model import EmotionModel
from inference.emotions import Emotion
from inference.errors import ImageDecodeError
from inference.faces import Face, LibFaceDetector
from inference.moods import Mood
from inference.selfie import SelfieAnalyzer

SHARED_PHOTOS = Path(__file__).parents[3] / "shared" / "data" / "photos"
EMOTION_OF_PHOTO = {
    "angry.jpg": Emotion.ANGRY,
    "happy-baby.jpeg": Emotion.HAPPY,
    "neutral.jpeg": Emotion.NEUTRAL,
    "surprised.jpeg": Emotion.SURPRISE,
}
TURNS_DEG = (0, 90, 180, 270)


class TwoFaces:
    """Sees a small face left of a large one, wherever it looks."""

    def detect(self, image: NDArray[np.uint8]) -> Sequence[Face]:
        height, width = image.shape[:2]
        return (
            Face(0.1 * width, 0.2 * height, 0.15 * width, 0.2 * height, 0.93),
            Face(0.5 * width, 0.1 * height, 0.4 * width, 0.5 * height, 0.95),
        )


class Nobody:
    def detect(self, image: NDArray[np.uint8]) -> Sequence[Face]:  # noqa: ARG002
        return ()


class DarkIsSad:
    """Finds dark crops sad and bright ones happy."""

    def classify(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        emotions = list(Emotion)
        positions = [
            emotions.index(Emotion.SAD if crop.mean() < 128 else Emotion.HAPPY) for crop in crops
        ]
        return np.eye(len(emotions), dtype=np.float32)[positions]


def encoded(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return stream.getvalue()


@pytest.fixture(scope="module")
def analyzer() -> SelfieAnalyzer:
    return SelfieAnalyzer(LibFaceDetector(), EmotionModel.load())


def test_each_face_is_classified_by_its_own_crop_largest_first() -> None:
    photo = np.zeros((300, 400, 3), dtype=np.uint8)
    photo[:, 180:] = 255
    large, small = SelfieAnalyzer(TwoFaces(), DarkIsSad()).analyze(encoded(photo))
    assert large.box == (200, 30, 160, 150)
    assert large.emotion is Emotion.HAPPY
    assert large.mood is Mood.HAPPY
    assert small.box == (40, 60, 60, 60)
    assert small.emotion is Emotion.SAD
    assert small.mood is Mood.SAD


def test_boxes_are_those_of_the_photo_as_sent_though_it_was_decoded_smaller() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4000, 3000)).save(stream, format="JPEG")
    large, _ = SelfieAnalyzer(TwoFaces(), DarkIsSad()).analyze(stream.getvalue())
    assert large.box == pytest.approx((2000, 300, 1600, 1500), abs=8)


def test_nobody_is_an_empty_answer() -> None:
    photo = encoded(np.zeros((30, 30, 3), dtype=np.uint8))
    assert SelfieAnalyzer(Nobody(), DarkIsSad()).analyze(photo) == ()


def test_what_is_no_photo_is_refused(analyzer: SelfieAnalyzer) -> None:
    with pytest.raises(ImageDecodeError):
        analyzer.analyze(b"not a photo")


def test_a_smiling_portrait_is_happy(analyzer: SelfieAnalyzer) -> None:
    (face,) = analyzer.analyze(encoded(data.astronaut()))
    assert face.emotion is Emotion.HAPPY
    assert face.mood is Mood.HAPPY
    assert face.mood_weights.sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", ["coffee", "chelsea"])
def test_a_cup_and_a_cat_are_nobody(analyzer: SelfieAnalyzer, name: str) -> None:
    assert analyzer.analyze(encoded(getattr(data, name)())) == ()


@pytest.mark.skipif(not SHARED_PHOTOS.is_dir(), reason="the shared photographs are not here")
@pytest.mark.parametrize("turn_deg", TURNS_DEG)
@pytest.mark.parametrize("name", EMOTION_OF_PHOTO)
def test_a_photograph_shows_its_emotion_however_it_is_turned(
    analyzer: SelfieAnalyzer, name: str, turn_deg: int
) -> None:
    pixels = np.asarray(Image.open(SHARED_PHOTOS / name).convert("RGB"))
    (face,) = analyzer.analyze(encoded(np.rot90(pixels, k=turn_deg // 90)))
    assert face.emotion is EMOTION_OF_PHOTO[name]


@pytest.mark.skipif(not SHARED_PHOTOS.is_dir(), reason="the shared photographs are not here")
def test_a_group_gives_everybody_in_the_frame(analyzer: SelfieAnalyzer) -> None:
    faces = analyzer.analyze((SHARED_PHOTOS / "group.jpeg").read_bytes())
    assert len(faces) in {4, 5}
