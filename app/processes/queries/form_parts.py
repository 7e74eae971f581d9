"""The question bank as an owner sees it: the parts of their organisation, of those above it and of those below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.queries import current_tree
from app.processes.models import FormPart
from app.processes.policy import may_own


@dataclass(frozen=True, kw_only=True)
class FormPartRow:
    """A part of the bank; `is_mine` says whether this person may withdraw it."""

    part_id: int
    name: str
    description: str
    components: tuple[Mapping[str, Any], ...]
    owner_name: str
    is_mine: bool


def list_form_parts(viewer: Viewer) -> tuple[FormPartRow, ...]:
    """Return the parts that this person may put into a form, by name."""
    rows = db.session.scalars(select(FormPart).where(FormPart.is_withdrawn.is_(False)).order_by(FormPart.name))
    return tuple(_row(viewer, row) for row in rows if _may_use(viewer, row.owner_organisation_id))


def get_form_part(viewer: Viewer, part_id: int) -> FormPartRow:
    """Return one part; raises NotFound for one that is withdrawn or of others."""
    row = db.session.get(FormPart, part_id)
    if row is None or row.is_withdrawn or not _may_use(viewer, row.owner_organisation_id):
        raise NotFound(part=part_id)
    return _row(viewer, row)


def _may_use(viewer: Viewer, owner_id: int | None) -> bool:
    """Parts of the installation are everybody's, those of an organisation also of those below it."""
    posts = viewer.posts_with(Role.PROCESS_OWNER)
    if owner_id is None:
        return bool(posts)
    owner = current_tree().nodes.get(owner_id)
    if owner is None:
        return False
    return may_own(viewer, owner_id) or any(post.organisation_path.startswith(owner.path) for post in posts)


def _row(viewer: Viewer, row: FormPart) -> FormPartRow:
    owner = current_tree().nodes.get(row.owner_organisation_id or 0)
    return FormPartRow(
        part_id=row.id,
        name=row.name,
        description=row.description,
        components=tuple(row.components),
        owner_name=owner.short_name if owner is not None else "",
        is_mine=may_own(viewer, row.owner_organisation_id),
    )
