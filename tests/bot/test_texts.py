"""Every language says everything that English says, in markup that a chat can show."""

import itertools
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest
from babel import Locale
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from markupsafe import Markup

from bot.texts.texts import LANGUAGES, REFERENCE, TextError, Texts, as_markup, read_source
from inference.emotions import Emotion
from inference.moods import Mood

WELCOME_LIMIT = 1024  # of a caption, and short enough to be read
COMMAND_LIMIT = 256  # of a BotCommand's description
BUTTON_LIMIT = 24  # more is cut on a phone with two buttons in a row; Telegram allows 64
ALLOWED_TAGS = {"b", "i", "a"}

# What each variable may be; where a message has several, every combination is said.
LABELS: dict[str, tuple[str, ...]] = {
    "mood": tuple(Mood),
    "first_mood": tuple(Mood),
    "second_mood": tuple(Mood),
    "emotion": tuple(Emotion),
    "first_emotion": tuple(Emotion),
    "second_emotion": tuple(Emotion),
    "allowed": ("yes", "no"),
    "picked": ("yes", "no"),
    "way": ("match", "lift"),
}
COUNTS = (0, 1, 2, 5, 11, 21, 22, 25, 101, 1234)
COUNTED = {
    "active_today",
    "active_week",
    "answers",
    "calm",
    "count",
    "days",
    "dislikes",
    "feedback",
    "happy",
    "likes",
    "minutes",
    "opinions",
    "people",
    "sad",
    "songs",
    "today",
    "waiting",
}
SHARES = {
    "agreement": (0.987,),
    "first_share": (0.618,),
    "new_score": (0.9,),
    "present_score": (0.8765,),
    "second_share": (0.0,),
    "share": (0.5,),
}
WORDS = {
    "command": ("selfie",),
    "date": ("Oct 4, 2025",),
    "genre": ("drum & bass",),
    "id": ("7F3A",),
    "language": ("English",),
    "operator": ("Ada <ada@example.org>",),
    "providers": ("iTunes, Deezer",),
    "title": ('<b>5 > 4</b> & "more"',),
    "url": ("https://example.org/track?a=1&b=2",),
}
SAMPLES: dict[str, tuple[Any, ...]] = {
    **LABELS,
    **SHARES,
    **WORDS,
    **dict.fromkeys(COUNTED, COUNTS),
}
FEWEST_OF_SEVERAL = 2  # `several-faces` is not said of fewer


class _Variables(Visitor):
    """Gathers the variables of a message, and the messages that it is made of."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)


class _Selections(Visitor):
    """Gathers what a message chooses by, and between what."""

    def __init__(self) -> None:
        self.keys_by_variable: list[tuple[str, set[str]]] = []

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        assert isinstance(node.selector, ast.VariableReference)
        keys = {
            variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value
            for variant in node.variants
        }
        self.keys_by_variable.append((node.selector.id.name, keys))
        self.generic_visit(node)


class _Tags(HTMLParser):
    """Takes tags off a stack as they close, and remembers which there were."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"


def _entries(code: str) -> dict[str, ast.Message]:
    resource = FluentParser().parse(read_source(code))
    return {entry.id.name: entry for entry in resource.body if isinstance(entry, ast.Message)}


ENTRIES = {code: _entries(code) for code in LANGUAGES}


def _variables(code: str, message_id: str) -> set[str]:
    visitor = _Variables()
    visitor.visit(ENTRIES[code][message_id])
    return visitor.names.union(*(_variables(code, name) for name in visitor.messages))


def _value_sets(message_id: str) -> Iterator[dict[str, Any]]:
    """Yield every combination of samples that English takes for a message."""
    names = sorted(_variables(REFERENCE, message_id))
    counted = [name for name in names if name in COUNTED]
    others = [name for name in names if name not in COUNTED]
    # Counts go together: their forms do not depend on each other.
    counts = [c for c in COUNTS if message_id != "several-faces" or c >= FEWEST_OF_SEVERAL]
    for count in counts if counted else (None,):
        for values in itertools.product(*(SAMPLES[name] for name in others)):
            yield dict(zip(others, values, strict=True)) | dict.fromkeys(counted, count)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(strict=True)


def _all_said(texts: Texts, code: str) -> Iterator[tuple[str, Markup]]:
    language = texts.for_language(code)
    for message_id in ENTRIES[REFERENCE]:
        for values in _value_sets(message_id):
            yield message_id, language.say(message_id, **values)


every_language = pytest.mark.parametrize("code", LANGUAGES)


def test_each_fluent_file_of_the_package_is_a_language() -> None:
    names = {entry.name for entry in files("bot.texts").iterdir() if entry.name.endswith(".ftl")}
    assert names == {f"{code}.ftl" for code in LANGUAGES}


@every_language
def test_a_file_parses_whole_and_says_nothing_twice(code: str) -> None:
    body = FluentParser().parse(read_source(code)).body
    assert [entry.content for entry in body if isinstance(entry, ast.Junk)] == []
    assert len([e for e in body if isinstance(e, ast.Message)]) == len(ENTRIES[code])


