"""Measures the studio's processes: answers with drawn covers, prints JSON.

python -m tests.benchmarks.studio_throughput
"""

import asyncio
import json
import statistics
import sys
import time

import psutil

from bot.pictures.covers import PictureSong
from bot.pictures.studio import ProcessPictureStudio
from inference.moods import Mood

WORKER_COUNTS = (1, 2)
ANSWERS = 60
ROUNDS = 3
TITLES = ("Fix You", "No One Knows", "Somebody That I Used to Know", "紅蓮華", "Спокойная ночь")


async def measure(workers: int) -> dict[str, float]:
    """Return ms of a lone answer, of one in a crowd, answers a second, and MB of a worker."""
    started_s = time.perf_counter()
    async with ProcessPictureStudio(workers=workers, deadline_s=60) as studio:
        ready_s = time.perf_counter() - started_s
        alone_s = [await _timed(studio, [number]) for number in range(ANSWERS)]
        crowd_s = [
            await _timed(studio, range(ANSWERS * turn, ANSWERS * (turn + 1)))
            for turn in range(ROUNDS)
        ]
        children = psutil.Process().children()
        worker_bytes = max(child.memory_info().rss for child in children)
    return {
        "ready_s": ready_s,
        "alone_ms": 1000 * statistics.median(alone_s),
        "fastest_alone_ms": 1000 * min(alone_s),
        "answers_a_second": ANSWERS / min(crowd_s),
        "worker_mb": worker_bytes / 1e6,
    }


async def _timed(studio: ProcessPictureStudio, numbers: range | list[int]) -> float:
    started_s = time.perf_counter()
    await asyncio.gather(
        *(studio.compose_answer(_songs(n), list(Mood)[n % len(Mood)]) for n in numbers)
    )
    return time.perf_counter() - started_s


def _songs(number: int) -> list[PictureSong]:
    return [PictureSong(f"{number} {title}", title, f"Artist of {title}") for title in TITLES]


if __name__ == "__main__":
    json.dump({count: asyncio.run(measure(count)) for count in WORKER_COUNTS}, sys.stdout, indent=2)
