"""Replies as messages: new ones, and in place of old ones."""

import logging
from typing import Any

from telegram import Bot, InputMediaPhoto, Message, ReplyParameters
from telegram.error import BadRequest

from bot.conversation.replies import Reply
from bot.platforms.telegram.audio import AudioSender
from bot.platforms.telegram.calls import repeated
from bot.platforms.telegram.markup import (
    MAX_CAPTION_UNITS,
    MAX_TEXT_UNITS,
    fitted,
    keyboard,
    plain,
    units,
)
from bot.platforms.telegram.places import Target

logger = logging.getLogger(__name__)

_UPLOAD_TIMEOUT_S = 30.0
_PICTURE_NAME = "songs.jpg"
_UNCHANGED = "not modified"


class ReplySender:
    """Makes the calls that a reply takes."""

    def __init__(self, bot: Bot, audio: AudioSender) -> None:
        """Take the bot, whose defaults choose HTML, and what sends sound."""
        self._bot = bot
        self._audio = audio

    async def send(self, reply: Reply, chat_id: int, reply_to: int | None) -> Target:
        """Send a new message.

        Raises:
            MediaError: The sound cannot be had.
            TelegramError: It cannot be sent.
        """
        options: dict[str, Any] = {"reply_markup": keyboard(reply.buttons)}
        if reply_to is not None:
            options["reply_parameters"] = ReplyParameters(
                reply_to, allow_sending_without_reply=True
            )
        message = await self._send(reply, chat_id, options)
        return Target(message.chat_id, message.message_id, has_media=message.text is None)

    async def edit(self, reply: Reply, target: Target) -> Target | None:
        """Change a message; None where it cannot become this reply.

        Raises:
            TelegramError: Telegram cannot be reached.
        """
        if reply.audio is not None or reply.document is not None:
            return None
        try:
            return await self._edit(reply, target)
        except BadRequest as error:
            if _UNCHANGED in error.message.lower():
                return target
            logger.info("a message was not changed: %s", error.message)
            return None

    async def edit_buttons(self, reply: Reply, target: Target) -> Target | None:
        """Change a message's buttons; None where it is gone.

        Raises:
            TelegramError: Telegram cannot be reached.
        """
        try:
            await repeated(
                lambda: self._bot.edit_message_reply_markup(
                    target.chat_id, target.message_id, reply_markup=keyboard(reply.buttons)
                )
            )
        except BadRequest as error:
            return target if _UNCHANGED in error.message.lower() else None
        return target

    async def _send(self, reply: Reply, chat_id: int, options: dict[str, Any]) -> Message:
        if reply.audio is not None:
            return await self._audio.send(reply.audio, chat_id, caption=_caption(reply), **options)
        if reply.picture is not None:
            return await self._send_picture(reply, chat_id, reply.picture.data, options)
        if reply.document is not None:
            return await self._send_document(reply, chat_id, options)
        text = fitted(reply.text, MAX_TEXT_UNITS)
        return await repeated(lambda: self._bot.send_message(chat_id, text, **options))

    async def _send_picture(
        self, reply: Reply, chat_id: int, picture: bytes, options: dict[str, Any]
    ) -> Message:
        return await repeated(
            lambda: self._bot.send_photo(
                chat_id,
                picture,
                caption=_caption(reply),
                filename=_PICTURE_NAME,
                read_timeout=_UPLOAD_TIMEOUT_S,
                **options,
            )
        )

    async def _send_document(self, reply: Reply, chat_id: int, options: dict[str, Any]) -> Message:
        document = reply.document
        if document is None:
            raise ValueError("a reply without a document, expected one with a document")
        return await repeated(
            lambda: self._bot.send_document(
                chat_id,
                document.data,
                caption=_caption(reply),
                filename=document.name,
                read_timeout=_UPLOAD_TIMEOUT_S,
                **options,
            )
        )

    async def _edit(self, reply: Reply, target: Target) -> Target | None:
        where: dict[str, Any] = {
            "chat_id": target.chat_id,
            "message_id": target.message_id,
            "reply_markup": keyboard(reply.buttons),
        }
        if reply.picture is not None:
            media = InputMediaPhoto(
                reply.picture.data, caption=_caption(reply), filename=_PICTURE_NAME
            )
            await repeated(
                lambda: self._bot.edit_message_media(media, read_timeout=_UPLOAD_TIMEOUT_S, **where)
            )
            return Target(target.chat_id, target.message_id, has_media=True)
        if not target.has_media:
            text = fitted(reply.text, MAX_TEXT_UNITS)
            await repeated(lambda: self._bot.edit_message_text(text, **where))
            return target
        if units(plain(reply.text)) > MAX_CAPTION_UNITS:
            return None
        await repeated(lambda: self._bot.edit_message_caption(caption=reply.text, **where))
        return target


def _caption(reply: Reply) -> str:
    return fitted(reply.text, MAX_CAPTION_UNITS)
