"""Posts updates to the bot's webhook, in order within a chat, until it takes them."""

import asyncio
from typing import Any

import aiohttp

from tests.support.bot_api.world import Webhook, World

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_SUCCESS = range(200, 300)


class WebhookSender:
    """Delivers pending updates while a webhook is set; a failed one is tried again."""

    def __init__(self, world: World, session: aiohttp.ClientSession, retry_s: float) -> None:
        """Use a session; `retry_s` is the pause before an update is tried again."""
        self._world = world
        self._session = session
        self._retry_s = retry_s
        self._busy_chats: set[int] = set()
        self._deliveries: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                await self._world.updates.changes.wait_until(self._has_work, 3600.0)
                self._start_deliveries()
        finally:
            for delivery in self._deliveries:
                delivery.cancel()

    def _ready(self) -> list[dict[str, Any]]:
        """Return the oldest update of each chat that has none under way."""
        hook = self._world.webhook
        if hook is None:
            return []
        ready: dict[int, dict[str, Any]] = {}
        for update in self._world.updates.pending:
            chat = _chat_of(update)
            if chat not in self._busy_chats:
                ready.setdefault(chat, update)
        return list(ready.values())[: hook.max_connections - len(self._busy_chats)]

    def _has_work(self) -> bool:
        return bool(self._ready())

    def _start_deliveries(self) -> None:
        for update in self._ready():
            self._busy_chats.add(_chat_of(update))
            delivery = asyncio.create_task(self._deliver(update))
            self._deliveries.add(delivery)
            delivery.add_done_callback(self._deliveries.discard)

    async def _deliver(self, update: dict[str, Any]) -> None:
        hook = self._world.webhook
        try:
            if hook is not None and await self._post(hook, update):
                if update in self._world.updates.pending:
                    self._world.updates.remove(update)
            else:
                await asyncio.sleep(self._retry_s)
        finally:
            self._busy_chats.discard(_chat_of(update))
            self._world.updates.changes.notify()

    async def _post(self, hook: Webhook, update: dict[str, Any]) -> bool:
        headers = {} if hook.secret_token is None else {_SECRET_HEADER: hook.secret_token}
        try:
            async with self._session.post(hook.url, json=update, headers=headers) as response:
                if response.status in _SUCCESS:
                    return True
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except aiohttp.ClientError as error:
            problem = f"Connection failed: {type(error).__name__}"
        hook.last_error, hook.last_error_date_s = problem, self._world.now_s()
        return False


def _chat_of(update: dict[str, Any]) -> int:
    """Return the chat that an update belongs to; 0 for none."""
    for name in ("message", "edited_message", "my_chat_member"):
        if name in update:
            return int(update[name]["chat"]["id"])
    return int(update.get("callback_query", {}).get("from", {}).get("id", 0))
