"""What a message can carry besides words, and the store that file ids lead to."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

MediaKind = Literal[
    "photo", "audio", "document", "sticker", "voice", "video", "video_note", "animation"
]
_FOLDERS: dict[str, str] = {"photo": "photos", "audio": "music", "voice": "voice"}


@dataclass
class StoredFile:
    """A file under a file id; its bytes are made when first asked for."""

    file_id: str
    file_unique_id: str
    path: str
    make: Callable[[], bytes] = field(repr=False)
    declared_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    _content: bytes | None = field(default=None, repr=False)

    @property
    def content(self) -> bytes:
        if self._content is None:
            self._content = self.make()
        return self._content

    @property
    def size_bytes(self) -> int:
        """Return the size that Telegram tells, which a test may have declared larger."""
        return len(self.content) if self.declared_bytes is None else self.declared_bytes

    def to_json(self, *, with_size: bool = True) -> dict[str, Any]:
        content = {"file_id": self.file_id, "file_unique_id": self.file_unique_id}
        details = {
            "width": self.width,
            "height": self.height,
            "file_size": self.size_bytes if with_size else None,
        }
        return content | {name: value for name, value in details.items() if value is not None}


@dataclass(frozen=True)
class Media:
    """A photo, audio, document or the like; a photo has several sizes, smallest first."""

    kind: MediaKind
    sizes: tuple[StoredFile, ...]
    mime_type: str | None = None
    file_name: str | None = None
    title: str | None = None
    performer: str | None = None
    duration_s: int | None = None
    thumbnail: StoredFile | None = None
    emoji: str | None = None

    @property
    def file(self) -> StoredFile:
        """Return the only or the largest file."""
        return self.sizes[-1]

    def to_json(self) -> Any:
        """Return the value of the message's field that is named after the kind."""
        if self.kind == "photo":
            # A size that nobody has asked for is not rendered just to be measured.
            return [size.to_json(with_size=size.declared_bytes is not None) for size in self.sizes]
        details = {
            "mime_type": self.mime_type,
            "file_name": self.file_name,
            "title": self.title,
            "performer": self.performer,
            "duration": self.duration_s,
            "thumbnail": None if self.thumbnail is None else self.thumbnail.to_json(),
        }
        content = self.file.to_json() | {
            name: value for name, value in details.items() if value is not None
        }
        if self.kind == "sticker":
            content |= {"type": "regular", "is_animated": False, "is_video": False}
            content |= {"emoji": self.emoji or "🎵"}
        return content


class FileStore:
    """Every file of the emulated Telegram, found by file id or by download path."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._media: dict[str, Media] = {}

    def add(  # noqa: PLR0913 - each is a field of the file
        self,
        kind: str,
        make: Callable[[], bytes],
        *,
        file_name: str = "",
        declared_bytes: int | None = None,
        width: int | None = None,
        height: int | None = None,
    ) -> StoredFile:
        """Store a file and give it an id, a unique id and a download path."""
        number = next(self._numbers)
        suffix = PurePosixPath(file_name).suffix or (".jpg" if kind == "photo" else "")
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{number}{suffix}"
        stored = StoredFile(
            f"{kind[:2].upper()}-file-{number:06d}",
            f"unique-{number:06d}",
            path,
            make,
            declared_bytes,
            width,
            height,
        )
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def remember(self, media: Media) -> Media:
        """Let the file ids of a medium be sent again."""
        self._media |= {size.file_id: media for size in media.sizes}
        return media

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def media_of(self, file_id: str) -> Media | None:
        return self._media.get(file_id)
