"""Put an amendment into force: future dates follow the new edition, open cases keep their date or take the new one.

What is done, not done or passed stays. Dates that were filled in by hand or moved by a decision stay, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.jobs import add_job
from app.foundation.clock import now, today
from app.foundation.database import db
from app.organisation.queries import current_tree, timezone_of, working_calendar_of
from app.roadmaps.commands.applying import rows_of
from app.roadmaps.commands.streams import roadmap_stream
from app.roadmaps.commands.waking import wake_the_sweep
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, OpenCases, OwnPlan, Roadmap, RoadmapEdition
from app.roadmaps.policy.placing import place_measure
from app.roadmaps.policy.plan_file import Plan
from app.roadmaps.policy.shifting import shift_years

MOVE_TERM: Final = "roadmap.move_term"
_OPEN: Final = (OccurrenceState.OPEN, OccurrenceState.RETURNED)
_Key = tuple[str, int]


@dataclass(kw_only=True)
class Change:
    """What an amendment does with the rows of a roadmap."""

    add: list[dict[str, Any]] = field(default_factory=list)
    remove: list[MeasureOccurrence] = field(default_factory=list)
    move: list[tuple[MeasureOccurrence, date]] = field(default_factory=list)
    keep: list[MeasureOccurrence] = field(default_factory=list)


def change_of(roadmap: Roadmap, plan: Plan, open_cases: OpenCases) -> Change:
    """Return what becomes of the rows when the plan comes into force, without writing anything."""
    there: dict[_Key, list[MeasureOccurrence]] = {}
    query = select(MeasureOccurrence).where(MeasureOccurrence.roadmap_id == roadmap.id)
    for row in db.session.scalars(query.order_by(MeasureOccurrence.due, MeasureOccurrence.id)):
        there.setdefault((row.measure, row.organisation_id), []).append(row)
    wanted = _wanted(roadmap, plan)
    change = Change()
    for key in {**there, **wanted}:
        _compare(change, there.get(key, []), wanted.get(key, {}), open_cases)
    return change


def _wanted(roadmap: Roadmap, plan: Plan) -> dict[_Key, dict[date, dict[str, Any]]]:
    """Return the rows of the new edition by measure, organisation and printed day."""
    tree = current_tree()
    found: dict[_Key, dict[date, dict[str, Any]]] = {}
    for position, measure in enumerate(plan.measures):
        if measure.is_excluded:
            continue
        occurrences = measure.schedule.shifted(roadmap.shift).occurrences()
        placings = place_measure(tree, roadmap.organisation_id, measure)
        for row in rows_of(roadmap, position, measure, placings, occurrences):
            found.setdefault((measure.id, row["organisation_id"]), {})[row["printed_due"]] = row
    return found


def _compare(
    change: Change, rows: list[MeasureOccurrence], wanted: dict[date, dict[str, Any]], open_cases: OpenCases
) -> None:
    left = {day: row for day, row in wanted.items() if day not in {one.printed_due for one in rows}}
    for row in rows:
        if row.state is OccurrenceState.AHEAD and row.printed_due not in wanted and not row.basis:
            if row.due == row.printed_due:
                change.remove.append(row)
        elif row.state in _OPEN:
            nearest = min(left, key=lambda day: abs((day - row.printed_due).days), default=None)
            moves = row.printed_due not in wanted and nearest is not None and row.due == row.printed_due
            if moves and nearest is not None:
                left.pop(nearest)  # the open case is the one for this day, whether its date moves or not
            if moves and nearest is not None and open_cases is OpenCases.MOVE and nearest > row.due:
                change.move.append((row, nearest))
            else:
                change.keep.append(row)
    change.add += [row for row in left.values() if row["state"] is OccurrenceState.AHEAD]


def amend(roadmap: Roadmap, plan: Plan, own: OwnPlan, actor: Actor) -> RoadmapEdition:
    """Put the approved wording into force; called inside a command."""
    change = change_of(roadmap, plan, own.open_cases)
    _first_edition(roadmap)
    _write(roadmap, plan, change)
    roadmap.version_id = own.version_id or roadmap.version_id
    roadmap.first_day = shift_years(plan.first, roadmap.shift)
    roadmap.last_day = shift_years(plan.last, roadmap.shift)
    edition = RoadmapEdition(
        roadmap_id=roadmap.id,
        number=_last_number(roadmap.id) + 1,
        version_id=roadmap.version_id,
        since=today(timezone_of(roadmap.organisation_id)),
        basis=own.basis,
        open_cases=own.open_cases,
        added=len(change.add),
        removed=len(change.remove),
        moved=len(change.move),
        kept=len(change.keep),
        case_id=own.case_id,
        applied_at=now(),
        applied_by_name=actor.name,
    )
    db.session.add(edition)
    db.session.flush()
    facts = {"edition": edition.number, "version": edition.version_id, **_counts(edition)}
    record(roadmap_stream(roadmap.id), "amend", actor, facts)
    wake_the_sweep()
    return edition


def _counts(edition: RoadmapEdition) -> Mapping[str, int]:
    return {name: getattr(edition, name) for name in ("added", "removed", "moved", "kept")}


def _first_edition(roadmap: Roadmap) -> None:
    """Write down the edition with which the roadmap began, so that both stay visible."""
    if _last_number(roadmap.id):
        return
    first = RoadmapEdition(
        roadmap_id=roadmap.id,
        number=1,
        version_id=roadmap.version_id,
        since=roadmap.applied_at.date(),
        basis=roadmap.basis,
        open_cases=OpenCases.KEEP,
        applied_at=roadmap.applied_at,
    )
    db.session.add(first)
    db.session.flush()


def _last_number(roadmap_id: int) -> int:
    query = select(func.max(RoadmapEdition.number)).where(RoadmapEdition.roadmap_id == roadmap_id)
    return db.session.scalar(query) or 0


def _write(roadmap: Roadmap, plan: Plan, change: Change) -> None:
    gone = [row.id for row in change.remove]
    if gone:
        db.session.execute(delete(MeasureOccurrence).where(MeasureOccurrence.id.in_(gone)))
    for row, day in change.move:
        was = row.due
        row.due = row.printed_due = day
        row.safe_due = working_calendar_of(row.organisation_id).previous_working_day(day)
        add_job(MOVE_TERM, {"case": row.case_id, "was": was.isoformat(), "day": day.isoformat()})
    if change.add:
        db.session.execute(insert(MeasureOccurrence), change.add)
    places = {measure.id: (number, measure.section) for number, measure in enumerate(plan.measures)}
    query = select(MeasureOccurrence).where(MeasureOccurrence.roadmap_id == roadmap.id)
    for row in db.session.scalars(query):
        if row.measure in places and (row.position, row.section) != places[row.measure]:
            row.position, row.section = places[row.measure]
    db.session.flush()
