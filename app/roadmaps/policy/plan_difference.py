"""The difference between two wordings of a plan: measures added, left out and changed, field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_FIELDS: Final = (
    *("number", "title", "section", "deadline_printed", "schedule", "executors", "controller", "evidence"),
    *("expected_result", "audience", "family", "indicators", "milestones", "pair"),
)
OF_INDICATOR: Final = "indicator "
"""How the names of fields of an indicator begin."""
_OF_AN_INDICATOR: Final = ("name", "unit", "base_value", "base_date", "operator", "rollup", "giver", "targets")
_OF_A_SCHEDULE: Final = ("type", "start", "end", "rrule", "dtstart", "opens_before_due", "control_points", "on_demand")


class Kind(StrEnum):
    """What became of a measure."""

    ADDED = "added"
    LEFT_OUT = "left out"
    RESTORED = "restored"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """A measure that is not the same; `fields` are name, was and now as the plan holds them."""

    measure: str
    kind: Kind
    row: Mapping[str, Any]
    fields: tuple[tuple[str, Any, Any], ...] = ()


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[RowDifference, ...]:
    """Return the measures that differ, in the order of the new wording, those left out of it at the end."""
    before = {row["id"]: row for row in was["measures"]}
    titles = {
        side: {one["id"]: one["title"] for one in plan["sections"]} for side, plan in (("was", was), ("now", now))
    }
    found = []
    for row in now["measures"]:
        old = before.pop(row["id"], None)
        if old is None:
            found.append(RowDifference(measure=row["id"], kind=Kind.ADDED, row=row))
        elif bool(old.get("excluded")) != bool(row.get("excluded")):
            kind = Kind.LEFT_OUT if row.get("excluded") else Kind.RESTORED
            found.append(RowDifference(measure=row["id"], kind=kind, row=row))
        elif not row.get("excluded"):
            fields = _fields(old, row, titles)
            if fields:
                found.append(RowDifference(measure=row["id"], kind=Kind.CHANGED, row=row, fields=fields))
    found += [RowDifference(measure=key, kind=Kind.LEFT_OUT, row=old) for key, old in before.items()]
    return tuple(found)


def indicator_differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[RowDifference, ...]:
    """Return the indicators of the plan itself that differ; their fields are named «indicator …»."""
    before = {row["id"]: row for row in was.get("indicators") or ()}
    found = []
    for row in now.get("indicators") or ():
        old = before.pop(row["id"], None)
        titled = {"title": row["name"]}
        if old is None:
            found.append(RowDifference(measure=row["id"], kind=Kind.ADDED, row=titled))
            continue
        pairs = ((name, old.get(name) or "", row.get(name) or "") for name in _OF_AN_INDICATOR)
        fields = tuple((f"{OF_INDICATOR}{name}", one, other) for name, one, other in pairs if one != other)
        if fields:
            found.append(RowDifference(measure=row["id"], kind=Kind.CHANGED, row=titled, fields=fields))
    gone = [RowDifference(measure=key, kind=Kind.LEFT_OUT, row={"title": old["name"]}) for key, old in before.items()]
    return (*found, *gone)


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, Mapping[int, str]]
) -> tuple[tuple[str, Any, Any], ...]:
    found = []
    for name in _FIELDS:
        was, now = _value(old, name, titles["was"]), _value(new, name, titles["now"])
        if was != now:
            found.append((name, was, now))
    return tuple(found)


def _value(row: Mapping[str, Any], name: str, sections: Mapping[int, str]) -> Any:
    value = row.get(name)
    if name == "title":
        return row.get("content") or value or ""
    if name == "section":
        return sections.get(value or 0, "")
    if name == "schedule":
        return {key: one for key in _OF_A_SCHEDULE if (one := (value or {}).get(key))}
    if name == "pair":
        return value if isinstance(value, str) else next(iter(value or ()), "")
    if name == "controller":
        return {key: one for key, one in (value or {}).items() if one}
    return value or ""
