"""Hostile text in every place of a decision model does nothing: no code, no file, an answer within a second."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from app.feel.values.json import to_json
from app.workflow.findings import SourceRefused
from tests.payloads import DATA, NO_DATA, WIRE, Payload, payloads
from tests.workflow.dmn.models import data, decider, decision, needs_data, table, text

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=NO_DATA)
CONTEXT = {"x": 1, "items": [1, 2, 3], "form": {"amount": 5, "approved": False}, "approved": False}
NEEDS = needs_data("x", "items", "form", "approved")
GIVEN = "".join(data(name) for name in CONTEXT)

PLACES = {
    "literal": text,
    "input entry": lambda hostile: table("FIRST", [(hostile, "1"), ("-", "2")]),
    "output entry": lambda hostile: table("FIRST", [("-", hostile)]),
    "output values": lambda hostile: table("PRIORITY", [("-", "1"), ("> 0", "2")], allowed=hostile),
    "default": lambda hostile: table("UNIQUE", [("> 100", "1")], default=hostile),
    "context entry": lambda hostile: (
        f'<context><contextEntry><variable name="a"/>{text(hostile)}</contextEntry></context>'
    ),
    "argument": lambda hostile: (
        f'<invocation>{text("count")}<binding><parameter name="list"/>{text(hostile)}</binding></invocation>'
    ),
    "called name": lambda hostile: (
        f'<invocation>{text(hostile)}<binding><parameter name="list"/>{text("[1]")}</binding></invocation>'
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", payloads(Path("never-made")), ids=lambda payload: payload.id)
def test_a_payload_does_nothing(place: str, payload: Payload, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    hostile = payload.text.replace("never-made", str(mark))
    before = json.dumps(CONTEXT)
    started = time.monotonic()
    with WIRE.set() as executed:
        try:
            value = decider(GIVEN + decision("d", PLACES[place](hostile), needs=NEEDS)).decide("d", CONTEXT).value
        except (SourceRefused, OverflowError):
            value = None
    assert time.monotonic() - started < 1
    assert not mark.exists()
    assert executed == []
    assert json.dumps(CONTEXT) == before
    assert len(json.dumps(to_json(value))) < 200_000
