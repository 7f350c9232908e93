"""The chat in the browser as the conversation sees it; a `Platform`."""

from bot.conversation.people import SentPhoto
from bot.errors import PhotoGoneError
from bot.platforms.web.outlet import Origin, Stage, WebOutlet
from bot.platforms.web.visitors import Visitor
from bot.storage.records import MessageRef, Person

PLATFORM_NAME = "web"


class WebPlatform:
    """Hands out photos, once each, and opens outlets."""

    name = PLATFORM_NAME

    def __init__(self, stage: Stage) -> None:
        """Take what outlets share."""
        self._stage = stage

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        """Return a photo's bytes, which are kept no longer.

        Raises:
            PhotoGoneError: It was fetched before, waited for too long, or came to a process that
                has ended since.
        """
        visitor = self._stage.visitors.find(photo.message.chat_id)
        data = None if visitor is None else visitor.take_photo(photo.file_id)
        if data is None:
            raise PhotoGoneError("the photo was in memory only, and is there no more")
        return data

    def outlet_for(self, person: Person, message: MessageRef) -> WebOutlet:  # noqa: ARG002
        """Return the way back to somebody, also after a restart."""
        return self.open_outlet(self._stage.visitors.of(person.platform_id), Origin())

    def open_outlet(self, visitor: Visitor, origin: Origin) -> WebOutlet:
        """Return the way back from something that was done."""
        return WebOutlet(self._stage, visitor, origin)
