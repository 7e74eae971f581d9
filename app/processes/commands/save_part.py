"""Save a part of a draft; who comes second is told, and neither save is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from app.access.models import Person
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.processes.commands.drafts import lock_draft
from app.processes.models import PartKind, ProcessDraft, ProcessDraftKept, ProcessDraftPart
from app.workflow.source import MAX_BYTES

MOST_PARTS: Final = 200


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What a save gave: the new revision of the part, or the id of what was kept because a colleague was faster."""

    revision: int
    saved_at: datetime
    is_changed: bool = True
    kept_id: int | None = None
    by_name: str = ""
    by_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Say whether a colleague had saved this part before."""
        return self.kept_id is not None


@command
def save_part(draft_id: int, kind: PartKind, name: str, content: bytes, *, revision: int, saved_by: Actor) -> Saved:
    """Save a part that was opened at `revision` (0 for a new one).

    When a colleague saved it meanwhile, nothing is overwritten: what came is kept beside the draft and the answer
    says who was faster and when. Raises NotFound, Conflict for a draft that is no longer open, InvalidInput for what
    is no form or too large.
    """
    _refuse_strange(kind, name, content)
    draft = lock_draft(draft_id, saved_by)
    part = _find(draft.id, kind, name)
    if part is None and revision:
        raise NotFound(draft=draft_id, part=name)
    if part is not None and part.content == content:
        return Saved(revision=part.revision, saved_at=part.saved_at, is_changed=False)
    if part is not None and part.revision != revision:
        return _keep_beside(draft, part, content, revision, saved_by)
    if part is None:
        part = _new_part(draft, kind, name)
    _write(draft, part, content, saved_by)
    return Saved(revision=part.revision, saved_at=part.saved_at)


@command
def remove_part(draft_id: int, kind: PartKind, name: str, *, revision: int, removed_by: Actor) -> None:
    """Remove a form, a table or a called diagram; it stays beside the draft. Raises NotFound, Conflict."""
    draft = lock_draft(draft_id, removed_by)
    part = _find(draft.id, kind, name)
    if part is None:
        raise NotFound(draft=draft_id, part=name)
    if part.revision != revision:
        raise Conflict(draft=draft_id, part=name)
    if kind is PartKind.DIAGRAM and part.position == 0:
        raise InvalidInput(part=name)
    _keep(draft, part, part.content, part.revision, part.saved_by)
    db.session.delete(part)
    _touch(draft, removed_by)
    record(f"draft:{draft.id}", "remove_part", removed_by, {"draft": draft.id, "kind": str(kind), "part": name})


@command
def take_kept(draft_id: int, kept_id: int, *, taken_by: Actor) -> None:
    """Put what was kept beside the draft into it; what stood there is kept in its turn. Raises NotFound."""
    draft = lock_draft(draft_id, taken_by)
    kept = _find_kept(draft.id, kept_id)
    part = _find(draft.id, kept.kind, kept.name)
    if part is None:
        part = _new_part(draft, kept.kind, kept.name)
    else:
        _keep(draft, part, part.content, part.revision, part.saved_by)
    _write(draft, part, kept.content, taken_by)
    db.session.delete(kept)
    record(f"draft:{draft.id}", "take_kept", taken_by, {"draft": draft.id, "part": kept.name})


@command
def drop_kept(draft_id: int, kept_id: int, *, dropped_by: Actor) -> None:
    """Throw away what was kept beside the draft. Raises NotFound."""
    draft = lock_draft(draft_id, dropped_by)
    kept = _find_kept(draft.id, kept_id)
    db.session.delete(kept)
    record(f"draft:{draft.id}", "drop_kept", dropped_by, {"draft": draft.id, "part": kept.name})


def _refuse_strange(kind: PartKind, name: str, content: bytes) -> None:
    if not name or len(name) > 200 or not content.strip() or len(content) > MAX_BYTES:
        raise InvalidInput(part=name)
    if kind is PartKind.FORM:
        try:
            schema = json.loads(content)
        except (ValueError, RecursionError):
            schema = None
        if not isinstance(schema, dict) or schema.get("id") != name:
            raise InvalidInput(part=name)


def _find(draft_id: int, kind: PartKind, name: str) -> ProcessDraftPart | None:
    return db.session.scalar(
        select(ProcessDraftPart)
        .where(ProcessDraftPart.draft_id == draft_id, ProcessDraftPart.kind == kind, ProcessDraftPart.name == name)
        .execution_options(populate_existing=True)
    )


def _find_kept(draft_id: int, kept_id: int) -> ProcessDraftKept:
    kept = db.session.get(ProcessDraftKept, kept_id)
    if kept is None or kept.draft_id != draft_id:
        raise NotFound(kept=kept_id)
    return kept


def _new_part(draft: ProcessDraft, kind: PartKind, name: str) -> ProcessDraftPart:
    count, last = db.session.execute(
        select(func.count(), func.max(ProcessDraftPart.position)).where(ProcessDraftPart.draft_id == draft.id)
    ).one()
    if count >= MOST_PARTS:
        raise InvalidInput(part=name)
    part = ProcessDraftPart(
        draft_id=draft.id, kind=kind, name=name, content=b"", revision=0, position=(last or 0) + 1, saved_at=now()
    )
    db.session.add(part)
    return part


def _write(draft: ProcessDraft, part: ProcessDraftPart, content: bytes, actor: Actor) -> None:
    part.content = content
    part.revision += 1
    part.saved_by, part.saved_at = actor.person_id, now()
    _touch(draft, actor)


def _touch(draft: ProcessDraft, actor: Actor) -> None:
    draft.revision += 1
    draft.changed_by, draft.changed_at = actor.person_id, now()


def _keep_beside(draft: ProcessDraft, part: ProcessDraftPart, content: bytes, revision: int, actor: Actor) -> Saved:
    kept_id = _keep(draft, part, content, revision, actor.person_id)
    name = db.session.scalar(select(Person.name).where(Person.id == part.saved_by)) or ""
    facts = {"draft": draft.id, "part": part.name, "based_on": revision, "revision": part.revision}
    record(f"draft:{draft.id}", "save_part_late", actor, facts)
    return Saved(
        revision=part.revision, saved_at=now(), is_changed=False, kept_id=kept_id, by_name=name, by_at=part.saved_at
    )


def _keep(draft: ProcessDraft, part: ProcessDraftPart, content: bytes, revision: int, person_id: int | None) -> int:
    """Keep a content beside the draft; the same one of the same person once."""
    known = db.session.scalars(
        select(ProcessDraftKept).where(
            ProcessDraftKept.draft_id == draft.id,
            ProcessDraftKept.kind == part.kind,
            ProcessDraftKept.name == part.name,
            ProcessDraftKept.saved_by == person_id,
            ProcessDraftKept.based_on == revision,
        )
    ).first()
    if known is not None:
        known.content, known.saved_at = content, now()
        return known.id
    kept = ProcessDraftKept(
        draft_id=draft.id, kind=part.kind, name=part.name, content=content, based_on=revision, saved_by=person_id,
        saved_at=now(),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept.id
