"""Move the date of a measure: by request and decision only, with both days and the reason kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.engine.commands.extend_task import extend_task
from app.engine.models import TaskState, UserTask
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError
from app.foundation.transaction import command
from app.organisation.queries import timezone_of, working_calendar_of
from app.roadmaps.commands.streams import roadmap_stream
from app.roadmaps.models import MeasureOccurrence, Transfer, TransferState
from app.roadmaps.queries.rights import actor_may_manage, actor_may_take_part


@command
def ask_transfer(occurrence_id: int, *, wanted: date, reason: str, asked_by: Actor) -> Transfer:
    """Ask for a later day. Raises NotFound, NotAllowed, Conflict when closed or already asked, InvalidInput."""
    row = _lock(occurrence_id)
    if not actor_may_take_part(asked_by, row.organisation_id):
        raise NotAllowed(occurrence=occurrence_id)
    waiting = select(Transfer.id).where(Transfer.occurrence_id == row.id, Transfer.state == TransferState.ASKED)
    if row.state.is_closed or db.session.scalar(waiting) is not None:
        raise Conflict(occurrence=occurrence_id)
    problems = {}
    if wanted <= row.due or wanted < today(timezone_of(row.organisation_id)) or wanted.year > row.due.year + 5:
        problems["wanted"] = "not later"
    if not reason.strip():
        problems["reason"] = "required"
    if problems:
        raise InvalidInput(problems=problems)
    transfer = Transfer(
        occurrence_id=row.id,
        was=row.due,
        wanted=wanted,
        reason=reason.strip()[:1000],
        asked_by=asked_by.person_id,
        asked_by_name=asked_by.shown_name,
        asked_at=now(),
        state=TransferState.ASKED,
    )
    db.session.add(transfer)
    db.session.flush()
    facts = {"occurrence": row.id, "was": row.due, "wanted": wanted, "reason": transfer.reason}
    record(roadmap_stream(row.roadmap_id), "ask_transfer", asked_by, facts)
    return transfer


def decide_transfer(transfer_id: int, *, grant: bool, decision: str, decided_by: Actor) -> Transfer:
    """Grant or refuse; a granted day moves the occurrence and the term of the task that is open for it.

    Nobody decides on their own request. Raises NotFound, NotAllowed, Conflict when it was decided, InvalidInput for a
    refusal without a reason.
    """
    transfer, case_id = _decide(transfer_id, grant=grant, decision=decision, actor=decided_by)
    if grant and case_id is not None:
        move_open_task(case_id, was=transfer.was, day=transfer.wanted, reason=transfer.reason)
    return transfer


@command
def _decide(transfer_id: int, *, grant: bool, decision: str, actor: Actor) -> tuple[Transfer, int | None]:
    transfer = db.session.get(Transfer, transfer_id)
    if transfer is None:
        raise NotFound(transfer=transfer_id)
    row = _lock(transfer.occurrence_id)
    db.session.refresh(transfer)
    if not actor_may_manage(actor, row.organisation_id) or (
        actor.person_id is not None and actor.person_id == transfer.asked_by
    ):
        raise NotAllowed(transfer=transfer_id)
    if transfer.state is not TransferState.ASKED or row.state.is_closed:
        raise Conflict(transfer=transfer_id)
    if not grant and not decision.strip():
        raise InvalidInput(problems={"decision": "required"})
    transfer.state = TransferState.GRANTED if grant else TransferState.REFUSED
    transfer.decided_by, transfer.decided_by_name, transfer.decided_at = actor.person_id, actor.name, now()
    transfer.decision = decision.strip()[:1000]
    if grant:
        row.due = transfer.wanted
        row.safe_due = working_calendar_of(row.organisation_id).previous_working_day(transfer.wanted)
    db.session.flush()
    facts = {"occurrence": row.id, "was": transfer.was, "wanted": transfer.wanted, "granted": grant}
    record(roadmap_stream(row.roadmap_id), "decide_transfer", actor, {**facts, "decision": transfer.decision})
    return transfer, row.case_id


def move_open_task(case_id: int, *, was: date, day: date, reason: str) -> None:
    """Move the term of the executor's task; a case that waits for somebody else keeps its terms."""
    task_id = db.session.scalar(
        select(UserTask.id).where(
            UserTask.case_id == case_id, UserTask.state == TaskState.OPEN, UserTask.legal_date == was
        )
    )
    if task_id is None:
        return
    try:
        extend_task(task_id, new_date=day, reason=reason, extended_by=SYSTEM)
    except SoglasError:  # the task was completed meanwhile: nothing is left to be moved
        db.session.rollback()


def _lock(occurrence_id: int) -> MeasureOccurrence:
    query = select(MeasureOccurrence).where(MeasureOccurrence.id == occurrence_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(occurrence=occurrence_id)
    return row
