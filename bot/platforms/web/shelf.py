"""Files that a page shows, in memory: covers, pictures, sound and documents."""

import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.errors import PictureError

FILES_PATH = "/files/"
# A cover that nobody asked for yet is counted as this: what it is drawn from is kept.
_COVER_SOURCE_BYTES = 200_000
_TOKEN_BYTES = 16

Load = Callable[[], Awaitable[bytes]]


@dataclass
class StoredFile:
    """A file, or the way to make it.

    Attributes:
        owner: Whose; nobody else is shown it.
        media_type: Of the data.
        data: The bytes, once they are there.
        name: For a download, or None.
    """

    owner: str
    media_type: str
    data: bytes | None
    name: str | None = None
    load: Load | None = None

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return _COVER_SOURCE_BYTES if self.data is None else len(self.data)


class FileShelf:
    """Keeps files within a limit; the longest unused go first."""

    def __init__(self, max_bytes: int) -> None:
        """Start empty."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._files: OrderedDict[str, StoredFile] = OrderedDict()

    def put(
        self, owner: str, data: bytes, *, media_type: str | None = None, name: str | None = None
    ) -> str:
        """Keep a file, and return its path."""
        return self._add(StoredFile(owner, media_type or media_type_of(data), data, name))

    def put_cover(self, owner: str, load: Load) -> str:
        """Keep the way to a cover, which is drawn when a page asks for it; return its path."""
        return self._add(StoredFile(owner, "image/jpeg", None, load=load))

    async def get(self, token: str) -> StoredFile | None:
        """Return a file with its data, or None where there is none any more."""
        file = self._files.get(token)
        if file is None:
            return None
        self._files.move_to_end(token)
        if file.data is None and file.load is not None:
            try:
                data = await file.load()
            except PictureError:
                return None
            self._fill(token, file, data)
        return file

    def drop(self, paths: list[str]) -> None:
        """Forget files."""
        for path in paths:
            file = self._files.pop(path.removeprefix(FILES_PATH), None)
            if file is not None:
                self._bytes -= file.size

    def rename(self, owner: str, new_owner: str) -> None:
        """Give all files of a person to their new id."""
        for file in self._files.values():
            if file.owner == owner:
                file.owner = new_owner

    def _add(self, file: StoredFile) -> str:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._files[token] = file
        self._bytes += file.size
        self._make_room()
        return FILES_PATH + token

    def _fill(self, token: str, file: StoredFile, data: bytes) -> None:
        is_kept = self._files.get(token) is file
        # Another request for it may have been quicker.
        if is_kept and file.data is None:
            self._bytes += len(data) - file.size
        file.data, file.load = data, None
        self._make_room()

    def _make_room(self) -> None:
        while self._bytes > self._max_bytes and len(self._files) > 1:
            _, file = self._files.popitem(last=False)
            self._bytes -= file.size


_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"RIFF", "audio/wav"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
)
_MP4_MARK = b"ftyp"


def media_type_of(data: bytes) -> str:
    """Return the type of a picture's or a sound's bytes."""
    if data[4:8] == _MP4_MARK:
        return "audio/mp4"
    return next(
        (kind for mark, kind in _SIGNATURES if data.startswith(mark)), "application/octet-stream"
    )
