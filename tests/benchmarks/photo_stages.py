"""Times the stages of a photo's way; reads a JPEG from stdin, prints JSON.

Run by `photo_pipeline` in a process of its own, set up as the bot's workers are.
"""

import json
import sys
import time

from inference.crops import crop_face
from inference.emotion_model import EmotionModel
from inference.faces import FaceFinder, LibFaceDetector
from inference.images import decode_photo
from inference.selfie import SelfieAnalyzer
from inference.worker_process import prepare_process

WARM_UP_ROUNDS = 5
ROUNDS = 100


class StagedAnalyzer:
    """Takes the way of `SelfieAnalyzer` by hand, and the time after every step."""

    def __init__(self, detector: LibFaceDetector, model: EmotionModel) -> None:
        self._finder = FaceFinder(detector)
        self._model = model

    def times_ms(self, data: bytes) -> dict[str, float]:
        """Analyse a photo of one face; return stage to milliseconds."""
        started_s = time.perf_counter()
        pixels = decode_photo(data).pixels
        decoded_s = time.perf_counter()
        (face,) = self._finder.find(pixels)
        detected_s = time.perf_counter()
        crop = crop_face(pixels, face)
        cropped_s = time.perf_counter()
        self._model.classify(crop[None])
        classified_s = time.perf_counter()
        return {
            "decode": 1000 * (decoded_s - started_s),
            "detect": 1000 * (detected_s - decoded_s),
            "crop": 1000 * (cropped_s - detected_s),
            "classify": 1000 * (classified_s - cropped_s),
        }


def rounds(data: bytes) -> list[dict[str, float]]:
    """Time stages and whole by turns, so that a busy machine disturbs both alike."""
    detector, model = LibFaceDetector(), EmotionModel.load()
    staged, whole = StagedAnalyzer(detector, model), SelfieAnalyzer(detector, model)
    timed = []
    for _ in range(WARM_UP_ROUNDS + ROUNDS):
        times_ms = staged.times_ms(data)
        started_s = time.perf_counter()
        whole.analyze(data)
        timed.append({**times_ms, "whole": 1000 * (time.perf_counter() - started_s)})
    return timed[WARM_UP_ROUNDS:]


if __name__ == "__main__":
    prepare_process()
    json.dump(rounds(sys.stdin.buffer.read()), sys.stdout)
