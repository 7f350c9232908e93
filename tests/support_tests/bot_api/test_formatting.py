import pytest

from tests.support.bot_api.entities import Entity, detect_entities
from tests.support.bot_api.errors import ApiError
from tests.support.bot_api.formatting import parse_html


def test_offsets_count_utf_16_units() -> None:
    formatted = parse_html("😀<b>a<i>😀</i></b>")
    assert formatted.text == "😀a😀"
    assert formatted.entities == (Entity("bold", 2, 3), Entity("italic", 3, 2))


def test_character_references_are_decoded() -> None:
    assert parse_html("&lt;a&gt; &amp; &quot;&#65;&#x42; &nbsp; R&B").text == '<a> & "AB &nbsp; R&B'


def test_white_space_around_the_text_is_dropped() -> None:
    formatted = parse_html(" \n <b>word </b>\n").stripped()
    assert formatted.text == "word"
    assert formatted.entities == (Entity("bold", 0, 4),)


def test_link_that_is_none_becomes_plain_text() -> None:
    assert parse_html('<a href="http://localhost/x">here</a>').entities == ()


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<b>bold", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            "<b>é<i>x</b></i>",
            'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"',
        ),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
    ],
)
def test_bad_html_is_refused(html: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(html)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_links_commands_and_mentions_are_found() -> None:
    text = "🎵 /mood@some_bot ask @some_bot at https://example.org/a?b=1, #music or me@example.org"
    assert [(entity.type, entity.of(text)) for entity in detect_entities(text)] == [
        ("bot_command", "/mood@some_bot"),
        ("mention", "@some_bot"),
        ("url", "https://example.org/a?b=1"),
        ("hashtag", "#music"),
        ("email", "me@example.org"),
    ]


def test_slash_inside_a_word_is_no_command() -> None:
    assert detect_entities("match/lift and 1/2") == ()
