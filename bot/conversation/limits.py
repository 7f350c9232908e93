"""How much one person may ask for, and how often they are told the same.

Kept in memory, by a hash whose key ends with the process: /forget does not lift a limit, and no
platform's id outlives the work on an answer.
"""

import hashlib
import secrets
from asyncio import Lock
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.conversation.people import Speaker

_MINUTE = timedelta(minutes=1)
# An album arrives as single photos within a second or two: whoever sent it is told once.
_TOLD_ONCE_IN = timedelta(seconds=10)


class Pace:
    """What each person did within the last minute."""

    def __init__(self) -> None:
        """Know of nobody."""
        self._key = secrets.token_bytes(16)
        self._taken: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._told: OrderedDict[tuple[bytes, str], datetime] = OrderedDict()

    def take(self, speaker: Speaker, limit: int, now: datetime) -> timedelta | None:
        """Count one more photo of a person, if there is room within the minute.

        Args:
            speaker: Who sent it.
            limit: Photos a minute; 0 for no limit.
            now: The time.

        Returns:
            None if it may be answered, or how long to wait until one may.
        """
        while self._taken and next(iter(self._taken.values()))[-1] <= now - _MINUTE:
            self._taken.popitem(last=False)
        times = self._taken.get(self._hash(speaker), deque())
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        if limit and len(times) >= limit:
            return times[0] + _MINUTE - now
        times.append(now)
        self._taken[self._hash(speaker)] = times
        self._taken.move_to_end(self._hash(speaker))
        return None

    def may_tell(self, speaker: Speaker, message_id: str, now: datetime) -> bool:
        """Return whether a person was not told the same a moment ago; they are now."""
        while self._told and next(iter(self._told.values())) <= now - _TOLD_ONCE_IN:
            self._told.popitem(last=False)
        key = (self._hash(speaker), message_id)
        if key in self._told:
            return False
        self._told[key] = now
        return True

    def _hash(self, speaker: Speaker) -> bytes:
        identity = f"{speaker.platform}:{speaker.platform_id}".encode()
        return hashlib.blake2b(identity, key=self._key, digest_size=16).digest()


class PersonLocks:
    """Lets one answer of a person be chosen after the other, so that no song comes twice."""

    def __init__(self) -> None:
        """Hold no lock."""
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    def of(self, person_id: str) -> Lock:
        """Return the lock of a person; it goes when nobody holds or awaits it."""
        lock = self._locks.get(person_id)
        if lock is None:
            lock = self._locks[person_id] = Lock()
        return lock
