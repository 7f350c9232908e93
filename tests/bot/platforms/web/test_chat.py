"""The chat as people use it: a real server, the real models, and a headless Chromium."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any, Protocol

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, expect
from skimage.data import astronaut

from tests.support.photos import encoded
from tests.support.web_pages import Chat, RunningServer, new_chat, running_browser, running_server

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

PORTRAIT = encoded(Image.fromarray(astronaut()), "PNG")


class OpenChat(Protocol):
    async def __call__(self, **options: Any) -> Chat: ...


def two_people() -> bytes:
    face = astronaut()[:300, 100:400]
    return encoded(Image.fromarray(np.hstack([face, face])), "JPEG")


def large_photo() -> bytes:
    """Return a photo of over 1 MB, which web frameworks would put into a temporary file."""
    image = Image.fromarray(astronaut()).resize((1600, 1600))
    noise = np.random.default_rng(1).integers(0, 40, (1600, 1600, 3))
    pixels = (np.asarray(image) * 0.85 + noise).astype(np.uint8)
    return encoded(Image.fromarray(pixels), "PNG")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def open_chat(browser: Browser, server: RunningServer) -> AsyncIterator[OpenChat]:
    """Open chats of people who have not been here; no page may ask another host for anything."""
    chats: list[Chat] = []
    async with AsyncExitStack() as stack:

        async def open_new(**options: Any) -> Chat:
            chats.append(await stack.enter_async_context(new_chat(browser, server, **options)))
            return chats[-1]

        yield open_new
        assert [url for chat in chats for url in chat.foreign] == []
        assert [problem for chat in chats for problem in chat.problems] == []


@pytest_asyncio.fixture(loop_scope="module")
async def chat(open_chat: OpenChat) -> Chat:
    return await open_chat()


@pytest_asyncio.fixture(loop_scope="module")
async def agreed(chat: Chat) -> Chat:
    await chat.agree()
    return chat


async def test_whoever_comes_is_greeted_once_and_asked_first(chat: Chat) -> None:
    await chat.open()
    await expect(chat.messages).to_have_count(1)
    await expect(chat.last).to_contain_text("Before you agree")
    await chat.page.reload()
    await chat.messages.first.wait_for()
    await expect(chat.messages).to_have_count(1)


async def test_a_photo_before_the_tap_is_answered_right_after_it(chat: Chat) -> None:
    await chat.open()
    await chat.choose(PORTRAIT)
    await chat.said("only once you have agreed")
    await expect(chat.answers).to_have_count(0)
    await chat.press("I agree")
    await expect(chat.answers).to_have_count(1)


async def test_a_chosen_photo_gets_songs_with_covers_and_links(agreed: Chat) -> None:
    await agreed.choose(PORTRAIT)
    answer = agreed.answers.last
    await expect(answer).to_contain_text("You look happy")
    await expect(answer.locator("ol.songs > li")).to_have_count(5)
    await expect(answer).to_have_attribute("data-mood", "happy")
    await expect(answer.locator(".names a").first).to_have_attribute(
        "href", re.compile("^https://")
    )
    await agreed.page.wait_for_function(
        "[...document.querySelectorAll('.cover img')].every((image) => image.naturalWidth === 320)"
    )
    await expect(answer.locator(".foot")).to_contain_text("Deezer")
    await expect(agreed.page.locator(".log moodring-photo img")).to_be_visible()


async def test_a_dropped_photo_gets_songs(agreed: Chat) -> None:
    await agreed.drop(PORTRAIT)
    await expect(agreed.answers).to_have_count(1)
    await expect(agreed.page.locator("#drop")).not_to_have_class(re.compile("on"))


async def test_the_camera_takes_a_photo(agreed: Chat) -> None:
    await agreed.page.get_by_role("button", name="Take a photo").first.click()
    shutter = agreed.page.locator(".snap")
    await expect(shutter).to_be_focused()
    await agreed.page.wait_for_function("document.querySelector('video').videoWidth > 0")
    await shutter.click()
    # The camera of the test shows a green field.
    await agreed.said("can't find a face")
    await expect(agreed.page.locator("#camera")).to_be_hidden()


async def test_of_several_faces_one_is_chosen(agreed: Chat) -> None:
    await agreed.choose(two_people())
    question = await agreed.said("I see 2 faces")
    await expect(question.locator("img.picture")).to_have_attribute("alt", re.compile(r"\w"))
    await expect(question.get_by_role("button")).to_have_count(2)
    await question.get_by_role("button").nth(1).click()
    await expect(agreed.answers).to_have_count(1)


async def test_without_a_face_there_are_tips_and_moods(agreed: Chat) -> None:
    await agreed.choose(encoded(Image.new("RGB", (320, 240), "#357"), "PNG"))
    tips = await agreed.said("can't find a face")
    await tips.get_by_role("button", name="Calm").click()
    await expect(agreed.answers.last).to_have_attribute("data-mood", "calm")


async def test_a_file_that_is_no_photo_is_hinted_at(agreed: Chat) -> None:
    await agreed.choose(b"words", "notes.txt", "text/plain")
    await agreed.said("can't read that file as a photo")
    await agreed.choose(b"no picture", "me.jpg", "image/jpeg")
    await agreed.said("it seems damaged")


async def test_a_photo_that_is_too_large_is_told(agreed: Chat) -> None:
    await agreed.page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            const file = new File([new Uint8Array(21 * 2 ** 20)], "me.jpg", { type: "image/jpeg" });
            transfer.items.add(file);
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer }));
        }"""
    )
    await agreed.said("too large for me")