@every_language
def test_a_language_has_the_messages_of_english_in_its_order(code: str) -> None:
    assert list(ENTRIES[code]) == list(ENTRIES[REFERENCE])


@every_language
def test_a_message_has_the_variables_of_english(code: str) -> None:
    assert {name: _variables(code, name) for name in ENTRIES[code]} == {
        name: _variables(REFERENCE, name) for name in ENTRIES[REFERENCE]
    }


@every_language
def test_every_label_has_its_own_wording(code: str) -> None:
    for message_id, entry in ENTRIES[code].items():
        selections = _Selections()
        selections.visit(entry)
        for variable, keys in selections.keys_by_variable:
            if variable in LABELS:
                assert keys == set(LABELS[variable]), message_id


@every_language
def test_every_plural_form_that_a_count_needs_is_there(code: str) -> None:
    plural_form = Locale(code).plural_form
    needed = {plural_form(count) for count in range(200)}
    for message_id, entry in ENTRIES[code].items():
        selections = _Selections()
        selections.visit(entry)
        for variable, keys in selections.keys_by_variable:
            if variable in COUNTED:
                assert keys >= needed, message_id


@every_language
def test_every_message_is_said_without_a_gap(texts: Texts, code: str) -> None:
    for message_id, said in _all_said(texts, code):
        assert said.strip(), message_id
        assert "{" not in said, message_id
        assert "}" not in said, message_id


@every_language
def test_markup_is_balanced_and_of_the_allowed_tags(texts: Texts, code: str) -> None:
    for message_id, said in _all_said(texts, code):
        tags = _Tags()
        tags.feed(said)
        tags.close()
        assert tags.open == [], message_id
        assert tags.seen <= ALLOWED_TAGS, message_id
        assert tags.attributes <= {("a", "href")}, message_id


@every_language
def test_a_translation_has_the_tags_of_english(texts: Texts, code: str) -> None:
    for (message_id, said), (_, english) in zip(
        _all_said(texts, code), _all_said(texts, REFERENCE), strict=True
    ):
        assert said.count("<b>") == english.count("<b>"), message_id
        assert said.count("<a ") == english.count("<a "), message_id


@every_language
def test_buttons_and_commands_are_short_plain_text(texts: Texts, code: str) -> None:
    for message_id, said in _all_said(texts, code):
        if message_id.endswith("-button"):
            assert 0 < len(said) <= BUTTON_LIMIT, message_id
        if message_id.startswith("command-"):
            assert 0 < len(said) <= COMMAND_LIMIT, message_id
        if message_id.endswith("-button") or message_id.startswith("command-"):
            assert not set(said) & set("<>&\n"), message_id


@every_language
def test_the_welcome_is_short_enough_to_be_read(texts: Texts, code: str) -> None:
    language = texts.for_language(code)
    assert len(language.say("welcome") + language.say("notice")) < WELCOME_LIMIT


@every_language
def test_the_commands_that_english_names_are_named(texts: Texts, code: str) -> None:
    commands = ("/mood", "/history", "/settings", "/privacy", "/mydata", "/forget")
    said = texts.for_language(code).say("help")
    assert [command for command in commands if command not in said] == []


@pytest.mark.parametrize(
    ("code", "minutes", "said"),
    [
        ("en", 1, "in 1 minute."),
        ("en", 2, "in 2 minutes."),
        ("es", 1, "en 1 minuto,"),
        ("es", 2, "en 2 minutos,"),
        ("pt", 1, "em 1 minuto,"),
        ("pt", 2, "em 2 minutos,"),
        ("ru", 1, "через минуту,"),
        ("ru", 2, "через 2 минуты,"),
        ("ru", 5, "через 5 минут,"),
        ("ru", 11, "через 11 минут,"),
        ("ru", 21, "через 21 минуту,"),
        ("ru", 22, "через 22 минуты,"),
        ("zh", 1, "过 1 分钟再试"),
    ],
)
def test_a_number_takes_the_plural_of_the_language(
    texts: Texts, code: str, minutes: int, said: str
) -> None:
    assert said in texts.for_language(code).say("error-limit", minutes=minutes)


def test_mood_and_emotion_agree_with_the_sentence_around_them(texts: Texts) -> None:
    values = {"emotion": Emotion.FEAR, "mood": Mood.CALM}
    assert texts.for_language("en").say("verdict-sure", **values) == (
        "You look <b>afraid</b>: here are <b>calm songs</b>."
    )
    assert texts.for_language("ru").say("verdict-sure", **values) == (
        "На лице <b>страх</b>: вот <b>спокойные песни</b>."  # noqa: RUF001 - Cyrillic
    )


def test_shares_are_percent_as_the_language_writes_them(texts: Texts) -> None:
    values: dict[str, str | float] = {
        "first_emotion": Emotion.HAPPY,
        "first_share": 0.618,
        "second_emotion": Emotion.NEUTRAL,
        "second_share": 0.2,
    }
    assert texts.for_language("en").say("likeliest", **values) == "happy 62% · neutral 20%"
    assert "62\u00a0%" in texts.for_language("ru").say("likeliest", **values)


