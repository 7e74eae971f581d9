"""Indicators that a plan made here defines itself: read from its content, checked as posted, renamed in a copy. Pure.

They stand in the content as `indicators`: id, name, unit, base, targets by year, how a fact is compared, how
organisations are added up, and where the fact comes from: a role that gives it (`giver`), a FEEL formula over counted
rows (`formula`), else the executors of its measures, to whom `answer` proposes what their case counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.access.models import Role
from app.roadmaps.policy.formulas import ANSWERS, LONGEST, formula_problem, gives_number
from app.roadmaps.policy.indicators import Indicator, number_of

MOST: Final = 60
OPERATORS: Final = (">=", "<=", "=", "increase")
ROLLUPS: Final = ("sum", "mean", "none")
GIVERS: Final = (
    *(Role.CENTRE_HEAD, Role.SCHOOL_ADMIN, Role.SCHOOL_DIRECTOR, Role.MOUO_OFFICER, Role.MOUO_HEAD),
    *(Role.REGIONAL_OFFICER, Role.REGIONAL_COORDINATOR, Role.INSTITUTE_METHODIST, Role.FINANCE_OFFICER),
)
PLAIN: Final = ("name", "unit", "base_value", "base_date", "operator", "rollup", "giver", "formula", "answer")
FIELDS: Final = (*PLAIN, "targets")
_LONGEST: Final = {"name": 1000, "unit": 60, "base_date": 40}
_ID: Final = re.compile(r"^(own-[0-9a-f]{4,40})-i[1-9]\d{0,4}$")


def plan_of_indicator(indicator_id: str) -> str:
    """Return the key of the plan that defines an indicator itself, or an empty string for any other id."""
    match = _ID.match(indicator_id)
    return match[1] if match else ""


def own_indicators(content: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return what the plan defines itself, in its order."""
    return tuple(_read(row, content) for row in content.get("indicators") or ())


def _read(row: Mapping[str, Any], content: Mapping[str, Any]) -> Indicator:
    return Indicator(
        id=row["id"],
        plan=content["id"],
        name=row["name"],
        unit=row["unit"],
        operator=row["operator"],
        base_value=row.get("base_value") or "",
        base_date=row.get("base_date") or "",
        targets=dict(row.get("targets") or {}),
        printed="",
        cumulative=False,
        source_row=str(content.get("short") or content["title"]),
        measures=(),
        quality="ok",
        notes="",
        rollup=row["rollup"],
        giver=row.get("giver") or "",
        formula=row.get("formula") or "",
        answer=row.get("answer") or "",
    )


def find_own(content: Mapping[str, Any], indicator_id: str) -> dict[str, Any] | None:
    """Return the row of an indicator, or None."""
    return next((row for row in content.get("indicators") or () if row["id"] == indicator_id), None)


def next_indicator(content: Mapping[str, Any]) -> int:
    """Return a number that no indicator of the plan has had, also none that was removed: its facts would be mixed."""
    return int(content.get("indicators_made") or 0) + 1


def read_own(posted: Mapping[str, str], years: Iterable[int]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields of an indicator as they are kept, and what is wrong by field of the form."""
    fields: dict[str, Any] = {name: " ".join(posted.get(name, "").split())[:most] for name, most in _LONGEST.items()}
    problems = {name: "required" for name in ("name", "unit") if not fields[name]}
    fields["base_value"] = _number(posted.get("base_value", ""), "base_value", problems)
    for name, known in (("operator", OPERATORS), ("rollup", ROLLUPS)):
        fields[name] = posted.get(name, "")
        if fields[name] not in known:
            problems[name] = "required"
    fields["giver"] = posted.get("giver", "")
    if fields["giver"] and fields["giver"] not in GIVERS:
        problems["giver"] = "required"
    fields |= _source(posted, fields["giver"], problems)
    targets = {str(year): _number(posted.get(f"target-{year}", ""), f"target-{year}", problems) for year in years}
    fields["targets"] = {year: value for year, value in targets.items() if value}
    return fields, problems


def _source(posted: Mapping[str, str], giver: str, problems: dict[str, str]) -> dict[str, str]:
    """Return the formula and the answer; a fact has one source, so a formula goes with no giver and no answer."""
    formula, answer = " ".join(posted.get("formula", "").split()), posted.get("answer", "")
    if answer and answer not in ANSWERS:
        problems["answer"] = "required"
    if formula and (giver or answer):
        problems["formula"] = "two sources"
    elif len(formula) > LONGEST:
        problems["formula"] = "too long"
    elif formula and formula_problem(formula) is not None:
        problems["formula"] = "feel"
    elif formula and not gives_number(formula):
        problems["formula"] = "no number"
    return {"formula": formula, "answer": "" if giver else answer}


def _number(text: str, field: str, problems: dict[str, str]) -> str:
    """Return the number as it is shown («13,2»); what is none is a problem of its field."""
    plain = text.strip()[:30]
    if not plain:
        return ""
    value = number_of(plain)
    if value is None or plain == "+" or abs(value) > 10**12:
        problems[field] = "number"
        return ""
    return plain.replace(".", ",") if "/" not in plain else plain


def renamed(content: dict[str, Any], key: str) -> None:
    """Give the indicators of a copy ids of their own, also where its measures name them; facts stay with the origin."""
    ids = {row["id"]: f"{key}-i{number}" for number, row in enumerate(content.get("indicators") or (), 1)}
    if not ids or all(plan_of_indicator(one) == key for one in ids):
        return
    content["indicators"] = [{**row, "id": ids[row["id"]]} for row in content["indicators"]]
    content["indicators_made"] = len(ids)
    for row in content["measures"]:
        if row.get("indicators"):
            row["indicators"] = [ids.get(one, one) for one in row["indicators"]]


def without(content: dict[str, Any], indicator_id: str) -> None:
    """Take an indicator out of the plan and of the measures that name it."""
    content["indicators"] = [row for row in content["indicators"] if row["id"] != indicator_id]
    for row in content["measures"]:
        if indicator_id in (row.get("indicators") or ()):
            row["indicators"] = [one for one in row["indicators"] if one != indicator_id]
