import pytest
from markupsafe import Markup

from bot.platforms.web.markup import PageMarkup, plain_text

MARKUP = PageMarkup(("mood", "my", "mydata"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>bold</b> &amp; <i>not</i>", "<b>bold</b> &amp; <i>not</i>"),
        ('<script>alert(1)</script><b onclick="x()">b</b>', "<b>b</b>"),
        (
            '<a href="javascript:alert(1)">a</a>',
            '<a target="_blank" rel="noopener noreferrer">a</a>',
        ),
        ('<img src="https://example.org/x.png" onerror="x()">', ""),
        ("&lt;b&gt;", "&lt;b&gt;"),
    ],
)
def test_only_what_the_conversation_writes_is_left(text: str, html: str) -> None:
    assert MARKUP.page_html(Markup(text)) == html  # noqa: S704


def test_links_open_in_a_page_of_their_own_that_learns_nothing() -> None:
    html = MARKUP.page_html(Markup('<a href="https://example.org/a?b=1&amp;c=2">there</a>'))
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert 'target="_blank"' in html
    assert 'rel="noopener noreferrer"' in html


def test_commands_become_buttons_where_they_stand_alone() -> None:
    html = MARKUP.page_html(
        Markup('/mood, <b>/mydata</b> and /my. <a href="https://x.org/mood">x/mood /my</a> a/mood')
    )
    assert html.count("<button") == 3
    assert 'data-command="mydata">/mydata</button></b>' in html
    assert html.endswith("x/mood /my</a> a/mood")


def test_an_unknown_command_stays_a_word() -> None:
    assert MARKUP.page_html(Markup("/moods and /other")) == "/moods and /other"


def test_plain_text_has_neither_tags_nor_escapes() -> None:
    assert plain_text(Markup("<b>R&amp;B</b>\nnext line")) == "R&B\nnext line"
