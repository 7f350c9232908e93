"""HTML of the pages, in a person's language."""

from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.texts.texts import Language

_ENVIRONMENT = Environment(
    loader=PackageLoader("bot.platforms.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, language: Language, **values: Any) -> str:
    """Return a template filled in; within it, `say` says a message of the texts.

    Args:
        name: Of a file in the folder `templates`.
        language: Of the texts.
        values: For the template.
    """
    say = partial(language.say)
    return _ENVIRONMENT.get_template(name).render(say=say, language=language, **values)
