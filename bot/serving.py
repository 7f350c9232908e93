"""Runs the bot: from the first connection to the last answer."""

import asyncio
import logging
import signal
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.application import build_conversation, build_platforms, open_services
from bot.conversation.conversation import Conversation
from bot.errors import StorageError
from bot.heartbeat import FILE_NAME, beat
from bot.housekeeping import purge_daily
from bot.platforms.service import PlatformService
from bot.settings import Settings

logger = logging.getLogger(__name__)

# With what follows it, within the 30 s that compose.yaml gives the bot to stop.
FINISH_DEADLINE_S = 25.0

# A selfie is answered, or its failure told, long before the second of these; one that still waits
# was left by an outage of its platform.
OWED_EVERY_S = 300.0
SURELY_LEFT_AFTER_S = 900.0


async def serve(settings: Settings) -> None:
    """Run the bot on every platform whose token is set, until SIGTERM or SIGINT.

    Raises:
        SettingsError: No platform has a token, or one refuses its token.
        BotError: Storage, the catalogue or another part cannot be opened.
        InferenceError: The models cannot be loaded.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve_until(stop, settings)


async def serve_until(stop: asyncio.Event, settings: Settings) -> None:
    """Run the bot as `serve` does, until an event is set."""
    async with open_services(settings) as services:
        conversation = build_conversation(services, settings)
        platforms = build_platforms(services, settings, conversation)
        heartbeat = settings.storage.data_dir / FILE_NAME
        chores = [
            _in_background(purge_daily(services.storage)),
            _in_background(beat(heartbeat, lambda: all(one.is_alive() for one in platforms))),
        ]
        try:
            await run_platforms(platforms, conversation, stop)
        finally:
            await _cancelled(*chores)


async def run_platforms(
    platforms: Sequence[PlatformService], conversation: Conversation, stop: asyncio.Event
) -> None:
    """Take events until told to stop or until a platform fails, then finish what was begun.

    Raises:
        SettingsError: A platform refuses its token.
    """
    connections = [asyncio.create_task(platform.connect()) for platform in platforms]
    owed = [
        _in_background(_answer_owed(platform, conversation, connection))
        for platform, connection in zip(platforms, connections, strict=True)
    ]
    try:
        await _first_of(stop.wait(), *map(_take_events, platforms, connections))
    finally:
        logger.info("taking no more, finishing what was begun")
        await _cancelled(*connections)
        await asyncio.gather(*(platform.finish(FINISH_DEADLINE_S) for platform in platforms))
        # What they are at stays owed, for the next start.
        await _cancelled(*owed)
        await asyncio.gather(*(platform.close() for platform in platforms))


async def _take_events(platform: PlatformService, connection: asyncio.Task[None]) -> None:
    await connection
    await platform.start()
    await platform.run()


async def _answer_owed(
    service: PlatformService, conversation: Conversation, connection: asyncio.Task[None]
) -> None:
    """Answer what an earlier process owes, then now and then what an outage has left."""
    await asyncio.wait({connection})
    if connection.cancelled() or connection.exception():
        return
    received_before = None
    while True:
        try:
            await conversation.answer_owed([service.platform], received_before)
        except StorageError:
            logger.exception("could not look for selfies that are owed an answer")
        await asyncio.sleep(OWED_EVERY_S)
        received_before = datetime.now(UTC) - timedelta(seconds=SURELY_LEFT_AFTER_S)


async def _first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Wait until one is done, cancel the others, and raise what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _cancelled(*tasks)
    for task in done:
        task.result()


def _in_background(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start work that nobody waits for; how it fails is logged."""
    task = asyncio.create_task(work)
    task.add_done_callback(_report)
    return task


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("work in the background failed", exc_info=error)


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended, however."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