async def test_a_typed_command_is_answered_and_shown(agreed: Chat) -> None:
    await agreed.say("/mood happy")
    await expect(agreed.answers.last).to_have_attribute("data-mood", "happy")
    await expect(agreed.page.locator(".message.own").last).to_contain_text("/mood happy")
    await agreed.say("<b>hello</b>")
    await agreed.said("pick a mood with")
    await expect(agreed.page.locator(".message.own").last).to_contain_text("<b>hello</b>")


async def test_the_menu_has_the_commands_and_is_walked_with_arrows(agreed: Chat) -> None:
    await agreed.page.get_by_role("button", name="What I can do").click()
    first = agreed.page.locator("#commands button").first
    await expect(first).to_be_focused()
    await agreed.page.keyboard.press("ArrowDown")
    await expect(agreed.page.locator("#commands button").nth(1)).to_be_focused()
    await agreed.page.keyboard.press("Enter")
    await agreed.said("Which mood")
    await expect(agreed.page.locator("#commands")).to_be_hidden()


async def test_a_command_in_a_text_can_be_pressed(agreed: Chat) -> None:
    await agreed.page.locator(".text .command", has_text="/privacy").first.click()
    await agreed.said("Nothing is passed on")


async def test_a_song_plays_on_its_card_and_plays_on_when_it_is_liked(agreed: Chat) -> None:
    await agreed.say("/mood sad")
    card = agreed.answers.last.locator("li").nth(1)
    await card.locator(".play").click()
    await agreed.page.wait_for_function(
        "document.querySelector('li moodring-player')?.audio.currentTime > 0.2"
    )
    await card.get_by_role("button", name="👍").click()
    await expect(agreed.page.locator("#toasts")).to_contain_text("More like this")
    await expect(card.get_by_role("button", name="👍 ✓")).to_be_visible()
    assert await agreed.page.evaluate("!document.querySelector('li moodring-player').audio.paused")
    await expect(card.locator(".play")).to_have_attribute("aria-label", re.compile("^Pause"))
    await card.locator(".play").click()
    assert await agreed.page.evaluate("document.querySelector('li moodring-player').audio.paused")
    await expect(card.locator(".thanks")).to_contain_text("Deezer")


async def test_other_songs_take_the_place_of_an_answer(agreed: Chat) -> None:
    await agreed.say("/mood calm")
    answer = agreed.answers.last
    await expect(answer.locator("li")).to_have_count(5)
    before = await answer.locator(".names a").all_inner_texts()
    await agreed.press("More songs")
    await expect(answer.locator(".names a").first).not_to_have_text(before[0])
    await expect(agreed.answers).to_have_count(1)


async def test_the_history_has_songs_and_a_chart(open_chat: OpenChat) -> None:
    chat = await open_chat(color_scheme="dark")
    await chat.agree()
    await chat.choose(PORTRAIT)
    await expect(chat.answers).to_have_count(1)
    await chat.say("/history")
    await chat.said("Your last moods")
    await chat.press("Chart")
    chart = chat.page.locator("img.picture").last
    await expect(chart).to_have_attribute("alt", "Your moods over time")
    # The page is dark, and so is the chart.
    await expect(chat.last.get_by_role("button", name="Light")).to_be_visible()


async def test_my_data_is_a_file_to_keep(agreed: Chat) -> None:
    await agreed.say("/mydata")
    link = agreed.page.locator(".document")
    async with agreed.page.expect_download() as started:
        await link.click()
    download = await started.value
    assert re.fullmatch(r"moodring-\d{4}-\d\d-\d\d\.json", download.suggested_filename)
    path = await link.get_attribute("href")
    answer = await agreed.page.request.get(f"{await origin_of(agreed)}{path}")
    assert json.loads(await answer.body())


async def test_whoever_is_forgotten_comes_back_as_somebody_new(agreed: Chat) -> None:
    await agreed.say("/mood happy")
    await expect(agreed.answers).to_have_count(1)
    before = await visitor_cookie(agreed)
    async with agreed.page.expect_response("**/session"):
        await agreed.say("/forget")
        await agreed.press("Delete everything")
    await agreed.said("Nothing about you is left")
    await expect(agreed.messages).to_have_count(1)
    assert (await visitor_cookie(agreed)).split(".")[0] != before.split(".")[0]
    await agreed.page.reload()
    await agreed.say("/start")
    await agreed.said("Before you agree")


