"""A real Chromium at two widths, and a server of its own for each journey."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.live_server import LiveServer, serve
from tests.browser.pages import Person

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same Chromium without its own windows first: it draws the pages, and nothing around them, in half the time."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and put it first: a browser waits while the other workers work."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium; only outside continuous integration may it be missing."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium for the browser tests")
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from npm."""
    if not AXE.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core is not installed: run npm ci in web")
        pytest.skip("axe-core is not installed here")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """The application behind a port, with the cast and the shipped processes, and nothing done yet."""
    with serve(tmp_path) as running:
        yield running


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """The two widths at which every page must be in order."""
    return int(request.param)


@pytest.fixture
def people(server: LiveServer, chromium: Browser, axe: str) -> Iterator[People]:
    """Make people of the cast sit down at browsers of their own."""
    seats = People(server, chromium, axe)
    yield seats
    seats.leave()


class People:
    """Opens a browser for somebody of the cast: `people("north-1.admin", width)`."""

    def __init__(self, server: LiveServer, chromium: Browser, axe: str) -> None:
        self._server, self._chromium, self._axe = server, chromium, axe
        self._contexts: list[object] = []

    def __call__(self, login: str, width: int = 1280, *, script: bool = True, theme: str = "light") -> Person:
        context = self._chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="ru-RU",
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=script,
            base_url=self._server.address,
        )
        context.add_cookies([self._server.cookie_of(login)])  # type: ignore[list-item]
        context.set_default_timeout(60_000)  # a loaded machine is slow, not wrong
        self._contexts.append(context)
        return Person(context.new_page(), self._axe if script else "")

    def leave(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()  # type: ignore[attr-defined]
