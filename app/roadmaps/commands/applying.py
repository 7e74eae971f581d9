"""Apply a plan to an organisation and a year, fill in dates it does not print, and close it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of, working_calendar_of
from app.roadmaps.commands.streams import roadmap_stream
from app.roadmaps.commands.waking import wake_the_sweep
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, PlanVersion, Roadmap, RoadmapState
from app.roadmaps.policy.applying import lay_out
from app.roadmaps.policy.placing import Placing, place_measure
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.policy.schedule import Occurrence
from app.roadmaps.policy.shifting import shift_years
from app.roadmaps.queries.applying import shift_to_apply
from app.roadmaps.queries.plans import get_roadmap, measure_of, plan_of_version
from app.roadmaps.queries.rights import actor_may_manage

MOST_FILLED: Final = 60
_LATER_YEARS: Final = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A plan was applied; `nobody` are measures that nobody in the tree carries out, `undated` those without a date."""

    roadmap_id: int
    occurrences: int
    passed: int
    nobody: tuple[str, ...]
    undated: tuple[str, ...]


@command
def apply_plan(plan: Plan, *, organisation_id: int, year: int, applied_by: Actor, basis: str = "") -> Applied:
    """Begin to carry the plan out in the organisation and below, with the printed dates shifted to `year`.

    What was due before today is written down as passed and opens no case by itself. Raises NotAllowed, NotFound,
    InvalidInput for a year too far away, Conflict when the plan runs there for that year already.
    """
    current_tree().node(organisation_id)
    if not actor_may_manage(applied_by, organisation_id):
        raise NotAllowed(organisation_id=organisation_id)
    return begin_roadmap(plan, organisation_id=organisation_id, year=year, applied_by=applied_by, basis=basis)


def begin_roadmap(plan: Plan, *, organisation_id: int, year: int, applied_by: Actor, basis: str = "") -> Applied:
    """Write the roadmap and its rows down; called inside a command by whoever has asked for the right."""
    shift = shift_to_apply(plan, organisation_id, year)
    version = version_of(plan, applied_by)
    roadmap = Roadmap(
        plan=plan.id,
        version_id=version.id,
        organisation_id=organisation_id,
        year=year,
        shift=shift,
        first_day=shift_years(plan.first, shift),
        last_day=shift_years(plan.last, shift),
        state=RoadmapState.RUNNING,
        basis=" ".join(basis.split())[:400],
        applied_at=now(),
        applied_by=applied_by.person_id,
    )
    db.session.add(roadmap)
    db.session.flush()
    return _fill(roadmap, plan, applied_by)


def _fill(roadmap: Roadmap, plan: Plan, actor: Actor) -> Applied:
    laid = lay_out(current_tree(), roadmap.organisation_id, plan, roadmap.shift)
    nobody = [one.measure.id for one in laid if not one.placings]
    undated = [one.measure.id for one in laid if not one.occurrences]
    rows = [row for one in laid for row in rows_of(roadmap, one.position, one.measure, one.placings, one.occurrences)]
    if rows:
        db.session.execute(insert(MeasureOccurrence), rows)
    passed = sum(row["state"] is OccurrenceState.PASSED for row in rows)
    facts = {
        "plan": plan.id,
        "organisation": roadmap.organisation_id,
        "year": roadmap.year,
        "occurrences": len(rows),
        "passed": passed,
        "nobody": nobody,
        "undated": undated,
        "basis": roadmap.basis,
    }
    record(roadmap_stream(roadmap.id), "apply_plan", actor, facts)
    wake_the_sweep()
    return Applied(
        roadmap_id=roadmap.id,
        occurrences=len(rows),
        passed=passed,
        nobody=tuple(nobody),
        undated=tuple(undated),
    )


