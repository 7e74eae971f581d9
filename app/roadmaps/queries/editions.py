"""Differences of plans in words, the editions of a running roadmap, and what an amendment would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.models import Role
from app.access.policy import role_name
from app.foundation.database import db
from app.foundation.words import day_year
from app.roadmaps.commands.amending import change_of
from app.roadmaps.models import OpenCases, OwnPlan, Roadmap, RoadmapEdition
from app.roadmaps.policy.own_content import gaps_of, whole_content
from app.roadmaps.policy.own_indicators import own_indicators
from app.roadmaps.policy.plan_difference import OF_INDICATOR, Kind, RowDifference, differences, indicator_differences
from app.roadmaps.policy.plan_file import Plan, read_plan
from app.roadmaps.queries.families import family_title
from app.roadmaps.queries.indicator_library import find_indicator
from app.roadmaps.queries.own_indicator_words import indicator_field, indicator_value
from app.roadmaps.queries.own_plan_words import kind_name
from app.roadmaps.queries.own_plans import days_in_words, frame_of
from app.roadmaps.queries.plans import get_roadmap, plan_of_version
from app.roadmaps.queries.state_words import Words


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """One measure that differs, in words."""

    number: str
    title: str
    state: Words
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class EditionLine:
    """An edition with the difference from the one before."""

    edition: RoadmapEdition | None
    plan: Plan
    lines: tuple[DifferenceLine, ...]
    in_force: bool


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an amendment would do with the dates of the roadmap today."""

    added: int
    removed: int
    moved: int
    open_cases: int


def difference_lines(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[DifferenceLine, ...]:
    """Return what differs, in words."""
    return tuple(_line(one, was, now) for one in (*differences(was, now), *indicator_differences(was, now)))


def _line(one: RowDifference, was: Mapping[str, Any], now: Mapping[str, Any]) -> DifferenceLine:
    words = {
        Kind.ADDED: Words(tone="go", word=str(_("Added")), shape="plus"),
        Kind.LEFT_OUT: Words(tone="warn", word=str(_("Left out")), shape="minus"),
        Kind.RESTORED: Words(tone="go", word=str(_("Brought back")), shape="plus"),
        Kind.CHANGED: Words(tone="act", word=str(_("Changed")), shape="swap"),
    }
    return DifferenceLine(
        number=str(one.row.get("number") or ""),
        title=str(one.row.get("content") or one.row.get("title") or ""),
        state=words[one.kind],
        fields=tuple(
            (_field_name(name), _words(name, old, was), _words(name, new, now)) for name, old, new in one.fields
        ),
    )


def _field_name(name: str) -> str:
    if name.startswith(OF_INDICATOR):
        return indicator_field(name.removeprefix(OF_INDICATOR))
    names = {
        "number": _("No."),
        "title": _("Measure"),
        "section": _("Section"),
        "deadline_printed": _("Deadline in words"),
        "schedule": _("How it is understood"),
        "executors": _("Carried out by"),
        "controller": _("Checked by"),
        "evidence": _("Evidence"),
        "expected_result": _("Expected result"),
        "audience": _("Participants"),
        "family": _("Kind of work"),
        "indicators": _("Indicators"),
        "milestones": _("Milestones"),
        "pair": _("Other side of the row"),
    }
    return str(names[name])


def _words(name: str, value: Any, content: Mapping[str, Any]) -> str:
    if not value:
        return "—"
    if name == "schedule":
        return f"{kind_name(value['type'])}: {', '.join(days_in_words(value, frame_of(content))) or '—'}"
    if name == "executors":
        return "; ".join(_person(one) for one in value)
    if name == "controller":
        return " ".join(part for part in (_role(value.get("role", "")), value.get("level") or "") if part)
    if name == "family":
        return family_title(value)
    if name == "indicators":
        here = {one.id: one for one in own_indicators(content)}
        return "; ".join(found.name if (found := here.get(one) or find_indicator(one)) else one for one in value)
    if name.startswith(OF_INDICATOR):
        return indicator_value(name.removeprefix(OF_INDICATOR), value)
    if name == "milestones":
        return "; ".join(f"{day_year(date.fromisoformat(one['date']))}: {one['text']}" for one in value)
    if name == "pair":
        row: Mapping[str, Any] = next((one for one in content["measures"] if one["id"] == value), {})
        return str(row.get("content") or row.get("title") or value)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _person(one: Mapping[str, str]) -> str:
    return f"{one['name']} ({_role(one['role'])})" if one["role"] else one["name"]


def _role(role: str) -> str:
    return role_name(Role(role)) if role else ""


def difference_of(plan: OwnPlan) -> tuple[DifferenceLine, ...]:
    """Return what an amendment changes of the edition in force, of an applied one what it changed; else nothing."""
    if plan.amends_id is None:
        return ()
    return difference_lines(plan_of_version(get_roadmap(plan.amends_id).version_id).data, plan.content)


def effect_of(plan: OwnPlan) -> Effect | None:
    """Return what a whole amendment would do today, None while it has gaps or is none."""
    if plan.amends_id is None or gaps_of(plan.content):
        return None
    wording = read_plan(whole_content(plan.content))
    change = change_of(get_roadmap(plan.amends_id), wording, OpenCases.MOVE)
    return Effect(
        added=len(change.add),
        removed=len(change.remove),
        moved=len(change.move),
        open_cases=len(change.move) + len(change.keep),
    )


def list_editions(roadmap: Roadmap) -> tuple[EditionLine, ...]:
    """Return the editions, the one in force first, each with what it changed."""
    query = select(RoadmapEdition).where(RoadmapEdition.roadmap_id == roadmap.id).order_by(RoadmapEdition.number)
    editions = list(db.session.scalars(query))
    if not editions:
        return (EditionLine(edition=None, plan=plan_of_version(roadmap.version_id), lines=(), in_force=True),)
    found = []
    before: Plan | None = None
    for edition in editions:
        plan = plan_of_version(edition.version_id)
        lines = difference_lines(before.data, plan.data) if before else ()
        found.append(EditionLine(edition=edition, plan=plan, lines=lines, in_force=edition is editions[-1]))
        before = plan
    return tuple(reversed(found))
