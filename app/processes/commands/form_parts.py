"""The question bank: a part of a form is kept for other forms, or withdrawn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.transaction import command
from app.processes.commands.drafts import form_bytes
from app.processes.models import FormPart
from app.processes.policy import require_owner

MOST_PARTS: Final = 500
MOST_BYTES: Final = 200_000


@command
def keep_form_part(
    name: str,
    components: Sequence[Mapping[str, Any]],
    *,
    description: str = "",
    owner_organisation_id: int | None,
    kept_by: Actor,
) -> int:
    """Keep fields as a part of the bank and return its id; the same name of the same owner is written anew.

    Raises NotFound for who does not own forms of that organisation, InvalidInput without a name or fields, or with too
    much of them.
    """
    require_owner(kept_by, owner_organisation_id)
    fields = [dict(one) for one in components]
    if not name.strip() or not fields or len(form_bytes(fields)) > MOST_BYTES:
        raise InvalidInput(part=name)
    mine = FormPart.owner_organisation_id == owner_organisation_id
    if owner_organisation_id is None:
        mine = FormPart.owner_organisation_id.is_(None)
    part = db.session.scalar(select(FormPart).where(mine, FormPart.name == name[:200]))
    if part is None:
        if (db.session.scalar(select(func.count()).select_from(FormPart).where(mine)) or 0) >= MOST_PARTS:
            raise InvalidInput(part=name)
        part = FormPart(name=name[:200], owner_organisation_id=owner_organisation_id)
        db.session.add(part)
    part.description, part.components, part.is_withdrawn = description[:500], fields, False
    part.saved_by, part.saved_at = kept_by.person_id, now()
    db.session.flush()
    record(f"form-part:{part.id}", "keep_form_part", kept_by, {"part": part.name, "fields": len(fields)})
    return part.id


@command
def withdraw_form_part(part_id: int, *, withdrawn_by: Actor) -> None:
    """Take a part out of the bank; forms that have it keep their fields. Raises NotFound."""
    part = db.session.get(FormPart, part_id)
    if part is None:
        raise NotFound(part=part_id)
    require_owner(withdrawn_by, part.owner_organisation_id)
    part.is_withdrawn = True
    record(f"form-part:{part.id}", "withdraw_form_part", withdrawn_by, {"part": part.name})
