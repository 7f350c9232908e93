"""Chats of Discord: the real client, driven as people do, with simcord in the place of Discord."""

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.platforms.discord.client import DiscordClient
from bot.platforms.service import Listener
from bot.texts.texts import Texts

_EPHEMERAL = 64
_ACTION_ROW, _BUTTON = 1, 2


@dataclass(frozen=True)
class Shown:
    """A message of the bot's, as it stands now.

    Attributes:
        id: Discord's.
        words: In Markdown, wherever they stand.
        rows: Labels of its buttons.
        actions: What stands behind each label.
        files: Names of what is attached.
        embed: As sent, or None.
        is_whispered: Whether only one person sees it.
    """

    id: int
    words: str
    rows: tuple[tuple[str, ...], ...]
    actions: dict[str, str]
    files: tuple[str, ...]
    embed: dict[str, Any] | None
    is_whispered: bool

    def label(self, beginning: str) -> str:
        """Return the label that begins so."""
        found = [label for row in self.rows for label in row if label.startswith(beginning)]
        if not found:
            raise LookupError(f"no button {beginning!r} among {self.rows}")
        return found[0]


class Chat:
    """What one person does in one channel, and what the bot says there."""

    def __init__(self, env: Env, person: UserHandle | MemberActor, channel: ChannelHandle) -> None:
        self.env = env
        self.person = person
        self.channel = channel

    @property
    def shown(self) -> list[Shown]:
        """All of the bot's messages, the oldest first."""
        messages = self.env.backend.messages[self.channel.id].values()
        mine = [one for one in messages if one.author_id == self.env.backend.bot_user.id]
        return [_shown(one) for one in mine]

    @property
    def last(self) -> Shown:
        return self.shown[-1]

    @property
    def private(self) -> "Chat":
        """The same person's private chat with the bot."""
        user = self.person if isinstance(self.person, UserHandle) else self.person.user
        return Chat(self.env, user, user.dm_channel)

    async def command(self, name: str, **options: Any) -> InteractionResult:
        if isinstance(self.person, UserHandle):
            result: InteractionResult = await self.person.slash(name, **options)
            return result
        return await self.person.slash(self.channel, name, **options)

    async def selfie(self, data: bytes, name: str = "selfie.jpg") -> InteractionResult:
        return await self.command("selfie", photo=(name, data))

    async def write(
        self, words: str = "", *files: tuple[str, bytes], size_bytes: int | None = None
    ) -> int:
        """Send a message, and return its id; its files can claim another size."""
        if not isinstance(self.person, UserHandle):
            sent = await self.person.send(self.channel, words, attachments=files)
            return sent.id
        attachments = self.env.backend.store_attachments(self.channel.id, files)
        for attachment in attachments:
            attachment["size"] = size_bytes or attachment["size"]
        return (await self.person.send_dm(words, attachments=attachments)).id

    async def send_photo(
        self, data: bytes, name: str = "selfie.jpg", size_bytes: int | None = None
    ) -> int:
        return await self.write("", (name, data), size_bytes=size_bytes)

    async def press(self, label: str, shown: Shown | None = None) -> InteractionResult:
        """Press the button whose label begins so, of the last message unless one is given."""
        where = shown or self.last
        message = self.env.backend.get_message(self.channel.id, where.id)
        response = simcord.results.ResponseMessage(self.env, message)
        result: InteractionResult = await self.person.click(response, label=where.label(label))
        return result


class DiscordWorld:
    """Everybody on Discord."""

    def __init__(self, env: Env) -> None:
        self.env = env

    def private_chat(self, name: str = "ada") -> Chat:
        user = self.env.create_user(name)
        return Chat(self.env, user, user.dm_channel)

    def server_chat(self, name: str = "bob") -> Chat:
        server = self.env.create_guild()
        channel = server.create_text_channel("general")
        return Chat(self.env, server.add_member(self.env.create_user(name)), channel)

    def set_locale(self, locale: str) -> None:
        """Let everybody's Discord speak a language from now on."""

        def change(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE":
                payload["locale"] = locale

        self.env.backend.subscribers.insert(0, change)

    def requests(self, method: str, path_part: str) -> list[Any]:
        """Return what the bot asked of Discord."""
        return [
            request
            for request in self.env.http_requests
            if request.method == method and path_part in request.path
        ]


@functools.cache
def strict_texts() -> Texts:
    """Return the texts, read once for all tests."""
    return Texts.load(strict=True)


def make_client(listener: Listener, *, with_admins: bool = True) -> DiscordClient:
    return DiscordClient(listener, strict_texts(), with_admins=with_admins)


@asynccontextmanager
async def running_env(client: DiscordClient, **options: Any) -> AsyncIterator[Env]:
    """Run a client while the context is open; what it raises fails the test.

    simcord's plugin finds the environment among a test's fixtures, and sets its clock.
    """
    env = Env(client, **options)
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
    # As simcord's own fixture does: what a test has looked at is no failure.
    env._raise_errors_since(env._errors_acknowledged)


def _shown(message: Any) -> Shown:
    embed = message.embeds[0] if message.embeds else None
    rows = [row["components"] for row in message.components if row["type"] == _ACTION_ROW]
    buttons = [one for row in rows for one in row if one["type"] == _BUTTON]
    return Shown(
        message.id,
        message.content or (embed or {}).get("description") or "",
        tuple(tuple(one["label"] for one in row) for row in rows),
        {one["label"]: one["custom_id"] for one in buttons},
        tuple(one["filename"] for one in message.attachments),
        embed,
        bool(message.flags & _EPHEMERAL),
    )
