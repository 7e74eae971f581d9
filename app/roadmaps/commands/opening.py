"""Open the cases of measures: by the worker when their day comes, or at once by somebody who manages the plan.

Each case is opened in a transaction of its own. The event `CaseStarted` carries the occurrence back, and the handler
writes the case into its row in that same transaction: an occurrence never gets a second case, whoever is faster.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, literal_column, or_, select, update

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.engine.commands.start_case import CampaignStart, start_case
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, SoglasError
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.processes.queries import current_version_id, live_version
from app.roadmaps.commands.keeping import not_kept
from app.roadmaps.commands.streams import roadmap_stream
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, Roadmap, RoadmapState
from app.roadmaps.queries.families import process_of
from app.roadmaps.queries.kept_rows import why_kept
from app.roadmaps.queries.plans import get_roadmap, measure_of, plan_of_version
from app.roadmaps.queries.rights import actor_may_manage
from app.roadmaps.queries.variables import case_variables

log = logging.getLogger("soglas.roadmaps")
ORIGIN: Final = "measure:"
AT_ONCE: Final = 100
MOST_TRIES: Final = 20
_NOT_NOW: Final = "Дело сейчас не открывается: процесс не опубликован или не принимает эту организацию"
_EASTWARD: Final = timedelta(hours=14)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What became of one occurrence: its case, or why it was not opened; `kept` says that something else does it."""

    occurrence_id: int
    case_id: int | None
    problem: str = ""
    kept: str = ""


def open_what_is_due(limit: int = AT_ONCE) -> tuple[int, bool]:
    """Open the cases whose day has come, oldest first; return how many, and whether more may wait."""
    candidates = _due_ids(limit)
    done = [open_occurrence(occurrence_id) for occurrence_id in not_kept(candidates)]
    opened = sum(one.case_id is not None for one in done)
    return opened, len(candidates) == limit


def _due_ids(limit: int) -> Sequence[int]:
    """Return what opens today in the time zone of its organisation; the furthest east is asked first."""
    last = (now() + _EASTWARD).date()
    rows = db.session.execute(
        select(MeasureOccurrence.id, MeasureOccurrence.opens_on, MeasureOccurrence.organisation_id)
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .where(
            literal_column("measure_occurrence.state = 'ahead'"),
            MeasureOccurrence.opens_on <= last,
            MeasureOccurrence.tries < MOST_TRIES,
            Roadmap.state == RoadmapState.RUNNING,
        )
        .order_by(MeasureOccurrence.opens_on, MeasureOccurrence.id)
        .limit(limit)
    ).all()
    found = [row.id for row in rows if row.opens_on <= today(timezone_of(row.organisation_id))]
    db.session.rollback()
    return found


def open_by_hand(roadmap_id: int, occurrence_ids: Sequence[int], *, opened_by: Actor) -> list[Opened]:
    """Open these occurrences now, whatever their day; one result each. Raises NotFound, NotAllowed, Conflict.

    A row that something else carries out is left alone: the quarterly report would be written twice.
    """
    roadmap = get_roadmap(roadmap_id)
    if not actor_may_manage(opened_by, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    if roadmap.state is not RoadmapState.RUNNING:
        raise Conflict(roadmap=roadmap_id)
    wanted = db.session.scalars(
        select(MeasureOccurrence)
        .where(MeasureOccurrence.roadmap_id == roadmap_id, MeasureOccurrence.id.in_(list(occurrence_ids)[:AT_ONCE]))
        .order_by(MeasureOccurrence.due, MeasureOccurrence.id)
    ).all()
    plan = plan_of_version(roadmap.version_id)
    kept = {row.id: why_kept(row, measure_of(plan, row.measure)) for row in wanted}
    db.session.rollback()
    results = [
        Opened(occurrence_id=occurrence_id, case_id=None, kept=words) if words else open_occurrence(occurrence_id)
        for occurrence_id, words in kept.items()
    ]
    _record_opening(roadmap_id, results, opened_by)
    return results


def open_next(roadmap_id: int, measures: Sequence[str], *, opened_by: Actor) -> tuple[list[Opened], int]:
    """Open the next date of these measures in every organisation that carries them out.

    At most a hundred at once, the earliest first; return what became of them and how many are left. Raises like
    `open_by_hand`.
    """
    row = MeasureOccurrence
    mine = (row.roadmap_id == roadmap_id, row.measure.in_(measures), row.state == OccurrenceState.AHEAD)
    first = select(row.measure, row.organisation_id, func.min(row.due).label("due")).where(*mine)
    next_one = first.group_by(row.measure, row.organisation_id).subquery()
    query = select(row.id).where(*mine).order_by(row.due, row.id)
    query = query.join(
        next_one,
        (next_one.c.measure == row.measure)
        & (next_one.c.organisation_id == row.organisation_id)
        & (next_one.c.due == row.due),
    )
    found = db.session.scalars(query).all()
    return open_by_hand(roadmap_id, found[:AT_ONCE], opened_by=opened_by), max(len(found) - AT_ONCE, 0)


@command
def _record_opening(roadmap_id: int, results: Sequence[Opened], actor: Actor) -> None:
    facts = {
        "opened": [one.occurrence_id for one in results if one.case_id is not None],
        "not_opened": [one.occurrence_id for one in results if one.case_id is None],
    }
    record(roadmap_stream(roadmap_id), "open_by_hand", actor, facts)


def open_occurrence(occurrence_id: int) -> Opened:
    """Open the case of an occurrence that has none; what goes wrong is written to its row and tried again later."""
    try:
        started = start_case(**_arguments(occurrence_id))
    except SoglasError as error:
        db.session.rollback()
        log.warning("occurrence %s could not be opened: %s", occurrence_id, error.facts.get("en") or error)
        problem = str(error.facts.get("ru") or _NOT_NOW)
        _note_problem(occurrence_id, problem)
        return Opened(occurrence_id=occurrence_id, case_id=None, problem=problem)
    return Opened(occurrence_id=occurrence_id, case_id=started.case_id)


def _arguments(occurrence_id: int) -> dict[str, Any]:
    row = db.session.get(MeasureOccurrence, occurrence_id, populate_existing=True)
    if row is None or row.case_id is not None or row.state not in (OccurrenceState.AHEAD, OccurrenceState.PASSED):
        raise Conflict(occurrence=occurrence_id)
    roadmap = get_roadmap(row.roadmap_id)
    plan = plan_of_version(roadmap.version_id)
    measure = measure_of(plan, row.measure)
    process_key = process_of(measure.family)
    live = live_version(current_version_id(process_key))
    variables = case_variables(current_tree(), roadmap, plan, measure, row)
    known = live.writable_names(live.start_form_id) if live.start_form_id else set(variables)
    number = f", строка {measure.number.rstrip('.')}" if measure.number and len(measure.number) < 12 else ""
    return {
        "process_key": process_key,
        "organisation_id": row.organisation_id,
        "started_by": SYSTEM,
        "title": f"{plan.short}{number}: {variables['measure_title']}"[:400],
        "variables": {name: value for name, value in variables.items() if name in known},
        "campaign": CampaignStart(origin=f"{ORIGIN}{occurrence_id}"),
    }


@command
def _note_problem(occurrence_id: int, problem: str) -> None:
    row = MeasureOccurrence
    db.session.execute(
        update(row)
        .where(row.id == occurrence_id, or_(row.state == OccurrenceState.AHEAD, row.state == OccurrenceState.PASSED))
        .values(tries=row.tries + 1, problem=problem[:600])
    )
