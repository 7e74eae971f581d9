"""Calls between cases: children open with the step that calls them, end into a job for their parent, or are left.

Locks are taken from the parent down, never up: a child leaves its result as a job, which the worker takes back under
the lock of the parent alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, insert, select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.assignment import organisations_of
from app.engine.commands.steps.beginning import Beginning, begin_case, start_facts
from app.engine.commands.steps.jobs import add_job
from app.engine.commands.steps.locked import LockedCase, Waits, lock_case
from app.engine.commands.steps.readable import RESERVED
from app.engine.models import CallState, Case, CaseCall, CaseStatus, Job, JobState, Subscription
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.organisation.queries import current_tree
from app.processes.queries import Live, current_version_id, live_version
from app.workflow.elements import Node
from app.workflow.environment import failed
from app.workflow.faults import ExecutionFailed, WorkflowError
from app.workflow.specs.activities import RESULT_NAMES
from app.workflow.workflow import OpenTask, Trail

RETURN: Final = "case.return"
ESCALATION: Final = "case.escalation"
DEEPEST: Final = 10
"""How many cases may stand above one another: a process that opens itself without end stops here."""
_CALL: Table = CaseCall.__table__  # type: ignore[assignment]  # the mapper made them Tables
_JOB: Table = Job.__table__  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child case in which something happened because of its parent: opened (`is_new`), taken over, or ended."""

    case: LockedCase
    trail: Trail
    action: str
    facts: Mapping[str, Any]
    ending: CaseStatus | None = None
    is_new: bool = True


def begin_children(case: LockedCase, tasks: Iterable[OpenTask], actor: Actor) -> list[Child]:
    """Open or take over a case for every call that opened in this step; raises ExecutionFailed that names the call."""
    wanted = list(tasks)
    if not wanted:
        return []
    depth = (db.session.scalar(select(_CALL.c.depth).where(_CALL.c.child_id == case.id)) or 0) + 1
    # In the order of their journals, so that two parents never wait for each other's numbers.
    prepared = sorted(((_beginning(case, task, depth), task) for task in wanted), key=lambda pair: _journal(pair[0]))
    return [
        _take_over(case, task, beginning, depth) or _begin(case, task, beginning, depth) for beginning, task in prepared
    ]


def _take_over(case: LockedCase, task: OpenTask, beginning: Beginning, depth: int) -> Child | None:
    """Return the case that already waits for the message of this call (`soglas:correlate`), or None.

    It must belong to nobody: then it is the child as if the call had opened it, and its end comes back to the parent.
    `soglas:correlate-while` is asked of its own values; a case that is further on is not taken.
    """
    name = task.node.properties.get("soglas:correlate", "").strip()
    if not name:
        return None
    key = task.node.properties.get("soglas:correlate-key", "").strip()
    wanted = case.workflow.evaluate(key, task.id) if key.startswith("=") else key
    tied = select(_CALL.c.child_id).where(_CALL.c.child_id == Subscription.case_id)
    waiting = (
        select(Subscription.case_id)
        .join(Case, Case.id == Subscription.case_id)
        .where(
            Subscription.name == name,
            Subscription.correlation_key == str(wanted),
            Case.process_id == beginning.live.process_id,
            Case.organisation_id == beginning.organisation_id,
            Case.status == CaseStatus.RUNNING,
            Case.id != case.id,
            ~tied.exists(),
        )
        .order_by(Subscription.id)
    )
    condition = task.node.properties.get("soglas:correlate-while", "").strip()
    for case_id in list(db.session.scalars(waiting)):
        child = lock_case(case_id)
        fits = child.called_by is None and not child.status.is_closed
        if fits and (not condition or child.workflow.evaluate(condition) is True):
            _tie(case, task, child, depth)
            child.called_by = case.id
            child.workflow.report_to_caller()
            facts = {"parent": case.number, "call": task.element_id, "message": name}
            return Child(case=child, trail=Trail(), action="take_over_case", facts=facts, is_new=False)
    return None