async def test_a_reload_keeps_the_chat_but_no_photo(agreed: Chat) -> None:
    await agreed.choose(PORTRAIT)
    await expect(agreed.answers).to_have_count(1)
    texts = await agreed.messages.all_inner_texts()
    await agreed.page.reload()
    await expect(agreed.answers).to_have_count(1)
    assert len(await agreed.messages.all_inner_texts()) == len(texts)
    await expect(agreed.page.locator(".log moodring-photo")).to_contain_text("Your photo")
    await expect(agreed.page.locator(".log moodring-photo img")).to_have_count(0)
    await agreed.press("More songs")
    await expect(agreed.answers).to_have_count(1)


async def test_two_tabs_show_one_chat_and_two_browsers_two(
    agreed: Chat, open_chat: OpenChat
) -> None:
    tab = await agreed.page.context.new_page()
    await tab.goto(await origin_of(agreed))
    await agreed.say("/mood calm")
    await expect(tab.locator(".message.songs")).to_have_count(1)
    stranger = await open_chat()
    await stranger.open()
    await expect(stranger.messages).to_have_count(1)
    cover = await agreed.page.locator(".cover img").first.get_attribute("src")
    answer = await stranger.page.request.get(f"{await origin_of(agreed)}{cover}")
    assert answer.status == 404


async def test_the_keyboard_is_enough(chat: Chat) -> None:
    await chat.open()
    await chat.page.locator("#words").focus()
    await chat.page.keyboard.press("Shift+Tab")
    await chat.page.keyboard.press("Shift+Tab")
    await expect(chat.page.get_by_role("button", name="I agree")).to_be_focused()
    await chat.page.keyboard.press("Enter")
    await chat.said("Now send me a selfie")
    await chat.page.locator("#words").focus()
    await chat.page.keyboard.type("/mood happy")
    await chat.page.keyboard.press("Enter")
    await expect(chat.answers).to_have_count(1)
    like = chat.answers.get_by_role("button", name="👍")
    await like.focus()
    await chat.page.keyboard.press("Enter")
    # Other buttons stand there now: the focus is at the same place.
    await expect(chat.answers.get_by_role("button", name="👍 1")).to_be_focused()


async def test_everything_has_a_name_for_a_screen_reader(agreed: Chat) -> None:
    await agreed.choose(PORTRAIT)
    await expect(agreed.answers).to_have_count(1)
    await expect(agreed.page.get_by_role("log", name="Conversation")).to_have_attribute(
        "aria-live", "polite"
    )
    nameless = await agreed.page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea, input:not([hidden]), img")]
            .filter((one) => one.tagName === "IMG" ? !one.hasAttribute("alt")
                : !(one.ariaLabel || one.textContent.trim() || one.labels?.length))
            .map((one) => one.outerHTML.slice(0, 200))"""
    )
    assert nameless == []


async def test_the_browser_chooses_the_language(open_chat: OpenChat) -> None:
    chat = await open_chat(locale="es-MX")
    await chat.open()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "es")
    await expect(chat.page.get_by_role("button", name="Acepto")).to_be_visible()
    await expect(chat.page.get_by_label("Elegir una foto").first).to_be_attached()


async def test_a_chosen_language_changes_the_whole_page(agreed: Chat) -> None:
    await agreed.say("/settings")
    await agreed.said("Settings")
    await agreed.press("Português")
    await expect(agreed.page.locator("html")).to_have_attribute("lang", "pt-BR")


async def test_light_and_dark_follow_the_system_until_chosen(open_chat: OpenChat) -> None:
    chat = await open_chat(color_scheme="dark")
    await chat.open()
    root = chat.page.locator("html")
    await expect(root).to_have_attribute("data-theme", "dark")
    await chat.press("Light or dark")
    await expect(root).to_have_attribute("data-theme", "light")
    await chat.page.reload()
    await expect(root).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_is_wider_than_the_screen(open_chat: OpenChat, width: int) -> None:
    chat = await open_chat(viewport={"width": width, "height": 844})
    await chat.agree()
    await chat.choose(PORTRAIT)
    await expect(chat.answers).to_have_count(1)
    await chat.page.locator("li .play").first.click()
    await expect(chat.page.locator("moodring-player")).to_have_count(1)
    outside = await chat.page.evaluate(
        """() => [...document.querySelectorAll("#scroll *, .composer *, .top *")]
            .filter((one) => one.getClientRects().length && !one.closest(".sr-only"))
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []


async def test_no_photo_touches_the_disk(agreed: Chat, server: RunningServer) -> None:
    photo = large_photo()
    assert len(photo) > 2**20
    await agreed.choose(photo)
    await expect(agreed.answers).to_have_count(1)
    await agreed.choose(two_people())
    await agreed.said("I see 2 faces")
    # What is opened for writing is told: the key was.
    assert any("key" in path for path in server.written_at_start)
    assert server.written == []


async def visitor_cookie(chat: Chat) -> str:
    cookies = await chat.page.context.cookies()
    [cookie] = [one for one in cookies if one["name"] == "moodring_visitor"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    return cookie["value"]


async def origin_of(chat: Chat) -> str:
    return str(await chat.page.evaluate("location.origin"))
