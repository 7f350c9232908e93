"""The chat's page, once in each language, and the web application around it."""

from pathlib import Path

from fastapi import FastAPI, Request
from nicegui import Client, app, ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from bot.pictures.palette import COLOURS, Colour
from bot.platforms.service import Listener
from bot.platforms.web.entrance import CHAT_PATH, VISITOR_KEY, PageScripts
from bot.platforms.web.languages import PAGE_LANGUAGES
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.view import ChatView
from bot.texts.texts import Language, Texts

_STATIC = Path(__file__).parent / "static"
_HEAD = """
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/chat.css">
<script src="/static/theme.js"></script>
<script src="/static/chat.js" defer></script>
<style>:root {{ {variables} }}</style>
"""
# Phones lock their screens: a page that comes back finds its chat anew anyway.
_RECONNECT_S = 30.0
_MAX_PAGES = 500


class ChatPages:
    """Builds the page for whoever opens it."""

    def __init__(self, receiver: Receiver, listener: Listener, texts: Texts) -> None:
        """Take who answers, and in which words."""
        self._receiver = receiver
        self._listener = listener
        self._texts = texts

    def register(self) -> None:
        """Tell NiceGUI the page of each language."""
        for language in self._texts.languages:
            self._register(language)

    def _register(self, language: Language) -> None:
        @ui.page(
            CHAT_PATH + language.code,
            title="Moodring",
            language=PAGE_LANGUAGES[language.code],
        )
        def build(request: Request, client: Client) -> None:
            ui.add_head_html(_HEAD.format(variables=mood_variables()))
            visitor = request.scope[VISITOR_KEY]
            view = ChatView(client, visitor, self._receiver, language)
            view.build(self._listener.menu(language, for_admin=False))


def build_application() -> FastAPI:
    """Return the application with NiceGUI and our own files in it; once in a process."""
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    application.mount("/static", StaticFiles(directory=_STATIC))
    app.add_middleware(PageScripts)
    return application


def add_nicegui(application: FastAPI) -> None:
    """Let NiceGUI answer what none of our own endpoints does."""
    # Quasar would draw a bar of its own across the page while a photo is sent.
    app.config.quasar_config["loadingBar"]["skipHijack"] = True
    ui.run_with(
        application,
        title="Moodring",
        favicon=(_STATIC / "icon.svg").read_text(encoding="utf-8"),
        dark=None,
        tailwind=False,
        reconnect_timeout=_RECONNECT_S,
        gzip_middleware_factory=GZipMiddleware,
        show_welcome_message=False,
    )


def has_room() -> bool:
    """Tell whether one more page may be opened."""
    return len(Client.instances) < _MAX_PAGES


def mood_variables() -> str:
    """Return the moods' colours as variables of a style sheet."""
    parts = ("top", "middle", "bottom", "light", "ink")
    return " ".join(
        f"--{mood.value}-{part}: {_css(getattr(colours, part))};"
        for mood, colours in COLOURS.items()
        for part in parts
    )


def _css(colour: Colour) -> str:
    return "rgb({} {} {})".format(*colour)
