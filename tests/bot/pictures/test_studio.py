import asyncio
import io
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from PIL import Image
from skimage.data import astronaut

from bot.errors import PictureError
from bot.pictures.cover_files import CoverFileError
from bot.pictures.covers import PictureSong
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.pictures.studio import ProcessPictureStudio
from inference.errors import WorkerCrashedError
from inference.moods import Mood
from tests.support import painters
from tests.support.media_servers import cover_file
from tests.support.photos import encoded

if TYPE_CHECKING:
    from bot.conversation.services import PictureStudio

# One event loop for the module, so that tests that leave their workers whole share a studio.
pytestmark = pytest.mark.asyncio(loop_scope="module")

DEADLINE_S = 10.0
SHORT_DEADLINE_S = 0.5
LABELS = ChartLabels("Your moods", {mood: mood.value for mood in Mood}, "en")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator[ProcessPictureStudio]:
    """Two workers; a test that breaks one leaves it to the studio to replace it."""
    async with ProcessPictureStudio(
        workers=2, deadline_s=DEADLINE_S, painter=painters.obedient_painter
    ) as shared:
        yield shared


def songs_named(*titles: str) -> list[PictureSong]:
    return [PictureSong(f"s{n}", title, "Artist") for n, title in enumerate(titles)]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def report(studio: ProcessPictureStudio) -> str:
    """Return what a worker tells of itself."""
    with pytest.raises(PictureError) as caught:
        await studio.compose_answer(songs_named(painters.REPORT, "B"), Mood.SAD)
    return str(caught.value)


async def test_an_answer_is_drawn_in_another_process(studio: ProcessPictureStudio) -> None:
    drawn: PictureStudio = studio

    picture = opened(await drawn.compose_answer(songs_named(*"ABCDE"), Mood.CALM))

    assert (picture.format, picture.width) == ("JPEG", 1080)
    assert f"pid {os.getpid()}" not in await report(studio)


@pytest.mark.parametrize("cover", [None, cover_file(600)])
async def test_a_cover_is_as_large_as_a_player_takes(
    studio: ProcessPictureStudio, cover: bytes | None
) -> None:
    data = await studio.cover_of(PictureSong("s", "Title", "Artist", cover), Mood.HAPPY)

    assert (opened(data).format, opened(data).size) == ("JPEG", (320, 320))
    assert len(data) <= 200_000


async def test_faces_are_numbered_on_a_photo(studio: ProcessPictureStudio) -> None:
    photo = encoded(Image.fromarray(astronaut()), "WEBP")

    picture = opened(await studio.number_faces(photo, [(170, 60, 120, 150), (10, 10, 60, 60)]))

    assert (picture.format, picture.size) == ("JPEG", (512, 512))


async def test_moods_are_drawn_over_time(studio: ProcessPictureStudio) -> None:
    entries = [MoodEntry(datetime(2026, 6, day, tzinfo=UTC), (0.5, 0.5, 0.0)) for day in (1, 9)]

    data = await studio.draw_mood_chart(entries, LABELS, dark=True)

    assert (opened(data).format, opened(data).size) == ("PNG", (1200, 1000))


async def test_what_cannot_be_drawn_is_told_and_its_worker_stays(
    studio: ProcessPictureStudio,
) -> None:
    workers = {await report(studio) for _ in range(4)}
    damaged = PictureSong("s", "Title", "Artist", b"no picture")
    for attempt in (
        studio.number_faces(b"no photo", [(0, 0, 9, 9)]),
        studio.compose_answer([], Mood.SAD),
        studio.cover_of(damaged, Mood.SAD),
        studio.draw_mood_chart([], LABELS, dark=False),
    ):
        with pytest.raises(PictureError):
            await attempt
    assert {await report(studio) for _ in range(4)} == workers
    assert len(workers) == 2


async def test_a_worker_writes_no_file(studio: ProcessPictureStudio) -> None:
    await studio.number_faces(encoded(Image.fromarray(astronaut()), "JPEG"), [(9, 9, 90, 90)])
    for _ in range(2):
        assert "written []" in await report(studio)


async def test_a_crash_costs_its_own_picture_only(studio: ProcessPictureStudio) -> None:
    titles = ("A", painters.KILLED, "C", "D")
    pictures = [studio.compose_answer(songs_named(title, "B"), Mood.SAD) for title in titles]

    answers = await asyncio.gather(*pictures, return_exceptions=True)

    crash = answers.pop(1)
    assert isinstance(crash, PictureError)
    assert isinstance(crash.__cause__, WorkerCrashedError)
    assert all(isinstance(answer, bytes) for answer in answers)
    async with asyncio.timeout(DEADLINE_S):
        while len({await report(studio) for _ in range(4)}) < 2:
            pass


async def test_a_cover_is_brought_into_shape(studio: ProcessPictureStudio) -> None:
    assert opened(await studio.normalize_cover(cover_file(900, "PNG"))).size == (600, 600)
    with pytest.raises(CoverFileError, match="no JPEG"):
        await studio.normalize_cover(b"no picture")


async def test_a_hang_ends_at_the_deadline() -> None:
    async with ProcessPictureStudio(
        workers=1, deadline_s=SHORT_DEADLINE_S, painter=painters.obedient_painter
    ) as studio:
        hung = asyncio.create_task(studio.compose_answer(songs_named(painters.HANG, "B"), Mood.SAD))
        await asyncio.sleep(0.05)
        with pytest.raises(CoverFileError, match="no worker was free"):
            await studio.normalize_cover(cover_file())
        with pytest.raises(PictureError, match=r"within 0\.5 s"):
            await hung


async def test_a_closed_studio_draws_no_more() -> None:
    studio = ProcessPictureStudio(workers=1, painter=painters.obedient_painter)
    await studio.ready()
    begun = asyncio.create_task(studio.compose_answer(songs_named("A", "B"), Mood.HAPPY))
    await asyncio.sleep(0)
    await studio.close()
    assert opened(await begun).width == 1080
    with pytest.raises(PictureError, match="stopping"):
        await studio.compose_answer(songs_named("A"), Mood.HAPPY)


async def test_a_worker_that_dies_while_loading_is_told_by_ready() -> None:
    with pytest.raises(WorkerCrashedError, match="exit code 1"):
        await ProcessPictureStudio(workers=1, painter=painters.die_while_loading).ready()
