"""The organisations and people of the demonstration, by the commands of their rooms."""

from __future__ import annotations

from app.access.models import Role
from app.access.policy.passwords import hash_password
from app.audit.models import SYSTEM
from app.demo.models import ZONE
from app.demo.queries import list_places, list_workers
from app.organisation.commands import PostWanted, create_organisation, create_person


def make_people(password: str) -> tuple[int, int]:
    """Make all organisations and people, who share one password; return how many of each."""
    ids: dict[str, int] = {}
    for place in list_places():
        made = create_organisation(
            kind=place.kind,
            code=place.code,
            name=place.name,
            short_name=place.short,
            parent_id=ids[place.parent] if place.parent else None,
            timezone=ZONE if place.parent is None else "",
            created_by=SYSTEM,
        )
        ids[place.code] = made.id
    shared = hash_password(password)
    workers = list_workers()
    for worker in workers:
        create_person(
            login=worker.login,
            name=worker.name,
            email=f"{worker.login}@example.org",
            password_hash=shared,
            posts=[PostWanted(role=Role(worker.role), organisation_id=ids[worker.place])],
            created_by=SYSTEM,
        )
    return len(ids), len(workers)
