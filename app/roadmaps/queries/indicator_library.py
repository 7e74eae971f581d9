"""The 64 printed indicators, those that plans made here define, and the contradictions of the documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.roadmaps.models import PlanVersion
from app.roadmaps.policy.indicators import Indicator, read_indicator
from app.roadmaps.policy.own_indicators import own_indicators, plan_of_indicator
from app.roadmaps.queries.plans import plan_of_version

_FILE = Path(__file__).resolve().parents[1] / "data" / "indicators.json"


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """A contradiction that a document prints, shown as it is and never smoothed."""

    id: str
    indicators: tuple[str, ...]
    text: str


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Return every printed indicator in the order of the documents."""
    return tuple(read_indicator(row) for row in _data()["indicators"])


def indicators_of_plan(plan: str) -> tuple[Indicator, ...]:
    """Return the indicators of a plan."""
    return tuple(one for one in all_indicators() if one.plan == plan)


@cache
def _by_measure() -> Mapping[str, tuple[Indicator, ...]]:
    found: dict[str, tuple[Indicator, ...]] = {}
    for one in all_indicators():
        for measure in one.measures:
            found[measure] = (*found.get(measure, ()), one)
    return found


def indicators_of_row(row: Mapping[str, Any], content: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return the indicators that a measure moves: those its plan names, printed ones first, then those it defines.

    Only a row that says nothing of indicators, not even that there are none, is looked up by its id.
    """
    named = row.get("indicators")
    if named is None:
        return _by_measure().get(row["id"], ())
    return tuple(one for one in (*all_indicators(), *own_indicators(content)) if one.id in named)


def find_indicator(indicator_id: str) -> Indicator | None:
    """Return the indicator with that id, or None."""
    key = plan_of_indicator(indicator_id)
    known = _versions_of(key) if key else (all_indicators(),)
    return next((one for indicators in known for one in indicators if one.id == indicator_id), None)


def _versions_of(key: str) -> Iterator[tuple[Indicator, ...]]:
    """Yield what the approved wordings of a plan made here define, the last one first."""
    query = select(PlanVersion.id).where(PlanVersion.plan == key).order_by(PlanVersion.number.desc())
    for version_id in db.session.scalars(query).all():
        yield own_indicators(plan_of_version(version_id).data)


def get_indicator(indicator_id: str) -> Indicator:
    """Return the indicator with that id. Raises NotFound."""
    found = find_indicator(indicator_id)
    if found is None:
        raise NotFound(indicator=indicator_id)
    return found


@cache
def all_discrepancies() -> tuple[Discrepancy, ...]:
    """Return every contradiction."""
    return tuple(
        Discrepancy(id=row["id"], indicators=tuple(row["indicators"]), text=row["text"])
        for row in _data()["discrepancies"]
    )


def discrepancies_of(indicator_id: str) -> tuple[Discrepancy, ...]:
    """Return the contradictions that an indicator takes part in."""
    return tuple(one for one in all_discrepancies() if indicator_id in one.indicators)
