"""Photos: which attachments are some, where they are found again, and their bytes, in memory only.

Links to attachments expire after about a day, so a photo in a message is found by its ids, and
its link asked for anew. What comes with a command stands in no message: there the link itself
must do, which is stored encrypted as everything else.
"""

import asyncio
from pathlib import PurePath

import discord

from bot.conversation.people import OtherContent
from bot.errors import PhotoGoneError
from bot.platforms.discord.calls import CALL_ERRORS, own_error, repeated
from inference.errors import ImageTooLargeError

MAX_PHOTO_BYTES = 20 * 1024 * 1024

_PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
_PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
_HINTS = {
    "image/gif": OtherContent.VIDEO,
    "video": OtherContent.VIDEO,
    "audio": OtherContent.VOICE,
}
_DEADLINE_S = 60.0
_IN_MESSAGE, _BY_LINK = "message", "link"


def is_photo(attachment: discord.Attachment) -> bool:
    """Tell whether a file is a photo, by its type or, where there is none, its name."""
    suffix = PurePath(attachment.filename).suffix.lower()
    return _type_of(attachment) in _PHOTO_TYPES or suffix in _PHOTO_SUFFIXES


def other_content_of(attachment: discord.Attachment) -> OtherContent:
    """Return what a file is that is no photo."""
    kind = _type_of(attachment)
    return _HINTS.get(kind) or _HINTS.get(kind.partition("/")[0]) or OtherContent.DOCUMENT


def file_id_in(message: discord.Message, attachment: discord.Attachment) -> str:
    """Return what finds a message's photo, for as long as the message is there."""
    return f"{_IN_MESSAGE}:{message.channel.id}:{message.id}:{attachment.id}"


def file_id_of(attachment: discord.Attachment) -> str:
    """Return what finds a photo that stands in no message, for about a day."""
    return f"{_BY_LINK}:{attachment.size}:{attachment.url}"


async def download(client: discord.Client, file_id: str) -> bytes:
    """Return a photo's bytes.

    Raises:
        ImageTooLargeError: It has more than 20 MB; nothing was downloaded.
        PhotoGoneError: Discord does not have it any more.
        PlatformError: It could not be fetched.
    """
    try:
        async with asyncio.timeout(_DEADLINE_S):
            return await repeated(lambda: _download_once(client, file_id))
    except (discord.NotFound, discord.Forbidden) as error:
        raise PhotoGoneError(f"Discord does not hand out the file: {error.text}") from error
    except CALL_ERRORS as error:
        raise own_error(error, "fetch a photo") from error


async def _download_once(client: discord.Client, file_id: str) -> bytes:
    kind, _, place = file_id.partition(":")
    if kind == _BY_LINK:
        size, _, url = place.partition(":")
        _check_size(int(size))
        return await client.http.get_from_cdn(url)
    attachment = await _find(client, *(int(part) for part in place.split(":")))
    _check_size(attachment.size)
    return await attachment.read()


async def _find(
    client: discord.Client, channel_id: int, message_id: int, attachment_id: int
) -> discord.Attachment:
    message = await client.get_partial_messageable(channel_id).fetch_message(message_id)
    found = discord.utils.get(message.attachments, id=attachment_id)
    if found is None:
        raise PhotoGoneError("the message does not have the photo any more")
    return found


def _check_size(size_bytes: int) -> None:
    if size_bytes > MAX_PHOTO_BYTES:
        raise ImageTooLargeError(
            f"the file has {size_bytes} bytes, expected at most {MAX_PHOTO_BYTES}: "
            "send a smaller one"
        )


def _type_of(attachment: discord.Attachment) -> str:
    return (attachment.content_type or "").partition(";")[0].strip().lower()
