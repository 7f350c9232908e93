from collections.abc import AsyncIterator

import pytest
from simcord.env import Env

from tests.support.discord_chats import Chat, DiscordWorld, make_client, running_env
from tests.support.listeners import RecordingListener


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


@pytest.fixture
async def env(listener: RecordingListener) -> AsyncIterator[Env]:
    async with running_env(make_client(listener)) as running:
        yield running


@pytest.fixture
def world(env: Env) -> DiscordWorld:
    return DiscordWorld(env)


@pytest.fixture
def ada(world: DiscordWorld) -> Chat:
    """Ada's private chat with the bot."""
    return world.private_chat("ada")


@pytest.fixture
def bob(world: DiscordWorld) -> Chat:
    """Bob in a server's channel that others read."""
    return world.server_chat("bob")
