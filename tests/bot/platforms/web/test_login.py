"""The password as people enter it, in a headless Chromium."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.web_pages import new_chat, running_browser, running_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "open sesame"  # noqa: S105


async def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_chat(tmp_path: Path) -> None:
    async with running_browser() as browser:
        with running_server(tmp_path, MOODRING_WEB_PASSWORD=PASSWORD) as server:
            async with new_chat(browser, server) as chat:
                page = chat.page
                await page.goto(server.address)
                await page.get_by_label("Password").fill("guess")
                await page.get_by_role("button", name="Enter").click()
                await expect(page.get_by_role("alert")).to_have_text("That is not the password.")
                await page.get_by_label("Password").fill(PASSWORD)
                await page.keyboard.press("Enter")
                await chat.said("Before you agree")
                await page.reload()
                await chat.said("Before you agree")
                assert chat.foreign == []
