"""`make load`: offers selfies at a rate to a bot, in its own process, on an emulated Telegram.

    python -m tests.benchmarks.telegram_load --rate 20 --seconds 60 [--limited] [--kill]

Latency runs from the moment a photo's update is there to be fetched until the bot's answer has
arrived. The emulator runs on the same cores and makes the answers later, never sooner.
"""

import argparse
import asyncio
import io
import os
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
import psutil
from cryptography.fernet import Fernet
from PIL import Image, ImageEnhance
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from skimage.data import astronaut

from bot.settings import StorageSettings
from bot.storage.storage import open_storage
from tests.support.bot_api import BotApiEmulator, Person, RateLimits
from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.media import Media

PEOPLE = 200
PEOPLE_AT_ONCE = 10
PHOTOS = 16
PHOTO_SIZE = (960, 1280)
# What a queue of photos may take to run empty after the last one was offered.
DRAIN_S = 180.0
START_S = 30.0
WATCH_S = 0.5
AGREE = "✅ I agree"


@dataclass
class Watch:
    """What the processes used while photos were offered.

    Attributes:
        resident_bytes: The most that the bot and its workers held together.
        cpu_s: Seconds of processor time by process: "bot", "workers", "emulator".
    """

    resident_bytes: int = 0
    cpu_s: dict[str, float] = field(default_factory=dict)


@dataclass
class Outcome:
    """How a load ended.

    Attributes:
        offered: Photos.
        latencies_s: Of each answer with songs, in the order of the chats.
        others: Answers without songs, by their first words.
        repeated: Answers beyond the first to the same photo.
        lost: Photos without any answer.
        unstored: Answers with songs that are not in the stored history.
        violations: Messages that came earlier than Telegram's limits allow.
        wall_s: From the first photo to the last answer.
        watch: Memory and processor time.
    """

    offered: int
    latencies_s: list[float]
    others: Counter[str]
    repeated: int
    lost: int
    unstored: int
    violations: int
    wall_s: float
    watch: Watch


class BotProcess:
    """The bot as whoever hosts it starts it."""

    def __init__(self, telegram: BotApiEmulator, folder: Path, *, limited: bool) -> None:
        """Prepare to start it against an emulator, its data in a folder."""
        self.log_path = folder / "bot.log"
        self._environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "MOODRING_TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
            "MOODRING_TELEGRAM_RATE_LIMIT": "on" if limited else "off",
            "MOODRING_PROVIDERS": "none",
            "MOODRING_DATA_DIR": str(folder / "data"),
            "MOODRING_ENCRYPTION_KEYS": (folder / "key").read_text(),
            "MOODRING_SELFIES_PER_MINUTE": "0",
            "MOODRING_SELFIES_PER_DAY": "0",
            "MOODRING_LOG_LEVEL": "WARNING",
        }

    async def start(self) -> None:
        """Start it; it need not be ready yet."""
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
            )
        self.psutil = psutil.Process(self._process.pid)

    async def kill(self) -> None:
        """End it as `kill -9` does."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """End it as a service manager does.

        Raises:
            RuntimeError: It ended with another exit code than 0.
        """
        self._process.send_signal(signal.SIGTERM)
        code = await self._process.wait()
        if code:
            raise RuntimeError(f"the bot ended with exit code {code}, expected 0")


def portraits() -> Iterator[bytes]:
    """Give differently lit and framed portraits, as Telegram's largest size of a phone photo."""
    portrait = Image.fromarray(astronaut())
    rng = np.random.default_rng(1)
    for _ in range(PHOTOS):
        left, top = rng.integers(0, 60, 2)
        frame = portrait.crop((left, top, left + 330, top + 440)).resize(PHOTO_SIZE)
        lit = ImageEnhance.Brightness(frame).enhance(rng.uniform(0.7, 1.2))
        stream = io.BytesIO()
        lit.save(stream, format="JPEG", quality=87)
        yield stream.getvalue()


def photos_of(telegram: BotApiEmulator) -> list[Media]:
    """Store the portraits once: sending one must not cost the emulator an encoding."""
    files = telegram.world.files
    width, height = PHOTO_SIZE
    return [
        files.remember(
            Media("photo", (files.add("photo", partial(bytes, data), width=width, height=height),))
        )
        for data in portraits()
    ]