def test_a_flag_is_yes_or_no(texts: Texts) -> None:
    spanish = texts.for_language("es")
    assert spanish.say("settings-explicit", allowed=True).endswith("<b>sí</b>")
    assert spanish.say("settings-explicit", allowed=False).endswith("<b>no</b>")


def test_somebodys_words_cannot_bring_markup_along(texts: Texts) -> None:
    said = texts.for_language("en").say(
        "no-preview", title="<b>Tom & Ann</b>", url='https://example.org/"><b>'
    )
    assert "“&lt;b&gt;Tom &amp; Ann&lt;/b&gt;”" in said
    assert 'href="https://example.org/&#34;&gt;&lt;b&gt;"' in said


def test_markup_is_taken_as_it_is_and_never_escaped_twice(texts: Texts) -> None:
    english = texts.for_language("en")
    title = Markup("<i>Blue &amp; green</i>")
    assert "“<i>Blue &amp; green</i>”" in english.say("no-preview", title=title, url="https://a.b")
    inner = english.say("attribution", providers="A & B")
    assert "A &amp; B" in english.say("attribution", providers=inner)


def test_only_words_from_right_to_left_are_isolated(texts: Texts) -> None:
    english = texts.for_language("en")
    assert "\u2068" not in english.say("attribution", providers="Sigur Rós 久石譲")
    hebrew = "שלום"
    assert english.say("attribution", providers=hebrew) == f"Covers and sound: \u2068{hebrew}\u2069"
    assert as_markup("a\u202eb") == "\u2068a\u202eb\u2069"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("ru", "ru"),
        ("pt-BR", "pt"),
        ("pt_PT", "pt"),
        ("ES-419", "es"),
        ("ZH", "zh"),
        ("zh-hans", "zh"),
        ("zh-Hant-TW", "zh"),
        ("fi", "en"),
        ("", "en"),
        ("not a code", "en"),
        (None, "en"),
    ],
)
def test_a_person_gets_the_closest_language(texts: Texts, asked: str | None, given: str) -> None:
    assert texts.for_language(asked).code == given


def test_languages_are_listed_with_english_first(texts: Texts) -> None:
    assert [language.code for language in texts.languages] == list(LANGUAGES)
    assert LANGUAGES[0] == REFERENCE


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("en", "Oct 4, 2025"),
        ("es", "4 oct 2025"),
        ("pt", "4 de out. de 2025"),
        ("ru", "4 окт. 2025 г."),  # noqa: RUF001 - Cyrillic
        ("zh", "2025年10月4日"),
    ],
)
def test_a_date_is_written_as_the_language_does(texts: Texts, code: str, day: str) -> None:
    language = texts.for_language(code)
    moment = datetime(2025, 10, 4, 23, 59, tzinfo=UTC)
    # Which kind of space stands in a Russian date changes with CLDR.
    assert language.format_date(moment).split() == day.split()
    assert language.format_date(date(2025, 10, 4)) == language.format_date(moment)


def test_a_missing_message_is_said_in_english_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lenient = Texts.from_sources({"en": "hello = Hello, { $name }", "es": "adios = Adiós"})
    with caplog.at_level(logging.WARNING):
        assert lenient.for_language("es").say("hello", name="A & B") == "Hello, A &amp; B"
    assert "es.ftl has no message hello" in caplog.text
    assert "A & B" not in caplog.text


def test_strict_texts_refuse_a_message_that_the_language_lacks() -> None:
    strict = Texts.from_sources({"en": "hello = Hello", "es": "adios = Adiós"}, strict=True)
    with pytest.raises(TextError, match=r"es\.ftl has no message 'hello'"):
        strict.for_language("es").say("hello")


def test_a_message_that_not_even_english_has_is_refused() -> None:
    lenient = Texts.from_sources({"en": "hello = Hello", "es": "hello = Hola"})
    with pytest.raises(TextError, match=r"en\.ftl has no message 'bye'"):
        lenient.for_language("es").say("bye")


def test_a_message_of_attributes_only_is_refused() -> None:
    odd = Texts.from_sources({"en": "hello =\n    .title = Hello"})
    with pytest.raises(TextError, match="no text of its own"):
        odd.for_language("en").say("hello")


def test_a_missing_value_is_told_to_the_log_without_the_other_values(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source = {"en": "song = { $title } by { $artist }"}
    with caplog.at_level(logging.WARNING):
        said = Texts.from_sources(source).for_language("en").say("song", title="Secret")
    assert said.startswith("Secret by ")
    assert "'song' in en.ftl cannot be filled in from ['title']" in caplog.text
    assert "Secret" not in caplog.text


def test_strict_texts_refuse_a_missing_value(texts: Texts) -> None:
    with pytest.raises(TextError, match=r"'error-unknown' .* from \[\]: FluentReferenceError"):
        texts.for_language("en").say("error-unknown")
