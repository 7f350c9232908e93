"""The slash commands: the conversation's menu in every language, and /selfie with a photo."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.conversation.menu import MenuEntry
from bot.platforms.discord.events import Command, Deed, deed_with
from bot.platforms.discord.interactions import Interaction
from bot.platforms.service import Listener
from bot.texts.texts import REFERENCE, Language, Texts

SELFIE = "selfie"

_TEXT = "text"
# Everything is answered to whoever asked alone; see `InteractionPlace`.
_FOR_ALL = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
# In servers nobody needs to see them; in a private chat Discord shows a command to everybody.
_FOR_ADMINS = app_commands.AppCommandContext(guild=False, dm_channel=True, private_channel=False)

# Is told of each command.
CommandReceiver = Callable[[Interaction, Deed], Awaitable[None]]

_Callback = Callable[..., Coroutine[Any, Any, None]]
_Command = app_commands.Command[Any, ..., None]


class MenuTranslator(app_commands.Translator):
    """Says in each of Discord's languages what the texts have, if not in English."""

    def __init__(self, texts: Texts) -> None:
        """Take the texts."""
        self._texts = texts

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the library's protocol
    ) -> str | None:
        """Return a text in a language; None where it stays in English."""
        language = self._texts.for_language(locale.value)
        text_in: Callable[[Language], str] | None = string.extras.get(_TEXT)
        if text_in is None or language.code == REFERENCE:
            return None
        return text_in(language)


@dataclass(frozen=True)
class CommandMaker:
    """Makes commands of menu entries.

    Attributes:
        receive: Answers them.
        listener: That has the menu.
        texts: In every language.
    """

    receive: CommandReceiver
    listener: Listener
    texts: Texts

    def make_all(self, *, with_admins: bool) -> list[_Command]:
        """Return every command.

        Args:
            with_admins: Whether there is anybody to give those for admins.
        """
        english = self.texts.for_language(REFERENCE)
        for_all = self.listener.menu(english, for_admin=False)
        every = self.listener.menu(english, for_admin=with_admins)
        commands = [
            self._make(entry, _FOR_ALL if entry in for_all else _FOR_ADMINS) for entry in every
        ]
        return [self._make_selfie(), *commands]

    def _make(self, entry: MenuEntry, contexts: app_commands.AppCommandContext) -> _Command:
        description = self._in_all_languages(lambda menu: menu[entry.name].description)
        callback = self._callback_of(entry, description)
        return app_commands.Command(
            name=entry.name,
            description=description,
            callback=callback,
            auto_locale_strings=False,
            allowed_contexts=contexts,
        )

    def _callback_of(self, entry: MenuEntry, description: app_commands.locale_str) -> _Callback:
        if not entry.choices:
            return self._callback_without_words(entry.name)

        async def answer(interaction: Interaction, word: str | None = None) -> None:
            words = () if word is None else (word,)
            await self.receive(interaction, Command(entry.name, words))

        choices = [self._choice(entry, position) for position in range(len(entry.choices))]
        answer = app_commands.choices(word=choices)(answer)
        answer = app_commands.describe(word=description)(answer)
        return app_commands.rename(word=entry.name)(answer)

    def _callback_without_words(self, name: str) -> _Callback:
        async def answer(interaction: Interaction) -> None:
            await self.receive(interaction, Command(name))

        return answer

    def _choice(self, entry: MenuEntry, position: int) -> app_commands.Choice[str]:
        label = self._in_all_languages(lambda menu: menu[entry.name].choices[position].label)
        return app_commands.Choice(name=label, value=entry.choices[position].word)

    def _make_selfie(self) -> _Command:
        async def answer(interaction: Interaction, photo: discord.Attachment) -> None:
            await self.receive(interaction, deed_with(interaction, photo))

        description = _localised(lambda language: str(language.say("command-selfie")), self.texts)
        return app_commands.Command(
            name=SELFIE,
            description=description,
            callback=app_commands.describe(photo=description)(answer),
            auto_locale_strings=False,
            allowed_contexts=_FOR_ALL,
        )

    def _in_all_languages(
        self, text_in: Callable[[dict[str, MenuEntry]], str]
    ) -> app_commands.locale_str:
        def text_of(language: Language) -> str:
            menu = self.listener.menu(language, for_admin=True)
            return text_in({entry.name: entry for entry in menu})

        return _localised(text_of, self.texts)


def _localised(text_in: Callable[[Language], str], texts: Texts) -> app_commands.locale_str:
    """Return a text in English, which `MenuTranslator` can say in other languages."""
    return app_commands.locale_str(text_in(texts.for_language(REFERENCE)), **{_TEXT: text_in})
