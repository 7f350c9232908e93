"""Whom a message is meant for, and which command it gives."""

from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType


@dataclass(frozen=True)
class Command:
    """A command.

    Attributes:
        name: Without slash and bot's name, in lower case.
        words: That follow it.
    """

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Addressing:
    """Tells what is meant for one bot.

    Attributes:
        me: The bot.
        commands: Names that it knows.
    """

    me: User
    commands: frozenset[str]

    def concerns_me(self, message: Message) -> bool:
        """Tell whether to answer: in groups only when mentioned, replied to or commanded."""
        if message.chat.type == ChatType.PRIVATE:
            return _name_called(message) in {None, "", self._my_name}
        return self._commands_me(message) or self.mentions_me(message) or self._answers_me(message)

    def command_of(self, message: Message) -> Command | None:
        """Return the command at the beginning of a message."""
        entity = _command_entity(message)
        if entity is None or message.text is None:
            return None
        name = message.parse_entity(entity).removeprefix("/").partition("@")[0]
        # Offsets of entities count UTF-16 units; a command has none beyond the first plane.
        return Command(name.lower(), tuple(message.text[entity.length :].split()))

    def mentions_me(self, message: Message) -> bool:
        """Tell whether the bot's @name stands in a text or caption."""
        mentions = {
            **message.parse_entities([MessageEntity.MENTION]),
            **message.parse_caption_entities([MessageEntity.MENTION]),
        }
        return f"@{self._my_name}" in {mention.lower() for mention in mentions.values()}

    @property
    def _my_name(self) -> str:
        return (self.me.username or "").lower()

    def _commands_me(self, message: Message) -> bool:
        command = self.command_of(message)
        if command is None:
            return False
        called = _name_called(message)
        # Without a name it may be another bot's, unless the bot knows the command.
        return called == self._my_name if called else command.name in self.commands

    def _answers_me(self, message: Message) -> bool:
        earlier = message.reply_to_message
        return earlier is not None and earlier.from_user == self.me and not _command_entity(message)


def _command_entity(message: Message) -> MessageEntity | None:
    for entity in message.entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return entity
    return None


def _name_called(message: Message) -> str | None:
    """Return the bot's name in "/mood@the_bot", in lower case; None without a command."""
    entity = _command_entity(message)
    if entity is None or message.text is None:
        return None
    return message.parse_entity(entity).partition("@")[2].lower()
