"""Where answers go: a person's private chat with the bot, or below what they did in a server."""

from collections.abc import Callable
from typing import Any, Protocol

import discord

from bot.conversation.replies import Rows
from bot.platforms.discord.calls import is_gone, repeated
from bot.platforms.discord.messages import MessageParts, view_of
from bot.storage.records import MessageRef


class Place(Protocol):
    """Sends and edits messages; each method raises one of `CALL_ERRORS` where it fails."""

    async def send(self, parts: MessageParts) -> MessageRef:
        """Send a new message."""
        ...

    async def note(self, parts: MessageParts) -> MessageRef | None:
        """Show something to the person alone, in passing; None where no message stands for it."""
        ...

    async def edit(self, parts: MessageParts, message: MessageRef) -> MessageRef | None:
        """Put parts in place of a message of the bot's; None where it is gone."""
        ...

    async def edit_buttons(self, rows: Rows, message: MessageRef) -> MessageRef | None:
        """Change a message's buttons; None where it is gone."""
        ...

    async def show_activity(self) -> None:
        """Show for some seconds that an answer is being made."""
        ...

    async def close(self) -> None:
        """Let nothing wait for an answer any more."""
        ...


class PrivateChannel:
    """A person's private chat with the bot, at any time; a `Place`."""

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
        self._person = discord.Object(person_id)
        self._reply_to = reply_to

    async def send(self, parts: MessageParts) -> MessageRef:
        """Send a new message."""
        channel = await self._open()
        options = self._reference(channel)
        message = await repeated(lambda: channel.send(**parts.as_new(), **options))
        return MessageRef(str(channel.id), str(message.id))

    async def note(self, parts: MessageParts) -> MessageRef | None:
        """Send a message: without a pressed button, nothing passes."""
        return await self.send(parts)

    async def edit(self, parts: MessageParts, message: MessageRef) -> MessageRef | None:
        """Put parts in place of a message of the bot's; None where it is gone."""
        return await self._edit(message, parts.as_edit)

    async def edit_buttons(self, rows: Rows, message: MessageRef) -> MessageRef | None:
        """Change a message's buttons; None where it is gone."""
        return await self._edit(message, lambda: {"view": view_of(rows)})

    async def show_activity(self) -> None:
        """Show the line "… is typing"."""
        channel = await self._open()
        await channel.typing()

    async def close(self) -> None:
        """Do nothing: nothing waits."""

    async def _open(self) -> discord.DMChannel:
        return await repeated(lambda: self._client.create_dm(self._person))

    async def _edit(
        self, message: MessageRef, change: Callable[[], dict[str, Any]]
    ) -> MessageRef | None:
        channel = self._client.get_partial_messageable(int(message.chat_id))
        standing = channel.get_partial_message(int(message.message_id))
        try:
            await repeated(lambda: standing.edit(**change()))
        except discord.HTTPException as error:
            if is_gone(error):
                return None
            raise
        return message

    def _reference(self, channel: discord.DMChannel) -> dict[str, Any]:
        earlier = self._reply_to
        if earlier is None or earlier.chat_id != str(channel.id):
            return {}
        return {
            "reference": discord.MessageReference(
                message_id=int(earlier.message_id), channel_id=channel.id, fail_if_not_exists=False
            )
        }
