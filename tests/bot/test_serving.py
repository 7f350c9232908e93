"""The bot as whoever hosts it runs it: a process that is started, asked for its health, ended."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from tests.support.answering_bots import portrait
from tests.support.bot_api import DOWNLOAD, BotApiEmulator, Person

START_S = 60.0
AGREE = "✅ I agree"

pytestmark = pytest.mark.slow


class BotProcess:
    """A running `moodring run`."""

    def __init__(self, process: asyncio.subprocess.Process, environment: dict[str, str]) -> None:
        self._process = process
        self._environment = environment

    async def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit code and what was said on standard error."""
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        _, told = await asyncio.wait_for(self._process.communicate(), START_S)
        return await self._process.wait(), told.decode()

    async def result(self) -> tuple[int, str]:
        """Wait for its own end; return the exit code and what was said on standard error."""
        _, told = await asyncio.wait_for(self._process.communicate(), START_S)
        return await self._process.wait(), told.decode()

    async def health(self) -> int:
        """Return the exit code of `moodring health`."""
        asked = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "health", env=self._environment, stderr=-3
        )
        return await asked.wait()

    async def becomes_healthy(self) -> None:
        """Wait for the first sign of life, which may come after the first answer."""
        async with asyncio.timeout(START_S):
            while await self.health():
                pass


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiEmulator]:
    async with BotApiEmulator() as emulator:
        yield emulator


@pytest.fixture
def environment(telegram: BotApiEmulator, tmp_path: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MOODRING_")}
    return own | {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "MOODRING_TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
        "MOODRING_TELEGRAM_RATE_LIMIT": "off",
        "MOODRING_DATA_DIR": str(tmp_path / "data"),
        "MOODRING_KEY_FILE": str(tmp_path / "keys" / "key"),
        "MOODRING_PROVIDERS": "none",
        "MOODRING_ANALYSIS_WORKERS": "1",
        "MOODRING_LOG_LEVEL": "DEBUG",
    }


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def started(environment: dict[str, str]) -> AsyncIterator[BotProcess]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield BotProcess(process, environment)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def agree(ada: Person) -> None:
    ada.send_command("start")
    ada.press(await ada.wait_for_reply(START_S), AGREE)
    await ada.wait_for_reply(START_S)


async def killed_over_a_photo(
    telegram: BotApiEmulator, environment: dict[str, str], ada: Person
) -> None:
    """Leave a photo that was written down, but not answered."""
    async with started(environment) as bot:
        await agree(ada)
        telegram.faults.delay(DOWNLOAD, delay_s=60.0)
        ada.send_photo(portrait())
        await telegram.wait_for_calls("getFile")
        await bot.end(signal.SIGKILL)


async def test_a_bot_that_is_told_to_end_finishes_and_exits_with_zero(
    telegram: BotApiEmulator, environment: dict[str, str]
) -> None:
    ada = telegram.person(1)
    async with started(environment) as bot:
        await agree(ada)
        await bot.becomes_healthy()
        telegram.faults.delay(DOWNLOAD, delay_s=1.0)
        ada.send_photo(portrait())
        await telegram.wait_for_calls("getFile")
        assert await bot.health() == 0
        code, told = await bot.end(signal.SIGTERM)
    assert code == 0, told
    assert "You look happy" in ada.chat.bot_messages[-1].words
    assert "Traceback" not in told
    assert telegram.token not in told


async def test_a_bot_that_is_killed_answers_what_was_pending_once_it_is_back(
    telegram: BotApiEmulator, environment: dict[str, str]
) -> None:
    ada, bob = telegram.person(1), telegram.person(2, "Bob")
    await killed_over_a_photo(telegram, environment, ada)
    bob.send_command("help")
    async with started(environment) as bot:
        await ada.wait_until(lambda chat: "You look happy" in chat.bot_messages[-1].words, START_S)
        assert (await bob.wait_for_reply(START_S)).words.startswith("📷 A selfie")
        ada.send_command("history")
        assert "happy" in (await ada.wait_for_reply(START_S)).words
        await bot.end(signal.SIGTERM)
    assert len(telegram.calls_of("sendPhoto")) == 1


async def test_one_process_answers_on_telegram_and_in_the_browser(
    telegram: BotApiEmulator, environment: dict[str, str], free_port: int
) -> None:
    ada = telegram.person(1)
    changes = {"MOODRING_WEB": "on", "MOODRING_WEB_PORT": str(free_port), "BROWSER": "true"}
    async with started(environment | changes) as bot, aiohttp.ClientSession() as browser:
        await agree(ada)
        async with browser.get(f"http://127.0.0.1:{free_port}/") as page:
            assert page.status == 200
            assert "Moodring" in await page.text()
        code, told = await bot.end(signal.SIGTERM)
    assert code == 0, told


async def test_an_unreachable_discord_keeps_nobody_on_telegram_waiting(
    telegram: BotApiEmulator, environment: dict[str, str]
) -> None:
    ada = telegram.person(1)
    await killed_over_a_photo(telegram, environment, ada)
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"  # noqa: S105
    nowhere = {"DISCORD_BOT_TOKEN": token, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    async with started(environment | nowhere) as bot:
        await ada.wait_until(lambda chat: "You look happy" in chat.bot_messages[-1].words, START_S)
        await bot.end(signal.SIGTERM)


async def test_a_wrong_token_ends_the_start_with_one_sentence(environment: dict[str, str]) -> None:
    token = "123456789:AAwrong-token-AAwrong-token-AAwrong"  # noqa: S105
    async with started(environment | {"TELEGRAM_BOT_TOKEN": token}) as bot:
        code, told = await bot.result()
    assert code == 2
    assert "Telegram does not accept TELEGRAM_BOT_TOKEN" in told
    assert "Traceback" not in told
    assert token not in told


async def test_a_bot_with_nowhere_to_answer_says_what_to_set(environment: dict[str, str]) -> None:
    changes = {"TELEGRAM_BOT_TOKEN": "", "MOODRING_WEB": "off"}
    async with started(environment | changes) as bot:
        code, told = await bot.result()
    assert code == 2
    assert "TELEGRAM_BOT_TOKEN" in told


async def test_a_bot_that_does_not_run_is_not_healthy(environment: dict[str, str]) -> None:
    async with started(environment) as bot:
        await bot.end(signal.SIGKILL)
        assert await bot.health() == 1


async def test_keys_are_rotated_by_command(
    telegram: BotApiEmulator, environment: dict[str, str], tmp_path: Path
) -> None:
    ada = telegram.person(1)
    async with started(environment) as bot:
        await agree(ada)
        await bot.end(signal.SIGTERM)
    old = (tmp_path / "keys" / "key").read_text().strip()
    new = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="
    rotating = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "keys", "rotate"),
        env=environment | {"MOODRING_ENCRYPTION_KEYS": f"{new},{old}"},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await rotating.communicate()
    assert b"rows were encrypted anew" in told
    async with started(environment | {"MOODRING_ENCRYPTION_KEYS": new}) as bot:
        ada.send_photo(portrait())
        assert "You look happy" in (await ada.wait_for_reply(START_S)).words
        await bot.end(signal.SIGTERM)
