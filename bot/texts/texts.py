"""Messages of the .ftl files beside this module, in a person's language, as Telegram's HTML."""

import logging
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import Self

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

from bot.errors import BotError

REFERENCE = "en"
LANGUAGES = (REFERENCE, "es", "pt", "ru", "zh")

_FIRST_STRONG_ISOLATE, _POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
# Bidirectional classes of characters that can reorder the text around them: letters from right
# to left, and the invisible marks that force a direction (UAX #9, table 4).
_REORDERING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI"})

TextValue = str | int | float

_logger = logging.getLogger(__name__)


class TextError(BotError):
    """Raised when a message is unknown or lacks a value: a bug of whoever asks for it."""


class Language:
    """What the bot says in one language.

    Attributes:
        code: One of `LANGUAGES`; also right as an HTML `lang`.
    """

    def __init__(
        self, code: str, bundle: FluentBundle, *, fallback: "Language | None", strict: bool
    ) -> None:
        """Read nothing; `Texts.load` does."""
        self.code = code
        self._bundle = bundle
        self._fallback = fallback
        self._strict = strict

    def say(self, message_id: str, /, **values: TextValue) -> Markup:
        """Return a message with its values filled in.

        Args:
            message_id: As in en.ftl.
            values: The message's variables. Text is escaped, unless it is `Markup`, such as
                what `say` returns. Numbers are written as the language does. A label (`Mood`,
                `Emotion`) chooses the wording, and so does a flag, as "yes" or "no".

        Returns:
            Text with <b>, <i> and <a> as its only tags.

        Raises:
            TextError: There is no such message in English, or, where the texts are strict, in
                this language; or, where they are strict, it cannot be filled in.
        """
        if not self._bundle.has_message(message_id):
            return self._say_in_fallback(message_id, values)
        pattern = self._bundle.get_message(message_id).value
        if pattern is None:
            raise TextError(f"{message_id!r} in {self.code}.ftl has no text of its own: add one")
        arguments = {name: _as_argument(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            self._report(message_id, values, errors)
        # The pattern is ours and the values are escaped: nothing is left to inject.
        return Markup(text)  # noqa: S704

    def format_date(self, moment: date) -> str:
        """Return the day of a date or datetime, such as "Oct 4, 2025".

        A datetime's day is that of its own time zone. The hour is left out: Telegram does not
        tell a person's time zone, and a wrong hour is worse than none.
        """
        return format_date(moment, format="medium", locale=Locale(self.code))

    def _say_in_fallback(self, message_id: str, values: Mapping[str, TextValue]) -> Markup:
        if self._fallback is None or self._strict:
            raise TextError(f"{self.code}.ftl has no message {message_id!r}: add it or mend the id")
        _logger.warning("%s.ftl has no message %s; said in English", self.code, message_id)
        return self._fallback.say(message_id, **values)

    def _report(self, message_id: str, values: Iterable[str], errors: Iterable[Exception]) -> None:
        """Tell the developer, without the values: they may be somebody's songs."""
        kinds = sorted({type(error).__name__ for error in errors})
        complaint = (
            f"{message_id!r} in {self.code}.ftl cannot be filled in from "
            f"{sorted(values)}: {', '.join(kinds)}"
        )
        if self._strict:
            raise TextError(complaint)
        _logger.warning("%s", complaint)


class Texts:
    """The bot's languages; loaded once, then read by everybody."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        """Take the languages by code; the reference must be among them."""
        self._languages = languages

    @classmethod
    def load(cls, *, strict: bool = False) -> Self:
        """Read every language's .ftl file from the package.

        Args:
            strict: Raise where a message is missing or cannot be filled in, as tests want it,
                rather than answer in English with a warning in the log.
        """
        sources = {code: read_source(code) for code in LANGUAGES}
        return cls.from_sources(sources, strict=strict)

    @classmethod
    def from_sources(cls, sources: Mapping[str, str], *, strict: bool = False) -> Self:
        """Make texts of Fluent sources by language code; English must be among them."""
        english = _make_language(REFERENCE, sources[REFERENCE], fallback=None, strict=strict)
        others = {
            code: _make_language(code, source, fallback=english, strict=strict)
            for code, source in sources.items()
            if code != REFERENCE
        }
        return cls({REFERENCE: english, **others})

    def for_language(self, code: str | None) -> Language:
        """Return the closest language to a code such as "pt-BR" or "zh-hans", else English."""
        wanted = [] if code is None else [code.replace("_", "-").lower()]
        found = negotiate_locale(wanted, self._languages, sep="-")
        return self._languages[found or REFERENCE]

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language, English first: for the menus of commands."""
        return tuple(self._languages.values())


def read_source(code: str) -> str:
    """Return one language's Fluent source from the package."""
    return files(__package__).joinpath(f"{code}.ftl").read_text(encoding="utf-8")


def as_markup(text: str) -> Markup:
    """Return somebody's words, such as a song's title, fit to stand in a message.

    Escapes HTML unless it is `Markup` already, and keeps right-to-left words from reordering
    their neighbours.
    """
    if isinstance(text, Markup):
        return text
    escaped = escape(text)
    if not any(unicodedata.bidirectional(character) in _REORDERING for character in text):
        return escaped
    return _FIRST_STRONG_ISOLATE + escaped + _POP_DIRECTIONAL_ISOLATE


def _make_language(code: str, source: str, *, fallback: Language | None, strict: bool) -> Language:
    # Fluent would put isolation marks around every value: they count as characters of a
    # caption, cling to links that a chat makes clickable, and show as boxes in old clients. All
    # our languages run from left to right, so `as_markup` isolates only the values that do not.
    bundle = FluentBundle([code], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return Language(code, bundle, fallback=fallback, strict=strict)


def _as_argument(value: TextValue) -> str | int | float:
    if isinstance(value, bool):
        return "yes" if value else "no"
    # str() makes plain text of Markup, which would escape what it is joined with.
    return str(as_markup(value)) if isinstance(value, str) else value
