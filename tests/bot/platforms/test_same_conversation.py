"""One conversation, three places: the same deeds bring the same replies on each platform.

And on a fourth, which is only there to show that a platform needs nothing but itself.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.discord_chats import strict_texts
from tests.support.everywhere.on_discord import on_discord
from tests.support.everywhere.on_paper import on_paper
from tests.support.everywhere.on_telegram import on_telegram
from tests.support.everywhere.on_web import on_web
from tests.support.everywhere.seen import Kind, Sight, Somebody
from tests.support.photos import encoded, four_corners

BACK = str(strict_texts().for_language("en").say("back-button"))
JPEG = encoded(four_corners(), "JPEG")

Deed = Callable[[Somebody], Awaitable[None]]
Arrive = Callable[[Path], AbstractAsyncContextManager[Somebody]]

PLATFORMS: dict[str, Arrive] = {
    "discord": on_discord,
    "paper": on_paper,
    "telegram": on_telegram,
    "web": on_web,
}

# Forgetting comes last: the browser then shows nothing but that it was done.
SCRIPT: dict[str, Deed] = {
    "starts": lambda one: one.command("start"),
    "sends a selfie before agreeing": lambda one: one.send_photo(JPEG),
    "agrees, and is answered": lambda one: one.press("✅"),
    "plays a song": lambda one: one.press("▶ 1"),
    "likes the song that plays": lambda one: one.press("👍"),
    "says hello": lambda one: one.say("hello"),
    "asks for help": lambda one: one.command("help"),
    "sends another selfie": lambda one: one.send_photo(JPEG),
    "looks for a song to dislike": lambda one: one.press("👎"),
    "dislikes a song": lambda one: one.press("👎 2"),
    "goes back to all buttons": lambda one: one.press(BACK),
    "asks for more songs": lambda one: one.press("🔀"),
    "says it is not their mood": lambda one: one.press("🤔"),
    "names their mood": lambda one: one.press("😢"),
    "plays a song of the new ones": lambda one: one.press("▶ 3"),
    "asks for the moods": lambda one: one.command("mood"),
    "picks one": lambda one: one.press("😌"),
    "names a mood with the command": lambda one: one.command("mood", "sad"),
    "looks at the history": lambda one: one.command("history"),
    "looks at the chart": lambda one: one.press("📈"),
    "prefers it dark": lambda one: one.press("🌙"),
    "looks at the settings": lambda one: one.command("settings"),
    "wants eight songs": lambda one: one.press("🎵 8"),
    "gets eight songs": lambda one: one.command("mood", "happy"),
    "reads about privacy": lambda one: one.command("privacy"),
    "lets the bot learn": lambda one: one.press("Learn"),
    "takes the agreement back": lambda one: one.press("Withdraw"),
    "asks for their data": lambda one: one.command("mydata"),
    "asks to be forgotten": lambda one: one.command("forget"),
    "is forgotten": lambda one: one.press("🗑"),
}
"""What somebody does, one thing after the other."""


async def played(arrive: Arrive, folder: Path) -> dict[str, Sight]:
    """Return what somebody sees after each deed of the script."""
    async with arrive(folder) as somebody:
        sights = {}
        for name, deed in SCRIPT.items():
            await deed(somebody)
            sights[name] = await somebody.look()
        sights["is forgotten"] = sights["is forgotten"].last
        return sights


@pytest.fixture
async def expected(tmp_path: Path) -> dict[str, Sight]:
    """What is seen on Telegram, the first platform there was."""
    return await played(on_telegram, tmp_path / "telegram")


@pytest.mark.parametrize("platform", [name for name in PLATFORMS if name != "telegram"])
async def test_the_same_conversation_brings_the_same_replies(
    platform: str, expected: dict[str, Sight], tmp_path: Path
) -> None:
    found = await played(PLATFORMS[platform], tmp_path / platform)
    for name in SCRIPT:
        assert found[name] == expected[name], f"somebody who {name}"


async def test_the_script_shows_every_kind_of_reply(expected: dict[str, Sight]) -> None:
    messages = [message for sight in expected.values() for message in sight.messages]
    assert {kind for message in messages for kind in message.kinds} == set(Kind)
    assert any(message.songs and message.links for message in messages)
    assert any(sight.notes for sight in expected.values())
    # Each deed changes what is seen.
    assert all(before != after for before, after in pairwise(expected.values()))
