"""A decision table of six rules over three inputs, against the same rules written by hand in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.workflow.dmn import Decider, read_library
from bench.figures import Measured, against
from bench.measured import Bench
from bench.timing import race_functions

RULES: tuple[tuple[str, str, str, int], ...] = (
    ('"general"', "< 34", "-", 5),
    ('"general"', ">= 34", "true", 7),
    ('"general"', ">= 34", "false", 10),
    ('"network"', "-", "true", 10),
    ('"network"', "-", "false", 14),
    ("-", "-", "-", 15),
)
ASKED: dict[str, Any] = {"kind": "network", "hours": 36, "first": False}


def measure(bench: Bench) -> Measured:
    """Ask the table and the function in turns."""
    decider = Decider(read_library([("terms.dmn", _table())]))
    functions: dict[str, Callable[[], object]] = {
        "decision table": lambda: decider.decide("term", ASKED),
        "by hand": lambda: by_hand(ASKED),
    }
    assert decider.decide("term", ASKED).value == by_hand(ASKED) == 14
    times = race_functions(functions, rounds=bench.sizes.page_rounds, calls=max(20, bench.sizes.calls // 10))
    figure = against(
        "decision",
        "decision table of 6 rules and 3 inputs / the same rules in Python",
        times["decision table"],
        times["by hand"],
        words="the same rules as a Python function",
    )
    return Measured(figures=[figure], times=times)


def by_hand(asked: Mapping[str, Any]) -> int:
    """Answer as the table does."""
    if asked["kind"] == "general":
        if asked["hours"] < 34:
            return 5
        return 7 if asked["first"] is True else 10
    if asked["kind"] == "network":
        return 10 if asked["first"] is True else 14
    return 15


def _table() -> bytes:
    types = {"kind": "string", "hours": "number", "first": "boolean"}
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in types
    )
    inputs = "".join(
        f'<input id="i_{name}"><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in types.items()
    )
    rules = "".join(_rule(number, rule) for number, rule in enumerate(RULES))
    data = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in types.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:bench">'
        f'<decision id="term" name="term"><variable name="term" typeRef="number"/>{needs}'
        f'<decisionTable hitPolicy="FIRST">{inputs}<output name="days" typeRef="number"/>{rules}</decisionTable>'
        f"</decision>{data}</definitions>"
    ).encode()


def _rule(number: int, rule: tuple[str, str, str, int]) -> str:
    cells = "".join(f"<inputEntry><text>{cell.replace('<', '&lt;')}</text></inputEntry>" for cell in rule[:3])
    return f'<rule id="r{number}">{cells}<outputEntry><text>{rule[3]}</text></outputEntry></rule>'
