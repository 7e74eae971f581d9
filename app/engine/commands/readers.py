"""Let somebody read one case, and take that back; both are recorded beside the case, which goes on undisturbed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.access.models import Person
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.searching import texts_changed
from app.engine.events import ReaderRevoked
from app.engine.models import CaseReader
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.transaction import announce, command


def readers_stream(case_id: int) -> str:
    """Return the stream of what is said about a case and who may read it."""
    return f"discussion:{case_id}"


def let_read(case_id: int, people: Iterable[int], given_by: Actor) -> tuple[int, ...]:
    """Inside a command: let people read the case who could not so far; returns those who could not."""
    held = set(
        db.session.scalars(
            select(CaseReader.person_id).where(CaseReader.case_id == case_id, CaseReader.revoked_at.is_(None))
        )
    )
    new = [person for person in dict.fromkeys(people) if person not in held]
    for person in new:
        db.session.add(
            CaseReader(
                case_id=case_id,
                person_id=person,
                given_by=given_by.person_id,
                given_by_name=given_by.name,
                given_at=now(),
            )
        )
    if new:
        db.session.flush()
        texts_changed(case_id)
        names = list(db.session.scalars(select(Person.name).where(Person.id.in_(new)).order_by(Person.name)))
        record(readers_stream(case_id), "let_read", given_by, {"people": new, "names": names})
    return tuple(new)


@command
def revoke_reader(case_id: int, person_id: int, *, revoked_by: Actor) -> None:
    """Take the right to read a case back. Raises NotFound when the person has none; the caller asked who may."""
    query = select(CaseReader).where(
        CaseReader.case_id == case_id, CaseReader.person_id == person_id, CaseReader.revoked_at.is_(None)
    )
    row = db.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound(case_id=case_id)
    row.revoked_at, row.revoked_by_name = now(), revoked_by.name
    db.session.flush()
    texts_changed(case_id)
    record(readers_stream(case_id), "revoke_reader", revoked_by, {"person": person_id})
    announce(ReaderRevoked(case_id=case_id, person_id=person_id, revoked_by=revoked_by))
