"""Answers to pressed buttons, which stop spinning with them."""

import asyncio
import logging

from telegram import CallbackQuery
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

# A query can be answered once. A note that comes within this time is shown with the answer, as
# the like of a song is; after it the button stops spinning, and the note becomes a message.
_GRACE_S = 0.6
# core.telegram.org/bots/api#answercallbackquery
MAX_NOTE_CHARACTERS = 200


class QueryAnswer:
    """Answers one query exactly once; never fails, as queries expire."""

    def __init__(self, query: CallbackQuery) -> None:
        """Take the query; `start` begins to wait."""
        self._query = query
        self._is_answered = False
        self._waiting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Answer soon, unless a note comes before."""
        self._waiting = asyncio.create_task(self._answer_soon())

    async def note(self, text: str) -> bool:
        """Show a note to whoever pressed; tell whether it was still possible."""
        if self._is_answered or not 0 < len(text) <= MAX_NOTE_CHARACTERS:
            return False
        return await self._answer(text)

    async def close(self) -> None:
        """Answer now, if nothing else has."""
        if self._waiting is not None:
            self._waiting.cancel()
        if not self._is_answered:
            await self._answer(None)

    async def _answer_soon(self) -> None:
        await asyncio.sleep(_GRACE_S)
        if not self._is_answered:
            await self._answer(None)

    async def _answer(self, text: str | None) -> bool:
        self._is_answered = True
        try:
            return await self._query.answer(text)
        except TelegramError as error:
            logger.debug("a pressed button was not answered: %s", type(error).__name__)
            return False
