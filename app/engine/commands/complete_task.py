"""Do a task: the one way in which a person moves a case on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, update

from app.audit.models import Actor
from app.engine.commands.steps.answers import check_answers, check_outcome
from app.engine.commands.steps.four_eyes import leave_out_of_the_others
from app.engine.commands.steps.locked import TASK, LockedCase, TaskRow, lock_task
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import People, read_people
from app.engine.commands.steps.readable import content_hash
from app.engine.commands.steps.registering import Registering, registered_values
from app.engine.commands.steps.remarks import RemarkWork, work_on_remarks, work_to_json
from app.engine.commands.steps.rights import next_task_of, require_open, require_right, who_was_faster
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.stopping import stop, stopped
from app.engine.commands.steps.undoing import Before, before_of, undo_of
from app.engine.events import UserTaskCompleted
from app.engine.models import CaseStatus, IncidentKind, TaskState
from app.engine.models.values import to_column, to_json
from app.foundation.prepared import JsonText, Prepared
from app.foundation.transaction import announce, command
from app.workflow.elements import Outcome, TaskKind, UserTaskSpec
from app.workflow.faults import TaskNotOpen as NotOpenInWorkflow
from app.workflow.faults import WorkflowError


@dataclass(frozen=True, kw_only=True)
class Completed:
    """A task was done; `opened` are the tasks it led to, `next_task_id` the one this person can do at once."""

    case_id: int
    task_id: int
    status: CaseStatus
    opened: tuple[int, ...]
    next_task_id: int | None


@dataclass(frozen=True, kw_only=True)
class _Doing:
    """What was sent with a task."""

    task_id: int
    task_ver: int | None
    answers: Mapping[str, Any]
    outcome: str
    comment: str
    by: Actor
    under_lock: Callable[[], None] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    remarks: RemarkWork = field(default_factory=RemarkWork)
    remark_facts: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers with what the rooms above gave to them."""
        return {**self.answers, **self.given}


class _Failed(Exception):
    """The workflow failed in this case; carries what is needed to open the incident."""

    def __init__(self, failure: WorkflowError, case_id: int) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.case_id = case_id


def complete_task(
    task_id: int,
    task_ver: int | None,
    answers: Mapping[str, Any],
    *,
    completed_by: Actor,
    outcome: str = "",
    comment: str = "",
    raw: Mapping[str, Any] | None = None,
    remarks: RemarkWork | None = None,
    under_lock: Callable[[], None] | None = None,
) -> Completed:
    """Complete a task with the validated values of its form and move the case on.

    `answers` are process variables as `form.values()` gives them; names that the form of this version does not let
    people write are refused. `outcome` is one of the outcomes of a deciding task; return and reject need a comment, or
    remarks: `remarks` are those made, closed, kept and answered with the task (see `steps/remarks.py`).
    `task_ver` is the version the person saw (None: whichever is there). `raw` is what was posted, kept as the draft
    when the case stops on an error. `under_lock` is called once the case is locked and the right was asked; what
    it raises refuses the task, what it writes is kept together with it.

    Raises NotFound, NotAllowed, InvalidInput, TaskNotOpen (facts: `by`, `at`, `outcome`), Stopped (fact
    `incident_id`: everything was rolled back, the draft is kept and an incident was opened).
    """
    doing = _Doing(
        task_id=task_id,
        task_ver=task_ver,
        answers=answers,
        outcome=outcome,
        comment=comment.strip(),
        by=completed_by,
        remarks=remarks or RemarkWork(),
        under_lock=under_lock,
        raw=raw,
    )
    try:
        return _complete(doing)
    except _Failed as failed:
        payload: dict[str, Any] = {
            "answers": {name: to_column(value) for name, value in answers.items()},
            "outcome": outcome,
            "comment": comment,
            "actor": _actor_facts(completed_by),
            "remarks": work_to_json(doing.remarks),
        }
        incident_id = stop(
            failed.failure,
            case_id=failed.case_id,
            kind=IncidentKind.FAILED_STEP,
            actor=completed_by,
            task_id=task_id,
            draft=raw if raw is not None else payload["answers"],
            payload=payload,
        )
        raise stopped(failed.failure, incident_id) from failed


@command
def _complete(doing: _Doing) -> Completed:
    case, task = lock_task(doing.task_id)
    people = read_people(case, doing.by.person_id)
    doing = replace(doing, by=require_right(case, task, people, doing.by))
    require_open(task, ver=doing.task_ver)
    if doing.under_lock is not None:
        doing.under_lock()
    spec = _spec_of(case, task)
    check_answers(case.live, task["form_id"], doing.answers)
    before = before_of(case, doing.raw, case.remarks_left)
    doing = _with_remarks(case, task, spec, doing)
    check_outcome(spec, doing.outcome, doing.comment)
    doing = replace(doing, given=registered_values(_registering(case, task, spec, doing)))
    try:
        return _move_on(case, task, spec, people, doing, before)
    except NotOpenInWorkflow as disagreement:
        raise who_was_faster(doing.task_id) from disagreement
    except WorkflowError as failure:
        raise _Failed(failure, case.id) from failure


def _with_remarks(case: LockedCase, task: TaskRow, spec: UserTaskSpec, doing: _Doing) -> _Doing:
    """Work on the remarks; what they say is the comment of a decision that has none."""
    worked = work_on_remarks(
        case, task, spec, doing.remarks, outcome=doing.outcome, answers=doing.answers, actor=doing.by
    )
    return replace(doing, comment=doing.comment or worked.words, remark_facts=worked.facts)


