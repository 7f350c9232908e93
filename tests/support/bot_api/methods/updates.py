"""Methods by which a bot gets its updates."""

import re
from typing import Any
from urllib.parse import urlsplit

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import bad_request, conflict
from tests.support.bot_api.world import Webhook, World

MAX_POLL_S = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, call: ApiCall) -> Any:
    if world.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(call.structure("allowed_updates"))
    timeout_s = min(call.integer("timeout"), MAX_POLL_S)
    return await world.updates.poll(call.integer("offset"), call.integer("limit"), timeout_s)


async def set_webhook(world: World, call: ApiCall) -> Any:
    """Set the webhook; http is taken too, as a local Bot API server does."""
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.allow(call.structure("allowed_updates"))
    url = call.text("url")
    if not url:
        world.webhook = None
    else:
        world.webhook = _checked_webhook(call, url)
    world.updates.changes.notify()
    return True


async def delete_webhook(world: World, call: ApiCall) -> Any:
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = None
    world.updates.changes.notify()
    return True


async def get_webhook_info(world: World, _call: ApiCall) -> Any:
    hook = world.webhook or Webhook("")
    details = {
        "last_error_date": hook.last_error_date_s,
        "last_error_message": hook.last_error,
        "allowed_updates": hook.allowed_updates,
        "max_connections": hook.max_connections if hook.url else None,
    }
    return {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    } | {name: value for name, value in details.items() if value is not None}


async def answer_true(_world: World, _call: ApiCall) -> Any:
    return True


def _checked_webhook(call: ApiCall, url: str) -> Webhook:
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token") or None
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return Webhook(
        url, secret, call.integer("max_connections", 40), call.structure("allowed_updates")
    )


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": answer_true,
    "close": answer_true,
}