async def agree(person: Person) -> None:
    """Meet the bot and agree to its looking at photos."""
    person.send_command("start")
    welcome = await person.wait_for_reply(timeout_s=START_S)
    person.press(welcome, AGREE)
    await person.wait_until(lambda chat: len(chat.bot_messages) > 1, timeout_s=START_S)


async def watch(bot: BotProcess, into: Watch) -> None:
    """Sample memory and processor time until cancelled."""
    own = psutil.Process()
    own_before_s = _cpu_s(own)
    before: dict[int, float] = {}
    spent: dict[int, tuple[str, float]] = {}
    while True:
        resident = 0
        for process in [bot.psutil, *_children(bot.psutil)]:
            try:
                resident += process.memory_info().rss
                used_s = _cpu_s(process)
            except psutil.Error:
                continue
            kind = "bot" if process.pid == bot.psutil.pid else "workers"
            before.setdefault(process.pid, used_s)
            spent[process.pid] = (kind, used_s - before[process.pid])
        into.resident_bytes = max(into.resident_bytes, resident)
        into.cpu_s = {"emulator": _cpu_s(own) - own_before_s, "bot": 0.0, "workers": 0.0}
        for kind, used_s in spent.values():
            into.cpu_s[kind] += used_s
        await asyncio.sleep(WATCH_S)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


class Load:
    """Photos offered at a steady rate, and what came of them."""

    def __init__(self, people: list[Person], photos: list[Media]) -> None:
        """Take the people and what they send."""
        self._people = people
        self._photos = cycle(photos)
        self._offered_at: dict[int, deque[float]] = {person.id: deque() for person in people}
        self._first = {person.id: len(person.chat.messages) for person in people}

    async def offer(self, rate: float, seconds: float) -> None:
        """Send photos, one person after the other, evenly spaced."""
        started_s = time.monotonic()
        for number, person in zip(range(round(rate * seconds)), cycle(self._people), strict=False):
            await asyncio.sleep(max(0.0, started_s + number / rate - time.monotonic()))
            self._offered_at[person.id].append(time.monotonic())
            person._send(MessageContent(media=next(self._photos)), None)

    def answers(self, person: Person) -> list[ChatMessage]:
        """Return what the bot has sent since the load began."""
        later = person.chat.messages[self._first[person.id] :]
        return [message for message in later if message.sender.is_bot]

    @property
    def unanswered(self) -> int:
        """How many photos have had no answer yet."""
        return sum(
            max(0, len(self._offered_at[person.id]) - len(self.answers(person)))
            for person in self._people
        )

    async def drained(self) -> None:
        """Wait until every photo is answered, or nothing more is to be expected."""
        waits = (
            person.wait_until(partial(self._is_answered, person), DRAIN_S)
            for person in self._people
        )
        await asyncio.gather(*waits, return_exceptions=True)

    def _is_answered(self, person: Person, _: Chat) -> bool:
        return len(self.answers(person)) >= len(self._offered_at[person.id])

    def outcome(self, telegram: BotApiEmulator, unstored: int, used: Watch) -> Outcome:
        """Match each person's answers with their photos, in order."""
        arrived: dict[int, list[float]] = {person.id: [] for person in self._people}
        for call in telegram.calls:
            if call.method == "sendPhoto" and call.status == 200 and call.chat_id in arrived:
                arrived[call.chat_id].append(call.finished_at_s)
        latencies_s, others, repeated = [], Counter[str](), 0
        for person in self._people:
            offered = self._offered_at[person.id]
            answers = self.answers(person)
            repeated += max(0, len(answers) - len(offered))
            others.update(m.words[:40] for m in answers if m.photo is None)
            latencies_s += [
                end - start for start, end in zip(offered, arrived[person.id], strict=False)
            ]
        offered_count = sum(len(offered) for offered in self._offered_at.values())
        first_s = min(offered[0] for offered in self._offered_at.values() if offered)
        last_s = max((times[-1] for times in arrived.values() if times), default=first_s)
        return Outcome(
            offered=offered_count,
            latencies_s=latencies_s,
            others=others,
            repeated=repeated,
            lost=self.unanswered,
            unstored=unstored,
            violations=len(telegram.flood.violations),
            wall_s=last_s - first_s,
            watch=used,
        )

    async def unstored(self, folder: Path) -> int:
        """Count delivered answers that the history does not have; for after the bot's end."""
        settings = StorageSettings.model_construct(
            data_dir=folder / "data",
            encryption_keys=(SecretStr((folder / "key").read_text()),),
            key_file=folder / "none",
            retention_days=180,
            busy_timeout_s=5.0,
        )
        storage = await open_storage(settings)
        missing = 0
        try:
            for person in self._people:
                known = await storage.people.find("telegram", str(person.id))
                pages = known and await storage.answers.history(known.id, page_size=10_000)
                stored = len(pages.answers) if pages else 0
                songs = sum(message.photo is not None for message in self.answers(person))
                # One that was sent twice, before and after a kill, is stored once.
                missing += max(0, min(songs, len(self._offered_at[person.id])) - stored)
        finally:
            await storage.close()
        return missing


