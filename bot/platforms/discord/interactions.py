"""Answers to a command or a pressed button, for the fifteen minutes that Discord grants."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import discord

from bot.conversation.replies import Rows
from bot.platforms.discord.calls import is_gone, repeated
from bot.platforms.discord.messages import MessageParts, view_of
from bot.platforms.discord.places import Place
from bot.storage.records import MessageRef

Interaction = discord.Interaction[discord.Client]

_REMEMBERED_INTERACTIONS = 1000


class InteractionPlace:
    """Answers an interaction; in a server, everything is whispered to the person. A `Place`.

    What comes too late goes to the person's private chat instead.
    """

    def __init__(self, interaction: Interaction, private: Place) -> None:
        """Take the interaction, and the person's private chat."""
        self._interaction = interaction
        self._private = private
        self._whispers = interaction.guild_id is not None
        self._is_command = interaction.type is discord.InteractionType.application_command
        self._original = None if interaction.message is None else str(interaction.message.id)
        self._sent: set[str] = set()
        self._thinks = False

    @property
    def whispers(self) -> bool:
        """Whether others read along, and answers are for the person alone."""
        return self._whispers

    @property
    def is_expired(self) -> bool:
        """Whether Discord takes no more answers."""
        return self._interaction.is_expired()

    async def open(self) -> None:
        """Tell Discord, within its three seconds, that an answer will come.

        A command shows "… is thinking" until then, a button nothing.
        """
        await self._interaction.response.defer(ephemeral=self._whispers, thinking=self._is_command)
        self._thinks = self._is_command

    async def send(self, parts: MessageParts) -> MessageRef:
        """Send a new message; the first one of a command takes the place of its thinking."""
        if self.is_expired:
            return await self._private.send(parts)
        try:
            return await self._send(parts, ephemeral=self._whispers)
        except discord.HTTPException as error:
            if is_gone(error):
                return await self._private.send(parts)
            raise

    async def note(self, parts: MessageParts) -> MessageRef | None:
        """Whisper something, in private chats too; a command's first answer stays as it began."""
        if self._thinks or self.is_expired:
            return await self.send(parts)
        await self._send(parts, ephemeral=True)
        return None

    async def edit(self, parts: MessageParts, message: MessageRef) -> MessageRef | None:
        """Put parts in place of a message of the bot's; None where it is gone."""
        if not self._reaches(message):
            return await self._private.edit(parts, message)
        return await self._edit(message, parts.as_edit)

    async def edit_buttons(self, rows: Rows, message: MessageRef) -> MessageRef | None:
        """Change a message's buttons; None where it is gone."""
        if not self._reaches(message):
            return await self._private.edit_buttons(rows, message)
        return await self._edit(message, lambda: {"view": view_of(rows)})

    async def show_activity(self) -> None:
        """Show the line "… is typing" where it is not shown already, and nobody else sees it."""
        if not self._thinks and not self._whispers:
            await self._private.show_activity()

    async def close(self) -> None:
        """Take the thinking away, if nothing came of it."""
        if self._thinks and not self.is_expired:
            await self._interaction.delete_original_response()
        self._thinks = False

    async def _send(self, parts: MessageParts, *, ephemeral: bool) -> MessageRef:
        interaction = self._interaction
        if self._thinks:
            original = await repeated(lambda: interaction.edit_original_response(**parts.as_edit()))
            self._thinks = False
            self._original = str(original.id)
            return self._ref(original.id)
        sent = await repeated(
            lambda: interaction.followup.send(**parts.as_new(), ephemeral=ephemeral, wait=True)
        )
        self._sent.add(str(sent.id))
        return self._ref(sent.id)

    async def _edit(
        self, message: MessageRef, change: Callable[[], dict[str, Any]]
    ) -> MessageRef | None:
        try:
            await repeated(lambda: self._edit_once(message, change()))
        except discord.HTTPException as error:
            if is_gone(error):
                return None
            raise
        return message

    async def _edit_once(self, message: MessageRef, changes: dict[str, Any]) -> None:
        if message.message_id == self._original:
            await self._interaction.edit_original_response(**changes)
        else:
            await self._interaction.followup.edit_message(int(message.message_id), **changes)

    def _reaches(self, message: MessageRef) -> bool:
        is_mine = message.message_id in self._sent or message.message_id == self._original
        return is_mine and not self.is_expired

    def _ref(self, message_id: int) -> MessageRef:
        return MessageRef(str(self._interaction.channel_id), str(message_id))


class RecentInteractions:
    """Where people in servers were whispered to lately, and can be again."""

    def __init__(self, size: int = _REMEMBERED_INTERACTIONS) -> None:
        """Remember so many places, those used last."""
        self._size = size
        self._places: OrderedDict[tuple[str, str], InteractionPlace] = OrderedDict()

    def note(self, interaction: Interaction, place: InteractionPlace) -> None:
        """Remember where somebody has just done something."""
        if not place.whispers:
            return
        key = (str(interaction.user.id), str(interaction.channel_id))
        self._places[key] = place
        self._places.move_to_end(key)
        if len(self._places) > self._size:
            self._places.popitem(last=False)

    def find(self, person_id: str, channel_id: str) -> InteractionPlace | None:
        """Return the place of somebody in a channel; None if there is none, or no more."""
        place = self._places.get((person_id, channel_id))
        return None if place is None or place.is_expired else place
