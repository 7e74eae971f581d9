"""Take back what one has just done, as long as nobody and nothing has acted on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update

from app.audit.models import Actor
from app.engine.commands.steps.drafts import keep_draft
from app.engine.commands.steps.locked import CASE, TASK, LockedCase, TaskRow, Waits, lock_task, waits_of
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.rights import require_seen, who_was_faster
from app.engine.commands.steps.settling import settle
from app.engine.events import UserTaskRecalled
from app.engine.models import Remark, RemarkState, TaskState
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, Stopped
from app.foundation.transaction import announce, command
from app.workflow.faults import WorkflowError
from app.workflow.workflow import Trail


@command
def recall_task(task_id: int, *, recalled_by: Actor) -> None:
    """Open a task again that this person has completed, with everything they had typed; the record keeps both.

    The case goes back to the state before: tasks that were opened by it are withdrawn, tasks that it closed are open
    again, terms go on as they were.
    Raises NotFound, NotAllowed (somebody else did it), Conflict (the fact `reason` is `too late`: the next person or
    the clock has acted, a number was given, another case was opened, or the case has ended).
    """
    case, task = lock_task(task_id)
    people = read_people(case, recalled_by.person_id)
    if recalled_by.person_id is None or task["completed_by"] != recalled_by.person_id:
        require_seen(task, people)
        raise NotAllowed(task_id=task_id)
    if task["state"] is not TaskState.COMPLETED or case.undo_task_id != task_id:
        raise Conflict(task_id=task_id, reason="too late")
    row = db.session.execute(select(CASE.c.undo_state, CASE.c.undo).where(CASE.c.id == case.id)).one()
    try:
        _go_back(case, task, people, row.undo_state, row.undo, recalled_by)
    except WorkflowError as failure:
        raise Stopped(None, ru=failure.ru, en=failure.en, case_id=case.id) from failure


def _go_back(case: LockedCase, task: TaskRow, people: People, state: bytes, undo: dict[str, Any], actor: Actor) -> None:
    now_waiting = waits_of(case.workflow)
    case.go_back_to(state)
    then_waiting = waits_of(case.workflow)
    engine_id = task["engine_task_id"]
    case.round, case.edition, case.rounds = undo["round"], undo["edition"], dict(undo["rounds"])
    case.previous_id, case.previous_for_id = undo["previous_id"], undo["previous_for_id"]
    case.remarks_left = undo["remarks_left"]
    case.note_in_workflow()
    _reopen(case, task)
    _restore_remarks(task["id"], undo["remarks"])
    if undo["raw"] is not None and actor.person_id is not None:
        keep_draft(task["id"], actor.person_id, undo["raw"], case.at)
    back = {key: one for key, one in then_waiting.tasks.items() if key not in now_waiting.tasks and key != engine_id}
    _bring_back(case, back)
    # These rows are open again already; everything else that differs is settled.
    case.before = Waits(
        tasks={**now_waiting.tasks, **back, engine_id: then_waiting.tasks[engine_id]},
        timers=now_waiting.timers,
        messages=now_waiting.messages,
    )
    facts = {
        "task": task["id"],
        "element": task["element_id"],
        "name": task["name"],
        "kind": task["kind"],
        "round": task["round"],
        "recalled": task["outcome"],
    }
    settle(case, people, Trail(), action="recall_task", actor=actor, facts=facts)
    announce(UserTaskRecalled(case_id=case.id, task_id=task["id"], by_person_id=actor.person_id))


def _reopen(case: LockedCase, task: TaskRow) -> None:
    owner = task["completed_for_id"] or task["completed_by"]
    changed = db.session.execute(
        update(TASK)
        .where(TASK.c.id == task["id"], TASK.c.ver == task["ver"], TASK.c.state == TaskState.COMPLETED)
        .values(
            state=TaskState.OPEN,
            assignee_id=task["assignee_id"] or owner,
            claimed_at=task["claimed_at"] or case.at,
            completed_at=None,
            completed_by=None,
            completed_by_name="",
            completed_for_id=None,
            completed_for="",
            completed_basis="",
            outcome="",
            comment="",
            answers={},
            content_hash="",
            ver=task["ver"] + 1,
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise who_was_faster(task["id"])


def _bring_back(case: LockedCase, closed: Iterable[str]) -> None:
    """Open the tasks of others again that were closed because this one was done, as they were."""
    wanted = (TASK.c.case_id == case.id, TASK.c.engine_task_id.in_(list(closed)), TASK.c.state == TaskState.CANCELLED)
    db.session.execute(update(TASK).where(*wanted).values(state=TaskState.OPEN, ver=TASK.c.ver + 1))


def _restore_remarks(task_id: int, kept: list[dict[str, Any]]) -> None:
    """Take away the remarks made with the task and give the others the talk they had."""
    db.session.execute(delete(Remark).where(Remark.task_id == task_id, Remark.id.not_in([one["id"] for one in kept])))
    for one in kept:
        remark = db.session.get_one(Remark, one["id"])
        remark.state, remark.locks, remark.talk = RemarkState(one["state"]), one["locks"], one["talk"]
    db.session.flush()
