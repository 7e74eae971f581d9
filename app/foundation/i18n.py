"""Language and time zone of the reader: Russian first, English second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, refresh

LOCALES = ("ru", "en")


def choose_locale() -> str:
    """Return the person's language, else the one the browser asks for, else Russian."""
    chosen = g.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(LOCALES) or "ru" if request else "ru"


def choose_timezone() -> str | None:
    """Return the time zone of the post that acts, if one is known; else the installation's own."""
    zone: Any = g.get("timezone")
    return str(zone) if zone else None


@contextmanager
def words_on_paper(timezone: str) -> Iterator[None]:
    """Let words be Russian and times those of a place, whoever looks and wherever the work is done."""
    before = g.get("locale"), g.get("timezone")
    g.locale, g.timezone = "ru", timezone
    refresh()
    try:
        yield
    finally:
        g.locale, g.timezone = before
        refresh()


def install_i18n(app: Flask, timezone: str) -> None:
    """Let gettext and dates of `app` follow the reader."""
    app.config["BABEL_DEFAULT_LOCALE"] = "ru"
    app.config["BABEL_DEFAULT_TIMEZONE"] = timezone
    Babel(app, locale_selector=choose_locale, timezone_selector=choose_timezone)
