from collections.abc import AsyncIterator

import httpx
import pytest

from bot.songs.providers.gateway import media_client
from tests.support.media_servers import MediaServer, a_song


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with MediaServer.running(a_song(0), a_song(1)) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with media_client() as shared:
        yield shared
