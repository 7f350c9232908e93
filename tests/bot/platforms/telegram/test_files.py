import asyncio

import pytest

from bot.conversation.people import SentPhoto
from bot.errors import PhotoGoneError
from bot.platforms.telegram.platform import TelegramPlatform
from bot.platforms.telegram.service import TelegramService
from bot.storage.records import MessageRef
from inference.errors import ImageTooLargeError
from tests.support.bot_api import DOWNLOAD, BotApiEmulator, Person
from tests.support.photos import encoded, four_corners

JPEG = encoded(four_corners(), "JPEG")
NOWHERE = MessageRef("1", "1")


@pytest.fixture
def platform(service: TelegramService) -> TelegramPlatform:
    return service.platform


@pytest.fixture
def photo(ada: Person) -> SentPhoto:
    document = ada.send_document(JPEG, "image/jpeg", file_name="photo.jpg").document
    assert document is not None
    return SentPhoto(document.file.file_id, NOWHERE)


async def test_a_photo_is_fetched_as_it_was_sent(
    platform: TelegramPlatform, photo: SentPhoto
) -> None:
    assert await platform.fetch_photo(photo) == JPEG


@pytest.mark.parametrize("after_processing", [False, True])
async def test_a_download_that_breaks_off_begins_again(
    telegram: BotApiEmulator,
    platform: TelegramPlatform,
    photo: SentPhoto,
    *,
    after_processing: bool,
) -> None:
    telegram.faults.drop_connection(DOWNLOAD, after_processing=after_processing)
    assert await platform.fetch_photo(photo) == JPEG


async def test_failing_servers_are_asked_again(
    telegram: BotApiEmulator, platform: TelegramPlatform, photo: SentPhoto
) -> None:
    telegram.faults.server_error("getFile", times=2)
    assert await platform.fetch_photo(photo) == JPEG


async def test_a_slow_download_is_waited_for_and_holds_up_no_other(
    telegram: BotApiEmulator, platform: TelegramPlatform, photo: SentPhoto
) -> None:
    hold = telegram.faults.hold(DOWNLOAD)
    slow = asyncio.create_task(platform.fetch_photo(photo))
    await hold.met.wait()
    assert await platform.fetch_photo(photo) == JPEG
    assert not slow.done()
    hold.released.set()
    assert await slow == JPEG


async def test_a_file_over_20_mb_is_too_large(
    telegram: BotApiEmulator, platform: TelegramPlatform, photo: SentPhoto
) -> None:
    telegram.faults.files_too_big()
    with pytest.raises(ImageTooLargeError, match="20 MB"):
        await platform.fetch_photo(photo)


@pytest.mark.usefixtures("ada")
async def test_a_file_that_telegram_does_not_know_is_gone(platform: TelegramPlatform) -> None:
    with pytest.raises(PhotoGoneError):
        await platform.fetch_photo(SentPhoto("no-such-file", NOWHERE))


async def test_a_file_whose_address_leads_nowhere_is_gone(
    telegram: BotApiEmulator, platform: TelegramPlatform, photo: SentPhoto
) -> None:
    telegram.faults.refuse(DOWNLOAD, "Not Found", code=404)
    with pytest.raises(PhotoGoneError):
        await platform.fetch_photo(photo)
