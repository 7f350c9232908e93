"""One open page: shows a chat, and takes what is done on it."""

import json
from collections.abc import Mapping
from typing import Any

from nicegui import Client, background_tasks, ui
from nicegui.events import GenericEventArguments

from bot.conversation.menu import MenuEntry
from bot.conversation.people import OtherContent
from bot.platforms.web.messages import Message
from bot.platforms.web.pieces import Piece, pieces_of
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.templates import render
from bot.platforms.web.visitors import Visitor
from bot.texts.texts import Language

# What the page's own script says, by the name under which it looks for it.
_WORDS = {
    "sending": "web-sending",
    "failed": "web-upload-failed",
    "retry": "web-retry",
    "noCamera": "web-no-camera",
}


class ChatView:
    """Shows a chat on one page."""

    def __init__(
        self, client: Client, visitor: Visitor, receiver: Receiver, language: Language
    ) -> None:
        """Take the page, whose chat it shows, who answers, and the language of its labels."""
        self._client = client
        self._visitor = visitor
        self._receiver = receiver
        self._language = language
        self._articles: dict[str, MessageElement] = {}

    def build(self, entries: tuple[MenuEntry, ...]) -> None:
        """Make the page's elements.

        Args:
            entries: Of the menu of commands.
        """
        words = {name: str(self._language.say(text)) for name, text in _WORDS.items()}
        self._html("header.html", tag="header").classes("top")
        # Quasar has made the main landmark around it already.
        with ui.element("div") as scroll:
            scroll.props["id"] = "scroll"
            self._hero()
            self._log = ui.element("div").classes("log")
            self._log.props.update(
                {"role": "log", "aria-live": "polite", "aria-label": self._say("web-log")}
            )
            ui.html('<div id="pending"></div>', sanitize=False)
            self._typing = ui.html("", sanitize=False).classes("typing")
            self._typing.props["role"] = "status"
        self._html("composer.html", tag="footer", entries=entries, words=words).classes("bottom")
        self.replace_all()
        # From now on: what is said before the browser is connected reaches it then.
        self._visitor.views.add(self)
        self._listen()

    def add(self, message: Message) -> None:
        """Show a new message, and no longer those that went for it."""
        if self._client.is_deleted:
            return
        shown = {one.id for one in self._visitor.messages}
        for gone in [one for one in self._articles if one not in shown]:
            self._articles.pop(gone).delete()
        with self._log:
            self._articles[message.id] = MessageElement(message, self._language)

    def change(self, message: Message) -> None:
        """Show a message as it is now."""
        article = self._articles.get(message.id)
        if article is not None and not self._client.is_deleted:
            article.show(message)

    def replace_all(self) -> None:
        """Show the chat anew."""
        if self._client.is_deleted:
            return
        self._log.clear()
        self._articles.clear()
        with self._log:
            for message in self._visitor.messages:
                self._articles[message.id] = MessageElement(message, self._language)
        self.show_activity(is_active=self._visitor.is_active)

    def show_activity(self, *, is_active: bool) -> None:
        """Show whether an answer is being made."""
        if not self._client.is_deleted:
            dots = f'<span class="sr-only">{self._say("web-typing")}</span><i></i><i></i><i></i>'
            self._typing.set_content(dots if is_active else "")

    def notify(self, text: str) -> None:
        """Show a passing note."""
        self._run("toast", text)

    def renew_cookie(self) -> None:
        """Let the browser fetch the person's new id."""
        self._run("renew")

    def check_language(self) -> None:
        """Load the page anew if the person has chosen another language."""
        background_tasks.create(self._check_language(), name="check language")

    async def _check_language(self) -> None:
        language = await self._receiver.language_of(self._visitor)
        if language.code != self._language.code:
            self._run("reload")

    def _listen(self) -> None:
        ui.on("moodring_press", self._on(self._press))
        ui.on("moodring_say", self._on(self._say_words))
        ui.on("moodring_other", self._on(self._tell_other))
        self._client.on_connect(lambda: self._receiver.greet(self._visitor))
        self._client.on_delete(lambda: self._visitor.views.discard(self))

    def _on(self, handle: Any) -> Any:
        """Return a listener that takes what a page sends, which may be anything."""

        def listen(event: GenericEventArguments) -> None:
            if isinstance(event.args, Mapping):
                self._visitor.prefers_dark = event.args.get("dark") is True
                handle({name: str(value) for name, value in event.args.items()})

        return listen

    def _press(self, event: Mapping[str, str]) -> None:
        message_id, action = event.get("message", ""), event.get("action", "")
        self._receiver.receive_press(self._visitor, message_id, action, self)

    def _say_words(self, event: Mapping[str, str]) -> None:
        self._receiver.receive_words(self._visitor, event.get("words", ""), self)

    def _tell_other(self, event: Mapping[str, str]) -> None:
        kind = event.get("kind")
        if kind in set(OtherContent):
            self._receiver.receive_other(self._visitor, OtherContent(kind), self)

    def _hero(self) -> None:
        self._html("hero.html").classes("hero")

    def _html(self, template: str, tag: str = "div", **values: Any) -> ui.html:
        return ui.html(render(template, self._language, **values), sanitize=False, tag=tag)

    def _say(self, message_id: str) -> str:
        return str(self._language.say(message_id))

    def _run(self, name: str, *arguments: str) -> None:
        if not self._client.is_deleted:
            values = ", ".join(json.dumps(argument) for argument in arguments)
            self._client.run_javascript(f"moodring.{name}({values})")


class MessageElement:
    """One message on a page."""

    def __init__(self, message: Message, language: Language) -> None:
        """Show a message where the page is being built."""
        self._language = language
        self._pieces: dict[str, ui.html] = {}
        self._root = ui.element("article").classes("message")
        self._root.props.update({"data-id": message.id, "tabindex": "-1"})
        self.show(message)

    def show(self, message: Message) -> None:
        """Show a message as it is now; what has not changed is left alone."""
        self._root.props.set_optional("data-mood", message.mood and message.mood.value)
        kind = "own" if message.is_own else "songs" if message.songs else "said"
        self._root.classes(replace=f"message {kind}")
        pieces = pieces_of(message, self._language)
        if [piece.key for piece in pieces] == list(self._pieces):
            for piece in pieces:
                self._pieces[piece.key].set_content(piece.html)
        else:
            self._build(pieces)

    def delete(self) -> None:
        """Show it no more."""
        self._root.delete()

    def _build(self, pieces: list[Piece]) -> None:
        self._root.clear()
        self._pieces.clear()
        cards: dict[str, ui.element] = {}
        with self._root:
            for piece in pieces:
                if piece.song_id is None:
                    self._add(piece)
                    continue
                if not cards:
                    songs = ui.element("ol").classes("songs")
                if piece.song_id not in cards:
                    with songs:
                        cards[piece.song_id] = ui.element("li")
                with cards[piece.song_id]:
                    self._add(piece)

    def _add(self, piece: Piece) -> None:
        self._pieces[piece.key] = ui.html(piece.html, sanitize=False).classes(piece.css)
