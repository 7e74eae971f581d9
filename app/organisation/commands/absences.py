"""Write down that a person is away and who does their tasks; end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.access.commands import person_stream
from app.access.models import Person
from app.access.queries import get_person
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import announce, command
from app.organisation.events import AbsenceSet
from app.organisation.models import Absence, AbsenceKind, Membership, Substitution
from app.organisation.policy.absences import may_lend_to_oneself, may_set_absence
from app.organisation.queries.absences import get_absence, is_away, list_near_people
from app.organisation.queries.organisations import timezone_of
from app.organisation.queries.people import list_posts, memberships_of

LONGEST_DAYS = 3 * 366


@dataclass(frozen=True, kw_only=True)
class SubstituteWanted:
    """Who does the tasks: all of them, those of one process, or those of one post (role and organisation)."""

    person_id: int
    process_key: str = ""
    role: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceWanted:
    """An absence to write down: whose, why, from and until (inclusive), by which paper, and who does the tasks."""

    person_id: int
    kind: AbsenceKind
    since: date
    until: date
    basis: str
    substitutes: tuple[SubstituteWanted, ...]


@command
def set_absence(wanted: AbsenceWanted, *, set_by: Actor) -> int:
    """Write down an absence and return its id; tasks that are open already count from the first day on.

    Raises NotFound for a person out of reach, NotAllowed, InvalidInput with what is wrong by field.
    """
    return insert_absence(wanted, set_by)


def insert_absence(wanted: AbsenceWanted, set_by: Actor) -> int:
    """Write an absence down inside a command; see `set_absence`."""
    person = get_person(wanted.person_id)
    problems = check_absence(wanted, set_by)
    if problems:
        raise InvalidInput(problems=problems)
    absence = Absence(
        person_id=person.id,
        kind=wanted.kind,
        since=wanted.since,
        until=wanted.until,
        basis=" ".join(wanted.basis.split()),
        set_by=set_by.person_id,
        set_by_name=set_by.name,
        set_at=now(),
    )
    db.session.add(absence)
    db.session.flush()
    db.session.add_all(
        Substitution(
            absence_id=absence.id,
            substitute_id=one.person_id,
            process_key=one.process_key,
            role=one.role,
            organisation_id=one.organisation_id,
        )
        for one in wanted.substitutes
    )
    db.session.flush()
    record(person_stream(person.id), "absence set", set_by, _facts(absence, wanted.substitutes))
    ids = tuple(dict.fromkeys(one.person_id for one in wanted.substitutes))
    announce(AbsenceSet(absence_id=absence.id, person_id=person.id, substitutes=ids, by_person_id=set_by.person_id))
    return absence.id


def check_absence(wanted: AbsenceWanted, set_by: Actor) -> dict[str, str]:
    """Return what is wrong with an absence, by field; raises NotFound when this is nothing of theirs to write down."""
    day = _today_of(wanted.person_id)
    held = memberships_of(wanted.person_id, day)
    return _problems_of_rights(wanted, held, day, set_by) | _problems(wanted, held, day)


def _today_of(person_id: int) -> date:
    """Return the day it is where the person works."""
    held = memberships_of(person_id)
    return today(timezone_of(held[0].organisation_id) if held else "UTC")


def _problems(wanted: AbsenceWanted, held: Sequence[Membership], day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if wanted.until < wanted.since:
        found["until"] = _("The end is before the beginning")
    elif (wanted.until - wanted.since).days > LONGEST_DAYS:
        found["until"] = _("An absence lasts three years at most")
    elif wanted.until < day:
        found["until"] = _("These days are over: an absence is written down before its end")
    if not wanted.basis.strip():
        found["basis"] = _("Write the basis, for example the number and the date of the order")
    elif len(wanted.basis) > 300:
        found["basis"] = _("Make it shorter: up to %(max)d signs", max=300)
    if not wanted.substitutes:
        found["substitute1"] = _("Name at least one substitute")
    posts = {(post.role.value, post.organisation_id) for post in held}
    near = {person_id for person_id, _name in list_near_people(wanted.person_id, day)}
    for number, one in enumerate(wanted.substitutes, start=1):
        if one.person_id not in near:
            found[f"substitute{number}"] = _("This person cannot be the substitute")
        elif is_away(one.person_id, wanted.since, wanted.until):
            found[f"substitute{number}"] = _("This person is away on some of these days too")
        if one.role and (one.role, one.organisation_id) not in posts:
            found[f"scope{number}"] = _("The absent person does not hold this post")
    return found


def _problems_of_rights(wanted: AbsenceWanted, held: Sequence[Membership], day: date, set_by: Actor) -> dict[str, str]:
    """Ask for the right under the lock; raises NotFound. The console may everything."""
    if set_by.person_id is None:
        return {}
    posts = list_posts(set_by.person_id, day)
    if not may_set_absence(posts, set_by.person_id, wanted.person_id, held):
        raise NotFound(person=wanted.person_id)
    if may_lend_to_oneself(posts, held):
        return {}
    return {
        f"substitute{number}": _("You cannot name yourself: ask the head of the organisation")
        for number, one in enumerate(wanted.substitutes, start=1)
        if one.person_id == set_by.person_id
    }


@command
def end_absence(absence_id: int, *, ended_by: Actor) -> None:
    """End an absence now: who came back does their tasks alone again. Raises NotFound, NotAllowed, Conflict."""
    absence = get_absence(absence_id)
    if ended_by.person_id is not None:
        posts = list_posts(ended_by.person_id, _today_of(absence.person_id))
        if not may_set_absence(posts, ended_by.person_id, absence.person_id, memberships_of(absence.person_id)):
            raise NotAllowed
    if absence.ended_at is not None:
        raise Conflict(absence=absence_id)
    absence.ended_at = now()
    db.session.flush()
    record(person_stream(absence.person_id), "absence ended", ended_by, {"absence": absence.id})


def _facts(absence: Absence, substitutes: Sequence[SubstituteWanted]) -> dict[str, object]:
    names = {one.person_id: getattr(db.session.get(Person, one.person_id), "name", "") for one in substitutes}
    return {
        "absence": absence.id,
        "kind": absence.kind.value,
        "since": absence.since,
        "until": absence.until,
        "basis": absence.basis,
        "substitutes": [
            {
                "person": one.person_id,
                "name": names[one.person_id],
                "process": one.process_key,
                "role": one.role,
                "organisation": one.organisation_id,
            }
            for one in substitutes
        ],
    }