def _journal(beginning: Beginning) -> str:
    return beginning.live.number_prefix


def _beginning(case: LockedCase, task: OpenTask, depth: int) -> Beginning:
    if depth > DEEPEST:
        raise failed(
            task.node,
            ru=f"дела вложены глубже {DEEPEST} уровней",
            en=f"cases are nested deeper than {DEEPEST} levels",
            cause="depth",
        )
    hidden = {"loopCounter", *RESULT_NAMES, *RESERVED}
    return Beginning(
        live=_called_version(case, task),
        organisation_id=_organisation(case, task),
        initiator_id=case.initiator_id,
        initiator_name=case.initiator_name,
        role=case.initiator_role,
        post_organisation_id=case.initiator_organisation_id,
        title="",
        variables={name: value for name, value in task.variables.items() if name not in hidden},
        called_by=case.id,
    )


def _called_version(case: LockedCase, task: OpenTask) -> Live:
    text = task.node.call.process_id if task.node.call is not None else ""
    key = case.workflow.evaluate(text, task.id) if text.startswith("=") else text
    try:
        return live_version(current_version_id(str(key)))
    except SoglasError:
        raise failed(
            task.node,
            ru=f"процесс «{key}» не опубликован, дело по нему открыть нельзя",
            en=f'the process "{key}" is not published, no case of it can be opened',
            cause="call",
        ) from None


def _organisation(case: LockedCase, task: OpenTask) -> int:
    """Return the organisation of the child: `soglas:organisation`, an input `organisation`, or that of the parent."""
    text = task.node.properties.get("soglas:organisation", "").strip()
    if text:
        value = case.workflow.evaluate(text, task.id) if text.startswith("=") else text
    elif any(mapping.target == "organisation" for mapping in task.node.inputs):
        value = task.variables.get("organisation")
    else:
        return case.organisation_id
    return resolve_organisation(case, task.node, value)


def resolve_organisation(case: LockedCase, node: Node, value: Any) -> int:
    """Return the organisation that a value names: a place of the case, a code, an id; raises ExecutionFailed."""
    if isinstance(value, str) and value in case.places:
        return case.places[value]
    found = organisations_of(value)
    if len(found) != 1 or not current_tree().node(found[0]).is_active:
        raise failed(
            node,
            ru="не ясно, для какой организации открыть дело",
            en="it is not clear for which organisation the case is to be opened",
            cause="organisation",
        )
    return found[0]


def _begin(case: LockedCase, task: OpenTask, beginning: Beginning, depth: int) -> Child:
    try:
        child = begin_case(beginning)
    except WorkflowError as failure:
        raise ExecutionFailed(
            element_id=task.element_id,
            element_name=task.name,
            ru=f"«{task.node.label}»: дело не открылось. {failure.ru}",
            en=f'"{task.node.label}": the case could not be opened. {failure.en}',
            cause="call",
        ) from failure
    _tie(case, task, child, depth)
    facts = {**start_facts(beginning, child), "parent": case.number, "call": task.element_id}
    return Child(case=child, trail=child.workflow.trail, action="start_case", facts=facts)


def _tie(case: LockedCase, task: OpenTask, child: LockedCase, depth: int) -> None:
    row = {
        "child_id": child.id,
        "parent_id": case.id,
        "element_id": task.element_id,
        "element_name": task.node.label[:400],
        "engine_task_id": task.id,
        "instance": task.instance_index,
        "depth": depth,
        "state": CallState.OPEN,
    }
    db.session.execute(insert(_CALL), [row])


