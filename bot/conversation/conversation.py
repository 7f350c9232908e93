"""The conversation as a platform sees it: something happened, and here is the way back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.conversation import (
    admin,
    changes,
    consent,
    faces,
    feedback,
    hints,
    history,
    menu,
    mood,
    owed,
    personal_data,
    playing,
    privacy,
    retraining,
    selfie,
    settings,
)
from bot.conversation.actions import Action
from bot.conversation.failures import apology_for
from bot.conversation.people import OtherContent, Outlet, Platform, SentPhoto, Speaker
from bot.conversation.services import Services
from bot.conversation.turns import Handler, Turn
from bot.storage.records import Person
from bot.texts.texts import Language

_MODULES = (
    admin,
    changes,
    consent,
    faces,
    feedback,
    hints,
    history,
    mood,
    personal_data,
    playing,
    privacy,
    retraining,
    selfie,
    settings,
)

COMMANDS: Mapping[str, Handler] = dict(chain(*(module.COMMANDS.items() for module in _MODULES)))
ACTIONS: Mapping[str, Handler] = dict(chain(*(module.ACTIONS.items() for module in _MODULES)))


@dataclass(frozen=True)
class _Press:
    """A button of one answer, pressed by one person."""

    speaker: Speaker
    action: Action


class Conversation:
    """Answers people on any platform; for one event loop.

    Whatever goes wrong leaves a method as an exception, after its work was put in order; the
    platform's edge catches it and calls `apologize`.
    """

    def __init__(self, services: Services, admins: Collection[tuple[str, str]] = ()) -> None:
        """Take what to answer with.

        Args:
            services: What answers are made with.
            admins: Platform and platform id of each person who may use /stats and /retrain.
        """
        self._services = services
        self._admins = frozenset(admins)
        self._started_at = services.now()
        self._pressed: set[_Press] = set()

    async def receive_photo(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, photo: SentPhoto
    ) -> None:
        """Answer a photo, or ask for consent first."""
        await selfie.receive_selfie(await self._turn(platform, speaker, outlet), photo)

    async def receive_command(
        self,
        platform: Platform,
        speaker: Speaker,
        outlet: Outlet,
        name: str,
        words: tuple[str, ...] = (),
    ) -> None:
        """Answer a command; one that nobody knows is answered with a hint.

        Args:
            platform: Where.
            speaker: Who.
            outlet: The way back.
            name: Without a slash, in lower case.
            words: That follow it.
        """
        turn = await self._turn(platform, speaker, outlet)
        handler = COMMANDS.get(name)
        if handler is None:
            await hints.hint_at(turn, OtherContent.TEXT)
        else:
            await handler(turn, words)

    async def receive_press(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, encoded: str
    ) -> None:
        """Answer a pressed button, also one of years ago.

        The same button pressed again while its answer is being made changes nothing.
        """
        action = Action.parse(encoded)
        press = _Press(speaker, action)
        handler = ACTIONS.get(action.name)
        if press in self._pressed:
            return
        self._pressed.add(press)
        try:
            turn = await self._turn(platform, speaker, outlet)
            if handler is None:
                await hints.hint_at_old_button(turn)
            else:
                await handler(turn, action.arguments)
        finally:
            self._pressed.discard(press)

    async def receive_other(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, content: OtherContent
    ) -> None:
        """Answer what is neither a photo nor a command with a hint."""
        await hints.hint_at(await self._turn(platform, speaker, outlet), content)

    async def answer_owed(
        self, platforms: Collection[Platform], received_before: datetime | None = None
    ) -> None:
        """Answer what was left unanswered; new photos may be taken meanwhile.

        Args:
            platforms: Where people may have written; selfies from elsewhere stay owed.
            received_before: By default the start of this process; of later selfies, only those
                that nobody works on any more.

        Raises:
            StorageError: They could not be read; a failure to answer one is told to the person.
        """
        before = received_before or self._started_at
        await owed.answer_owed(self._services, platforms, before)

    async def apologize(self, error: BaseException, speaker: Speaker, outlet: Outlet) -> None:
        """Tell a person that something went wrong, and the log what; storage is not needed."""
        language = self._services.texts.for_language(speaker.language_code)
        apology = apology_for(error, language)
        if apology is not None:
            await outlet.send(apology)

    async def language_of(self, speaker: Speaker) -> Language:
        """Return the language that a person is spoken to in; they need not be known."""
        people = self._services.storage.people
        person = await people.find(speaker.platform, speaker.platform_id)
        if person is None:
            return self._services.texts.for_language(speaker.language_code)
        return self._language(speaker, person)

    def menu(self, language: Language, *, for_admin: bool) -> tuple[menu.MenuEntry, ...]:
        """Return the commands that a platform's menu shows."""
        return menu.entries(language, for_admin=for_admin)

    async def _turn(self, platform: Platform, speaker: Speaker, outlet: Outlet) -> Turn:
        person = await self._services.storage.people.meet(speaker.platform, speaker.platform_id)
        return Turn(
            self._services,
            platform,
            speaker,
            person,
            self._language(speaker, person),
            outlet,
            is_admin=(speaker.platform, speaker.platform_id) in self._admins,
        )

    def _language(self, speaker: Speaker, person: Person) -> Language:
        code = person.preferences.language or speaker.language_code
        return self._services.texts.for_language(code)
