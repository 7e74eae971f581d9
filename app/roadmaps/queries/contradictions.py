"""Where the source documents contradict each other: shown at the rows, indicators and plans they are about. Data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.workflow.hints import Hint

_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "contradictions.json"


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One contradiction or gap: what was chosen instead, its source, and what it is about."""

    number: str
    hint: Hint
    measures: frozenset[str]
    indicators: frozenset[str]
    plan: str


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def all_contradictions() -> tuple[Contradiction, ...]:
    """Return every contradiction that people meet, in the order of their numbers."""
    return tuple(
        Contradiction(
            number=row["id"],
            hint=Hint(text=row["text"], source=f"Противоречие {row['id']}: {row['source']}"),
            measures=frozenset(row["measures"]),
            indicators=frozenset(row["indicators"]),
            plan=row["plan"],
        )
        for row in _data()["contradictions"]
    )


def met_by_nobody() -> Mapping[str, str]:
    """Return the contradictions that no person meets, each with the reason."""
    return dict(_data()["nobody_meets"])


def hints_of_measure(measure_id: str) -> tuple[Hint, ...]:
    """Return what people should know at the row of a plan."""
    return tuple(one.hint for one in all_contradictions() if measure_id in one.measures)


def hints_of_indicator(indicator_id: str) -> tuple[Hint, ...]:
    """Return what people should know at an indicator."""
    return tuple(one.hint for one in all_contradictions() if indicator_id in one.indicators)


def hints_of_plan(plan_id: str) -> tuple[Hint, ...]:
    """Return what is about a whole plan and none of its rows."""
    return tuple(one.hint for one in all_contradictions() if one.plan == plan_id)
