import pytest

from bot.platforms.web.languages import PAGE_LANGUAGES, preferred_language
from bot.texts.texts import LANGUAGES


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", None),
        ("de", "de"),
        ("de-CH, es;q=0.9, en;q=0.8", "es"),
        ("en;q=0.3, pt-BR;q=0.7", "pt-BR"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("ru;q=0, en", "en"),
        ("*, en;q=0.5", "en"),
        ("en;q=much", None),
        ("<script>", None),
    ],
)
def test_the_best_language_that_is_spoken_wins(accepted: str, code: str | None) -> None:
    assert preferred_language(accepted) == code


def test_every_language_has_a_page() -> None:
    assert set(PAGE_LANGUAGES) == set(LANGUAGES)
