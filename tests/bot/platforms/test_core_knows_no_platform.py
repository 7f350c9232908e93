"""What a platform does stands in its own folder; import-linter holds the imports to it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.conversation
import bot.platforms
from bot.texts.texts import LANGUAGES, read_source

CONVERSATION = Path(bot.conversation.__path__[0])
PLATFORMS = [path.name for path in Path(bot.platforms.__path__[0]).iterdir() if path.is_dir()]
NAMES = [name for name in PLATFORMS if not name.startswith("_")]
NAMED = re.compile(rf"\b({'|'.join(NAMES)})\b", re.IGNORECASE)


def texts_in(module: Path) -> Iterator[str]:
    """Yield every name and text of a module but its docstrings, which may give examples."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for child in ast.iter_child_nodes(node):
            is_docstring = isinstance(body, list) and isinstance(child, ast.Expr)
            if is_docstring and isinstance(child.value, ast.Constant):  # type: ignore[attr-defined]
                child.value.value = ""  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name | ast.Attribute | ast.arg | ast.alias):
            yield str(getattr(node, "id", None) or getattr(node, "attr", None) or ast.dump(node))


def test_there_are_platforms_to_look_for() -> None:
    assert {"telegram", "discord", "web"} <= set(NAMES)


@pytest.mark.parametrize("module", sorted(CONVERSATION.glob("*.py")), ids=lambda path: path.stem)
def test_the_conversation_names_no_platform(module: Path) -> None:
    assert [text for text in texts_in(module) if NAMED.search(text)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_said_names_no_platform(code: str) -> None:
    messages = [line for line in read_source(code).splitlines() if not line.startswith("#")]
    # What the page of the chat in the browser says itself begins so.
    own = re.compile(r"(web-[\w-]+)\s*=")
    assert [line for line in messages if NAMED.search(own.sub("", line))] == []


def test_a_name_would_be_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""Such as telegram."""\nif platform == "telegram":\n    web.send()\n')
    assert [text for text in texts_in(module) if NAMED.search(text)] == ["telegram", "web"]
