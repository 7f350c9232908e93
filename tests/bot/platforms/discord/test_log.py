import logging

import pytest

from bot.log import hashed
from bot.platforms.discord.log import hide_ids

CHANNEL_ID = "1456074443980800014"


@pytest.fixture(autouse=True)
def hidden() -> None:
    hide_ids()
    hide_ids()


@pytest.mark.parametrize("name", ["discord.http", "discord.webhook.async_"])
def test_the_library_logs_no_id(name: str, caplog: pytest.LogCaptureFixture) -> None:
    url = f"https://discord.com/api/v10/channels/{CHANNEL_ID}/messages"
    logging.getLogger(name).warning("%s responded with %d after %.1f s", url, 429, 0.5)
    assert CHANNEL_ID not in caplog.text
    assert f"channels/{hashed(CHANNEL_ID)}/messages responded with 429 after 0.5 s" in caplog.text
