"""Do the rows of a case say what its state says: the checker behind `soglas case verify` and the fault tests."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, exists, select

from app.audit.models import AuditEntry
from app.engine.commands.steps.calls import ESCALATION, RETURN
from app.engine.commands.steps.live_cases import live_cases
from app.engine.commands.steps.locked import TASK, LockedCase, Waits
from app.engine.commands.steps.readable import readable_values
from app.engine.models import CallState, Case, CaseCall, CaseStatus, Job, JobState, Subscription, TaskState, Timer
from app.engine.models.values import to_column
from app.foundation.database import db
from app.workflow.faults import StateRefused
from app.workflow.workflow import MessageWait, OpenTask, TimerWait

_UNDONE = Job.state.in_([JobState.WAITING, JobState.DEAD])


def find_differences(case: LockedCase) -> tuple[str, ...]:
    """Return every way in which rows and the stored state disagree, in words; nothing is changed."""
    live_cases().forget(case.id)
    try:
        workflow = case.workflow
    except StateRefused as refused:
        return (f"state: {refused.en}",)
    return (*_status(case), *_waits(case), *_values(case, dict(workflow.variables)), *_record(case), *_links(case))


def waits_in_rows(case: LockedCase) -> Waits:
    """Return what the case waits for according to its rows; tasks that the state does not know are made up."""
    known = case.before
    users = _open_user_tasks(case.id)
    jobs = _waiting_jobs(case.id)
    calls = _open_calls(case.id)
    return Waits(
        tasks={
            **{key: known.tasks.get(key) or _made_up(case, key, "call", element) for key, element in calls.items()},
            **{key: known.tasks.get(key) or _made_up(case, key, "user", element) for key, element in users.items()},
            **{key: known.tasks.get(key) or _made_up(case, key, "job", "") for key in jobs},
        },
        timers=_timers(case.id),
        messages=_messages(case.id),
    )


def _made_up(case: LockedCase, key: str, kind: str, element: str) -> OpenTask:
    node = next(iter(case.live.process.all_nodes()))
    return OpenTask(id=key, element_id=element, name="", kind=kind, spec=None, node=node, created=case.at)


def _status(case: LockedCase) -> Iterator[str]:
    ended = case.workflow.state != "waiting"
    if ended != case.status.is_closed:
        yield f"status: the row says {case.status.value}, the state says {case.workflow.state}"


def _waits(case: LockedCase) -> Iterator[str]:
    state = case.before
    users = {key for key, task in state.tasks.items() if task.kind == "user"}
    jobs = {key for key, task in state.tasks.items() if task.kind == "job"}
    calls = {key for key, task in state.tasks.items() if task.kind == "call"}
    pairs = (
        ("open tasks", users, set(_open_user_tasks(case.id))),
        ("jobs", jobs, _waiting_jobs(case.id)),
        ("child cases", calls, set(_open_calls(case.id))),
        ("timers", set(state.timers.values()), set(_timers(case.id).values())),
        ("messages", set(state.messages.values()), set(_messages(case.id).values())),
    )
    for what, wanted, found in pairs:
        for key in sorted(map(str, wanted - found)):
            yield f"{what}: {key} is in the state only"
        for key in sorted(map(str, found - wanted)):
            yield f"{what}: {key} is in the rows only"


def _values(case: LockedCase, variables: dict[str, object]) -> Iterator[str]:
    readable = db.session.scalar(select(Case.readable).where(Case.id == case.id)) or {}
    wanted = to_column(readable_values(variables))
    if to_column(readable) != wanted:
        yield "readable values: they differ from the state"


def _record(case: LockedCase) -> Iterator[str]:
    last = db.session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.stream == case.stream)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).first()
    if (last.number, last.hash) != (case.head.number, case.head.hash) if last else case.head.number != 0:
        yield "record: the head kept in the case is not the last entry"
    completed = db.session.scalar(select(AuditEntry.number).where(AuditEntry.stream == case.stream).limit(1))
    if completed is None:
        yield "record: there is none"


def _open_user_tasks(case_id: int) -> dict[str, str]:
    query = select(TASK.c.engine_task_id, TASK.c.element_id)
    rows = db.session.execute(query.where(TASK.c.case_id == case_id, TASK.c.state == TaskState.OPEN))
    return {row.engine_task_id: row.element_id for row in rows}


def _waiting_jobs(case_id: int) -> set[str]:
    query = select(Job.engine_task_id).where(
        Job.case_id == case_id,
        Job.engine_task_id != "",
        Job.kind.not_in([RETURN, ESCALATION]),
        Job.state.in_([JobState.WAITING, JobState.DEAD]),
    )
    return set(db.session.scalars(query))


def _open_calls(case_id: int) -> dict[str, str]:
    query = select(CaseCall.engine_task_id, CaseCall.element_id)
    rows = db.session.execute(query.where(CaseCall.parent_id == case_id, CaseCall.state == CallState.OPEN))
    return {row.engine_task_id: row.element_id for row in rows}


def _links(case: LockedCase) -> Iterator[str]:
    """Compare the links to the cases above and below: an ended child has its result on the way, and nothing else."""
    ended = (
        select(Case.number)
        .join(CaseCall, CaseCall.child_id == Case.id)
        .where(CaseCall.parent_id == case.id, CaseCall.state == CallState.OPEN, Case.status != CaseStatus.RUNNING)
        .where(~exists(select(Job.id).where(Job.key == "return:" + cast(Case.id, String), _UNDONE)))
    )
    for number in db.session.scalars(ended.order_by(Case.id)):
        yield f"child cases: {number} has ended and its result is not on the way"
    above = (
        select(Case.status, Case.number)
        .join(CaseCall, CaseCall.parent_id == Case.id)
        .where(CaseCall.child_id == case.id, CaseCall.state == CallState.OPEN)
    )
    for status, number in db.session.execute(above):
        if status.is_closed:
            yield f"parent case: {number} is closed and still waits for this one"


def _timers(case_id: int) -> dict[str, TimerWait]:
    rows = db.session.execute(select(Timer.engine_id, Timer.element_id, Timer.due_at).where(Timer.case_id == case_id))
    return {row.engine_id: TimerWait(id=row.engine_id, element_id=row.element_id, due_at=row.due_at) for row in rows}


def _messages(case_id: int) -> dict[str, MessageWait]:
    rows = db.session.execute(
        select(Subscription.engine_id, Subscription.element_id, Subscription.name, Subscription.correlation_key).where(
            Subscription.case_id == case_id
        )
    )
    return {
        row.engine_id: MessageWait(
            id=row.engine_id,
            element_id=row.element_id,
            name=row.name,
            correlation_key=row.correlation_key,
        )
        for row in rows
    }
