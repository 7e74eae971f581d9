"""The page of one measure: what the document prints, who does it, its dates, cases, evidence and what was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, literal, select, tuple_

from app.access.policy import Viewer, role_name
from app.engine.queries.own_steps import OwnStep, own_steps
from app.foundation.database import db
from app.foundation.words import local_today
from app.organisation.policy.scope import may_see_organisation
from app.organisation.queries import current_tree, days_late
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState, Roadmap, RoadmapState, Transfer, TransferState
from app.roadmaps.policy.indicators import Indicator
from app.roadmaps.policy.placing import place_measure
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.queries.contradictions import hints_of_measure
from app.roadmaps.queries.families import family_title
from app.roadmaps.queries.indicator_library import indicators_of_row
from app.roadmaps.queries.kept_rows import why_kept
from app.roadmaps.queries.occurrence_cases import Return, last_returns, visible_cases
from app.roadmaps.queries.other_cases import cases_of_others
from app.roadmaps.queries.plans import measure_of, plan_of_version
from app.roadmaps.queries.rights import actor_may_take_part, may_manage
from app.roadmaps.queries.roadmap_page import short_number
from app.roadmaps.queries.row_counts import Counts, counts_of
from app.roadmaps.queries.seeing import sees_row, sees_whole
from app.roadmaps.queries.state_words import Words, occurrence_words
from app.workflow.hints import Hint

PAGE = 30
_LAST = case((Row.state == OccurrenceState.PASSED, 1), else_=0)
"""What was due before the plan began here stands below what is to be done."""
_UNOPENED = (OccurrenceState.AHEAD, OccurrenceState.PASSED)


@dataclass(frozen=True, kw_only=True)
class OccurrenceLine:
    """One due date in one organisation."""

    row: Row
    place: str
    state: Words
    case_number: str
    step: OwnStep | None
    """The task of the case that waits for this person."""
    elsewhere: str
    """The title of the case, when not the plan has opened it."""
    evidence: tuple[str, ...]
    result: str
    returned: Return | None
    kept: str
    """What carries the row out instead of a case of the plan, in words."""
    may_open: bool
    may_ask: bool
    transfers: tuple[Transfer, ...]

    @property
    def says_more(self) -> bool:
        """Say whether the cell of the case holds anything."""
        told = self.case_number or self.elsewhere or self.kept or self.returned or self.result or self.evidence
        return bool(told or self.waiting or self.may_ask)

    @property
    def waiting(self) -> Transfer | None:
        """Return the request that waits for a decision, or None."""
        return next((one for one in self.transfers if one.state is TransferState.ASKED), None)


@dataclass(frozen=True, kw_only=True)
class MeasurePage:
    """What the template draws."""

    roadmap: Roadmap
    plan: Plan
    measure: Measure
    number: str
    section: str
    place: str
    family: str
    controller: str
    lines: tuple[OccurrenceLine, ...]
    more: str
    counts: Counts
    indicators: tuple[Indicator, ...]
    hints: tuple[Hint, ...]
    related: tuple[Measure, ...]
    pairs: tuple[Measure, ...]
    manages: bool
    milestones: tuple[tuple[date, str], ...] = ()
    asks: tuple[tuple[int, str], ...] = ()
    """Organisations for which the person may ask for the measure, when it is done on request."""


def measure_page(viewer: Viewer, roadmap: Roadmap, measure_id: str, *, after: str = "") -> MeasurePage | None:
    """Return the page, or None when the person sees nothing of the measure."""
    plan = plan_of_version(roadmap.version_id)
    measure = measure_of(plan, measure_id)
    conditions = [Row.roadmap_id == roadmap.id, Row.measure == measure_id, sees_row(viewer)]
    query = select(Row).where(*conditions).order_by(_LAST, Row.due, Row.id).limit(PAGE + 1)
    key = _read_key(after)
    if key is not None:
        query = query.where(tuple_(_LAST, Row.due, Row.id) > tuple_(*map(literal, key)))
    rows = list(db.session.scalars(query))
    if not rows and not sees_whole(viewer, roadmap) and key is None and not _asks(viewer, roadmap, measure):
        return None
    shown = rows[:PAGE]
    section = next(one for one in plan.sections if one.id == measure.section)
    controller = f"{role_name(measure.controller.role)}"
    return MeasurePage(
        roadmap=roadmap,
        plan=plan,
        measure=measure,
        number=short_number(measure),
        section=section.title,
        place=current_tree().node(roadmap.organisation_id).short_name,
        family=family_title(measure.family),
        controller=f"{controller} ({measure.controller.level})" if measure.controller.level else controller,
        lines=_lines(viewer, roadmap, measure, shown),
        more=_key_of(shown[-1]) if len(rows) > PAGE else "",
        counts=counts_of(conditions, local_today()),
        indicators=indicators_of_row(measure.data, plan.data),
        hints=hints_of_measure(measure_id),
        related=_named(plan, measure, "counterpart"),
        pairs=_named(plan, measure, "pair"),
        manages=may_manage(viewer, roadmap.organisation_id),
        milestones=_milestones(measure),
        asks=_asks(viewer, roadmap, measure),
    )


def _milestones(measure: Measure) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(one["date"]), one["text"]) for one in measure.data.get("milestones") or ())


def _asks(viewer: Viewer, roadmap: Roadmap, measure: Measure) -> tuple[tuple[int, str], ...]:
    if not measure.schedule.on_demand or measure.is_excluded or roadmap.state is not RoadmapState.RUNNING:
        return ()
    tree, actor = current_tree(), viewer.actor()
    whole = actor_may_take_part(actor, roadmap.organisation_id)
    return tuple(
        (one.organisation_id, tree.node(one.organisation_id).short_name)
        for one in place_measure(tree, roadmap.organisation_id, measure)
        if whole
        or (may_see_organisation(viewer, one.organisation_id) and actor_may_take_part(actor, one.organisation_id))
    )


def _named(plan: Plan, measure: Measure, key: str) -> tuple[Measure, ...]:
    wanted = measure.data.get(key) or ()
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return tuple(found for name in names if (found := plan.measure(name)) is not None)


def _key_of(row: Row) -> str:
    return f"{int(row.state is OccurrenceState.PASSED)}.{row.due.isoformat()}.{row.id}"


def _read_key(text: str) -> tuple[int, date, int] | None:
    found = re.fullmatch(r"([01])\.(\d{4}-\d\d-\d\d)\.(\d{1,15})", text)
    try:
        return (int(found[1]), date.fromisoformat(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _lines(viewer: Viewer, roadmap: Roadmap, measure: Measure, rows: list[Row]) -> tuple[OccurrenceLine, ...]:
    tree, today = current_tree(), local_today()
    others = cases_of_others(rows, measure)
    cases = visible_cases(viewer, {*(row.case_id for row in rows if row.case_id), *others.values()})
    steps = own_steps(viewer, cases)
    returned = last_returns([row.case_id for row in rows if row.returns and row.case_id in cases])
    transfers = _transfers([row.id for row in rows])
    manages = may_manage(viewer, roadmap.organisation_id)
    places = {post.organisation_id for post in viewer.memberships}
    found = []
    for row in rows:
        node = tree.node(row.organisation_id)
        case = cases.get(row.case_id or others.get(row.id, 0))
        own = case if row.case_id else None
        kept = why_kept(row, measure) if row.state in _UNOPENED and not row.case_id else ""
        near = node.id in places or (node.kind == "centre" and node.parent_id in places)
        found.append(
            OccurrenceLine(
                row=row,
                place=node.short_name,
                state=occurrence_words(
                    row.state,
                    row.due,
                    days_late(row.organisation_id, row.due, today),
                    done_on=row.done_on,
                    problem=row.problem,
                ),
                case_number=case.number if case else "",
                step=steps.get(row.case_id or others.get(row.id, 0)),
                elsewhere=case.title if case and not own else "",
                evidence=own.evidence if own else (),
                result=own.result if own else "",
                returned=returned.get(row.case_id or 0),
                kept=kept,
                may_open=manages and row.state in _UNOPENED and not kept,
                may_ask=not row.state.is_closed and (near or may_manage(viewer, row.organisation_id)),
                transfers=transfers.get(row.id, ()),
            )
        )
    return tuple(found)


def _transfers(ids: list[int]) -> dict[int, tuple[Transfer, ...]]:
    found: dict[int, tuple[Transfer, ...]] = {}
    query = select(Transfer).where(Transfer.occurrence_id.in_(ids)).order_by(Transfer.id)
    for one in db.session.scalars(query) if ids else ():
        found[one.occurrence_id] = (*found.get(one.occurrence_id, ()), one)
    return found
