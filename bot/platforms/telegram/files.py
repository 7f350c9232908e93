"""Photos: which file of a message to take, and its bytes, in memory only."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import PurePath

from telegram import Bot, Document, File, PhotoSize
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.errors import PhotoGoneError, PlatformError
from bot.platforms.telegram.calls import own_error, repeated
from inference.errors import ImageTooLargeError

logger = logging.getLogger(__name__)

# Faces are found in photos of this size; the next larger one only takes longer.
_WANTED_SIDE_PX = 1280
_PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
_PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})

# Between two pieces of a download.
_READ_TIMEOUT_S = 15.0
_DEADLINE_S = 60.0


def photo_file_id(sizes: Sequence[PhotoSize]) -> str:
    """Return the file id of the size nearest to what the analysis needs."""
    return min(sizes, key=lambda size: abs(max(size.width, size.height) - _WANTED_SIDE_PX)).file_id


def is_photo(document: Document) -> bool:
    """Tell whether a file is a photo, by its type or, for who sends no proper one, its name."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    return (document.mime_type or "").lower() in _PHOTO_TYPES or suffix in _PHOTO_SUFFIXES


async def download(bot: Bot, file_id: str) -> bytes:
    """Return a file's bytes.

    Raises:
        ImageTooLargeError: Telegram does not hand out files of this size.
        PhotoGoneError: Telegram does not have it any more.
        PlatformError: It could not be fetched.
    """
    try:
        async with asyncio.timeout(_DEADLINE_S):
            return await repeated(lambda: _download_once(bot, file_id))
    except BadRequest as error:
        raise _refusal(error) from error
    except InvalidToken as error:  # what the library makes of 404
        raise PhotoGoneError("Telegram has no file under the address it gave") from error
    except TelegramError as error:
        raise own_error(error, "fetch a photo") from error
    except TimeoutError as error:
        raise PlatformError(f"a photo was not there after {_DEADLINE_S:g} s") from error


async def _download_once(bot: Bot, file_id: str) -> bytes:
    file: File = await bot.get_file(file_id)
    return bytes(await file.download_as_bytearray(read_timeout=_READ_TIMEOUT_S))


def _refusal(error: BadRequest) -> Exception:
    if "too big" in error.message.lower():
        return ImageTooLargeError("Telegram hands out no files over 20 MB: send a smaller one")
    return PhotoGoneError(f"Telegram does not hand out the file: {error.message}")
