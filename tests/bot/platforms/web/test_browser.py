import pytest

from bot.platforms.web.browser import has_screen

DESKTOP = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environment", "system"),
    [(DESKTOP, "linux"), ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"), ({}, "darwin")],
)
def test_a_browser_is_opened_for_whoever_sits_at_a_screen(
    environment: dict[str, str], system: str
) -> None:
    assert has_screen(environment, system)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        DESKTOP | {"CI": "true"},
        DESKTOP | {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"},
        DESKTOP | {"container": "podman"},
    ],
)
def test_nothing_is_opened_where_nobody_would_see_it(environment: dict[str, str]) -> None:
    assert not has_screen(environment, "linux")
