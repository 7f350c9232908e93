"""The Bot API's methods, each a function of the world and the call."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.methods.callbacks import METHODS as CALLBACK_METHODS
from tests.support.bot_api.methods.chats import METHODS as CHAT_METHODS
from tests.support.bot_api.methods.editing import METHODS as EDITING_METHODS
from tests.support.bot_api.methods.profile import METHODS as PROFILE_METHODS
from tests.support.bot_api.methods.sending import METHODS as SENDING_METHODS
from tests.support.bot_api.methods.updates import METHODS as UPDATE_METHODS
from tests.support.bot_api.world import World

Method = Callable[[World, ApiCall], Awaitable[Any]]

# Found in any spelling of upper and lower case, as Telegram does.
METHODS: dict[str, Method] = {
    name.lower(): method
    for methods in (
        UPDATE_METHODS,
        SENDING_METHODS,
        EDITING_METHODS,
        CALLBACK_METHODS,
        CHAT_METHODS,
        PROFILE_METHODS,
    )
    for name, method in methods.items()
}
