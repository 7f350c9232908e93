"""Shows the chat on the screen of whoever has started it."""

import asyncio
import logging
import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

logger = logging.getLogger(__name__)

_NO_SCREEN = ("CI", "SSH_CONNECTION", "SSH_TTY", "KUBERNETES_SERVICE_HOST", "container")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
# Of Docker and Podman.
_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))


async def open_browser(address: str) -> None:
    """Open an address in a browser, if somebody sits at a screen; never fails."""
    is_contained = any(mark.exists() for mark in _CONTAINER_MARKS)
    if is_contained or not sys.stderr.isatty() or not has_screen(os.environ, sys.platform):
        return
    try:
        await asyncio.to_thread(webbrowser.open, address)
    except (webbrowser.Error, OSError) as error:
        logger.info("no browser was opened: %s", error)


def has_screen(environment: Mapping[str, str], system: str) -> bool:
    """Tell whether a browser would be seen by whoever has started the program.

    Args:
        environment: Of the program.
        system: As in `sys.platform`.
    """
    if any(environment.get(name) for name in _NO_SCREEN):
        return False
    return system in {"darwin", "win32"} or any(environment.get(name) for name in _SCREENS)
