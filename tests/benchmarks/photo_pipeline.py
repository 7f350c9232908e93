"""`make bench`: times the way of a photo, stage by stage, on one thread."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import cv2
import psutil
from PIL import Image
from rich.console import Console
from rich.table import Table
from skimage.data import astronaut

from inference.crops import crop_face
from inference.emotion_model import EmotionModel
from inference.faces import FaceFinder, LibFaceDetector
from inference.images import decode_photo
from inference.selfie import SelfieAnalyzer

PHOTO_SIZE = (1280, 960)
REPEATS = 100
FIRST_ANSWERS = 5
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}

FIRST_ANSWER = """
import sys
from bot.application import answer_photo
answer = answer_photo(sys.stdin.buffer.read(), count=5, lift=False, seed=1)
assert answer.songs
import psutil
print(psutil.Process().memory_info().rss)
"""


def portrait_jpeg() -> bytes:
    """Return the astronaut's portrait on a 1280x960 canvas, as a camera's JPEG."""
    width, height = PHOTO_SIZE
    portrait = Image.fromarray(astronaut()).resize((height, height))
    canvas = Image.new("RGB", PHOTO_SIZE, (96, 110, 120))
    canvas.paste(portrait, ((width - height) // 2, 0))
    stream = io.BytesIO()
    canvas.save(stream, format="JPEG", quality=90)
    return stream.getvalue()


def times_ms(action: Callable[[], object]) -> list[float]:
    """Run an action repeatedly, after five runs to warm up; return the times in ms."""
    for _ in range(5):
        action()
    times = []
    for _ in range(REPEATS):
        started_s = time.perf_counter()
        action()
        times.append((time.perf_counter() - started_s) * 1000)
    return times


def stage_times_ms(data: bytes) -> dict[str, list[float]]:
    """Time each stage by itself, and the whole."""
    detector, model = LibFaceDetector(), EmotionModel.load()
    analyzer = SelfieAnalyzer(detector, model)
    pixels = decode_photo(data).pixels
    finder = FaceFinder(detector)
    (face,) = finder.find(pixels)
    crop = crop_face(pixels, face)
    return {
        "decode": times_ms(lambda: decode_photo(data)),
        "detect": times_ms(lambda: finder.find(pixels)),
        "crop": times_ms(lambda: crop_face(pixels, face)),
        "classify": times_ms(lambda: model.classify(crop[None])),
        "whole": times_ms(lambda: analyzer.analyze(data)),
    }


def first_answer(data: bytes) -> tuple[float, float]:
    """Start Python, import, analyse and choose songs: seconds, and resident MB at the end."""
    started_s = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_ANSWER],
        input=data,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **ONE_THREAD},
    )
    return time.perf_counter() - started_s, int(done.stdout) / 1e6


def main() -> None:
    """Print the table."""
    cv2.setNumThreads(1)
    data = portrait_jpeg()
    stages = stage_times_ms(data)
    parts_ms = sum(median(times) for stage, times in stages.items() if stage != "whole")
    whole_ms = median(stages["whole"])
    answers = [first_answer(data) for _ in range(FIRST_ANSWERS)]

    table = Table("stage", "median", "fastest", title=f"1280x960 JPEG of {len(data) // 1024} KB")
    for stage, times in stages.items():
        table.add_row(stage, f"{median(times):.2f} ms", f"{min(times):.2f} ms")
    table.add_row("overhead over the parts", f"{100 * (whole_ms / parts_ms - 1):+.1f} %")
    table.add_row("photos a second", f"{1000 / whole_ms:.0f}")
    table.add_row("start to first answer", f"{median(s for s, _ in answers):.2f} s")
    table.add_row("resident memory", f"{median(mb for _, mb in answers):.0f} MB")
    load = psutil.getloadavg()[0]
    console = Console()
    console.print(table)
    console.print(f"One thread, median of {REPEATS}; load average beforehand {load:.1f}.")


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    main()
