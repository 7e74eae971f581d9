"""What a plan made here holds while it is a draft: made new or from another plan, what it lacks, and made whole. Pure.

The content is that of a plan file; sections and measures carry a `rev`, and a measure may lack a schedule, an executor
and whatever else nobody has said yet. A measure that an amendment leaves out stays as `excluded`: its cases and
evidence remain readable, and no date comes of it any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.roadmaps.policy.own_indicators import renamed
from app.roadmaps.policy.plan_file import Plan, PlanRefused, read_plan

MOST_MEASURES: Final = 600
MOST_SECTIONS: Final = 60
_OF_THE_EDITOR: Final = frozenset({"rev", "in_force", "by", "at"})
_NEVER_COPIED: Final = frozenset({"excluded"}) | _OF_THE_EDITOR


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What a draft lacks: in the head (`measure` empty) or in a measure; `field` is the name in its form."""

    measure: str
    field: str
    code: str


def new_content(*, key: str, title: str, short: str, first: date, last: date, root: str) -> dict[str, Any]:
    """Return an empty plan with one section."""
    return {
        "id": key,
        "title": title,
        "short": short,
        "issuer": "",
        "act": "Проект",
        "date": None,
        "basis": None,
        "signed": None,
        "controls": None,
        "period": [first.isoformat(), last.isoformat()],
        "base_year": first.year,
        "root": root,
        "directives": [],
        "goal": None,
        "notes": [],
        "sections": [{"id": 1, "part": "part-1", "part_title": "", "title": "Мероприятия", "rev": 1}],
        "measures": [],
    }


def copied_content(plan: Plan, *, key: str, keep_excluded: bool = False) -> dict[str, Any]:
    """Return the content of another plan under a new key; measures keep their ids and the printed indicators."""
    content = deepcopy(dict(plan.data))
    content["id"] = key
    content["shape"] = content.get("shape", plan.id)
    content["sections"] = [{**section, "rev": 1} for section in content["sections"]]
    content["measures"] = [
        {**{name: value for name, value in row.items() if name not in _NEVER_COPIED or keep_excluded}, "rev": 1}
        for row in content["measures"]
        if keep_excluded or not row.get("excluded")
    ]
    renamed(content, key)
    return content


def whole_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as a version keeps it. Raises PlanRefused while something is missing."""
    if gaps_of(content):
        raise PlanRefused("the plan has gaps")
    whole = _without(deepcopy(dict(content)))
    for name in ("sections", "measures", "indicators"):
        whole[name] = [_without(one) for one in whole.get(name) or ()]
    read_plan(whole)
    return whole


def _without(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in _OF_THE_EDITOR}


def amended_content(plan: Plan) -> dict[str, Any]:
    """Return the content of an amendment: the edition in force, its measures marked so."""
    content = copied_content(plan, key=plan.id, keep_excluded=True)
    content["measures"] = [{**row, "in_force": True} for row in content["measures"]]
    return content


def gaps_of(content: Mapping[str, Any]) -> tuple[Gap, ...]:
    """Return everything that has to be said before the plan can be agreed, in the order of the page."""
    gaps = [Gap(measure="", field=name, code="required") for name in ("title", "short") if not content.get(name)]
    live = [row for row in content["measures"] if not row.get("excluded")]
    if not live:
        gaps.append(Gap(measure="", field="measures", code="none"))
    for row in live:
        gaps += [Gap(measure=row["id"], field=field, code="required") for field in measure_gaps(row)]
    return tuple(gaps)


def measure_gaps(row: Mapping[str, Any]) -> list[str]:
    """Return the fields of a measure that nobody has filled in."""
    executors = row.get("executors") or []
    missing = {
        "title": not row.get("title"),
        "family": not row.get("family"),
        "executors": not executors or not executors[0].get("role"),
        "controller": not (row.get("controller") or {}).get("role"),
        "schedule": not row.get("schedule"),
        "evidence": not row.get("evidence"),
    }
    return [name for name, lacking in missing.items() if lacking]


def find_row(content: Mapping[str, Any], measure_id: str) -> dict[str, Any] | None:
    """Return the row of a measure, or None."""
    return next((row for row in content["measures"] if row["id"] == measure_id), None)


def next_measure_id(content: Mapping[str, Any]) -> str:
    """Return an id that no measure of the plan has had."""
    key, used = content["id"], {row["id"] for row in content["measures"]}
    number = len(used) + 1
    while f"{key}-{number}" in used:
        number += 1
    return f"{key}-{number}"


def next_section_id(content: Mapping[str, Any]) -> int:
    """Return the number of a new section."""
    return max((int(section["id"]) for section in content["sections"]), default=0) + 1


def moved(rows: list[dict[str, Any]], index: int, step: int, *, same: str = "") -> bool:
    """Move a row up (-1) or down (1) past the next one with the same value of `same`; say whether it moved."""
    target = index + step
    while 0 <= target < len(rows) and same and rows[target].get(same) != rows[index].get(same):
        target += step
    if not 0 <= target < len(rows):
        return False
    rows.insert(target, rows.pop(index))
    return True


def by_sections(content: dict[str, Any]) -> None:
    """Put the measures into the order of their sections, each section in its own order."""
    order = {section["id"]: number for number, section in enumerate(content["sections"])}
    content["measures"].sort(key=lambda row: order.get(row["section"], len(order)))
