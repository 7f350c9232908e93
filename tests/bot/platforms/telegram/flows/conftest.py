"""One event loop and one set of worker processes for all flows: they take seconds to start."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.answering_bots import (
    ADMIN_ID,
    AnsweringBot,
    Workers,
    answering_bot,
    started_workers,
)
from tests.support.bot_api import BotApiEmulator, ChatMessage, Person

AGREE = "✅ I agree"
PATIENCE_S = 30.0


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers() -> AsyncIterator[Workers]:
    async with started_workers() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def telegram() -> AsyncIterator[BotApiEmulator]:
    async with BotApiEmulator() as emulator:
        yield emulator


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    telegram: BotApiEmulator, tmp_path: Path, workers: Workers
) -> AsyncIterator[AnsweringBot]:
    async with answering_bot(telegram, tmp_path, workers) as running:
        yield running


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    return telegram.person(1, "Ada", "en")


@pytest.fixture
def operator(telegram: BotApiEmulator) -> Person:
    return telegram.person(ADMIN_ID, "Olga", "en")


@pytest_asyncio.fixture(loop_scope="session")
async def agreed(ada: Person, bot: AnsweringBot) -> Person:
    """Return Ada once she has agreed."""
    del bot
    return await agree(ada)


async def agree(person: Person) -> Person:
    person.send_command("start")
    notice = await person.wait_for_reply(PATIENCE_S)
    person.press(notice, AGREE)
    await person.wait_for_reply(PATIENCE_S)
    return person


async def answer_to(person: Person, photo: bytes) -> ChatMessage:
    """Return what a photo is answered with."""
    person.send_photo(photo)
    return await person.wait_for_reply(PATIENCE_S)


def labels(message: ChatMessage) -> list[list[str]]:
    return [[button.text for button in row] for row in message.keyboard]
