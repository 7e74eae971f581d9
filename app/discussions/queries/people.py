"""Who can be named in a discussion: participants of the case, colleagues near, people of organisations one sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import String, and_, cast, select, union

from app.access.models import Person
from app.access.policy import Viewer
from app.access.policy.viewer import posts_of
from app.engine.models import Case, CaseReader, TaskCandidate, TaskState, UserTask
from app.engine.queries.readers import keeps_sight, takes_part
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.models import Membership, Organisation
from app.organisation.policy import scope_of
from app.organisation.queries.absences import list_near_people
from app.organisation.queries.directory import find_people_page
from app.organisation.queries.people import in_force

MOST_FOUND: Final = 20
MOST_OFFERED: Final = 60


def list_participants(case_id: int) -> list[tuple[int, str]]:
    """Return id and name of everybody who opened the case, did, has, can do or may read something in it, by name."""
    group = and_(UserTask.organisation_id == Membership.organisation_id, UserTask.role == cast(Membership.role, String))
    waits = (UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    people = union(
        select(Membership.person_id.label("person_id")).join(UserTask, group).where(*waits, in_force(now().date())),
        select(TaskCandidate.person_id).join(UserTask, UserTask.id == TaskCandidate.task_id).where(*waits),
        select(Case.initiator_id).where(Case.id == case_id),
        select(UserTask.completed_by).where(UserTask.case_id == case_id),
        select(UserTask.assignee_id).where(UserTask.case_id == case_id),
        select(CaseReader.person_id).where(CaseReader.case_id == case_id, CaseReader.revoked_at.is_(None)),
    ).subquery()
    query = select(Person.id, Person.name).where(Person.id.in_(select(people.c.person_id)), Person.is_active)
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Person.name, Person.id))]


def list_nameable(viewer: Viewer, case_id: int) -> list[tuple[int, str]]:
    """Return the people whom the page offers to name: participants, and colleagues near when the viewer takes part."""
    found = dict(list_participants(case_id))
    if takes_part(viewer, case_id):
        for person, name in list_near_people(viewer.person_id, now().date())[:MOST_OFFERED]:
            found.setdefault(person, name)
    found.pop(viewer.person_id, None)
    return list(found.items())


def find_nameable(viewer: Viewer, case_id: int, text: str) -> list[tuple[int, str]]:
    """Return people of organisations that the viewer sees, whose name or login holds the text."""
    if not text.strip() or not takes_part(viewer, case_id):
        return []
    page = find_people_page(scope_of(viewer), text=text.strip()[:100], after="", limit=MOST_FOUND)
    return [
        (person.id, person.name) for person, _posts in page.people if person.is_active and person.id != viewer.person_id
    ]


def can_be_named(viewer: Viewer, case_id: int, people: Collection[int]) -> bool:
    """Say whether the viewer may name all of these people in the case."""
    wanted = set(people) - {person for person, _name in list_participants(case_id)}
    if not wanted:
        return True
    if not takes_part(viewer, case_id):
        return False
    wanted -= {person for person, _name in list_near_people(viewer.person_id, now().date())}
    if not wanted:
        return True
    seen = (
        select(Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id.in_(wanted), in_force(now().date()), scope_of(viewer).condition(), Person.is_active)
    )
    return not wanted - set(db.session.scalars(seen))


def needs_no_right(person_id: int, case_id: int) -> bool:
    """Say whether a person goes on seeing the case by their own posts, without being let in."""
    viewer = Viewer(person_id=person_id, name="", memberships=posts_of(person_id, now().date()))
    return keeps_sight(viewer, case_id)


def names_of(people: Collection[int | None]) -> Mapping[int, str]:
    """Return the names of people by id."""
    wanted = [person for person in people if person is not None]
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))) if wanted else ()
    return {row.id: row.name for row in rows}
