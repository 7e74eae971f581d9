"""The public payloads in every field of diagrams, tables and forms: no code, leak or change, a quick small answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.payloads import DATA, NO_DATA, WIRE, payloads
from tests.security.conftest import Trying
from tests.security.places import DIAGRAM
from tests.security.places_of_engines import ENGINES
from tests.security.places_of_tables import FORMS, TABLES

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=NO_DATA)
SECOND: Final = 1.0
MEMORY: Final = 64 * 1024 * 1024
LARGEST_ANSWER: Final = 200_000

# Good FEEL: a number without end is null, a loop stops at its budget, a pattern is matched in linear time, and a member
# that a group does not have is null.
GOOD_FEEL: Final = {"exh-pow", "feel-for-huge", "feel-matches", "feel-dunder"}
# Texts that nothing evaluates, and names that are only names: there everything is let through as the text it is.
ONLY_TEXT: Final = frozenset(
    f"{kind}: {name}"
    for kind, names in {
        "diagram": (
            "variable of a script", "input without sign", "target of an input", "target of an output", "name of each",
            "header of a job", "role", "id of a form", "key of a form", "documents", "setting", "setting without sign",
            "name of a setting", "start roles", "prefix of numbers", "name of a task", "documentation", "escalation",
            "resource of a person", "retrieval of a correlation", "title of cases",
        ),
        "form": ("pattern", "default of a number", "option", "words", "property", "key of options"),
    }.items()
    for name in names
)  # fmt: skip
Row = Mapping[str, Any]


@pytest.fixture(scope="session")
def rows(payload_processes: list[Trying]) -> list[Row]:
    """What came of every payload in every place, tried by two processes that may take 64 MiB more than they had."""
    found: list[Row] = []
    for one in payload_processes:
        assert one.process.wait(timeout=300) == 0
        found += map(json.loads, one.out.read_text().splitlines())
    return found


def named(rows: list[Row], bad: Any) -> list[str]:
    """Return place and payload of the rows that are bad."""
    return [f"{row['place']} / {row['payload']}: {row['failure'] or row['ran']}" for row in rows if bad(row)]


def test_every_payload_was_tried_in_every_place(rows: list[Row]) -> None:
    places = len(DIAGRAM) + len(ENGINES) + len(TABLES) + len(FORMS)
    assert places > 120
    assert len(rows) == places * len(payloads(Path("mark")))


def test_no_code_ran_and_nothing_was_made(rows: list[Row]) -> None:
    assert named(rows, lambda row: row["executed"] or row["made_a_mark"]) == []


def test_the_trip_wire_would_have_seen_it() -> None:
    with WIRE.set() as executed:
        exec("1 + 1")
        eval("1 + 1")
    assert len(executed) == 2


def test_no_data_changed(rows: list[Row]) -> None:
    assert named(rows, lambda row: row["changed"]) == []


def test_each_was_answered_with_an_error_that_is_ours(rows: list[Row]) -> None:
    assert named(rows, lambda row: row["failure"]) == []


def test_each_was_answered_within_a_second_and_64_mebibytes(rows: list[Row]) -> None:
    assert named(rows, lambda row: row["seconds"] > SECOND) == []
    assert named(rows, lambda row: row["grown"] > MEMORY) == []
    assert sum(row["grown"] for row in rows) <= 2 * MEMORY, "all answers of one process together"


def test_no_answer_is_larger_than_the_data_and_the_payload(rows: list[Row]) -> None:
    assert named(rows, lambda row: row["answer_size"] > LARGEST_ANSWER) == []


def test_what_would_be_evaluated_is_refused_before_it_is_published(rows: list[Row]) -> None:
    def let_through(row: Row) -> bool:
        kept = row["place"] in ONLY_TEXT or row["place"].startswith("table") or row["payload"] == "par-empty"
        return row["must_be_refused"] and not row["refused_by_checks"] and not kept and row["payload"] not in GOOD_FEEL

    assert named(rows, let_through) == []


def test_every_text_of_a_table_is_read_before_it_is_published(rows: list[Row]) -> None:
    """Names in tables are known only when they run, and are null then; what is no FEEL is refused in every cell."""
    refused = {(row["place"], row["payload"]) for row in rows if row["refused_by_checks"]}
    for payload in {name for place, name in refused if place == "table: literal expression"}:
        for place in TABLES:
            unary = place in {"cell of a condition", "values of an answer", "cell with a question mark"}
            assert unary or (f"table: {place}", payload) in refused, (place, payload)
    assert len({name for place, name in refused if place == "table: values of an answer"}) > 30


def test_what_other_engines_would_run_is_refused_by_name(rows: list[Row]) -> None:
    engines = [row for row in rows if row["place"].startswith("engine")]
    assert len(engines) > 900
    assert named(engines, lambda row: not row["refused_by_checks"]) == []
