"""Bring rows and state together after a step: only differences, one audit entry, one UPDATE of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, update

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.beginning import announce_start
from app.engine.commands.steps.calls import Child, begin_children, facts_of_left, leave_calls, report_to_caller
from app.engine.commands.steps.jobs import INSERT_JOBS, job_row
from app.engine.commands.steps.locked import TASK, LockedCase, Waits, waits_of
from app.engine.commands.steps.messages import publish_messages, wake_messages
from app.engine.commands.steps.noticing import give_notices
from app.engine.commands.steps.opening import Sender, open_tasks
from app.engine.commands.steps.people import People, read_people
from app.engine.events import CaseCompleted, UserTaskCancelled
from app.engine.models import CaseStatus, Job, JobState, Subscription, TaskState, Timer, TimerState
from app.foundation.database import db
from app.foundation.prepared import Prepared, insert_into
from app.foundation.transaction import announce
from app.workflow.workflow import OpenTask, Trail

_TIMER: Table = Timer.__table__  # type: ignore[assignment]  # the mapper made them Tables
_SUBSCRIPTION: Table = Subscription.__table__  # type: ignore[assignment]
_JOB: Table = Job.__table__  # type: ignore[assignment]
_INSERT_TIMERS = insert_into(_TIMER)
_INSERT_SUBSCRIPTIONS = insert_into(_SUBSCRIPTION)


def _delete_from(table: Table) -> Prepared:
    """Return the DELETE of one wait of a case."""
    mine = (table.c.case_id == bindparam("case"), table.c.engine_id == bindparam("wait"))
    return Prepared(delete(table).where(*mine))


_DELETE_TIMER = _delete_from(_TIMER)
_DELETE_SUBSCRIPTION = _delete_from(_SUBSCRIPTION)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What a step led to: the rows of the tasks that opened (with `id` and `extra` candidates)."""

    rows: tuple[Mapping[str, Any], ...]

    @property
    def opened(self) -> tuple[int, ...]:
        """Return the ids of the tasks that opened."""
        return tuple(row["id"] for row in self.rows)


def settle(
    case: LockedCase,
    people: People,
    trail: Trail,
    *,
    action: str,
    actor: Actor,
    facts: Mapping[str, Any],
    done: frozenset[str] = frozenset(),
    sender: Sender | None = None,
    ending: CaseStatus | None = None,
    keep: frozenset[int] = frozenset(),
) -> Settled:
    """Write everything that a step of the workflow changed.

    `done` are the workflow ids of tasks and jobs whose rows the caller has closed itself. `ending` is the status of a
    case that ends here without reaching an end of its diagram. `keep` are the child cases that run on by themselves
    when their step is left; the others are cancelled with it, unless the diagram lets them run on.
    """
    before, after = case.before, waits_of(case.workflow)
    # Children are locked before anything else is written: locks are always taken from the parent down.
    left = leave_calls(case, before, after, done, keep=keep, actor=actor, reason=str(facts.get("comment", "")))
    _settle_children(left, actor)
    _close_tasks(case, before, after, done)
    rows = open_tasks(case, people, _new_tasks(before, after, "user"), sender or Sender(name=actor.shown_name))
    _settle_jobs(case, before, after, done)
    _settle_timers(case, before, after)
    _settle_messages(case, before, after)
    steps = [step.element_id for step in trail.completed]
    all_facts = {**facts, "steps": steps, "opened": [row["element_id"] for row in rows]}
    all_facts |= facts_of_left(left)
    children = begin_children(case, _new_tasks(before, after, "call"), actor)
    if children:
        all_facts["children"] = [child.case.number for child in children]
    notices = give_notices(case, people, trail)
    if notices:
        all_facts["notices"] = notices
    if case.workflow.state != "waiting":
        _end(case, ending)
        all_facts |= {"status": case.status.value, "end": case.outcome_element}
    case.head = record(case.stream, action, actor, all_facts, head=case.head)
    case.settle(after, open_words=_open_words(after))
    report_to_caller(case, trail)
    publish_messages(case, trail.messages)
    return Settled(rows=(*rows, *_settle_children(children, actor)))


def _settle_children(children: Iterable[Child], actor: Actor) -> tuple[Mapping[str, Any], ...]:
    """Write what began or ended in child cases; return the rows of the tasks that opened there."""
    opened: list[Mapping[str, Any]] = []
    for child in children:
        people = read_people(child.case, actor.person_id)
        settled = settle(
            child.case, people, child.trail, action=child.action, actor=actor, facts=child.facts, ending=child.ending
        )
        opened += settled.rows
        if child.ending is None and child.is_new:
            announce_start(child.case)
    return tuple(opened)


