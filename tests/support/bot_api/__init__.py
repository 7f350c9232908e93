"""An emulator of Telegram's Bot API that an unmodified bot talks to over HTTP.

    async with BotApiEmulator() as telegram:
        ...  # start the bot with telegram.token, telegram.base_url, telegram.base_file_url
        ada = telegram.person(1, "Ada")
        ada.send_photo(photo)
        reply = await ada.wait_for_reply()
        ada.press(reply, "👍")

It covers the methods that the bot uses; others are answered 404. Not emulated: Markdown, channels,
forum topics, payments, inline mode, expiry of download links and of updates after 24 hours.
"""

from tests.support.bot_api.chats import Chat, ChatMessage
from tests.support.bot_api.emulator import BotApiEmulator
from tests.support.bot_api.faults import ANY_METHOD, DOWNLOAD, Faults
from tests.support.bot_api.groups import Group
from tests.support.bot_api.keyboards import Button
from tests.support.bot_api.people import Participant, Person
from tests.support.bot_api.rate_limits import RateLimits, Violation
from tests.support.bot_api.transcript import render_transcript
from tests.support.bot_api.world import CallbackQuery, QueryAnswer

__all__ = [
    "ANY_METHOD",
    "DOWNLOAD",
    "BotApiEmulator",
    "Button",
    "CallbackQuery",
    "Chat",
    "ChatMessage",
    "Faults",
    "Group",
    "Participant",
    "Person",
    "QueryAnswer",
    "RateLimits",
    "Violation",
    "render_transcript",
]
