"""Indicators that a plan defines itself, in words: their fields, values and refusals, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from app.access.policy import role_name
from app.roadmaps.models import OwnPlan
from app.roadmaps.policy.formulas import LONGEST, formula_problem
from app.roadmaps.policy.own_indicators import GIVERS, PLAIN, find_own
from app.roadmaps.queries.indicator_counts import COUNTED
from app.roadmaps.queries.own_plans import frame_of

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class IndicatorForm:
    """What the template draws; `values` are the fields by name, `rev` what the row was when it was shown."""

    plan: OwnPlan
    indicator_id: str
    rev: int
    values: Mapping[str, str]
    years: tuple[int, ...]
    operators: Pairs
    rollups: Pairs
    givers: Pairs
    answers: Pairs
    counts: Pairs
    formulas: Pairs
    measures: int


def years_of(content: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the years of the life of a plan."""
    frame = frame_of(content)
    return tuple(range(frame.first.year, frame.last.year + 1))


def indicator_form(plan: OwnPlan, indicator_id: str, values: Mapping[str, str], rev: int) -> IndicatorForm:
    """Return the form."""
    return IndicatorForm(
        plan=plan,
        indicator_id=indicator_id,
        rev=rev,
        values=values,
        years=years_of(plan.content),
        operators=operator_words(),
        rollups=rollup_words(),
        givers=giver_words(),
        answers=answer_words(),
        counts=[(name, str(words)) for name, words in COUNTED.items()],
        formulas=formula_words(),
        measures=sum(indicator_id in (row.get("indicators") or ()) for row in plan.content["measures"]),
    )


def stored_values(plan: OwnPlan, indicator_id: str) -> dict[str, str]:
    """Return the fields of an indicator as the form shows them, those of a new one without an id."""
    row: Mapping[str, Any] = find_own(plan.content, indicator_id) or {"operator": ">=", "rollup": "sum"}
    plain = {name: str(row.get(name) or "") for name in PLAIN}
    return plain | {f"target-{year}": value for year, value in (row.get("targets") or {}).items()}


def operator_words() -> Pairs:
    """Return how a fact is compared with its target."""
    return [
        (">=", str(_("not less than the plan: more is better"))),
        ("<=", str(_("not more than the plan: less is better"))),
        ("=", str(_("as planned"))),
        ("increase", str(_("growth"))),
    ]


def rollup_words() -> Pairs:
    """Return how the facts of many organisations become one."""
    return [
        ("sum", str(_("the facts of the organisations below are added up"))),
        ("mean", str(_("the mean of the facts of the organisations below"))),
        ("none", str(_("not added up"))),
    ]


def giver_words() -> Pairs:
    """Return who can give the fact."""
    executors = _("the executors of its measures, when a measure is accepted")
    return [("", str(executors)), *((role.value, str(role_name(role))) for role in GIVERS)]


def answer_words() -> Pairs:
    """Return what the case of a measure counts and can propose as the fact."""
    return [
        ("", str(_("nothing: the executors count themselves"))),
        ("people", str(_("how many took part or were trained"))),
        ("people_total", str(_("how many were trained, with those trained before"))),
        ("staff", str(_("the share of the staff that was trained"))),
        ("pupils", str(_("the pupils of a share of pupils; the whole is entered"))),
        ("sample", str(_("the share of those asked who answered"))),
        ("events", str(_("how many events were held"))),
        ("money", str(_("the share of the money that was spent"))),
        ("regional_projects", str(_("participation in a regional project: 1"))),
        ("federal_projects", str(_("participation in a federal project: 1"))),
    ]


def formula_words() -> Pairs:
    """Return ready formulas with what they count."""
    return [
        ("accepted", str(_("how many rows are accepted in the year"))),
        ("if planned > 0 then 100 * accepted / planned else null", str(_("the share of rows accepted, %"))),
        ("executors", str(_("how many organisations have done it"))),
        (
            "if schools > 0 then 100 * executors / schools else null",
            str(_("the share of schools that have done it, %")),
        ),
        (
            "if schools > 0 then 100 * agreements / schools else null",
            str(_("the share of schools with an agreement, %")),
        ),
        ("centres", str(_("how many centres work"))),
    ]


def indicator_field(name: str) -> str:
    """Return what a field of an indicator is called."""
    names = {
        "name": _("Indicator"),
        "unit": _("Unit"),
        "base_value": _("Base value"),
        "base_date": _("When the base was measured"),
        "operator": _("Compared as"),
        "rollup": _("Together"),
        "giver": _("Who gives the fact"),
        "formula": _("Formula"),
        "answer": _("Proposed from the case"),
        "targets": _("Plan by year"),
    }
    return str(names[name])


def indicator_value(name: str, value: Any) -> str:
    """Return the value of a field in words."""
    if name == "targets":
        return "; ".join(f"{year}: {one}" for year, one in sorted((value or {}).items())) or "—"
    words = {"operator": operator_words, "rollup": rollup_words, "giver": giver_words, "answer": answer_words}
    return dict(words[name]()).get(value, "") if name in words else str(value or "—")


def indicator_problem(field: str, code: str, values: Mapping[str, str]) -> str:
    """Return what is wrong with a field of the form; `values` are what was posted."""
    if code == "number":
        return str(_("Write a number, for example 13,2"))
    if field == "formula":
        return _formula_problem(code, values.get("formula", ""))
    words = {
        "name": _("Write what is measured"),
        "unit": _("Write the unit: people, %, schools"),
        "operator": _("Choose how the fact is compared"),
        "rollup": _("Choose how organisations are added up"),
        "giver": _("Choose who gives the fact"),
        "answer": _("Choose what the case proposes"),
    }
    if code == "too many indicators":
        return str(_("The plan defines sixty indicators, which is the most"))
    return str(words.get(field, _("This is not understood")))


def _formula_problem(code: str, text: str) -> str:
    if code == "two sources":
        return str(_("A counted fact is given by nobody: leave the formula empty, or give no role and no answer"))
    if code == "too long":
        return str(_("At most %(most)d characters", most=LONGEST))
    problem = formula_problem(" ".join(text.split())) if code == "feel" else None
    if problem is None:
        return str(_("The value of the formula must be a number"))
    return problem.message(str(get_locale()))
