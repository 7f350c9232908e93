"""A stage for conversations: real storage, texts and songs; everything else is a fake.

    async with open_stage(tmp_path) as stage:
        ada = await stage.agreed("ada")
        replies = await stage.send_photo(ada, a_face(Emotion.HAPPY))
        replies = await stage.press(ada, replies[-1], "🔀")

Every call returns what was sent because of it; `stage.sent` has all.
"""

import functools
import itertools
import sqlite3
from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from bot.conversation.conversation import Conversation
from bot.conversation.notice import NOTICE_VERSION
from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.conversation.replies import Button, Delivery, Reply
from bot.conversation.retrainer import RetrainingProgress
from bot.conversation.services import Services
from bot.errors import PhotoGoneError, PictureError
from bot.pictures.covers import PictureSong
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.settings import LimitSettings, StorageSettings
from bot.songs.catalogue import Catalogue, Song
from bot.songs.live_catalogue import LiveCatalogue
from bot.songs.media import Attribution, SongMedia
from bot.songs.providers.errors import ProviderUnavailableError
from bot.storage.records import MessageRef, Person, Purpose, TrainingFeedback
from bot.storage.storage import Storage, open_storage
from bot.texts.texts import Language, Texts
from inference.emotions import Emotion
from inference.moods import Mood, mood_weights
from inference.selfie import FaceAnalysis
from inference.song_table import shipped_catalogue_path
from tests.support.clock import Clock

PLATFORM = "telegram"
ADMIN = "operator"
UNSURE_THRESHOLD = 0.45
NO_LIMITS = LimitSettings(selfies_per_minute=0, selfies_per_day=0)
SOUND = b"ID3 a piece of sound"

_T = TypeVar("_T")


