"""Discord as the conversation sees it; a `Platform`."""

import discord

from bot.conversation.people import SentPhoto
from bot.platforms.discord.events import PLATFORM_NAME, message_id_of, pressed_message_of
from bot.platforms.discord.interactions import (
    Interaction,
    InteractionPlace,
    RecentInteractions,
)
from bot.platforms.discord.outlet import DiscordOutlet
from bot.platforms.discord.photos import download
from bot.platforms.discord.places import PrivateChannel
from bot.storage.records import MessageRef, Person


class DiscordPlatform:
    """Fetches photos and opens outlets."""

    name = PLATFORM_NAME

    def __init__(self, client: discord.Client) -> None:
        """Take the bot's client."""
        self._client = client
        self._recent = RecentInteractions()

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        """Return a photo's bytes, in memory only.

        Raises:
            ImageTooLargeError: Over 20 MB.
            PhotoGoneError: Discord does not have it any more.
            PlatformError: It could not be fetched.
        """
        return await download(self._client, photo.file_id)

    def outlet_for(self, person: Person, message: MessageRef) -> DiscordOutlet:
        """Return the way back to a photo of earlier, also after a restart.

        Where others read along it is whispered, while the person was there within a quarter of
        an hour; else it is the person's private chat.
        """
        place = self._recent.find(person.platform_id, message.chat_id)
        if place is not None:
            return DiscordOutlet(place)
        earlier = MessageRef(message.chat_id, str(message_id_of(message)))
        return DiscordOutlet(PrivateChannel(self._client, int(person.platform_id), earlier))

    def private_outlet(self, person_id: int) -> DiscordOutlet:
        """Return the way to a person's private chat."""
        return DiscordOutlet(PrivateChannel(self._client, person_id))

    async def open_outlet(self, interaction: Interaction) -> DiscordOutlet:
        """Promise Discord an answer to an interaction, and return the way back.

        Raises:
            Exception: One of `CALL_ERRORS`: nothing can be answered.
        """
        private = PrivateChannel(self._client, interaction.user.id)
        place = InteractionPlace(interaction, private)
        await place.open()
        self._recent.note(interaction, place)
        return DiscordOutlet(place, pressed_message_of(interaction))
