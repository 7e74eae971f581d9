"""The pure part of `soglas dmn`: deciding for a file and values given as JSON, one by one or as lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.feel.temporal.reading import read_date, read_datetime, read_duration, read_time
from app.feel.values.json import to_json
from app.workflow.dmn.decider import Decider, DecisionUnknown
from app.workflow.dmn.library import read_library_beside
from app.workflow.findings import SourceRefused

TYPED = {
    "date": read_date,
    "time": read_time,
    "dateTime": read_datetime,
    "daysDuration": read_duration,
    "yearsDuration": read_duration,
}
MAX_DEPTH = 50


class Refused(ValueError):
    """The request cannot be answered; the text says why."""


def run_decision(file: str, decision: str, context_json: str) -> dict[str, Any]:
    """Return {"value", "problems"} of a decision for values given as a JSON object; raises Refused."""
    try:
        read = json.loads(context_json, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the context is no JSON: {error}") from error
    return decide_in_file(file, decision, read)


def decide_in_file(file: str, decision: str, context: Any) -> dict[str, Any]:
    """Return {"value", "problems"} of a decision for values read from JSON; raises Refused."""
    decider = _decider(str(Path(file).resolve()))
    try:
        decided = decider.decide(decision, read_context(context))
    except DecisionUnknown as error:
        raise Refused(f"there is no decision {decision!r} in {Path(file).name}") from error
    except OverflowError as error:
        raise Refused("the values are too large") from error
    return {"value": to_json(decided.value), "problems": list(decided.problems)}


def run_batch(lines: Iterable[str]) -> Iterator[str]:
    """Return a line {"id", "value"} or {"id", "error"} for each line {"id", "file", "decision", "context"}."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer_line(line), ensure_ascii=False)


def _answer_line(line: str) -> dict[str, Any]:
    id_: Any = None
    try:
        request = json.loads(line, parse_float=Decimal)
        if not isinstance(request, dict):
            raise Refused("a line is a JSON object with id, file, decision and context")
        id_ = request.get("id")
        answer = decide_in_file(
            str(request.get("file", "")), str(request.get("decision", "")), request.get("context") or {}
        )
    except (ValueError, RecursionError) as error:
        return {"id": id_, "error": str(error)}
    return {"id": id_, "value": answer["value"]}


def read_context(read: Any) -> dict[str, Any]:
    """Return the values of a JSON object; {"@type": "date", "value": "2026-08-15"} is a date; raises Refused."""
    if not isinstance(read, dict):
        raise Refused("the context is a JSON object")
    return {str(name): _typed(value, 0) for name, value in read.items()}


def _typed(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise Refused("the values are nested too deeply")
    if isinstance(value, list):
        return [_typed(each, depth + 1) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"@type", "value"}:
        return {name: _typed(each, depth + 1) for name, each in value.items()}
    reader = TYPED.get(str(value["@type"]))
    if reader is None:
        raise Refused(f"{value['@type']!r} is none of {', '.join(TYPED)}")
    found = reader(str(value["value"]))
    if found is None:
        raise Refused(f"{value['value']!r} is no {value['@type']}")
    return found


@lru_cache(maxsize=32)
def _decider(file: str) -> Decider:
    path = Path(file)
    try:
        return Decider(read_library_beside(path))
    except OSError as error:
        raise Refused(f"{path.name}: {error.strerror}") from error
    except SourceRefused as refused:
        raise Refused(f"{path.name}: " + "; ".join(finding.en for finding in refused.findings)) from refused