async def run(rate: float, seconds: float, *, limited: bool, kill: bool) -> Outcome:
    """Offer one load to a fresh bot; where that fails, show its log."""
    limits = RateLimits() if limited else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "key").write_text(Fernet.generate_key().decode())
        async with BotApiEmulator(keeps_uploads=False, limits=limits) as telegram:
            bot = BotProcess(telegram, folder, limited=limited)
            await bot.start()
            try:
                load, used = await offered(telegram, bot, rate, seconds, kill=kill)
                await bot.stop()
            except BaseException:
                sys.stderr.write(bot.log_path.read_text()[-4000:])
                await bot.kill()
                raise
            return load.outcome(telegram, await load.unstored(folder), used)


async def offered(
    telegram: BotApiEmulator, bot: BotProcess, rate: float, seconds: float, *, kill: bool
) -> tuple[Load, Watch]:
    """Let people agree, send photos, and wait for what comes of them."""
    people = [telegram.person(number, f"P{number}") for number in range(1, PEOPLE + 1)]
    for start in range(0, PEOPLE, PEOPLE_AT_ONCE):
        await asyncio.gather(*map(agree, people[start : start + PEOPLE_AT_ONCE]))
    load, used = Load(people, photos_of(telegram)), Watch()
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watch(bot, used))
        offering = tasks.create_task(load.offer(rate, seconds))
        if kill:
            await asyncio.sleep(seconds / 2)
            await bot.kill()
            await bot.start()
        await offering
        await load.drained()
        watching.cancel()
    return load, used


def table_of(outcomes: dict[float, Outcome]) -> Table:
    """Lay the outcomes out, a row a rate."""
    columns = ("offered a second", "answered", "p50", "p99", "max", "other answers", "repeated")
    table = Table(*columns, "lost", "not stored", "too early", "memory", "CPU bot/workers/emulator")
    for rate, outcome in outcomes.items():
        times = np.array(outcome.latencies_s or [np.nan])
        p50, p99, longest = np.quantile(times, [0.5, 0.99, 1.0])
        cpu = outcome.watch.cpu_s
        table.add_row(
            f"{rate:g}",
            f"{len(outcome.latencies_s)} of {outcome.offered}",
            *(f"{value:.2f} s" for value in (p50, p99, longest)),
            ", ".join(f"{n} x {words}" for words, n in outcome.others.items()) or "0",
            str(outcome.repeated),
            str(outcome.lost),
            str(outcome.unstored),
            str(outcome.violations),
            f"{outcome.watch.resident_bytes / 2**20:.0f} MB",
            " / ".join(
                f"{100 * cpu.get(kind, 0) / outcome.wall_s:.0f} %"
                for kind in ("bot", "workers", "emulator")
            ),
        )
    return table


def main() -> None:
    """Measure the rates that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, nargs="+", default=[5, 10, 20, 50])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--limited", action="store_true", help="with Telegram's limits on")
    parser.add_argument("--kill", action="store_true", help="kill -9 halfway, and start again")
    arguments = parser.parse_args()
    outcomes = {
        rate: asyncio.run(
            run(rate, arguments.seconds, limited=arguments.limited, kill=arguments.kill)
        )
        for rate in arguments.rate
    }
    Console(width=200).print(table_of(outcomes))


if __name__ == "__main__":
    main()
