"""Plans made here: who sees them, their list, and the page on which one is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.access.policy import Viewer, role_name
from app.engine.models import Case
from app.engine.queries.visibility import sees_case
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.words import day_year
from app.organisation.policy.scope import may_see_organisation
from app.organisation.queries import current_tree
from app.roadmaps.models import OwnPlan, PlanState
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.policy.own_content import Gap, gaps_of, whole_content
from app.roadmaps.policy.own_indicators import own_indicators
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.plan_file import Plan, read_plan
from app.roadmaps.policy.schedule import read_schedule
from app.roadmaps.queries.families import family_title
from app.roadmaps.queries.library import shipped_plans
from app.roadmaps.queries.own_plan_words import kind_name, plan_state_words
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.rights import may_manage
from app.roadmaps.queries.roadmap_list import organisations_to_apply
from app.roadmaps.queries.state_words import Words

_MOST = 100
_SHOWN_DAYS = 12
_SETTLED = (PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
_BEFORE_BEGINNING = (PlanState.DRAFT, PlanState.AGREEING, PlanState.AGREED, PlanState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan of the list."""

    plan: OwnPlan
    place: str
    state: Words
    measures: int
    gaps: int


@dataclass(frozen=True, kw_only=True)
class RowLine:
    """One measure of the editor."""

    row: Mapping[str, Any]
    title: str
    who: str
    kind: str
    days: str
    family: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SectionLines:
    """A section with its measures."""

    section: Mapping[str, Any]
    lines: tuple[RowLine, ...]


@dataclass(frozen=True, kw_only=True)
class EditorPage:
    """What the template draws."""

    plan: OwnPlan
    content: Mapping[str, Any]
    place: str
    state: Words
    groups: tuple[SectionLines, ...]
    indicators: tuple[Indicator, ...]
    gaps: tuple[Gap, ...]
    total: int
    edits: bool
    manages: bool
    case_number: str
    begins: bool
    """Whether it can be shown what the plan will come to when it begins."""


def get_own_plan(viewer: Viewer, plan_id: int) -> OwnPlan:
    """Return a plan. Raises NotFound also when the person must not know of it.

    A draft is seen by those who manage its organisation and by those who see its case; an approved plan by all who see
    the organisation.
    """
    plan = db.session.get(OwnPlan, plan_id)
    if plan is None or plan.state is PlanState.DROPPED or not sees_plan(viewer, plan):
        raise NotFound(plan=plan_id)
    return plan


def sees_plan(viewer: Viewer, plan: OwnPlan) -> bool:
    """Tell whether the person sees the plan."""
    if may_manage(viewer, plan.organisation_id):
        return True
    if plan.state in _SETTLED and may_see_organisation(viewer, plan.organisation_id):
        return True
    seen = select(Case.id).where(Case.id == plan.case_id, sees_case(viewer))
    return plan.case_id is not None and db.session.scalar(seen) is not None


def wording_to_begin(plan: OwnPlan) -> Plan | None:
    """Return the whole wording of a plan that has not begun yet; None for an amendment, and while it has gaps."""
    if plan.amends_id is not None or plan.state not in _BEFORE_BEGINNING:
        return None
    if plan.version_id is not None:
        return plan_of_version(plan.version_id)
    return None if gaps_of(plan.content) else read_plan(whole_content(plan.content))


def list_own_plans(viewer: Viewer) -> tuple[PlanLine, ...]:
    """Return the plans the person sees, the latest first, at most a hundred."""
    managed = [pair[0] for pair in organisations_to_apply(viewer)]
    cases = select(Case.id).where(sees_case(viewer))
    query = (
        select(OwnPlan)
        .where(OwnPlan.state != PlanState.DROPPED)
        .where(or_(OwnPlan.organisation_id.in_(managed), OwnPlan.case_id.in_(cases), OwnPlan.state.in_(_SETTLED)))
        .order_by(OwnPlan.changed_at.desc(), OwnPlan.id.desc())
        .limit(_MOST)
    )
    tree = current_tree()
    return tuple(
        PlanLine(
            plan=plan,
            place=tree.node(plan.organisation_id).short_name,
            state=plan_state_words(plan.state),
            measures=sum(not row.get("excluded") for row in plan.content["measures"]),
            gaps=len(gaps_of(plan.content)) if plan.state is PlanState.DRAFT else 0,
        )
        for plan in db.session.scalars(query)
        if sees_plan(viewer, plan)
    )


def sources(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what a plan can be copied from: the printed ones and those made here that the person sees."""
    made = [
        (f"own:{line.plan.id}", f"{line.plan.content['short']} ({line.place}, {line.state.word})")
        for line in list_own_plans(viewer)
        if not line.gaps
    ]
    return [*((f"printed:{plan.id}", plan.short) for plan in shipped_plans()), *made]


def find_source(viewer: Viewer, text: str) -> Plan | None:
    """Return the plan that a person chose to copy, None for none."""
    kind, _, name = text.partition(":")
    if kind == "printed":
        return next((plan for plan in shipped_plans() if plan.id == name), None)
    if kind == "own" and name.isdecimal() and len(name) < 10:
        made = get_own_plan(viewer, int(name))
        return plan_of_version(made.version_id) if made.version_id else read_plan(made.content)
    return None


def frame_of(content: Mapping[str, Any]) -> Frame:
    """Return the life of the plan."""
    first, last = (date.fromisoformat(text) for text in content["period"])
    return Frame(first=first, last=last)


def editor_page(viewer: Viewer, plan: OwnPlan) -> EditorPage:
    """Return the page."""
    content = plan.content
    gaps = gaps_of(content)
    lacking: dict[str, list[str]] = {}
    for gap in gaps:
        lacking.setdefault(gap.measure, []).append(gap.field)
    groups = [
        SectionLines(
            section=section,
            lines=tuple(
                _line(row, tuple(lacking.get(row["id"], ())), frame_of(content))
                for row in content["measures"]
                if row["section"] == section["id"]
            ),
        )
        for section in content["sections"]
    ]
    manages = may_manage(viewer, plan.organisation_id)
    number = db.session.scalar(select(Case.number).where(Case.id == plan.case_id, sees_case(viewer)))
    return EditorPage(
        plan=plan,
        content=content,
        place=current_tree().node(plan.organisation_id).name,
        state=plan_state_words(plan.state),
        groups=tuple(groups),
        indicators=own_indicators(content),
        gaps=gaps,
        total=sum(not row.get("excluded") for row in content["measures"]),
        edits=manages and plan.state is PlanState.DRAFT,
        manages=manages,
        case_number=number or "",
        begins=manages and wording_to_begin(plan) is not None,
    )


def _line(row: Mapping[str, Any], gaps: tuple[str, ...], frame: Frame) -> RowLine:
    schedule = row.get("schedule")
    return RowLine(
        row=row,
        title=str(row.get("content") or row.get("title") or ""),
        who="; ".join(one["name"] or role_name(one["role"]) for one in row.get("executors") or ()),
        kind=kind_name(schedule["type"]) if schedule else "",
        days=", ".join(days_in_words(schedule, frame)[:3]) if schedule else "",
        family=family_title(row["family"]) if row.get("family") else "",
        gaps=gaps,
    )


def days_in_words(schedule: Mapping[str, Any], frame: Frame) -> list[str]:
    """Return the due dates of a schedule in words, at most twelve; a last entry says how many more there are."""
    days = read_schedule(schedule).due_dates()
    shown = [day_year(day) for day in days[:_SHOWN_DAYS]]
    return shown + ([f"… +{len(days) - _SHOWN_DAYS}"] if len(days) > _SHOWN_DAYS else [])
