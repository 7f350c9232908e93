"""The line "sending a photo…" in a chat, kept up for as long as an answer takes."""

import asyncio
import logging

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

# Telegram shows an action for five seconds (core.telegram.org/bots/api#sendchataction).
_REPEAT_S = 4.5
# An answer that takes longer than this is not coming.
_MAX_REPEATS = 20


class Activity:
    """Shows that an answer is being made, from `start` until `stop`; never fails."""

    def __init__(self, bot: Bot, chat_id: int, action: ChatAction) -> None:
        """Describe what to show, and where."""
        self._bot = bot
        self._chat_id = chat_id
        self._action = action
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Show it; again changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._show())

    def stop(self) -> None:
        """Show it no more; also when it never was."""
        if self._task is not None:
            self._task.cancel()

    async def _show(self) -> None:
        try:
            for _ in range(_MAX_REPEATS):
                await self._bot.send_chat_action(self._chat_id, self._action)
                await asyncio.sleep(_REPEAT_S)
        except TelegramError as error:
            logger.debug("an activity is not shown: %s", type(error).__name__)
