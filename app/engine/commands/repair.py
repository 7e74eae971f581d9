"""Make the rows agree with the state again, and tell of tasks that nobody could do to those who now can."""

from __future__ import annotations

from sqlalchemy import String, cast, select, update

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.engine.commands.steps.consistency import find_differences, waits_in_rows
from app.engine.commands.steps.locked import TASK, LockedCase, lock_case
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import is_excluded, read_people
from app.engine.commands.steps.places import places_of
from app.engine.commands.steps.rights import is_sysadmin
from app.engine.commands.steps.settling import settle
from app.engine.events import UserTaskOpened
from app.engine.models import Incident, IncidentKind, IncidentState, TaskCandidate, TaskState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.foundation.transaction import announce, command
from app.workflow.workflow import Trail


@command
def rebuild_case(case_id: int, *, repaired_by: Actor) -> tuple[str, ...]:
    """Rebuild tasks, timers, subscriptions and readable values from the state; return what was changed, in words.

    Raises NotFound, NotAllowed (sysadmin alone may), StateRefused when the state itself cannot be read.
    """
    case = lock_case(case_id)
    people = read_people(case, repaired_by.person_id)
    if repaired_by.person_id is not None and not is_sysadmin(people):
        raise NotAllowed(case_id=case_id)
    differences = find_differences(case)
    if differences and not case.status.is_closed:
        _reopen_rows(case)
        case.before = waits_in_rows(case)
        facts = {"differences": list(differences)}
        settle(case, people, Trail(), action="rebuild_case", actor=repaired_by, facts=facts, sender=Sender())
    return differences


def _reopen_rows(case: LockedCase) -> None:
    """Open again the rows of tasks that the state has open; a decision on such a row is kept under another key."""
    wanted = [task.id for task in case.workflow.open_tasks()]
    mine = (TASK.c.case_id == case.id, TASK.c.engine_task_id.in_(wanted))
    db.session.execute(update(TASK).where(*mine, TASK.c.state == TaskState.CANCELLED).values(state=TaskState.OPEN))
    key = "repaired:" + cast(TASK.c.id, String)
    db.session.execute(update(TASK).where(*mine, TASK.c.state == TaskState.COMPLETED).values(engine_task_id=key))


def heal_tasks(organisation_id: int | None = None) -> int:
    """Close the incidents «Некому делать» whose role is held now (of one organisation, or all); return how many."""
    query = select(Incident.id).where(Incident.state == IncidentState.OPEN, Incident.kind == IncidentKind.NOBODY)
    if organisation_id is not None:
        query = query.join(TASK, TASK.c.id == Incident.task_id).where(TASK.c.organisation_id == organisation_id)
    waiting = list(db.session.scalars(query.order_by(Incident.id)))
    return sum(heal_incident(incident_id) for incident_id in waiting)


@command
def heal_incident(incident_id: int) -> bool:
    """Close one incident «Некому делать» when somebody can do its task now, and tell them; False when nobody can."""
    case_id = db.session.scalar(select(Incident.case_id).where(Incident.id == incident_id))
    if case_id is None:
        return False
    case = lock_case(case_id)
    incident = db.session.get(Incident, incident_id, populate_existing=True)
    if incident is None or incident.state is not IncidentState.OPEN:
        return False
    task = db.session.execute(select(TASK).where(TASK.c.id == incident.task_id)).first()
    if task is None or task.state is not TaskState.OPEN:
        _heal(case, incident)
        return True
    people = read_people(case, None)
    place = task.organisation_id if task.organisation_id is not None else _found_place(case, task.place)
    pairs = [(task.role, place)] if place is not None else []
    further = select(TaskCandidate.role, TaskCandidate.organisation_id).where(TaskCandidate.task_id == task.id)
    pairs += [(row.role, row.organisation_id) for row in db.session.execute(further) if row.organisation_id is not None]
    able = tuple(person for person in people.holders(pairs) if not is_excluded(person, dict(task._mapping)))
    if not able:
        return False
    if task.organisation_id is None and place is not None:
        db.session.execute(update(TASK).where(TASK.c.id == task.id).values(organisation_id=place))
    announce(
        UserTaskOpened(
            case_id=case.id,
            task_id=task.id,
            element_id=task.element_id,
            kind=task.kind,
            role=task.role,
            organisation_id=place,
            assignee_id=None,
            holders=able,
        )
    )
    _heal(case, incident)
    return True


def _found_place(case: LockedCase, place: str) -> int | None:
    """Return what a place means now, when it meant nothing when the case was opened; the case learns it too."""
    if place.startswith("=") or not place:
        return None
    found = places_of(case.organisation_id, case.initiator_organisation_id).get(place)
    if found is not None:
        case.places[place] = found
    return found


def _heal(case: LockedCase, incident: Incident) -> None:
    incident.state, incident.closed_at = IncidentState.HEALED, now()
    db.session.flush()
    facts = {"incident": incident.id, "kind": incident.kind.value, "state": IncidentState.HEALED.value}
    case.head = record(case.stream, "close_incident", SYSTEM, facts, head=case.head)
    case.store()
