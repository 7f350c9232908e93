"""The way back to one person in the browser; an `Outlet`."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.replies import Audio, Delivery, Reply
from bot.platforms.web.markup import PageMarkup, plain_text
from bot.platforms.web.messages import (
    Message,
    ShownFile,
    ShownPicture,
    ShownSong,
    ShownSound,
)
from bot.platforms.web.shelf import FileShelf
from bot.platforms.web.visitors import View, Visitor, Visitors
from bot.storage.records import MessageRef


@dataclass(frozen=True)
class Origin:
    """What an answer answers to.

    Attributes:
        pressed: The message whose button was pressed, or None.
        view: The page on which something was done, or None.
        on_acknowledge: Called when what was done is written down.
    """

    pressed: Message | None = None
    view: View | None = None
    on_acknowledge: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Stage:
    """What all outlets share: who is here, their files, and how texts become HTML."""

    visitors: Visitors
    shelf: FileShelf
    markup: PageMarkup


class WebOutlet:
    """Answers one person."""

    def __init__(self, stage: Stage, visitor: Visitor, origin: Origin) -> None:
        """Take whom to answer, and what to."""
        self._stage = stage
        self._visitor = visitor
        self._origin = origin
        self._is_active = False

    def acknowledge(self) -> None:
        """Note that what the person did is written down."""
        self._origin.on_acknowledge()

    async def show_activity(self) -> None:
        """Show that an answer is being made, until something is sent; never fails."""
        if not self._is_active:
            self._is_active = True
            self._visitor.begin_activity()

    async def send(self, reply: Reply) -> MessageRef | None:
        """Deliver a reply.

        Returns:
            The message it stands in, or None for a note.

        Raises:
            MediaError: The sound could not be had; nothing was sent.
        """
        sound = None if reply.audio is None else await self._load(reply.audio)
        self.close()
        if reply.delivery is Delivery.NOTICE and self._origin.view is not None:
            self._origin.view.notify(plain_text(reply.text))
            return None
        message = self._deliver(reply, sound)
        if reply.is_farewell:
            self._stage.visitors.give_new_id(self._visitor, message)
        return MessageRef(self._visitor.id, message.id)

    def close(self) -> None:
        """Show no activity any more."""
        if self._is_active:
            self._is_active = False
            self._visitor.end_activity()

    def _deliver(self, reply: Reply, sound: ShownSound | None) -> Message:
        target = self._target(reply)
        if target is None:
            return self._add(reply, sound)
        if reply.delivery is not Delivery.BUTTONS:
            self._stage.shelf.drop(target.files())
            target.replies = []
            self._fill(target, reply, sound, is_on_card=False)
        target.buttons = reply.buttons
        self._visitor.show_change(target)
        return target

    def _target(self, reply: Reply) -> Message | None:
        """Return the message that a reply takes the place of, or whose buttons it changes."""
        if reply.delivery not in (Delivery.EDIT, Delivery.BUTTONS):
            return None
        if reply.replaces is not None:
            return self._visitor.find(reply.replaces.message_id)
        return self._origin.pressed

    def _add(self, reply: Reply, sound: ShownSound | None) -> Message:
        message = Message(buttons=reply.buttons)
        card = self._card_of(sound)
        self._fill(message, reply, sound, is_on_card=card is not None)
        if card is None:
            self._stage.visitors.drop_files(self._visitor.add(message))
        else:
            self._stage.visitors.drop_files(card.take_sound(message))
            self._visitor.show_change(card)
        return message

    def _card_of(self, sound: ShownSound | None) -> Message | None:
        """Return the pressed message, if the sound is of a song on a card in it."""
        pressed = self._origin.pressed
        if sound is None or pressed is None or not pressed.has_song(sound.song_id):
            return None
        return pressed

    def _fill(
        self, message: Message, reply: Reply, sound: ShownSound | None, *, is_on_card: bool
    ) -> None:
        shelf, owner = self._stage.shelf, self._visitor.id
        beside = reply.text_beside_songs if is_on_card or reply.songs else None
        text = self._stage.markup.page_html(reply.text if beside is None else beside)
        message.html, message.foot_html = text, ""
        if reply.songs:
            # What stands after an empty line is said below the cards.
            message.html, _, message.foot_html = text.partition("\n\n")
        message.mood = reply.mood
        message.sound = sound
        message.songs = tuple(
            ShownSong(
                song.number,
                song.song_id,
                song.title,
                song.artist,
                song.page_url,
                shelf.put_cover(owner, song.load_cover),
                song.action,
            )
            for song in reply.songs
        )
        # The cards show the same as an answer's picture.
        picture = None if reply.songs else self._picture(reply)
        message.picture, message.document = picture, self._document(reply)

    def _picture(self, reply: Reply) -> ShownPicture | None:
        if reply.picture is None:
            return None
        path = self._stage.shelf.put(self._visitor.id, reply.picture.data)
        return ShownPicture(path, reply.picture.alt)

    def _document(self, reply: Reply) -> ShownFile | None:
        file = reply.document
        if file is None:
            return None
        path = self._stage.shelf.put(self._visitor.id, file.data, name=file.name)
        return ShownFile(path, file.name)

    async def _load(self, audio: Audio) -> ShownSound:
        data = await audio.load()
        shelf, owner = self._stage.shelf, self._visitor.id
        cover_path = None if audio.cover is None else shelf.put(owner, audio.cover)
        return ShownSound(
            shelf.put(owner, data), cover_path, audio.song_id, audio.title, audio.performer
        )
