"""A browser as its user would call it."""

from __future__ import annotations

# Each browser also names those it descends from, so the youngest comes first.
_BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"))


def browser_name(user_agent: str) -> str:
    """Return «Firefox, Windows» for what the browser says of itself; its own first words when it is unknown."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), user_agent[:40].strip())
    system = next((name for mark, name in (*_SYSTEMS, ("Linux", "Linux")) if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
