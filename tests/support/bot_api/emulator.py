"""The emulator: a Telegram of one bot on 127.0.0.1, driven by tests."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from tests.support.bot_api.accounts import Account
from tests.support.bot_api.chats import Chat
from tests.support.bot_api.faults import Faults
from tests.support.bot_api.groups import Group
from tests.support.bot_api.people import Person
from tests.support.bot_api.rate_limits import FloodControl, RateLimits
from tests.support.bot_api.server import BotApiServer, CallRecord
from tests.support.bot_api.webhook import WebhookSender
from tests.support.bot_api.world import WebPage, World

BOT_ID = 4242
# Has the shape of a token, and opens nothing.
TOKEN = f"{BOT_ID}:{'emulated-' * 3}telegram"
# Groups' ids are negative and begin with -100: supergroups.
FIRST_GROUP_ID = -1_001_000_000_001


class BotApiEmulator:
    """A Bot API server; use it as an async context manager.

    Outlives the bot: one that is stopped and started again finds its unconfirmed updates,
    and file ids stay valid.
    """

    def __init__(  # noqa: PLR0913 - each is a setting
        self,
        *,
        token: str = TOKEN,
        username: str = "moodring_test_bot",
        limits: RateLimits | None = None,
        privacy_mode: bool = True,
        callback_timeout_s: float = 15.0,
        webhook_retry_s: float = 0.2,
        keeps_uploads: bool = True,
    ) -> None:
        """Set up an empty Telegram.

        Args:
            token: The bot's; any other is answered 401.
            username: The bot's, without @.
            limits: Enforced with 429 when given.
            privacy_mode: Whether the bot sees only what concerns it in groups.
            callback_timeout_s: How long a pressed button can be answered.
            webhook_retry_s: Pause before an update is posted again.
            keeps_uploads: False for long loads: the bytes of what the bot sends are dropped.
        """
        self.token = token
        self.faults = Faults()
        self.flood = FloodControl(limits)
        bot = Account(
            int(token.split(":", maxsplit=1)[0]), "Moodring", username=username, is_bot=True
        )
        self.world = World(
            bot,
            privacy_mode=privacy_mode,
            callback_timeout_s=callback_timeout_s,
            keeps_uploads=keeps_uploads,
        )
        self._server = BotApiServer(self.world, token, self.faults, self.flood)
        self._webhook_retry_s = webhook_retry_s
        self._people: dict[int, Person] = {}
        self._root = ""

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._runner = web.AppRunner(
            self._server.application(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=1.0,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._root = _address(self._runner)
        self._session = aiohttp.ClientSession()
        sender = WebhookSender(self.world, self._session, self._webhook_retry_s)
        self._delivery = asyncio.create_task(sender.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End polls and deliveries, and stop listening."""
        self._delivery.cancel()
        with suppress(asyncio.CancelledError):
            await self._delivery
        self.world.updates.close()
        await self._session.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """Return what python-telegram-bot's `base_url` must be."""
        return f"{self._root}/bot"

    @property
    def base_file_url(self) -> str:
        """Return what python-telegram-bot's `base_file_url` must be."""
        return f"{self._root}/file/bot"

    @property
    def calls(self) -> list[CallRecord]:
        """Return every call so far, in the order of their answers."""
        return self._server.calls

    def calls_of(self, method: str) -> list[CallRecord]:
        return [call for call in self.calls if call.method == method]

    async def wait_for_calls(self, method: str, count: int = 1, timeout_s: float = 5.0) -> None:
        """Return as soon as a method has been called so often.

        Raises:
            TimeoutError: It has not.
        """
        await self._server.changes.wait_until(
            lambda: len(self.calls_of(method)) >= count, timeout_s
        )

    def person(self, person_id: int, name: str = "Ada", language_code: str | None = "en") -> Person:
        """Return the person of this id, made at the first call."""
        if person_id not in self._people:
            account = Account(
                person_id, name, username=f"person{person_id}", language_code=language_code
            )
            description = {
                "id": person_id,
                "type": "private",
                "first_name": name,
                "username": account.username,
            }
            chat = Chat(description, self.world.private_message_ids)
            self.world.chats[chat.id] = chat
            self.world.members[chat.id] = {person_id: account, self.world.bot.id: self.world.bot}
            self._people[person_id] = Person(self.world, account, chat)
        return self._people[person_id]

    def group(
        self, people: Sequence[Person], title: str = "Friends", group_id: int = FIRST_GROUP_ID
    ) -> Group:
        """Return a new supergroup of these people and the bot."""
        chat = Chat({"id": group_id, "type": "supergroup", "title": title})
        self.world.chats[chat.id] = chat
        return Group(self.world, chat, people)

    def host_web_page(self, url: str, content: bytes, mime_type: str) -> None:
        """Let a web address be found when the bot sends it instead of a file."""
        self.world.web_pages[url] = WebPage(mime_type, content)


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"
