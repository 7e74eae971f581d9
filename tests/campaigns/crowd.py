"""Very many schools of one municipality, made quickly by the parts that the commands are made of."""

from __future__ import annotations

from app.access.models import Role
from app.audit.models import SYSTEM
from app.foundation.transaction import command
from app.organisation.commands.organisations import insert_organisation
from app.organisation.models import OrganisationKind
from tests.cast import Cast, _add_person


@command
def make_schools(cast: Cast, count: int, *, parent: str = "south") -> list[int]:
    """Make schools with an administrator each below a municipality and return their ids."""
    found, prefix = [], "crowd" if parent == "south" else f"{parent}-crowd"
    for number in range(count):
        school = insert_organisation(
            kind=OrganisationKind.SCHOOL,
            code=f"{prefix}-{number}",
            name=f"МБОУ «СОШ № {100 + number}»",
            short_name=f"СОШ № {100 + number}",
            parent_id=cast.id(parent),
            timezone="",
            created_by=SYSTEM,
        )
        _add_person(f"{prefix}-{number}.admin", f"Администратор {number}", [(Role.SCHOOL_ADMIN, school.id)])
        found.append(school.id)
    return found
