"""What happens in cases, written into the rows of the plan in the same transaction; and the job that opens them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from app.access.models import Person
from app.audit.models import SYSTEM, Actor
from app.engine.commands.run_jobs import TakenJob
from app.engine.events import CaseCompleted, CaseStarted, NoticeGiven, UserTaskCompleted, UserTaskOpened
from app.engine.handlers import NotNow, register_job_handler
from app.engine.models import Case, CaseStatus
from app.engine.models.values import read_day
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.events import subscribe
from app.organisation.queries import timezone_of
from app.roadmaps.commands import lifecycle
from app.roadmaps.commands.amending import MOVE_TERM
from app.roadmaps.commands.facts import write_answer
from app.roadmaps.commands.opening import ORIGIN, open_what_is_due
from app.roadmaps.commands.own_work import OWN_WORK, do_own_work, want_own_work
from app.roadmaps.commands.transfers import move_open_task
from app.roadmaps.commands.waking import SWEEP
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, PlanState

_AGAIN_AFTER: Final = timedelta(hours=1)
_ROW = MeasureOccurrence


def install_handlers() -> None:
    """Let the room hear of cases, and the worker open measures when their day comes."""
    subscribe(CaseStarted, write_case_into_row)
    subscribe(UserTaskCompleted, write_return_into_row)
    subscribe(CaseCompleted, write_end_into_row)
    subscribe(NoticeGiven, want_work_that_a_step_names)
    subscribe(CaseStarted, bind_case_to_plan)
    subscribe(UserTaskOpened, move_plan_on)
    subscribe(UserTaskCompleted, begin_plan)
    subscribe(CaseCompleted, end_plan)
    register_job_handler(MOVE_TERM, move_term)
    register_job_handler(SWEEP, sweep)
    register_job_handler(OWN_WORK, lambda job: do_own_work(job.payload))


def sweep(_job: TakenJob) -> Mapping[str, Any] | None:
    """Open a bounded number of cases, then wait: a moment when more may be due, else an hour."""
    opened, more = open_what_is_due()
    db.session.rollback()
    wait = timedelta(0) if more and opened else _AGAIN_AFTER
    raise NotNow(f"{opened} opened", now() + wait)


def want_work_that_a_step_names(happened: NoticeGiven) -> None:
    """Begin the recurring work of a centre when the diagram says that it begins."""
    want_own_work(happened.case_id, happened.element_id)


def write_case_into_row(happened: CaseStarted) -> None:
    """Bind the case to the occurrence that it was opened for; a second case for the same one is refused."""
    if not happened.origin.startswith(ORIGIN):
        return
    occurrence_id = int(happened.origin.removeprefix(ORIGIN))
    changed = db.session.execute(
        update(_ROW)
        .where(_ROW.id == occurrence_id, _ROW.case_id.is_(None))
        .values(case_id=happened.case_id, state=OccurrenceState.OPEN, problem="")
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise Conflict(occurrence=occurrence_id)


def write_return_into_row(happened: UserTaskCompleted) -> None:
    """Count a return, and say that the measure goes on when the executor has answered it."""
    if happened.initiator_id is not None:
        return  # The cases of measures are opened by the system; others need no statement of this room.
    mine = update(_ROW).where(_ROW.case_id == happened.case_id)
    if happened.outcome == "return":
        open_states = (OccurrenceState.OPEN, OccurrenceState.RETURNED)
        db.session.execute(
            mine.where(_ROW.state.in_(open_states)).values(state=OccurrenceState.RETURNED, returns=_ROW.returns + 1)
        )
    elif happened.kind == "fill":
        db.session.execute(mine.where(_ROW.state == OccurrenceState.RETURNED).values(state=OccurrenceState.OPEN))


def write_end_into_row(happened: CaseCompleted) -> None:
    """Close the occurrence: accepted or not, when it was done, and what the indicators reached."""
    row = db.session.scalar(select(_ROW).where(_ROW.case_id == happened.case_id))
    if row is None:
        return
    values = db.session.scalar(select(Case.readable).where(Case.id == happened.case_id)) or {}
    accepted = happened.status is CaseStatus.COMPLETED and values.get("acceptance") == "accepted"
    row.state = OccurrenceState.DONE if accepted else OccurrenceState.NOT_DONE
    row.done_on = read_day(values.get("done_on")) or today(timezone_of(row.organisation_id))
    row.closed_at = now()
    db.session.flush()
    if accepted:
        for fact in values.get("facts") or ():
            write_answer(fact, row)


def bind_case_to_plan(happened: CaseStarted) -> None:
    """Keep the case that was opened to agree and approve a plan."""
    if happened.origin.startswith(lifecycle.ORIGIN):
        lifecycle.bind_case(int(happened.origin.removeprefix(lifecycle.ORIGIN)), happened.case_id)


_BY_TASK: Final = {
    "draft_roadmap": PlanState.DRAFT,
    "agree_roadmap": PlanState.AGREEING,
    "approve_roadmap": PlanState.AGREED,
    "approve_roadmap_by_head": PlanState.AGREED,
}


def move_plan_on(happened: UserTaskOpened) -> None:
    """Write how far the plan is: whatever its case waits for says it."""
    state = _BY_TASK.get(happened.element_id)
    if state is None and happened.element_id != "start_measures":
        return
    plan = lifecycle.plan_of_case(happened.case_id)
    if plan is None:
        return
    if state is None:
        values = db.session.scalar(select(Case.readable).where(Case.id == happened.case_id)) or {}
        lifecycle.approve(plan, _order(values))
    else:
        lifecycle.move_on(plan, state)


def _order(values: Mapping[str, Any]) -> str:
    number, day = values.get("roadmap_order_no"), read_day(values.get("roadmap_order_date"))
    if not number:
        return ""
    return f"Приказ № {number} от {day:%d.%m.%Y}" if day else f"Приказ № {number}"


def begin_plan(happened: UserTaskCompleted) -> None:
    """Begin the approved plan, or put its amendment into force, when its measures were started."""
    if happened.element_id != "start_measures":
        return
    plan = lifecycle.plan_of_case(happened.case_id)
    if plan is None:
        return
    person = db.session.get(Person, happened.completed_by) if happened.completed_by else None
    lifecycle.begin(plan, Actor(person_id=person.id, name=person.name) if person else SYSTEM)


def end_plan(happened: CaseCompleted) -> None:
    """Close the plan with its case; a case that ended before the plan was begun leaves a draft."""
    plan = lifecycle.plan_of_case(happened.case_id)
    if plan is not None:
        values = db.session.scalar(select(Case.readable).where(Case.id == happened.case_id)) or {}
        accepted = happened.status is CaseStatus.COMPLETED and values.get("acceptance") == "accepted"
        lifecycle.end(plan, completed=accepted)


def move_term(job: TakenJob) -> None:
    """Move the term of the open task that is due on the day an amendment moved; others keep theirs."""
    was, day = (date.fromisoformat(job.payload[name]) for name in ("was", "day"))
    move_open_task(int(job.payload["case"]), was=was, day=day, reason="Срок изменён новой редакцией плана")
