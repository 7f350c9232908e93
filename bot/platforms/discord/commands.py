"""The slash commands: the conversation's menu in every language, and /selfie with a photo."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
from discord import app_commands

from bot.conversation.menu import MenuEntry
from bot.platforms.discord.events import SELFIE, Command, Deed, deed_with
from bot.platforms.discord.interactions import Interaction
from bot.platforms.service import Listener
from bot.texts.texts import REFERENCE, Language, Texts

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


class CommandMaker:
    """Makes commands of menu entries."""

    def __init__(self, receive: CommandReceiver, listener: Listener, texts: Texts) -> None:
        """Read the menu in every language.

        Args:
            receive: Answers the commands.
            listener: That has the menu.
            texts: In every language.
        """
        self._receive = receive
        self._texts = texts
        self._for_all = listener.menu(texts.for_language(REFERENCE), for_admin=False)
        self._menus = {
            language.code: {entry.name: entry for entry in listener.menu(language, for_admin=True)}
            for language in texts.languages
        }

    def make_all(self, *, with_admins: bool) -> list[_Command]:
        """Return every command.

        Args:
            with_admins: Whether there is anybody to give those for admins.
        """
        commands = [self._make_selfie(), *(self._make(entry, _FOR_ALL) for entry in self._for_all)]
        if with_admins:
            every = self._menus[REFERENCE].values()
            for_admins = [entry for entry in every if entry not in self._for_all]
            commands += [self._make(entry, _FOR_ADMINS) for entry in for_admins]
        return commands

    def _make(self, entry: MenuEntry, contexts: app_commands.AppCommandContext) -> _Command:
        description = self._localised(lambda language: self._in(language, entry).description)
        answer = self._with_choices if entry.choices else self._without_words
        return app_commands.Command(
            name=entry.name,
            description=description,
            callback=answer(entry, description),
            auto_locale_strings=False,
            allowed_contexts=contexts,
        )

    def _without_words(self, entry: MenuEntry, _description: app_commands.locale_str) -> _Callback:
        async def answer(interaction: Interaction) -> None:
            await self._receive(interaction, Command(entry.name))

        return answer

    def _with_choices(self, entry: MenuEntry, description: app_commands.locale_str) -> _Callback:
        async def answer(interaction: Interaction, word: str | None = None) -> None:
            words = () if word is None else (word,)
            await self._receive(interaction, Command(entry.name, words))

        choices = [self._choice(entry, number) for number in range(len(entry.choices))]
        answer = app_commands.choices(word=choices)(answer)
        answer = app_commands.describe(word=description)(answer)
        return app_commands.rename(word=entry.name)(answer)

    def _choice(self, entry: MenuEntry, number: int) -> app_commands.Choice[str]:
        label = self._localised(lambda language: self._in(language, entry).choices[number].label)
        return app_commands.Choice(name=label, value=entry.choices[number].word)

    def _make_selfie(self) -> _Command:
        async def answer(interaction: Interaction, photo: discord.Attachment) -> None:
            await self._receive(interaction, deed_with(interaction, photo))

        description = self._localised(lambda language: str(language.say("command-selfie")))
        return app_commands.Command(
            name=SELFIE,
            description=description,
            callback=app_commands.describe(photo=description)(answer),
            auto_locale_strings=False,
            allowed_contexts=_FOR_ALL,
        )

    def _in(self, language: Language, entry: MenuEntry) -> MenuEntry:
        return self._menus[language.code][entry.name]

    def _localised(self, text_in: Callable[[Language], str]) -> app_commands.locale_str:
        """Return a text in English, which `MenuTranslator` can say in other languages."""
        english = text_in(self._texts.for_language(REFERENCE))
        return app_commands.locale_str(english, **{_TEXT: text_in})
