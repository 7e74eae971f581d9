"""The list of sessions names browsers as people do."""

import pytest

from app.access.policy.browser_names import browser_name

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (WINDOWS + CHROME + "Safari/537.36", "Chrome, Windows"),
        (WINDOWS + CHROME + "YaBrowser/25.10.0 Safari/537.36", "Yandex Browser, Windows"),
        (WINDOWS + CHROME + "Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) " + CHROME + "Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named(said: str, name: str) -> None:
    assert browser_name(said) == name
