"""Move a running case to another published version of its process, and take the move back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.audit.models import Actor
from app.engine.commands.steps.locked import CASE, TASK, LockedCase, lock_case
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.places import given_of
from app.engine.commands.steps.settling import settle
from app.engine.events import CaseMoved
from app.engine.models import TaskState
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.foundation.transaction import announce, command
from app.organisation.queries import functions_for
from app.processes.models import Process, ProcessVersion
from app.processes.policy import require_owner
from app.processes.queries import Live, live_version
from app.workflow.moving import Remark, move_case
from app.workflow.workflow import Trail, Workflow


class CannotMove(Conflict):
    """The case cannot go on in that version; `obstacles` say why."""

    def __init__(self, obstacles: tuple[Remark, ...], **facts: Any) -> None:
        super().__init__(**facts)
        self.obstacles = obstacles


@command
def move_to_version(
    case_id: int, version_id: int, *, moved_by: Actor, note: str = "", origin: str = ""
) -> tuple[Remark, ...]:
    """Let a running case go on in another version of its process; tasks, drafts, values and terms stay.

    Returns what the case waits for otherwise than before and announces CaseMoved with `origin`. Raises NotFound unless
    the actor owns the process, Conflict when the case is closed or already there, InvalidInput for a version of another
    process, CannotMove with the obstacles.
    """
    case = lock_case(case_id)
    process_id = db.session.scalar(select(ProcessVersion.process_id).where(ProcessVersion.id == version_id))
    if process_id != case.process_id:
        raise InvalidInput(problems={"version_id": "of another process"})
    _require_owner(case, moved_by)
    case.require_running()
    if case.version_id == version_id:
        raise Conflict(case_id=case.id, number=case.number, version_id=version_id)
    target = live_version(version_id)
    left, state = case.version_id, case.state
    given, functions = given_of(vars(case), target), functions_for(case.organisation_id)
    moved = move_case(case.live.definition, state, target.definition, at=case.at, given=given, functions=functions)
    if moved.workflow is None:
        raise CannotMove(moved.obstacles, case_id=case.id, number=case.number)
    facts = {"from": case.live.number, "to": target.number, "comment": note.strip()}
    facts["changes"] = [{"element": change.element_id, "ru": change.ru, "en": change.en} for change in moved.changes]
    _go_on_in(case, target, moved.workflow, action="move_case", actor=moved_by, facts=facts)
    announce(
        CaseMoved(
            case_id=case.id, from_version_id=left, to_version_id=version_id, state=state, ver=case.ver, origin=origin
        )
    )
    return moved.changes


@command
def take_move_back(
    case_id: int, version_id: int, state: bytes, ver: int, *, taken_back_by: Actor, origin: str = ""
) -> None:
    """Put a case back where it was before a move; nothing may have been done in it since. Announces CaseMoved.

    Raises NotFound unless the actor owns the process, Conflict when something was done.
    """
    case = lock_case(case_id)
    _require_owner(case, taken_back_by)
    case.require_running()
    if case.ver != ver:
        raise Conflict(case_id=case.id, number=case.number, ver=case.ver)
    former = live_version(version_id)
    given, functions = given_of(vars(case), former), functions_for(case.organisation_id)
    workflow = Workflow.load(former.definition, state, given=given, functions=functions)
    facts = {"from": case.live.number, "to": former.number}
    left, after = case.version_id, case.state
    _go_on_in(case, former, workflow, action="undo_move", actor=taken_back_by, facts=facts)
    announce(
        CaseMoved(
            case_id=case.id, from_version_id=left, to_version_id=version_id, state=after, ver=case.ver, origin=origin
        )
    )


def _require_owner(case: LockedCase, actor: Actor) -> None:
    owner = db.session.execute(select(Process.owner_organisation_id).where(Process.id == case.process_id)).one()
    require_owner(actor, owner.owner_organisation_id)


def _go_on_in(
    case: LockedCase, live: Live, workflow: Workflow, *, action: str, actor: Actor, facts: Mapping[str, Any]
) -> None:
    people = read_people(case, actor.person_id)
    former = case.live
    case.change_version(live, workflow)
    db.session.execute(update(CASE).where(CASE.c.id == case.id).values(version_id=live.version_id))
    _rename_tasks(case, former, live)
    settle(case, people, Trail(), action=action, actor=actor, facts=facts, sender=Sender(name=actor.shown_name))


def _rename_tasks(case: LockedCase, former: Live, live: Live) -> None:
    """Let the open tasks be called, and ask, as the version says; who holds a form that changed sees it anew."""
    for task in case.workflow.open_tasks():
        if task.spec is None:
            continue
        values: dict[str, Any] = {"name": task.name, "kind": task.spec.kind.value, "form_id": task.spec.form_id}
        mine = (TASK.c.case_id == case.id, TASK.c.engine_task_id == task.id, TASK.c.state == TaskState.OPEN)
        if former.package.forms.get(task.spec.form_id) != live.package.forms.get(task.spec.form_id):
            values["ver"] = TASK.c.ver + 1
        db.session.execute(update(TASK).where(*mine).values(values))
