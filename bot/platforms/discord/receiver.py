"""The platform's edge: events become calls of the conversation, whatever fails an apology."""

import asyncio
import logging

import discord

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.errors import PersonUnreachableError, PlatformError
from bot.platforms.discord.calls import CALL_ERRORS
from bot.platforms.discord.events import (
    Command,
    Deed,
    Press,
    SpokenLocales,
    deeds_in,
    is_for_me,
    speaker_of,
    speaker_of_message,
)
from bot.platforms.discord.interactions import Interaction
from bot.platforms.discord.outlet import DiscordOutlet
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.service import Listener

logger = logging.getLogger(__name__)


class EventReceiver:
    """Answers what people do; nothing that goes wrong leaves it."""

    def __init__(self, platform: DiscordPlatform, listener: Listener) -> None:
        """Take the way back, and who answers."""
        self._platform = platform
        self._listener = listener
        self._locales = SpokenLocales()
        self._tasks: set[asyncio.Task[None]] = set()

    async def receive_message(self, message: discord.Message) -> None:
        """Answer a private message, its photos at the same time; leave any other."""
        if not is_for_me(message):
            return
        speaker = speaker_of_message(message, self._locales)
        await asyncio.gather(
            *(
                self._begin(speaker, self._platform.private_outlet(message.author.id), deed)
                for deed in deeds_in(message)
            )
        )

    async def receive_interaction(self, interaction: Interaction, deed: Deed) -> None:
        """Answer a command or a pressed button."""
        self._locales.note(interaction.user.id, interaction.locale.value)
        try:
            outlet = await self._platform.open_outlet(interaction)
        except CALL_ERRORS as error:
            # Discord itself tells the person that the bot did not respond.
            logger.warning("an answer was not begun in time: %s: %s", type(error).__name__, error)
            return
        await self._begin(speaker_of(interaction), outlet, deed)

    async def finish(self, deadline_s: float) -> None:
        """Finish what was begun.

        Args:
            deadline_s: Seconds after which what was begun is given up.
        """
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=deadline_s)
        if late:
            logger.warning("%d answers were given up after %g s", len(late), deadline_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _begin(self, speaker: Speaker, outlet: DiscordOutlet, deed: Deed) -> None:
        """Answer in a task of its own, which `finish` knows."""
        task = asyncio.create_task(self._answer(speaker, outlet, deed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await task

    async def _answer(self, speaker: Speaker, outlet: DiscordOutlet, deed: Deed) -> None:
        try:
            await self._tell(speaker, outlet, deed)
        except PersonUnreachableError as error:
            logger.info("somebody does not want to be answered: %s", error)
        except Exception as error:  # noqa: BLE001 - the platform's edge: a person waits
            await self._apologize(error, speaker, outlet)
        finally:
            await outlet.close()

    async def _tell(self, speaker: Speaker, outlet: DiscordOutlet, deed: Deed) -> None:
        listener, platform = self._listener, self._platform
        match deed:
            case SentPhoto():
                await listener.receive_photo(platform, speaker, outlet, deed)
            case Command(name, words):
                await listener.receive_command(platform, speaker, outlet, name, words)
            case Press(action):
                await listener.receive_press(platform, speaker, outlet, action)
            case OtherContent():
                await listener.receive_other(platform, speaker, outlet, deed)

    async def _apologize(self, error: Exception, speaker: Speaker, outlet: DiscordOutlet) -> None:
        try:
            await self._listener.apologize(error, speaker, outlet)
        except PersonUnreachableError:
            logger.info("somebody who was to be told of a failure cannot be reached")
        except PlatformError as refusal:
            logger.warning("somebody could not be told of a failure: %s", refusal)
