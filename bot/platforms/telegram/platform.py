"""Telegram as the conversation sees it; a `Platform`."""

from collections.abc import Callable
from functools import partial

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.conversation.people import SentPhoto
from bot.platforms.activity import Activity
from bot.platforms.telegram.audio import AudioSender
from bot.platforms.telegram.events import PLATFORM_NAME
from bot.platforms.telegram.files import download
from bot.platforms.telegram.outlet import TelegramOutlet
from bot.platforms.telegram.places import Place
from bot.platforms.telegram.queries import QueryAnswer
from bot.platforms.telegram.sender import ReplySender
from bot.storage.media import MediaRepository
from bot.storage.records import MessageRef, Person

# Telegram shows an action for five seconds (core.telegram.org/bots/api#sendchataction).
_ACTION_S = 4.5


class TelegramPlatform:
    """Fetches photos and opens outlets."""

    name = PLATFORM_NAME

    def __init__(self, bot: Bot, media: MediaRepository) -> None:
        """Take the bot, and where file ids of previews are remembered."""
        self._bot = bot
        self._sender = ReplySender(bot, AudioSender(bot, media))

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        """Return a photo's bytes, in memory only.

        Raises:
            ImageTooLargeError: Over 20 MB.
            PhotoGoneError: Telegram does not have it any more.
            PlatformError: It could not be fetched.
        """
        return await download(self._bot, photo.file_id)

    def outlet_for(self, person: Person, message: MessageRef) -> TelegramOutlet:
        """Return the way back to a photo of earlier, also after a restart."""
        chat_id = int(message.chat_id)
        is_group = chat_id < 0
        place = Place(
            chat_id,
            int(person.platform_id),
            is_group=is_group,
            reply_to=int(message.message_id) if is_group else None,
        )
        return self.open_outlet(place, ChatAction.UPLOAD_PHOTO)

    def open_outlet(
        self,
        place: Place,
        action: ChatAction,
        query: QueryAnswer | None = None,
        on_acknowledge: Callable[[], None] = lambda: None,
    ) -> TelegramOutlet:
        """Return the way back to a place; see `TelegramOutlet`."""
        activity = Activity(
            partial(self._bot.send_chat_action, place.chat_id, action),
            every_s=_ACTION_S,
            failures=(TelegramError,),
        )
        return TelegramOutlet(self._sender, place, activity, query, on_acknowledge)
