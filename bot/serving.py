"""Runs the bot: from the first connection to the last answer."""

import asyncio
import logging
import signal
from collections.abc import Coroutine, Sequence
from typing import Any

from bot.application import build_conversation, build_platforms, open_services
from bot.conversation.conversation import Conversation
from bot.heartbeat import FILE_NAME, beat
from bot.housekeeping import purge_daily
from bot.platforms.service import PlatformService
from bot.settings import Settings

logger = logging.getLogger(__name__)

# With what follows it, within the 30 s that compose.yaml gives the bot to stop.
FINISH_DEADLINE_S = 25.0


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
    owed = _in_background(_answer_owed(platforms, conversation, connections))
    try:
        await _first_of(stop.wait(), *map(_take_events, platforms, connections))
    finally:
        logger.info("taking no more, finishing what was begun")
        await _cancelled(*connections)
        await asyncio.gather(
            _finished(owed), *(platform.finish(FINISH_DEADLINE_S) for platform in platforms)
        )
        await asyncio.gather(*(platform.close() for platform in platforms))


async def _take_events(platform: PlatformService, connection: asyncio.Task[None]) -> None:
    await connection
    await platform.start()
    await platform.run()


async def _answer_owed(
    platforms: Sequence[PlatformService],
    conversation: Conversation,
    connections: Sequence[asyncio.Task[None]],
) -> None:
    """Answer what an earlier process owes: once, as soon as all platforms can be reached."""
    await asyncio.wait(connections)
    if not any(connection.cancelled() or connection.exception() for connection in connections):
        await conversation.answer_owed([platform.platform for platform in platforms])


async def _finished(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task}, timeout=FINISH_DEADLINE_S)
    await _cancelled(task)


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
