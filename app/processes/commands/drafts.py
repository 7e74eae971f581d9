"""A draft begins, is taken over from what was offered, or is thrown away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.transaction import command
from app.processes.models import DraftState, PartKind, Process, ProcessDraft, ProcessDraftPart
from app.processes.policy import require_owner
from app.workflow.package import Package

KEEP_OFFERED: Final = timedelta(days=1)


@command
def create_draft(
    package: Package,
    *,
    process_key: str,
    name: str,
    owner_organisation_id: int | None,
    created_by: Actor,
    base_version_id: int | None = None,
    origin: str = "",
    report: Sequence[dict[str, Any]] = (),
    offered: bool = False,
) -> int:
    """Keep a package as a draft and return its id; an offered one is only shown until it is taken over.

    An existing process decides by its own owner. Raises NotFound for who does not own it.
    """
    owner = db.session.execute(select(Process.owner_organisation_id).where(Process.key == process_key)).first()
    owner_id = owner.owner_organisation_id if owner is not None else owner_organisation_id
    require_owner(created_by, owner_id)
    _tidy_offered()
    at = now()
    draft = ProcessDraft(
        process_key=process_key,
        name=name[:300] or process_key,
        owner_organisation_id=owner_id,
        base_version_id=base_version_id,
        state=DraftState.OFFERED if offered else DraftState.OPEN,
        origin=origin[:300],
        report=list(report),
        created_by=created_by.person_id,
        created_at=at,
        changed_by=created_by.person_id,
        changed_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    db.session.add_all(_parts(package, draft, created_by))
    if not offered:
        _say(draft, "open_draft", created_by)
    return draft.id


@command
def accept_draft(draft_id: int, *, accepted_by: Actor) -> None:
    """Take over a draft that was offered. Raises NotFound, Conflict when it is no longer offered."""
    draft = lock_draft(draft_id, accepted_by, states=(DraftState.OFFERED,))
    draft.state = DraftState.OPEN
    draft.changed_at, draft.changed_by = now(), accepted_by.person_id
    _say(draft, "open_draft", accepted_by)


@command
def discard_draft(draft_id: int, *, discarded_by: Actor) -> None:
    """Throw a draft away: it leaves the lists, its parts stay in the database. Raises NotFound, Conflict."""
    draft = lock_draft(draft_id, discarded_by, states=(DraftState.OPEN, DraftState.OFFERED))
    draft.state = DraftState.DISCARDED
    draft.changed_at, draft.changed_by = now(), discarded_by.person_id
    _say(draft, "discard_draft", discarded_by)


@command
def restore_draft(draft_id: int, *, restored_by: Actor) -> None:
    """Take a thrown away draft back. Raises NotFound, Conflict."""
    draft = lock_draft(draft_id, restored_by, states=(DraftState.DISCARDED,))
    draft.state = DraftState.OPEN
    draft.changed_at, draft.changed_by = now(), restored_by.person_id
    _say(draft, "restore_draft", restored_by)


def lock_draft(draft_id: int, actor: Actor, *, states: Sequence[DraftState] = (DraftState.OPEN,)) -> ProcessDraft:
    """Return the locked row of a draft; raises NotFound without the right, Conflict in another state."""
    draft = db.session.scalar(
        select(ProcessDraft)
        .where(ProcessDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if draft is None:
        raise NotFound(draft=draft_id)
    require_owner(actor, draft.owner_organisation_id)
    if draft.state not in states:
        raise Conflict(draft=draft_id, state=str(draft.state))
    return draft


def _parts(package: Package, draft: ProcessDraft, actor: Actor) -> list[ProcessDraftPart]:
    contents = [(PartKind.DIAGRAM, file.name, file.data) for file in package.diagrams]
    contents += [(PartKind.DECISION, file.name, file.data) for file in package.decisions]
    contents += [(PartKind.FORM, key, form_bytes(schema)) for key, schema in sorted(package.forms.items())]
    return [
        ProcessDraftPart(
            draft_id=draft.id, kind=kind, name=name[:200], content=content, position=position,
            saved_by=actor.person_id, saved_at=draft.created_at,
        )
        for position, (kind, name, content) in enumerate(contents)
    ]  # fmt: skip


def form_bytes(schema: object) -> bytes:
    """Return a form as a draft keeps it: JSON that a person can read."""
    return json.dumps(schema, ensure_ascii=False, indent=2).encode()


def _tidy_offered() -> None:
    """Drop what was offered and never taken."""
    old = ProcessDraft.created_at < now() - KEEP_OFFERED
    ids = list(db.session.scalars(select(ProcessDraft.id).where(ProcessDraft.state == DraftState.OFFERED, old)))
    if ids:
        db.session.execute(delete(ProcessDraftPart).where(ProcessDraftPart.draft_id.in_(ids)))
        db.session.execute(delete(ProcessDraft).where(ProcessDraft.id.in_(ids)))


def _say(draft: ProcessDraft, action: str, actor: Actor) -> None:
    facts = {"draft": draft.id, "process": draft.process_key, "origin": draft.origin}
    record(f"draft:{draft.id}", action, actor, facts)
