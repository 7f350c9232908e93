"""Previews: uploaded once with title, performer and cover, then sent by Telegram's file id."""

import asyncio
import io
import logging
from datetime import timedelta
from typing import Any

from PIL import Image
from telegram import Bot, Message
from telegram.error import BadRequest

from bot.conversation.replies import Audio
from bot.errors import StorageError
from bot.platforms.telegram.calls import repeated
from bot.storage.media import MediaRepository

logger = logging.getLogger(__name__)

# File ids do not expire, but who hosts the files may change their mind.
_FILE_ID_LIFETIME = timedelta(days=365)
# core.telegram.org/bots/api#sendaudio
_THUMBNAIL_PX = 320
_THUMBNAIL_QUALITY = 85
# Of the answer to an upload; Telegram reads the whole file first.
_READ_TIMEOUT_S = 30.0
_MP4_MARK = b"ftyp"


class AudioSender:
    """Sends previews."""

    def __init__(self, bot: Bot, media: MediaRepository) -> None:
        """Take the bot, and where file ids are remembered."""
        self._bot = bot
        self._media = media

    @property
    def _kind(self) -> str:
        """Under what file ids are remembered: they mean nothing to another bot."""
        return f"telegram audio {self._bot.id}"

    async def send(self, audio: Audio, chat_id: int, **options: Any) -> Message:
        """Send a piece of sound.

        Args:
            audio: Which is loaded only if Telegram does not have it yet.
            chat_id: Where to.
            options: Of `Bot.send_audio`: caption, keyboard and the like.

        Raises:
            MediaError: The sound cannot be had.
            TelegramError: It cannot be sent.
        """
        file_id = await self._remembered(audio)
        if file_id is not None:
            try:
                return await repeated(lambda: self._bot.send_audio(chat_id, file_id, **options))
            except BadRequest as error:
                logger.info("a preview is uploaded again: %s", error.message)
        message = await self._upload(audio, chat_id, **options)
        await self._remember(audio, message)
        return message

    async def _upload(self, audio: Audio, chat_id: int, **options: Any) -> Message:
        sound = await audio.load()
        thumbnail = audio.cover and await asyncio.to_thread(thumbnail_of, audio.cover)
        return await repeated(
            lambda: self._bot.send_audio(
                chat_id,
                sound,
                title=audio.title,
                performer=audio.performer,
                thumbnail=thumbnail,
                filename=f"preview.{'m4a' if sound[4:8] == _MP4_MARK else 'mp3'}",
                read_timeout=_READ_TIMEOUT_S,
                **options,
            )
        )

    async def _remembered(self, audio: Audio) -> str | None:
        try:
            value = await self._media.get(self._kind, audio.song_id)
        except StorageError as error:
            logger.warning("a preview's file id was not looked up: %s", error)
            return None
        return value if isinstance(value, str) else None

    async def _remember(self, audio: Audio, message: Message) -> None:
        if message.audio is None:
            return
        try:
            await self._media.put(
                self._kind, audio.song_id, message.audio.file_id, _FILE_ID_LIFETIME
            )
        except StorageError as error:
            logger.warning("a preview's file id was not remembered: %s", error)


def thumbnail_of(cover: bytes) -> bytes:
    """Return a cover as Telegram takes thumbnails: a JPEG of at most 320 pixels a side."""
    with Image.open(io.BytesIO(cover), formats=["JPEG"]) as image:
        small = image.convert("RGB")
    small.thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=_THUMBNAIL_QUALITY)
    return stream.getvalue()
