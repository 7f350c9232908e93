"""What the chat in the browser asks of the conversation."""

from typing import Protocol

from bot.conversation.people import Speaker
from bot.platforms.service import Listener
from bot.texts.texts import Language


class WebListener(Listener, Protocol):
    """Answers, and tells in which language; `Conversation` does."""

    async def language_of(self, speaker: Speaker) -> Language:
        """Return the language that a person is spoken to in."""
        ...
