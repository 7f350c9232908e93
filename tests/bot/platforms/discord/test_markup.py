import pytest
from markupsafe import Markup

from bot.platforms.discord.markup import fitted, markdown, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Markup("You look <b>happy</b>."), "You look **happy**."),
        (Markup("<i>softly</i>"), "*softly*"),
        (Markup("<b>one</b>\n<b>two</b>"), "**one**\n**two**"),
        (Markup("Rock &amp; roll"), "Rock & roll"),
        (
            Markup('<a href="https://a.example/?b=1&amp;c=2">song</a>'),
            "[song](<https://a.example/?b=1&c=2>)",
        ),
        (
            Markup('<b><a href="https://a.example">song</a></b>'),
            "**[song](<https://a.example>)**",
        ),
    ],
)
def test_markup_becomes_markdown(text: Markup, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A*B*C", r"A\*B\*C"),
        ("snake_case_", r"snake\_case\_"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("||secret||", r"\|\|secret\|\|"),
        ("`code`", r"\`code\`"),
        ("# Headline", r"\# Headline"),
        ("> quote", r"\> quote"),
        ("[a](https://evil.example)", r"\[a](https://evil.example)"),
    ],
)
def test_a_title_stays_what_it_is(title: str, expected: str) -> None:
    assert markdown(Markup("{}").format(title)) == expected


@pytest.mark.parametrize("words", ["@everyone", "@here", "<@123456789012345678>", "<#1>", "<:e:1>"])
def test_nobody_and_nothing_is_mentioned(words: str) -> None:
    written = markdown(Markup("{}").format(words))
    # A backslash, or a space of no width, keeps each from being one.
    assert words not in written.replace("\\<", "")


def test_brackets_do_not_end_a_links_words() -> None:
    link = Markup('<a href="https://a.example">{}</a>').format("Song [Live] ]x")
    assert markdown(link) == "[Song (Live) )x](<https://a.example>)"


def test_an_address_cannot_break_out_of_its_link() -> None:
    link = Markup('<a href="{}">song</a>').format("https://a.example/(x)> [evil](<https://b")
    assert markdown(link) == "[song](<https://a.example/%28x%29%3E%20%5Bevil%5D%28%3Chttps://b>)"


def test_plain_text_has_no_markup() -> None:
    assert plain(Markup('<b>Rock</b> &amp; <a href="https://a.example">roll</a>')) == "Rock & roll"


def test_what_fits_keeps_its_links() -> None:
    link = Markup('<a href="https://a.example">song</a>')
    assert fitted(link, 100) == markdown(link)


def test_what_is_too_long_loses_its_links_first() -> None:
    link = Markup('<a href="https://a.example">song</a>')
    assert fitted(link, 10) == "song"


def test_what_is_still_too_long_loses_its_end() -> None:
    assert fitted(Markup("0123456789"), 5) == "0123…"


def test_no_half_escape_is_left_at_the_end() -> None:
    assert fitted(Markup("012*456789"), 5) == "012…"
