"""Leading a file of another program through the pages of the workshop, as a process owner would."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.checked_client import page_of, words_of

LONGEST = 5.0
SHORTEST_WORDS = 25
PAGES = ("", "/editor", "/check", "/package.zip", "/publish", "/try")


@dataclass
class Led:
    """What became of one file: refused with words, or a draft with findings; and how long the slowest page took."""

    refused: str = ""
    findings: list[str] = field(default_factory=list)
    runs: bool = False
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def lead_through(client: FlaskClient, name: str, data: bytes) -> Led:
    """Upload a file, take it over, open the pages of its draft, and try it out."""
    led = Led()
    answer = _asked(led, client, "POST", "/workshop/upload", {"file": (io.BytesIO(data), name)})
    if answer.status_code == 422:
        led.refused = " ".join(words_of(one) for one in page_of(answer).xpath("//*[@id='file-e']"))
        if len(led.refused) <= SHORTEST_WORDS:
            led.faults.append(f"refused without a reason: {led.refused!r}")
        return led
    if answer.status_code != 303:
        return led
    address = answer.headers["Location"]
    shown = _asked(led, client, "GET", address)
    led.findings = [words_of(one) for one in page_of(shown).xpath("//ul[@class='finds']/li")]
    led.runs = not any(one.startswith("Ошибка") for one in led.findings)
    if any(len(one) <= SHORTEST_WORDS for one in led.findings):
        led.faults.append(f"findings without words: {led.findings}")
    _asked(led, client, "POST", f"{address}/accept")
    for path in PAGES:
        _asked(led, client, "GET", f"{address}{path}")
    if led.runs:
        _asked(led, client, "POST", f"{address}/try/start")
        _asked(led, client, "GET", f"{address}/try")
    return led


def _asked(led: Led, client: FlaskClient, method: str, path: str, data: dict[str, Any] | None = None) -> TestResponse:
    """Ask for a page; a failure and a long wait are faults."""
    began = time.process_time()
    answer = client.open(path, method=method, data=data)
    took = time.process_time() - began
    led.slowest = max(led.slowest, took)
    if answer.status_code not in {200, 303, 422} or took > LONGEST:
        led.faults.append(f"{method} {path}: {answer.status_code} after {took:.1f} s")
    return answer
