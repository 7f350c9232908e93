"""The platform's edge: updates become calls of the conversation, whatever fails an apology."""

import logging
from collections.abc import Callable

from telegram import Update
from telegram.constants import ChatAction

from bot.conversation.people import OtherContent, SentPhoto
from bot.errors import PersonUnreachableError, PlatformError
from bot.platforms.service import Listener
from bot.platforms.telegram.addressing import Command
from bot.platforms.telegram.events import Event, EventReader, Press
from bot.platforms.telegram.outlet import TelegramOutlet
from bot.platforms.telegram.platform import TelegramPlatform
from bot.platforms.telegram.queries import QueryAnswer

logger = logging.getLogger(__name__)


class UpdateReceiver:
    """Answers what updates tell; nothing that goes wrong leaves it."""

    def __init__(self, listener: Listener, platform: TelegramPlatform, reader: EventReader) -> None:
        """Take who answers, the way back, and what reads updates."""
        self._listener = listener
        self._platform = platform
        self._reader = reader

    async def receive(self, update: Update, on_acknowledge: Callable[[], None]) -> None:
        """Answer an update, or leave it.

        Args:
            update: As Telegram sent it.
            on_acknowledge: Called when it need not be sent again.
        """
        event = self._reader.read(update)
        if event is None:
            return
        outlet = self._outlet(event, on_acknowledge)
        try:
            await self._answer(event, outlet)
        except PersonUnreachableError as error:
            logger.info("somebody does not want to be answered: %s", error)
        except Exception as error:  # noqa: BLE001 - the platform's edge: a person waits
            await self._apologize(error, event, outlet)
        finally:
            await outlet.close()

    def _outlet(self, event: Event, on_acknowledge: Callable[[], None]) -> TelegramOutlet:
        is_photo = isinstance(event.deed, SentPhoto)
        action = ChatAction.UPLOAD_PHOTO if is_photo else ChatAction.TYPING
        query = QueryAnswer(event.deed.query) if isinstance(event.deed, Press) else None
        if query is not None:
            query.start()
        return self._platform.open_outlet(event.place, action, query, on_acknowledge)

    async def _answer(self, event: Event, outlet: TelegramOutlet) -> None:
        listener, platform, speaker = self._listener, self._platform, event.speaker
        match event.deed:
            case SentPhoto() as photo:
                await listener.receive_photo(platform, speaker, outlet, photo)
            case Command(name, words):
                await listener.receive_command(platform, speaker, outlet, name, words)
            case Press(action):
                await listener.receive_press(platform, speaker, outlet, action)
            case OtherContent() as content:
                await listener.receive_other(platform, speaker, outlet, content)

    async def _apologize(self, error: Exception, event: Event, outlet: TelegramOutlet) -> None:
        try:
            await self._listener.apologize(error, event.speaker, outlet)
        except PersonUnreachableError:
            logger.info("somebody who was to be told of a failure cannot be reached")
        except PlatformError as refusal:
            logger.warning("somebody could not be told of a failure: %s", refusal)
