"""Hostile texts: values or FEEL errors only, quickly, and never any code."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from app.feel import FeelError, Function, check, evaluate, evaluate_unary
from app.feel.values import to_json
from tests.payloads import DATA, NO_DATA, Payload, TripWire, payloads

OWN = [
    "().__class__.__base__.__subclasses__()",
    "form.__class__",
    "form.__init__.__globals__",
    '"".format(form)',
    "name.__class__.__mro__[1]",
    "helper.__globals__",
    "helper.callable",
    "count.__self__",
    "(function(x) x).body.__globals__",
    'get value(form, "__class__")',
    'context put({}, "__class__", 1).__class__.__name__',
    '@"2026-01-01".__class__',
    '@"2026-01-01".replace(2020)',
    'exec("1")',
    '__import__("os").system("true")',
    "partial.__class__",
    "?.__class__",
]


def surroundings() -> dict[str, Any]:
    """Give the names that the corpus offers to an expression."""
    return {
        "form": {"amount": 5, "title": "т", "start": "2026-01-01", "approved": False, "items": [1, 2]},
        "name": "n",
        "items": [1, 2, 3],
        "big": list(range(300)),
        "approved": False,
        "helper": Function(("text",), lambda text: text),
    }


def answer(text: str, data: dict[str, Any]) -> Any:
    """Evaluate as a condition and as a cell; plain data, or the FEEL error that came of it."""
    found: Any = None
    for attempt in (lambda: evaluate(text, data), lambda: evaluate_unary(text, 1, data)):
        try:
            found = to_json(attempt())
        except FeelError as error:
            found = error
    check(text, {})
    return found


@pytest.fixture(scope="module")
def wire() -> TripWire:
    return TripWire()


@pytest.mark.skipif(not DATA.exists(), reason=NO_DATA)
@pytest.mark.parametrize("payload", payloads(Path("{MARK}")), ids=lambda payload: payload.id)
def test_hostile_payload_does_nothing(payload: Payload, tmp_path: Path, wire: TripWire) -> None:
    mark = tmp_path / "mark"
    text = payload.text.replace("{MARK}", str(mark))
    data = surroundings()
    before = repr({key: value for key, value in data.items() if key != "helper"})
    started = time.perf_counter()
    wire.executed.clear()
    wire.watching = True
    try:
        found = answer(text, data)
    finally:
        wire.watching = False
    assert time.perf_counter() - started < 1
    assert wire.executed == []
    assert not mark.exists()
    assert repr({key: value for key, value in data.items() if key != "helper"}) == before
    if not isinstance(found, FeelError):
        assert len(json.dumps(found)) < 100_000


@pytest.mark.parametrize("text", OWN)
def test_no_python_object_is_reachable(text: str) -> None:
    found = answer(text, surroundings())
    assert isinstance(found, FeelError) or found is None or found is False


def test_objects_in_the_data_are_not_handed_to_expressions() -> None:
    class Person:
        secret = "тайна"

    assert evaluate("p", {"p": Person()}) is None
    assert evaluate("p.secret", {"p": Person()}) is None
    assert evaluate("p", {"p": Person}) is None
    assert evaluate("p", {"p": b"bytes"}) is None