def _move_on(
    case: LockedCase, task: TaskRow, spec: UserTaskSpec, people: People, doing: _Doing, before: Before
) -> Completed:
    workflow = case.workflow
    # A decision is bound to what it was made on: the content before this task's own answers are written.
    decided_on = content_hash(case.content)
    if doing.outcome == Outcome.RETURN:
        case.round += 1
    if TaskKind(spec.kind) is TaskKind.FILL:
        case.edition += 1
    case.note_in_workflow()
    variables = {**doing.values, **({"outcome": doing.outcome} if doing.outcome else {})}
    trail = workflow.complete(task["engine_task_id"], variables, at=case.at)
    close_row(case, task, doing.values, doing.outcome, doing.comment, decided_on, doing.by)
    leave_out_of_the_others(task, spec, doing.by)
    case.previous_id, case.previous_for_id = doing.by.person_id, doing.by.on_behalf_of_id
    case.undo = undo_of(case, task, trail, before, registered=bool(doing.given))
    settled = settle(
        case,
        people,
        trail,
        action="complete_task",
        actor=doing.by,
        facts=_facts(case, task, doing, decided_on),
        done=frozenset({task["engine_task_id"]}),
        sender=Sender(name=doing.by.shown_name, outcome=doing.outcome),
    )
    return Completed(
        case_id=case.id,
        task_id=doing.task_id,
        status=case.status,
        opened=settled.opened,
        next_task_id=next_task_of(people, settled.rows),
    )


def _facts(case: LockedCase, task: TaskRow, doing: _Doing, decided_on: str) -> dict[str, Any]:
    return {
        "task": task["id"],
        "element": task["element_id"],
        "name": task["name"],
        "kind": task["kind"],
        "round": task["round"],
        "edition": case.edition,
        "outcome": doing.outcome,
        "comment": doing.comment,
        "content": decided_on,
        "answers": sorted(doing.values),
        **({"registered": dict(doing.given)} if doing.given else {}),
        **({"remarks": dict(doing.remark_facts)} if doing.remark_facts else {}),
        **({"for": doing.by.on_behalf_of_id} if doing.by.on_behalf_of_id is not None else {}),
    }


def _registering(case: LockedCase, task: TaskRow, spec: UserTaskSpec, doing: _Doing) -> Registering:
    return Registering(
        case_id=case.id,
        case_number=case.number,
        case_title=case.title,
        organisation_id=case.organisation_id,
        places=case.places,
        task_id=task["id"],
        task_name=task["name"],
        task_organisation_id=task["organisation_id"],
        properties=spec.properties,
        answers=doing.answers,
        outcome=doing.outcome,
        by=doing.by,
        at=case.at,
    )


_COLUMNS = (
    *("state", "completed_at", "completed_by", "completed_by_name", "completed_for", "completed_for_id"),
    *("completed_basis", "outcome"),
)
_CLOSE = Prepared(
    update(TASK)
    .where(TASK.c.id == bindparam("b_id"), TASK.c.ver == bindparam("b_ver"), TASK.c.state == TaskState.OPEN)
    .values(
        {TASK.c[name]: bindparam(name) for name in (*_COLUMNS, "comment", "answers", "content_hash", "edition", "ver")}
    )
)


def close_row(
    case: LockedCase,
    task: TaskRow,
    answers: Mapping[str, Any],
    outcome: str,
    comment: str,
    decided_on: str,
    actor: Actor,
) -> None:
    """Close the row of a task, if it is still as it was read; raises TaskNotOpen when it is not."""
    values = {
        "state": TaskState.COMPLETED,
        "completed_at": case.at,
        "completed_by": actor.person_id,
        "completed_by_name": actor.name,
        "completed_for": actor.on_behalf_of,
        "completed_for_id": actor.on_behalf_of_id,
        "completed_basis": actor.basis,
        "outcome": outcome,
        "comment": comment,
        "answers": JsonText(to_json(answers)),
        "content_hash": decided_on,
        "edition": case.edition,
        "ver": task["ver"] + 1,
    }
    done = _CLOSE.run({**values, "b_id": task["id"], "b_ver": task["ver"]})
    if done.rowcount != 1:
        raise who_was_faster(task["id"])
    announce(
        UserTaskCompleted(
            case_id=case.id,
            version_id=case.version_id,
            task_id=task["id"],
            element_id=task["element_id"],
            kind=task["kind"],
            outcome=outcome,
            comment=comment,
            completed_by=actor.person_id,
            round=task["round"],
            edition=case.edition,
            content_hash=decided_on,
            takes_files=case.live.takes_files(task["form_id"]),
            after_decision=_is_after_decision(case),
            initiator_id=case.initiator_id,
            properties=_spec_of(case, task).properties,
            values=case.workflow.variables,
        )
    )


def _is_after_decision(case: LockedCase) -> bool:
    """Say whether a step that decides has been opened; one that this version does not know may have been such."""
    known = (case.live.task_spec(element) for element in case.rounds)
    return any(spec is None or spec.kind.decides for spec in known)


def _spec_of(case: LockedCase, task: TaskRow) -> UserTaskSpec:
    found = case.live.task_spec(task["element_id"])
    return found or UserTaskSpec(element_id=task["element_id"], name=task["name"])


def _actor_facts(actor: Actor) -> dict[str, Any]:
    names = ("person_id", "name", "organisation_id", "role", "on_behalf_of", "basis", "on_behalf_of_id")
    return {name: getattr(actor, name) for name in names}
