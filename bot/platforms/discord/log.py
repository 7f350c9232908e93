"""The library's own log: it tells of rate limits with the ids of chats and people."""

import logging
import re

from bot.log import hashed

# Of the loggers themselves: what is filtered there is so for every handler.
_TALKING_OF_CHATS = ("discord.client", "discord.gateway", "discord.http", "discord.webhook.async_")
# Discord's ids count milliseconds since 2015 (discord.com/developers/docs/reference#snowflakes).
_ID = re.compile(r"\b\d{17,20}\b")


def hide_ids() -> None:
    """Let the library log hashes in place of ids, from now on."""
    for name in _TALKING_OF_CHATS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, _IdHider) for one in logger.filters):
            logger.addFilter(_IdHider())


class _IdHider(logging.Filter):
    """Puts hashes in the place of ids."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change a record, and let it pass."""
        record.msg = _ID.sub(lambda found: hashed(found[0]), record.getMessage())
        record.args = ()
        return True