def report_to_caller(case: LockedCase, trail: Trail) -> None:
    """Leave the parent a job for the end of this case, and for each escalation that nobody here caught."""
    if case.called_by is None or not (case.status.is_closed or trail.escalations):
        return
    call = db.session.execute(select(_CALL).where(_CALL.c.child_id == case.id, _CALL.c.state == CallState.OPEN)).first()
    if call is None:
        return  # The parent left the call while this case was waiting for its lock.
    common = {"child": case.id, "element": call.element_id, "name": call.element_name}
    for code in trail.escalations:
        payload = {**common, "code": code}
        add_job(ESCALATION, payload, case_id=call.parent_id, engine_task_id=call.engine_task_id)
    if case.status.is_closed:
        payload = {**common, "error": case.workflow.error}
        key = f"return:{case.id}"
        add_job(RETURN, payload, case_id=call.parent_id, engine_task_id=call.engine_task_id, key=key)


def leave_calls(
    case: LockedCase,
    before: Waits,
    after: Waits,
    done: frozenset[str],
    *,
    keep: frozenset[int],
    actor: Actor,
    reason: str,
) -> list[Child]:
    """Close the calls that the step ended or left and return the children that are cancelled with it, locked.

    A child that runs on by itself is told so in its own record.
    """
    calls = {key: task for key, task in before.tasks.items() if task.kind == "call" and key not in after.tasks}
    if not calls:
        return []
    returned = [key for key in calls if key in done]
    if returned:
        _mark(case.id, returned, CallState.RETURNED)
    gone = [key for key in calls if key not in done]
    rows = db.session.execute(
        select(_CALL.c.child_id, _CALL.c.engine_task_id)
        .where(_CALL.c.parent_id == case.id, _CALL.c.engine_task_id.in_(gone), _CALL.c.state == CallState.OPEN)
        .order_by(_CALL.c.child_id)
    ).all()
    left = []
    for row in rows:
        stays = row.child_id in keep or calls[row.engine_task_id].node.properties.get("soglas:when-left") == "continue"
        child = _leave(case, lock_case(row.child_id), row.engine_task_id, stays=stays, actor=actor, reason=reason)
        left += [child] if child is not None else []
    if gone:
        mine = (_JOB.c.case_id == case.id, _JOB.c.engine_task_id.in_(gone), _JOB.c.kind.in_([RETURN, ESCALATION]))
        db.session.execute(update(_JOB).where(*mine, _JOB.c.state != JobState.DONE).values(state=JobState.CANCELLED))
    return left


def _leave(case: LockedCase, child: LockedCase, key: str, *, stays: bool, actor: Actor, reason: str) -> Child | None:
    facts = {"comment": reason, "parent": case.number}
    if child.status.is_closed:
        _mark(case.id, [key], CallState.CANCELLED)
        return None
    child.called_by = None
    if not stays:
        _mark(case.id, [key], CallState.CANCELLED)
        trail = child.workflow.cancel(at=child.at)
        return Child(case=child, trail=trail, action="cancel_case", facts=facts, ending=CaseStatus.CANCELLED)
    _mark(case.id, [key], CallState.ALONE)
    child.head = record(child.stream, "leave_case", actor, facts, head=child.head)
    child.store()
    return None


def _mark(parent_id: int, keys: list[str], state: CallState) -> None:
    mine = (_CALL.c.parent_id == parent_id, _CALL.c.engine_task_id.in_(keys), _CALL.c.state == CallState.OPEN)
    db.session.execute(update(_CALL).where(*mine).values(state=state))


def running_children(case_id: int) -> list[int]:
    """Return the ids of the running cases that this one waits for."""
    query = (
        select(_CALL.c.child_id)
        .join(Case, Case.id == _CALL.c.child_id)
        .where(_CALL.c.parent_id == case_id, _CALL.c.state == CallState.OPEN, Case.status == CaseStatus.RUNNING)
    )
    return list(db.session.scalars(query.order_by(_CALL.c.child_id)))


def facts_of_left(left: Iterable[Child]) -> dict[str, Any]:
    """Return what the record of the parent says of the children that were cancelled with a step."""
    numbers = [child.case.number for child in left]
    return {"cancelled_children": numbers} if numbers else {}
