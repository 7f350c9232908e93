"""The web chat without a server: everything below the pages, and a page that records."""

from dataclasses import dataclass, field

from bot.conversation.people import Speaker
from bot.platforms.web.markup import PageMarkup
from bot.platforms.web.messages import Message
from bot.platforms.web.outlet import Stage
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.shelf import FileShelf
from bot.platforms.web.visitors import Visitor, Visitors
from bot.texts.texts import Language, Texts
from tests.support.listeners import RecordingListener


class RecordingPage:
    """A page that notes what it is told to show."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.notes: list[str] = []
        self.is_active = False

    def add(self, message: Message) -> None:
        self.shown.append(f"new {message.html}")

    def change(self, message: Message) -> None:
        self.shown.append(f"changed {message.html}")

    def replace_all(self) -> None:
        self.shown.append("all")

    def show_activity(self, *, is_active: bool) -> None:
        self.is_active = is_active

    def notify(self, text: str) -> None:
        self.notes.append(text)

    def check_language(self) -> None: ...

    def renew_cookie(self) -> None:
        self.shown.append("cookie")


class SpeakingListener(RecordingListener):
    """A listener that speaks English."""

    async def language_of(self, speaker: Speaker) -> Language:
        return Texts.load().for_language(speaker.language_code)


@dataclass
class Chats:
    """Everything between the pages and the conversation."""

    listener: SpeakingListener = field(default_factory=SpeakingListener)
    shelf: FileShelf = field(default_factory=lambda: FileShelf(2**20))

    def __post_init__(self) -> None:
        self.visitors = Visitors(self.shelf, max_visitors=3)
        self.stage = Stage(self.visitors, self.shelf, PageMarkup(("mood", "mydata", "my")))
        self.platform = WebPlatform(self.stage)
        self.receiver = Receiver(self.listener, self.platform, self.visitors)

    def somebody(self, name: str = "ada") -> tuple[Visitor, RecordingPage]:
        visitor, page = self.visitors.of(name), RecordingPage()
        visitor.views.add(page)
        return visitor, page
