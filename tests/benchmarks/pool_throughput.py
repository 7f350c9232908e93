"""Measures the pool of workers; reads a JPEG from stdin, prints JSON.

Run by `photo_pipeline` in a process of its own: every worker imports the main module again, so
this one imports little.
"""

import asyncio
import json
import sys
import time

import psutil

from inference.pool import AnalyzerPool
from tests.support.analyzers import load_default

WORKER_COUNTS = (1, 2)
PHOTOS = 40
ROUNDS = 4
SINGLE_PHOTOS = 30


async def measure(data: bytes, workers: int) -> dict[str, float]:
    """Return seconds until ready, ms of a lone photo, photos a second, and MB of a worker.

    Of rounds and lone photos the fastest counts.
    """
    started_s = time.perf_counter()
    async with AnalyzerPool(
        load_default, workers=workers, max_queue_size=PHOTOS, deadline_s=60
    ) as pool:
        ready_s = time.perf_counter() - started_s
        alone_s = min([await _timed(pool, data, 1) for _ in range(SINGLE_PHOTOS)])
        crowd_s = min([await _timed(pool, data, PHOTOS) for _ in range(ROUNDS)])
        children = psutil.Process().children()
        worker_bytes = max(child.memory_info().rss for child in children)
    return {
        "ready_s": ready_s,
        "alone_ms": 1000 * alone_s,
        "photos_a_second": PHOTOS / crowd_s,
        "worker_mb": worker_bytes / 1e6,
    }


async def _timed(pool: AnalyzerPool, data: bytes, photos: int) -> float:
    started_s = time.perf_counter()
    await asyncio.gather(*(pool.analyze(data) for _ in range(photos)))
    return time.perf_counter() - started_s


if __name__ == "__main__":
    photo = sys.stdin.buffer.read()
    json.dump({count: asyncio.run(measure(photo, count)) for count in WORKER_COUNTS}, sys.stdout)
