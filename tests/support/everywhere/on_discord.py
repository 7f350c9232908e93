"""A person in a private chat on Discord."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.discord_chats import Chat, DiscordWorld, Shown, make_client, running_env
from tests.support.everywhere.seen import Kind, Seen, Sight, seen
from tests.support.everywhere.stage import WatchedConversation, open_everywhere

_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)")
_MARK = re.compile(r"\\(.)|\*{1,2}")
_NO_WIDTH = "\u200b"


class OnDiscord:
    """A `Somebody`."""

    def __init__(self, chat: Chat, conversation: WatchedConversation) -> None:
        self._chat = chat
        self._conversation = conversation

    async def command(self, name: str, *words: str) -> None:
        # The option of a command with words has the command's name.
        await self._chat.command(name, **({name: " ".join(words)} if words else {}))
        await self._conversation.answered()

    async def say(self, words: str) -> None:
        await self._chat.write(words)
        await self._conversation.answered()

    async def send_photo(self, data: bytes) -> None:
        await self._chat.send_photo(data)
        await self._conversation.answered()

    async def press(self, label: str) -> None:
        for shown in reversed(self._chat.shown):
            if any(one.startswith(label) for one in shown.actions):
                await self._chat.press(label, shown)
                await self._conversation.answered()
                return
        raise LookupError(f"no button {label!r}")

    async def look(self) -> Sight:
        shown = self._chat.shown
        return Sight(
            tuple(_seen(one) for one in shown if not one.is_whispered),
            tuple(_plain(one.words) for one in shown if one.is_whispered),
        )


@asynccontextmanager
async def on_discord(folder: Path) -> AsyncIterator[OnDiscord]:
    """Run a bot on Discord, and let somebody come."""
    async with open_everywhere(folder) as (_, conversation):
        client = make_client(conversation, with_admins=False)
        async with running_env(client) as env:
            with env.time_context():
                yield OnDiscord(DiscordWorld(env).private_chat(), conversation)


def _seen(shown: Shown) -> Seen:
    words = shown.words
    return seen(
        _plain(words),
        [(label, shown.actions[label]) for row in shown.rows for label in row],
        _kinds(shown),
        [address for _, address in _LINK.findall(words)],
        next((name for name in shown.files if name.endswith(".json")), None),
    )


def _kinds(shown: Shown) -> set[Kind]:
    suffixes = {name.rpartition(".")[2] for name in shown.files}
    has_picture = shown.embed is not None and "image" in shown.embed
    return {
        kind
        for kind, holds in (
            (Kind.PICTURE, has_picture),
            (Kind.SOUND, suffixes & {"mp3", "m4a"}),
            (Kind.FILE, "json" in suffixes),
        )
        if holds
    }


def _plain(markdown: str) -> str:
    words = _LINK.sub(lambda found: found[1], markdown).replace(_NO_WIDTH, "")
    return _MARK.sub(lambda found: found[1] or "", words)
