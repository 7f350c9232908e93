"""A person in a private chat on Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.bot_api import BotApiEmulator, ChatMessage, Person
from tests.support.everywhere.seen import Kind, Seen, Sight, seen
from tests.support.everywhere.stage import WatchedConversation, open_everywhere
from tests.support.telegram_bots import running_service, telegram_settings


class OnTelegram:
    """A `Somebody`."""

    def __init__(self, person: Person, conversation: WatchedConversation) -> None:
        self._person = person
        self._conversation = conversation
        self._notes: list[str] = []

    async def command(self, name: str, *words: str) -> None:
        self._person.send_command(name, " ".join(words))
        await self._conversation.answered()

    async def say(self, words: str) -> None:
        self._person.send_text(words)
        await self._conversation.answered()

    async def send_photo(self, data: bytes) -> None:
        self._person.send_photo(data)
        await self._conversation.answered()

    async def press(self, label: str) -> None:
        for message in reversed(self._messages()):
            for button in (one for row in message.keyboard for one in row):
                if button.text.startswith(label):
                    query = self._person.press(message, button)
                    await self._conversation.answered()
                    await self._person.wait_for_answer(query)
                    if query.answer is not None and query.answer.text:
                        self._notes.append(query.answer.text)
                    return
        raise LookupError(f"no button {label!r}")

    async def look(self) -> Sight:
        return Sight(tuple(map(_seen, self._messages())), tuple(self._notes))

    def _messages(self) -> list[ChatMessage]:
        return [one for one in self._person.chat.messages if one.sender.is_bot]


@asynccontextmanager
async def on_telegram(folder: Path) -> AsyncIterator[OnTelegram]:
    """Run a bot on Telegram, and let somebody come."""
    async with open_everywhere(folder) as (stage, conversation), BotApiEmulator() as telegram:
        settings = telegram_settings(telegram)
        async with running_service(settings, conversation, stage.storage.media):
            yield OnTelegram(telegram.person(1), conversation)


def _seen(message: ChatMessage) -> Seen:
    kinds = {
        kind
        for kind, medium in (
            (Kind.PICTURE, message.photo),
            (Kind.SOUND, message.audio),
            (Kind.FILE, message.document),
        )
        if medium is not None
    }
    return seen(
        message.words,
        [(one.text, one.callback_data or "") for row in message.keyboard for one in row],
        kinds,
        message.links().values(),
        None if message.document is None else message.document.file_name,
    )