@functools.cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue that comes with Moodring, read once for all tests."""
    return Catalogue.load()


def a_face(emotion: Emotion = Emotion.HAPPY, share: float = 0.9, **others: float) -> FaceAnalysis:
    """Return a face that shows an emotion to a share; the rest is spread over the others.

    Args:
        emotion: The first to be given a share.
        share: Its share.
        others: Shares of other emotions by name.
    """
    given = {emotion: share, **{Emotion(name): value for name, value in others.items()}}
    left = (1 - sum(given.values())) / max(1, len(Emotion) - len(given))
    probabilities = np.array([given.get(one, left) for one in Emotion], np.float32)
    return FaceAnalysis((10, 20, 100, 120), 0.9, probabilities, mood_weights(probabilities))


@dataclass(frozen=True)
class Sent:
    """A reply as a platform got it.

    Attributes:
        reply: What was said.
        message: Where it stands.
        chat_id: In which chat.
    """

    reply: Reply
    message: MessageRef
    chat_id: str

    def button(self, label: str) -> Button:
        """Return the button whose label starts so."""
        buttons = list(itertools.chain(*self.reply.buttons))
        found = [one for one in buttons if one.label.startswith(label)]
        if not found:
            raise LookupError(f"no button {label!r} among {[one.label for one in buttons]}")
        return found[0]


class FakeOutlet:
    """Records what is sent; fails when told to, and fetches sound as a platform does."""

    def __init__(self, platform: "FakePlatform", chat_id: str, pressed: MessageRef | None) -> None:
        self._platform = platform
        self._chat_id = chat_id
        self._pressed = pressed

    def acknowledge(self) -> None:
        self._platform.acknowledged += 1

    async def show_activity(self) -> None:
        self._platform.activities += 1

    async def send(self, reply: Reply) -> MessageRef | None:
        if self._platform.send_faults:
            raise self._platform.send_faults.popleft()
        if reply.audio is not None and self._platform.loads_audio:
            self._platform.sounds.append(await reply.audio.load())
        message = self._place_of(reply)
        self._platform.sent.append(Sent(reply, message, self._chat_id))
        return None if reply.delivery is Delivery.NOTICE else message

    def _place_of(self, reply: Reply) -> MessageRef:
        in_place = reply.delivery is not Delivery.MESSAGE
        return (in_place and (reply.replaces or self._pressed)) or self._platform.new_message(
            self._chat_id
        )


class FakePlatform:
    """Keeps photos, and hands out outlets that record.

    Attributes:
        photos: File id → bytes, or the error that fetching raises; others are gone.
        sent: Everything, in order.
        send_faults: Raised by the next sends, one each.
        loads_audio: Whether sound is fetched when it is sent.
        sounds: That were fetched.
        acknowledged: How many events need not be delivered again.
        activities: How often an activity was shown.
    """

    def __init__(self, name: str = PLATFORM) -> None:
        self._name = name
        self._numbers = itertools.count(1000)
        self.photos: dict[str, bytes | Exception] = {}
        self.sent: list[Sent] = []
        self.send_faults: deque[Exception] = deque()
        self.loads_audio = True
        self.sounds: list[bytes] = []
        self.acknowledged = 0
        self.activities = 0

    @property
    def name(self) -> str:
        return self._name

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        found = self.photos.get(photo.file_id, PhotoGoneError("the file is gone"))
        if isinstance(found, Exception):
            raise found
        return found

    def outlet_for(self, person: Person, message: MessageRef) -> FakeOutlet:  # noqa: ARG002
        return FakeOutlet(self, message.chat_id, None)

    def outlet_in(self, chat_id: str, pressed: MessageRef | None = None) -> FakeOutlet:
        return FakeOutlet(self, chat_id, pressed)

    def new_message(self, chat_id: str) -> MessageRef:
        return MessageRef(chat_id, str(next(self._numbers)))


class FakeAnalyzer:
    """Sees what it was told to see in each photo; nobody in others."""

    def __init__(self) -> None:
        self.faces: dict[bytes, tuple[FaceAnalysis, ...] | Exception] = {}
        self.seen: list[bytes] = []
        # Awaited in the middle of each analysis: for what happens meanwhile.
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def analyze(self, data: bytes) -> tuple[FaceAnalysis, ...]:
        self.seen.append(data)
        if self.meanwhile is not None:
            await self.meanwhile()
        faces = self.faces.get(data, ())
        if isinstance(faces, Exception):
            raise faces
        return faces


class FakeStudio:
    """Draws texts that tell what was to be drawn."""

    def __init__(self) -> None:
        self.is_broken = False
        self.drawn: list[str] = []

    async def compose_answer(self, songs: Sequence[PictureSong], mood: Mood) -> bytes:
        return self._draw(f"answer {mood}: " + ", ".join(song.title for song in songs))

    async def cover_of(self, song: PictureSong, mood: Mood) -> bytes:
        return self._draw(f"cover {mood}: {song.title}")

    async def number_faces(self, photo: bytes, boxes: Sequence[tuple[int, int, int, int]]) -> bytes:
        return self._draw(f"faces in {photo!r}: {len(boxes)}")

    async def draw_mood_chart(
        self, entries: Sequence[MoodEntry], labels: ChartLabels, *, dark: bool
    ) -> bytes:
        return self._draw(f"chart of {len(entries)}, {labels.title}, dark: {dark}")

    def _draw(self, what: str) -> bytes:
        if self.is_broken:
            raise PictureError("the painter is ill")
        self.drawn.append(what)
        return what.encode()


class FakeMedia:
    """Knows a preview of every song but those it is told not to."""

    def __init__(self) -> None:
        self.without_preview: set[str] = set()
        self.is_silent = False
        self.unreachable = False

    async def media_for(self, songs: Sequence[Song]) -> list[SongMedia]:
        return [self._media_of(song) for song in songs]

    async def fetch_preview(self, url: str) -> bytes:
        if self.unreachable:
            raise ProviderUnavailableError("no route to the provider")
        return SOUND + url.encode()

    def _media_of(self, song: Song) -> SongMedia:
        if self.is_silent or song.id in self.without_preview:
            return SongMedia(song.id, song.audio_url)
        preview = f"https://previews.example/{song.id}"
        credit = Attribution("Deezer", f"https://deezer.example/{song.id}")
        return SongMedia(song.id, song.audio_url, preview_url=preview, attributions=(credit,))


class FakeRetrainer:
    """Reports what it was told to, or raises it."""

    def __init__(self) -> None:
        self.progress: list[RetrainingProgress | Exception] = []
        self.feedback: list[TrainingFeedback] = []

    async def retrain(self, feedback: TrainingFeedback) -> AsyncGenerator[RetrainingProgress]:
        self.feedback.append(feedback)
        for step in self.progress:
            if isinstance(step, Exception):
                raise step
            yield step


@dataclass
class Stage:
    """Everything of a conversation, and short ways to do what people do."""

    services: Services
    conversation: Conversation
    clock: Clock
    storage_settings: StorageSettings
    platform: FakePlatform = field(default_factory=FakePlatform)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def storage(self) -> Storage:
        return self.services.storage

    @property
    def sent(self) -> list[Sent]:
        return self.platform.sent

    @property
    def analyzer(self) -> FakeAnalyzer:
        return _fake(self.services.analyzer, FakeAnalyzer)

    @property
    def studio(self) -> FakeStudio:
        return _fake(self.services.studio, FakeStudio)

    @property
    def media(self) -> FakeMedia:
        return _fake(self.services.media, FakeMedia)

    @property
    def retrainer(self) -> FakeRetrainer:
        return _fake(self.services.retrainer, FakeRetrainer)

    def say(self, message_id: str, code: str = "en", **values: Any) -> str:
        return str(self.language(code).say(message_id, **values))

    def language(self, code: str = "en") -> Language:
        return self.services.texts.for_language(code)

    async def person(self, speaker: Speaker) -> Person:
        return await self.storage.people.meet(speaker.platform, speaker.platform_id)

    async def agreed(self, platform_id: str = "ada", **speaker: Any) -> Speaker:
        """Return somebody who has agreed to the analysis of photos."""
        someone = a_speaker(platform_id, **speaker)
        person = await self.person(someone)
        await self.storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=True, text_version=NOTICE_VERSION
        )
        return someone

    def new_photo(
        self, *faces: FaceAnalysis, chat_id: str = "chat", error: Exception | None = None
    ) -> SentPhoto:
        """Return a photo that the platform has and in which the analyser sees faces."""
        number = next(self._numbers)
        data = f"photo {number}".encode()
        self.platform.photos[f"file-{number}"] = data
        self.analyzer.faces[data] = error or faces
        return SentPhoto(f"file-{number}", MessageRef(chat_id, str(number)))

    async def send_photo(
        self, speaker: Speaker, *faces: FaceAnalysis, photo: SentPhoto | None = None
    ) -> list[Sent]:
        photo = photo or self.new_photo(*faces)
        outlet = self.platform.outlet_in(photo.message.chat_id)
        return await self._replies(
            self.conversation.receive_photo(self.platform, speaker, outlet, photo)
        )

    async def command(self, speaker: Speaker, name: str, *words: str) -> list[Sent]:
        outlet = self.platform.outlet_in("chat")
        return await self._replies(
            self.conversation.receive_command(self.platform, speaker, outlet, name, words)
        )

    async def press(self, speaker: Speaker, sent: Sent, label: str) -> list[Sent]:
        """Press the button of a reply whose label starts so."""
        return await self.press_action(speaker, sent.button(label).action, sent.message)

    async def press_action(
        self, speaker: Speaker, action: str, message: MessageRef | None = None
    ) -> list[Sent]:
        outlet = self.platform.outlet_in("chat", message)
        return await self._replies(
            self.conversation.receive_press(self.platform, speaker, outlet, action)
        )

    async def other(self, speaker: Speaker, content: OtherContent) -> list[Sent]:
        outlet = self.platform.outlet_in("chat")
        return await self._replies(
            self.conversation.receive_other(self.platform, speaker, outlet, content)
        )

    async def apologize(self, error: BaseException, speaker: Speaker) -> list[Sent]:
        outlet = self.platform.outlet_in("chat")
        return await self._replies(self.conversation.apologize(error, speaker, outlet))

    async def restart(self) -> list[Sent]:
        """Go on as a new process does, and return what it answers at its start."""
        await self.storage.close()
        storage = await open_storage(self.storage_settings, self.clock)
        self.services = replace(self.services, storage=storage)
        self.conversation = Conversation(self.services, [(PLATFORM, ADMIN)])
        return await self._replies(self.conversation.answer_owed([self.platform]))

    def keep_songs(self, song_ids: Collection[str]) -> None:
        """Replace the catalogue by one of these songs alone."""
        songs = pl.read_parquet(shipped_catalogue_path())
        few = Catalogue(songs.filter(pl.col("id").is_in(list(song_ids))))
        self.services.catalogue.replace(few)

    @contextmanager
    def without_writing(self) -> Iterator[None]:
        """Let another program hold the database: reading works, writing does not."""
        with closing(sqlite3.connect(self.storage_settings.database_path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield

    async def _replies(self, work: Awaitable[None]) -> list[Sent]:
        before = len(self.sent)
        await work
        return self.sent[before:]


def a_speaker(platform_id: str = "ada", language_code: str | None = "en", **more: Any) -> Speaker:
    """Return somebody whom the bot has not met."""
    return Speaker(PLATFORM, platform_id, language_code, **more)


@asynccontextmanager
async def open_stage(
    folder: Path, limits: LimitSettings = NO_LIMITS, **services: Any
) -> AsyncIterator[Stage]:
    """Open a stage.

    Args:
        folder: For the database and its key.
        limits: Of one person.
        services: In place of the stage's own.
    """
    settings = StorageSettings(
        data_dir=folder / "data", key_file=folder / "keys" / "key", busy_timeout_s=0.2
    )
    clock = Clock()
    known = {
        "limits": limits,
        "unsure_threshold": UNSURE_THRESHOLD,
        "operator": "Ada <ada@example.org>",
        "now": clock,
    }
    made = make_services(await open_storage(settings, clock), {**known, **services})
    stage = Stage(made, Conversation(made, [(PLATFORM, ADMIN)]), clock, settings)
    try:
        yield stage
    finally:
        await stage.storage.close()


def make_services(storage: Storage, changes: Mapping[str, Any]) -> Services:
    """Return services with the real texts and catalogue, and fakes for all that is not given.

    Args:
        storage: What is remembered.
        changes: Fields of `Services` to be taken in place of the fakes; at least `limits`,
            `unsure_threshold`, `operator` and `now`.
    """
    media, seeds = FakeMedia(), itertools.count()
    values: dict[str, Any] = {
        "storage": storage,
        "texts": Texts.load(strict=True),
        "catalogue": LiveCatalogue(shipped_catalogue()),
        "media": media,
        "previews": media,
        "analyzer": FakeAnalyzer(),
        "studio": FakeStudio(),
        "retrainer": FakeRetrainer(),
        "new_seed": lambda: next(seeds),
    }
    return Services(**{**values, **changes})


def _fake(service: object, kind: type[_T]) -> _T:
    if not isinstance(service, kind):
        raise TypeError(f"the service is a {type(service).__name__}, not a {kind.__name__}")
    return service
