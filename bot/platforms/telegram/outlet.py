"""The way back to one person from one thing they did; an `Outlet`."""

from collections.abc import Callable

from telegram.error import TelegramError

from bot.conversation.replies import Delivery, Reply
from bot.platforms.activity import Activity
from bot.platforms.telegram.calls import own_error
from bot.platforms.telegram.markup import plain
from bot.platforms.telegram.places import Place, Target
from bot.platforms.telegram.queries import QueryAnswer
from bot.platforms.telegram.sender import ReplySender
from bot.storage.records import MessageRef


class TelegramOutlet:
    """Answers in one place."""

    def __init__(
        self,
        sender: ReplySender,
        place: Place,
        activity: Activity,
        query: QueryAnswer | None = None,
        on_acknowledge: Callable[[], None] = lambda: None,
    ) -> None:
        """Take where and how to answer.

        Args:
            sender: Makes messages.
            place: The chat, and what in it is answered to.
            activity: That is shown while an answer is made.
            query: Of the button that was pressed, if one was.
            on_acknowledge: Called when what the person did need not be delivered again.
        """
        self._sender = sender
        self._place = place
        self._activity = activity
        self._query = query
        self._on_acknowledge = on_acknowledge
        self._pressed = place.pressed

    def acknowledge(self) -> None:
        """Note that what the person did is written down: it need not be delivered again."""
        self._on_acknowledge()

    async def show_activity(self) -> None:
        """Show that an answer is being made, until something is sent; never fails."""
        self._activity.start()

    async def send(self, reply: Reply) -> MessageRef | None:
        """Deliver a reply.

        Returns:
            The message it stands in, or None for a note.

        Raises:
            PersonUnreachableError: The person or group has shut the bot out.
            PlatformError: It could not be delivered.
            MediaError: The sound could not be had; nothing was sent.
        """
        try:
            target = await self._deliver(reply)
        except TelegramError as error:
            raise own_error(error, "deliver a reply") from error
        finally:
            self._activity.stop()
        return None if target is None else MessageRef(str(target.chat_id), str(target.message_id))

    async def close(self) -> None:
        """Let nothing spin or be shown any more."""
        self._activity.stop()
        if self._query is not None:
            await self._query.close()

    async def _deliver(self, reply: Reply) -> Target | None:
        if reply.is_private and self._place.is_group:
            return await self._sender.send(reply, self._place.person_chat_id, None)
        match reply.delivery:
            case Delivery.NOTICE if self._query is not None:
                if await self._query.note(plain(reply.text)):
                    return None
            case Delivery.BUTTONS if self._pressed is not None:
                return await self._sender.edit_buttons(reply, self._pressed)
            case Delivery.EDIT:
                if changed := await self._edit(reply):
                    return changed
        return await self._sender.send(reply, self._place.chat_id, self._place.reply_to)

    async def _edit(self, reply: Reply) -> Target | None:
        target = self._pressed
        if reply.replaces is not None:
            message = reply.replaces
            target = Target(int(message.chat_id), int(message.message_id), has_media=False)
        if target is None:
            return None
        changed = await self._sender.edit(reply, target)
        if changed is not None and reply.replaces is None:
            self._pressed = changed
        return changed
