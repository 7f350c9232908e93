"""Files of a call: uploaded, named by file id, or fetched from a web address."""

import io
import mimetypes
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from tests.support.bot_api.calls import ApiCall, Upload
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.media import Media, MediaKind, StoredFile
from tests.support.bot_api.photos import (
    MAX_PHOTO_BYTES,
    MAX_SIDES_RATIO,
    MAX_SIDES_SUM_PX,
    boxes_of,
    fit,
    photo_size_px,
    scale_photo,
)
from tests.support.bot_api.world import World

# https://core.telegram.org/bots/api#sending-files
MAX_PHOTO_BY_URL_BYTES = 5 * 1024 * 1024
MAX_FILE_BY_URL_BYTES = 20 * 1024 * 1024
# A thumbnail beyond these is ignored without a complaint: #inputmediaaudio
MAX_THUMBNAIL_BYTES = 200 * 1000
MAX_THUMBNAIL_PX = 320
_AUDIO_BY_URL = {"audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/m4a"}


def read_media(world: World, call: ApiCall, kind: MediaKind, name: str) -> Media:
    """Return the medium that a call's parameter holds.

    Raises:
        ApiError: 400 when there is none or Telegram would refuse it.
    """
    upload = _upload(call, name)
    if upload is not None:
        return from_upload(world, call, kind, upload)
    value = call.text(name)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if urlsplit(value).scheme in {"http", "https"}:
        return _from_url(world, kind, value)
    media = world.files.media_of(value)
    if media is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if media.kind != kind:
        raise bad_request(f"can't use file of type {media.kind.title()} as {kind.title()}")
    return media


def from_upload(world: World, call: ApiCall, kind: MediaKind, upload: Upload) -> Media:
    """Store uploaded bytes as a medium, with what the call says of them."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return _photo(world, upload.content)
    if kind == "audio" and not _is_music(upload):
        kind = "document"
    is_audio = kind == "audio"
    return world.files.remember(
        Media(
            kind,
            (_stored(world, kind, upload),),
            mime_type=_mime_type(upload),
            file_name=upload.file_name,
            title=call.text("title") if is_audio else None,
            performer=call.text("performer") if is_audio else None,
            duration_s=call.integer("duration") if is_audio else None,
            thumbnail=_thumbnail(world, call),
        )
    )


def _upload(call: ApiCall, name: str) -> Upload | None:
    value = call.text(name)
    if value is None:
        return call.uploads.get(name)
    if not value.startswith("attach://"):
        return None
    attached = call.uploads.get(value.removeprefix("attach://"))
    if attached is None:
        raise bad_request(f"can't find file {value} in the request")
    return attached


def _from_url(world: World, kind: MediaKind, url: str) -> Media:
    """Fetch a registered web page; Telegram takes no title or performer with an address."""
    page = world.web_pages.get(url)
    if page is None:
        raise bad_request("failed to get HTTP URL content")
    limit = MAX_PHOTO_BY_URL_BYTES if kind == "photo" else MAX_FILE_BY_URL_BYTES
    is_wrong = (kind == "photo" and not page.mime_type.startswith("image/")) or (
        kind == "audio" and page.mime_type not in _AUDIO_BY_URL
    )
    if is_wrong or len(page.content) > limit:
        raise bad_request("wrong type of the web page content")
    name = PurePosixPath(urlsplit(url).path).name or "file"
    upload = Upload(name, page.mime_type, page.content)
    return from_upload(world, ApiCall("", {}), kind, upload)


def _photo(world: World, content: bytes) -> Media:
    """Store a photo's sizes; each is rendered when first downloaded."""
    size_px = photo_size_px(content)
    if size_px is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request(f"file is too big; max {MAX_PHOTO_BYTES} bytes for a photo")
    if sum(size_px) > MAX_SIDES_SUM_PX or max(size_px) > MAX_SIDES_RATIO * min(size_px):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    kept = content if world.keeps_uploads else _blank(*size_px)
    sizes = []
    for box in boxes_of(*size_px):
        width, height = fit(*size_px, box)
        make = partial(_scaled, kept, box)
        sizes.append(world.files.add("photo", make, width=width, height=height))
    return world.files.remember(Media("photo", tuple(sizes)))


def _scaled(content: bytes, box_px: int) -> bytes:
    return scale_photo(content, box_px).content


def _blank(width: int, height: int) -> bytes:
    """Return a small file that opens as an image of this size."""
    stream = io.BytesIO()
    Image.new("1", (width, height)).save(stream, "PNG")
    return stream.getvalue()


def _stored(world: World, kind: str, upload: Upload) -> StoredFile:
    kept = upload.content if world.keeps_uploads else b""
    return world.files.add(
        kind,
        partial(bytes, kept),
        file_name=upload.file_name,
        declared_bytes=len(upload.content),
    )


def _thumbnail(world: World, call: ApiCall) -> StoredFile | None:
    upload = _upload(call, "thumbnail")
    if upload is None or len(upload.content) > MAX_THUMBNAIL_BYTES:
        return None
    size_px = photo_size_px(upload.content)
    is_jpeg = upload.content.startswith(b"\xff\xd8")
    if size_px is None or not is_jpeg or max(size_px) > MAX_THUMBNAIL_PX:
        return None
    make = partial(bytes, upload.content)
    return world.files.add("photo", make, width=size_px[0], height=size_px[1])


def _is_music(upload: Upload) -> bool:
    mime_type = _mime_type(upload) or ""
    return mime_type.startswith("audio/") and mime_type != "audio/ogg"


def _mime_type(upload: Upload) -> Any:
    guessed, _ = mimetypes.guess_type(upload.file_name)
    return guessed or upload.mime_type
