"""A person's private chat with the bot; also where answers go that have no other place left."""

import discord

from bot.conversation.replies import Rows
from bot.platforms.discord.calls import is_gone, repeated
from bot.platforms.discord.messages import MessageParts, view_of
from bot.storage.records import MessageRef


class DirectChannel:
    """Sends and edits messages in one private chat, at any time; a `Place`."""

    whispers = False

    def __init__(
        self, client: discord.Client, person_id: int, reply_to: MessageRef | None = None
    ) -> None:
        """Take whose chat it is; it is opened when it is first needed.

        Args:
            client: Of the bot.
            person_id: Discord's id of the person.
            reply_to: A message that answers refer to, if it stands in this chat.
        """
        self._client = client
        self._person_id = person_id
        self._reply_to = reply_to

    async def send(self, parts: MessageParts) -> MessageRef:
        """Send a new message.

        Raises:
            Exception: One of `CALL_ERRORS`.
        """
        channel = await self._open()
        reference = self._reference(channel)
        message = await repeated(
            lambda: channel.send(**parts.as_new(), **reference)  # a lambda: files are read up
        )
        return MessageRef(str(channel.id), str(message.id))

    async def edit(self, parts: MessageParts, message: MessageRef) -> MessageRef | None:
        """Put a reply in place of a message; None where it is gone.

        Raises:
            Exception: One of `CALL_ERRORS`.
        """
        return await self._edit(message, parts.as_edit)

    async def edit_buttons(self, rows: Rows, message: MessageRef) -> MessageRef | None:
        """Change a message's buttons; None where it is gone.

        Raises:
            Exception: One of `CALL_ERRORS`.
        """
        return await self._edit(message, lambda: {"view": view_of(rows)})