def _new_tasks(before: Waits, after: Waits, kind: str) -> list[OpenTask]:
    return [task for key, task in after.tasks.items() if key not in before.tasks and task.kind == kind]


def _gone(before: Mapping[str, Any], after: Mapping[str, Any], done: frozenset[str] = frozenset()) -> list[str]:
    return [key for key in before if key not in after and key not in done]


def _close_tasks(case: LockedCase, before: Waits, after: Waits, done: frozenset[str]) -> None:
    users = {key: task for key, task in before.tasks.items() if task.kind == "user"}
    gone = _gone(users, after.tasks, done)
    if not gone:
        return
    closed = db.session.execute(
        update(TASK)
        .where(TASK.c.case_id == case.id, TASK.c.engine_task_id.in_(gone), TASK.c.state == TaskState.OPEN)
        .values(state=TaskState.CANCELLED, ver=TASK.c.ver + 1)
        .returning(TASK.c.id)
    )
    for row in closed:
        announce(UserTaskCancelled(case_id=case.id, task_id=row.id))


def _settle_jobs(case: LockedCase, before: Waits, after: Waits, done: frozenset[str]) -> None:
    jobs = {key: task for key, task in before.tasks.items() if task.kind == "job"}
    gone = _gone(jobs, after.tasks, done)
    if gone:
        db.session.execute(
            update(_JOB)
            .where(_JOB.c.case_id == case.id, _JOB.c.engine_task_id.in_(gone), _JOB.c.state != JobState.DONE)
            .values(state=JobState.CANCELLED)
        )
    rows = [_job_row(case, task) for task in _new_tasks(before, after, "job")]
    if rows:
        INSERT_JOBS.insert(rows)


def _job_row(case: LockedCase, task: OpenTask) -> dict[str, Any]:
    kind = (task.node.job.type if task.node.job is not None else "") or f"element:{task.element_id}"
    payload = {"element": task.element_id, "name": task.name, "headers": dict(task.node.headers)}
    return job_row(kind, payload, case_id=case.id, engine_task_id=task.id)


def _settle_timers(case: LockedCase, before: Waits, after: Waits) -> None:
    changed = [key for key, wait in before.timers.items() if after.timers.get(key) != wait]
    if changed:
        _DELETE_TIMER.run_many([{"case": case.id, "wait": key} for key in changed])
    rows = [
        {
            "case_id": case.id,
            "engine_id": wait.id,
            "element_id": wait.element_id,
            "due_at": wait.due_at,
            "state": TimerState.WAITING,
        }
        for key, wait in after.timers.items()
        if before.timers.get(key) != wait
    ]
    if rows:
        _INSERT_TIMERS.insert(rows)


def _settle_messages(case: LockedCase, before: Waits, after: Waits) -> None:
    changed = [key for key, wait in before.messages.items() if after.messages.get(key) != wait]
    if changed:
        _DELETE_SUBSCRIPTION.run_many([{"case": case.id, "wait": key} for key in changed])
    rows = [
        {
            "case_id": case.id,
            "engine_id": wait.id,
            "element_id": wait.element_id,
            "name": wait.name,
            "correlation_key": wait.correlation_key,
        }
        for key, wait in after.messages.items()
        if before.messages.get(key) != wait
    ]
    if rows:
        _INSERT_SUBSCRIPTIONS.insert(rows)
        wake_messages(case, (wait for key, wait in after.messages.items() if before.messages.get(key) != wait))


def _end(case: LockedCase, ending: CaseStatus | None) -> None:
    reached = case.workflow.ended_at
    case.outcome_element = reached[-1] if reached else ""
    element = case.live.outline.element(case.outcome_element)
    case.outcome_words = (element.name if element is not None else "")[:400]
    case.status = ending or CaseStatus.COMPLETED
    announce(
        CaseCompleted(
            case_id=case.id,
            status=case.status,
            outcome_element=case.outcome_element,
            outcome_words=case.outcome_words,
        )
    )


def _open_words(after: Waits) -> str:
    """Return where the case is, as the names of its open tasks and of the cases it waits for, each once."""
    shown = [task for task in after.tasks.values() if task.kind in ("user", "call")]
    return "; ".join(dict.fromkeys(" ".join(task.name.split()) or task.element_id for task in shown))
