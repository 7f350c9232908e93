"""The way back to one person from one thing they did; an `Outlet`."""

import logging

from bot.conversation.replies import Delivery, Reply
from bot.platforms.activity import Activity
from bot.platforms.discord.calls import CALL_ERRORS, own_error
from bot.platforms.discord.messages import parts_of
from bot.platforms.discord.places import Place
from bot.storage.records import MessageRef

logger = logging.getLogger(__name__)

# Discord shows that somebody types for ten seconds (discord.com/developers/docs/resources/channel).
_ACTIVITY_S = 9.0


class DiscordOutlet:
    """Answers in one place."""

    def __init__(self, place: Place, pressed: MessageRef | None = None) -> None:
        """Take where to answer, and the message whose button was pressed, if one was."""
        self._place = place
        self._pressed = pressed
        self._activity = Activity(place.show_activity, every_s=_ACTIVITY_S, failures=CALL_ERRORS)

    def acknowledge(self) -> None:
        """Do nothing: Discord delivers each event once, whatever comes of it."""

    async def show_activity(self) -> None:
        """Show that an answer is being made, until something is sent; never fails."""
        self._activity.start()

    async def send(self, reply: Reply) -> MessageRef | None:
        """Deliver a reply.

        Returns:
            The message it stands in, or None for a note.

        Raises:
            PersonUnreachableError: The person has shut the bot out.
            PlatformError: It could not be delivered.
            MediaError: The sound could not be had; nothing was sent.
        """
        try:
            return await self._deliver(reply)
        except CALL_ERRORS as error:
            raise own_error(error, "deliver a reply") from error
        finally:
            self._activity.stop()

    async def close(self) -> None:
        """Let nothing wait or be shown any more; never fails."""
        self._activity.stop()
        try:
            await self._place.close()
        except CALL_ERRORS as error:
            logger.debug("a command goes on thinking: %s", type(error).__name__)

    async def _deliver(self, reply: Reply) -> MessageRef | None:
        match reply.delivery:
            case Delivery.NOTICE:
                return await self._place.note(await parts_of(reply))
            case Delivery.BUTTONS if self._pressed is not None:
                return await self._place.edit_buttons(reply.buttons, self._pressed)
            case Delivery.EDIT:
                standing = reply.replaces or self._pressed
                if standing and (edited := await self._edit(reply, standing)):
                    return edited
        return await self._place.send(await parts_of(reply))

    async def _edit(self, reply: Reply, standing: MessageRef) -> MessageRef | None:
        return await self._place.edit(await parts_of(reply), standing)