def rows_of(
    roadmap: Roadmap,
    position: int,
    measure: Measure,
    placings: Iterable[Placing],
    occurrences: Iterable[Occurrence],
    basis: str = "",
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a measure: one for each organisation and due date."""
    dates = tuple(occurrences)
    for placing in placings:
        here = today(timezone_of(placing.organisation_id))
        calendar = working_calendar_of(placing.organisation_id)
        for one in dates:
            yield {
                "roadmap_id": roadmap.id,
                "measure": measure.id,
                "position": position,
                "section": measure.section,
                "organisation_id": placing.organisation_id,
                "executor_role": placing.role.value,
                "opens_on": one.opens,
                "due": one.due,
                "safe_due": calendar.previous_working_day(one.due),
                "printed_due": one.due,
                "basis": basis,
                "state": OccurrenceState.PASSED if one.due < here else OccurrenceState.AHEAD,
                "returns": 0,
                "tries": 0,
                "problem": "",
            }


def version_of(plan: Plan, actor: Actor) -> PlanVersion:
    """Return the version of this very wording, made now when it is new."""
    content = dict(plan.data)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = db.session.scalar(select(PlanVersion).where(PlanVersion.plan == plan.id, PlanVersion.sha256 == sha256))
    if found is not None:
        return found
    last = db.session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.plan == plan.id)) or 0
    version = PlanVersion(
        plan=plan.id,
        number=last + 1,
        title=plan.title[:1000],
        sha256=sha256,
        content=content,
        created_at=now(),
        created_by=actor.person_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


@command
def fill_dates(roadmap_id: int, measure_id: str, *, dates: Iterable[date], basis: str, filled_by: Actor) -> int:
    """Write in the dates of a measure that its plan does not print; return how many occurrences came of it.

    Days that are there already stay as they are. Raises NotFound, NotAllowed, Conflict when the plan is closed,
    InvalidInput without a basis, without dates, with too many, or with days outside the life of the plan.
    """
    roadmap = get_roadmap(roadmap_id)
    if not actor_may_manage(filled_by, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    _require_running(roadmap)
    plan = plan_of_version(roadmap.version_id)
    measure = measure_of(plan, measure_id)
    wanted = sorted(set(dates))
    reason = " ".join(basis.split())[:400]
    problems = {}
    if not wanted or len(wanted) > MOST_FILLED:
        problems["dates"] = "number"
    elif wanted[0] < roadmap.first_day or wanted[-1] > roadmap.last_day + _LATER_YEARS:
        problems["dates"] = "outside"
    if not reason:
        problems["basis"] = "required"
    if problems:
        raise InvalidInput(problems=problems)
    return _add_dates(roadmap, plan, measure, wanted, reason, filled_by)


def _add_dates(roadmap: Roadmap, plan: Plan, measure: Measure, dates: list[date], basis: str, actor: Actor) -> int:
    there = select(MeasureOccurrence.organisation_id, MeasureOccurrence.printed_due).where(
        MeasureOccurrence.roadmap_id == roadmap.id, MeasureOccurrence.measure == measure.id
    )
    known = {(row[0], row[1]) for row in db.session.execute(there)}
    schedule = measure.schedule.shifted(roadmap.shift)
    occurrences = [Occurrence(opens=schedule.opens_before_filled(day), due=day) for day in dates]
    placings = place_measure(current_tree(), roadmap.organisation_id, measure)
    position = [one.id for one in plan.measures].index(measure.id)
    rows = [
        row
        for row in rows_of(roadmap, position, measure, placings, occurrences, basis)
        if (row["organisation_id"], row["due"]) not in known
    ]
    if rows:
        db.session.execute(insert(MeasureOccurrence), rows)
    facts = {"measure": measure.id, "dates": dates, "basis": basis, "occurrences": len(rows)}
    record(roadmap_stream(roadmap.id), "fill_dates", actor, facts)
    wake_the_sweep()
    return len(rows)


@command
def close_roadmap(roadmap_id: int, *, reason: str, closed_by: Actor) -> None:
    """Open nothing more by itself; cases that run go on. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    roadmap = get_roadmap(roadmap_id)
    if not actor_may_manage(closed_by, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    _require_running(roadmap)
    if not reason.strip():
        raise InvalidInput(problems={"reason": "required"})
    roadmap.state, roadmap.closed_at = RoadmapState.CLOSED, now()
    db.session.flush()
    record(roadmap_stream(roadmap.id), "close_roadmap", closed_by, {"reason": reason.strip()[:1000]})


def _require_running(roadmap: Roadmap) -> None:
    if roadmap.state is not RoadmapState.RUNNING:
        raise Conflict(roadmap=roadmap.id)
