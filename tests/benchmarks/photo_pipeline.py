"""`make bench`: times the way of a photo, stage by stage on one thread, and the worker pool.

Every measurement runs in a process of its own. Other work on the machine makes times longer,
never shorter: the fastest is what the code takes, the median what this run was like.
"""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from PIL import Image
from rich.console import Console
from rich.table import Table
from skimage.data import astronaut

from inference.worker_process import ONE_THREAD

PHOTO_SIZE = (1280, 960)
FIRST_ANSWERS = 7
ENVIRONMENT = {**os.environ, **ONE_THREAD, "POLARS_MAX_THREADS": "1"}

AIMS = {"whole": "25 ms", "overhead": "10 %", "first answer": "1.5 s", "resident": "250 MB"}


def portrait_jpeg() -> bytes:
    """Return the astronaut's portrait on a 1280x960 canvas, as a camera's JPEG."""
    width, height = PHOTO_SIZE
    portrait = Image.fromarray(astronaut()).resize((height, height))
    canvas = Image.new("RGB", PHOTO_SIZE, (96, 110, 120))
    canvas.paste(portrait, ((width - height) // 2, 0))
    stream = io.BytesIO()
    canvas.save(stream, format="JPEG", quality=90)
    return stream.getvalue()


def measured(module: str, data: bytes) -> Any:
    """Run a module of this package on a photo, and return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}"],
        input=data,
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(__file__).parents[2],
        env=ENVIRONMENT,
    )
    return json.loads(done.stdout)


def first_answers(data: bytes) -> tuple[list[float], int]:
    """Start Python, import, analyse, choose songs: seconds of each, and the most bytes resident."""
    times_s, resident = [], []
    for _ in range(FIRST_ANSWERS):
        started_s = time.perf_counter()
        resident.append(measured("first_answer", data))
        times_s.append(time.perf_counter() - started_s)
    return times_s, max(resident)


def pipeline_table(data: bytes) -> Table:
    """Measure the way of one photo."""
    rounds: list[dict[str, float]] = measured("photo_stages", data)
    wholes = [times_ms["whole"] for times_ms in rounds]
    parts = [sum(times_ms.values()) - times_ms["whole"] for times_ms in rounds]
    times_s, resident = first_answers(data)
    table = Table(
        "stage", "fastest", "median", "aim", title=f"1280x960 JPEG of {len(data) // 1024} KB"
    )
    for stage in rounds[0]:
        times = [times_ms[stage] for times_ms in rounds]
        table.add_row(stage, f"{min(times):.2f} ms", f"{median(times):.2f} ms", AIMS.get(stage))
    overheads = (f"{100 * (of(wholes) / of(parts) - 1):+.1f} %" for of in (min, median))
    table.add_row("overhead over the parts", *overheads, AIMS["overhead"])
    table.add_row("photos a second", *(f"{1000 / of(wholes):.0f}" for of in (min, median)))
    first = (f"{of(times_s):.2f} s" for of in (min, median))
    table.add_row("start to first answer", *first, AIMS["first answer"])
    table.add_row("resident memory", f"{resident / 1e6:.0f} MB", "", AIMS["resident"])
    return table


def pool_table(data: bytes) -> Table:
    """Measure the pool of workers."""
    table = Table("workers", "ready", "lone photo", "photos a second", "memory of each")
    for count, figures in measured("pool_throughput", data).items():
        table.add_row(
            count,
            f"{figures['ready_s']:.2f} s",
            f"{figures['alone_ms']:.2f} ms",
            f"{figures['photos_a_second']:.0f}",
            f"{figures['worker_mb']:.0f} MB",
        )
    return table


def main() -> None:
    """Print the tables."""
    load, cores = psutil.getloadavg()[0], os.cpu_count()
    data = portrait_jpeg()
    console = Console()
    console.print(pipeline_table(data), pool_table(data))
    console.print(f"Python {sys.version.split()[0]}, {cores} cores, load before {load:.1f}.")


if __name__ == "__main__":
    main()
