"""What a person did, as messages and interactions tell it: pure, without a call."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import discord

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.platforms.discord.interactions import Interaction
from bot.platforms.discord.photos import (
    file_id_in,
    file_id_of,
    is_photo,
    other_content_of,
)
from bot.storage.records import MessageRef

PLATFORM_NAME = "discord"
SELFIE = "selfie"

_WRITTEN_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})
_PHOTO_NUMBER = "-"
_REMEMBERED_LOCALES = 10_000


@dataclass(frozen=True)
class Command:
    """A command.

    Attributes:
        name: Without a slash.
        words: That were chosen with it.
    """

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Press:
    """A pressed button.

    Attributes:
        action: What stands behind it.
    """

    action: str


Deed = SentPhoto | Command | Press | OtherContent


class SpokenLocales:
    """The language of each person's Discord: commands and buttons tell it, messages do not."""

    def __init__(self, size: int = _REMEMBERED_LOCALES) -> None:
        """Remember so many people, those who came last."""
        self._size = size
        self._locales: OrderedDict[int, str] = OrderedDict()

    def note(self, person_id: int, locale: str) -> None:
        """Remember a person's."""
        self._locales[person_id] = locale
        self._locales.move_to_end(person_id)
        if len(self._locales) > self._size:
            self._locales.popitem(last=False)

    def of(self, person_id: int) -> str | None:
        """Return a person's, such as "pt-BR"; None if it was not told lately."""
        return self._locales.get(person_id)


def is_for_me(message: discord.Message) -> bool:
    """Tell whether a person wrote to the bot in private."""
    is_private = isinstance(message.channel, discord.DMChannel | discord.PartialMessageable)
    return (
        message.guild is None
        and is_private
        and not message.author.bot
        and message.type in _WRITTEN_BY_PEOPLE
    )


def deeds_in(message: discord.Message) -> tuple[Deed, ...]:
    """Return what a message brings: each of its photos, or else the one thing to hint at."""
    photos = [attachment for attachment in message.attachments if is_photo(attachment)]
    if photos:
        return tuple(_photos_in(message, photos))
    if message.attachments:
        return (other_content_of(message.attachments[0]),)
    return (OtherContent.STICKER if message.stickers else OtherContent.TEXT,)


def deed_with(interaction: Interaction, attachment: discord.Attachment) -> Deed:
    """Return what a file is that comes with a command."""
    if not is_photo(attachment):
        return other_content_of(attachment)
    where = MessageRef(str(interaction.channel_id), str(interaction.id))
    return SentPhoto(file_id_of(attachment), where)


def press_in(interaction: Interaction) -> Press:
    """Return which button was pressed."""
    return Press(_told(interaction, "custom_id"))


def command_in(interaction: Interaction) -> Command:
    """Return which command was given, whatever came with it."""
    return Command(_told(interaction, "name"))


def speaker_of_message(message: discord.Message, locales: SpokenLocales) -> Speaker:
    """Return who wrote a message."""
    author = message.author
    return Speaker(PLATFORM_NAME, str(author.id), locales.of(author.id))


def speaker_of(interaction: Interaction) -> Speaker:
    """Return who gave a command or pressed a button."""
    is_in_server = interaction.guild_id is not None
    return Speaker(
        PLATFORM_NAME,
        str(interaction.user.id),
        interaction.locale.value,
        is_in_group=is_in_server,
        can_whisper=True,
        # There the bot hears nothing but commands.
        photo_command=SELFIE if is_in_server else None,
    )


def pressed_message_of(interaction: Interaction) -> MessageRef | None:
    """Return the message whose button was pressed."""
    if interaction.message is None:
        return None
    return MessageRef(str(interaction.channel_id), str(interaction.message.id))


def message_id_of(message: MessageRef) -> int:
    """Return Discord's id of a message, of which each photo counts as one."""
    return int(message.message_id.partition(_PHOTO_NUMBER)[0])


def _photos_in(message: discord.Message, photos: list[discord.Attachment]) -> Iterator[SentPhoto]:
    for number, photo in enumerate(photos):
        message_id = f"{message.id}{_PHOTO_NUMBER}{number}" if number else str(message.id)
        where = MessageRef(str(message.channel.id), message_id)
        yield SentPhoto(file_id_in(message, photo), where)


def _told(interaction: Interaction, name: str) -> str:
    return str(cast("Mapping[str, Any]", interaction.data or {}).get(name, ""))
