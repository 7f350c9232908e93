"""The bot's connection: events of Discord reach the receiver, commands are published."""

import logging
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import discord
from discord import app_commands

from bot.platforms.discord.commands import CommandMaker, MenuTranslator
from bot.platforms.discord.events import command_in, press_in
from bot.platforms.discord.interactions import Interaction
from bot.platforms.discord.log import hide_ids
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.receiver import EventReceiver
from bot.platforms.service import Listener
from bot.texts.texts import Texts

logger = logging.getLogger(__name__)

# The bot never speaks in a voice channel: nothing to be told at each start.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def needed_intents() -> discord.Intents:
    """Return what the bot asks to be told: private messages, and none of what is privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.dm_messages = True
    return intents


class DiscordClient(discord.Client):
    """Takes events.

    Attributes:
        platform: The way back to people.
        receiver: That answers.
        tree: The commands.
    """

    def __init__(
        self,
        listener: Listener,
        texts: Texts,
        *,
        with_admins: bool,
        connector: aiohttp.BaseConnector | None = None,
    ) -> None:
        """Set up; nothing is asked of Discord yet.

        Args:
            listener: That answers.
            texts: Of the commands.
            with_admins: Whether there is anybody to give the commands for admins.
            connector: Another way to Discord than the usual one, through the system's proxy.
        """
        hide_ids()
        # People's messages are not kept, not even in memory; and nobody is ever mentioned.
        super().__init__(
            intents=needed_intents(),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            connector=connector,
            proxy=_proxy() if connector is None else None,
        )
        self.platform = DiscordPlatform(self)
        self.receiver = EventReceiver(self.platform, listener)
        self._texts = texts
        self.tree = _Commands(self)
        maker = CommandMaker(self.receiver.receive_interaction, listener, texts)
        for command in maker.make_all(with_admins=with_admins):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Publish the commands in every language; Discord notices when nothing changed."""
        await self.tree.set_translator(MenuTranslator(self._texts))
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Hand a message on."""
        await self.receiver.receive_message(message)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Hand a pressed button on; the tree does so with commands."""
        if interaction.type is discord.InteractionType.component:
            await self.receiver.receive_interaction(interaction, press_in(interaction))


class _Commands(app_commands.CommandTree[Any]):
    """Answers commands of an earlier version, which Discord shows for a while, with a hint."""

    client: DiscordClient

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Hand a command on that is known no more, or takes other words now."""
        logger.info("an old command was given: %s", type(error).__name__)
        if not interaction.response.is_done():
            await self.client.receiver.receive_interaction(interaction, command_in(interaction))


def _proxy() -> str | None:
    """Return the proxy that the environment sets, as the library looks for none itself."""
    if proxy_bypass("discord.com"):
        return None
    proxies = getproxies()
    return proxies.get("https") or proxies.get("all")
