"""Drafts to read: the lists of an owner, one draft with its parts, and the package it makes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import aliased

from app.access.models import Person, Role
from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Organisation
from app.processes.models import DraftState, PartKind, ProcessDraft, ProcessDraftKept, ProcessDraftPart, ProcessVersion
from app.processes.policy import may_own
from app.workflow.package import Package, SourceFile

DRAFTS_A_PAGE = 50
LISTED = (DraftState.OPEN, DraftState.SENT)
_CHANGER = aliased(Person)


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """A draft in a list, and the head of its page."""

    draft_id: int
    process_key: str
    name: str
    state: DraftState
    revision: int
    origin: str
    owner_organisation_id: int | None
    owner_name: str
    base_version_id: int | None
    base_number: int | None
    changed_at: datetime
    changed_by_name: str
    approval_case_id: int | None = None
    answer: str = ""
    """What the second person wrote when the draft came back."""


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A part of a draft without its content."""

    kind: PartKind
    name: str
    revision: int
    saved_at: datetime
    saved_by_name: str


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """Something that was saved too late, or stood where something else was put."""

    kept_id: int
    kind: PartKind
    name: str
    based_on: int
    saved_at: datetime
    saved_by_name: str


def list_drafts(viewer: Viewer, *, before: int | None = None) -> tuple[tuple[DraftRow, ...], int | None]:
    """Return a page of the drafts this person owns that are drawn or wait for approval, newest first, and the next."""
    query = _drafts().where(ProcessDraft.state.in_(LISTED), _owned(viewer)).order_by(ProcessDraft.id.desc())
    if before is not None:
        query = query.where(ProcessDraft.id < before)
    rows = [_row(row) for row in db.session.execute(query.limit(DRAFTS_A_PAGE + 1))]
    return tuple(rows[:DRAFTS_A_PAGE]), rows[DRAFTS_A_PAGE - 1].draft_id if len(rows) > DRAFTS_A_PAGE else None


def get_draft(viewer: Viewer, draft_id: int) -> DraftRow:
    """Return a draft of a process that this person owns; raises NotFound."""
    found = db.session.execute(_drafts().where(ProcessDraft.id == draft_id)).first()
    if found is None or not may_own(viewer, found.ProcessDraft.owner_organisation_id):
        raise NotFound(draft=draft_id)
    return _row(found)


def find_open_draft(process_key: str) -> int | None:
    """Return the latest draft of a process that is drawn or waits for approval, if any."""
    return db.session.scalar(
        select(ProcessDraft.id)
        .where(ProcessDraft.process_key == process_key, ProcessDraft.state.in_(LISTED))
        .order_by(ProcessDraft.id.desc())
        .limit(1)
    )


def draft_of_case(case_id: int) -> DraftRow | None:
    """Return the draft that was put before a second person in a case; who may see the case may see what is asked."""
    found = db.session.execute(_drafts().where(ProcessDraft.approval_case_id == case_id)).first()
    return _row(found) if found is not None else None


def report_of(draft_id: int) -> list[dict[str, Any]]:
    """Return what was missing when the draft came from a file."""
    return list(db.session.scalar(select(ProcessDraft.report).where(ProcessDraft.id == draft_id)) or [])


def list_parts(draft_id: int) -> tuple[PartRow, ...]:
    """Return the parts of a draft: diagrams first, then forms and tables, each by name."""
    rows = db.session.execute(
        select(
            ProcessDraftPart.kind, ProcessDraftPart.name, ProcessDraftPart.revision, ProcessDraftPart.saved_at,
            ProcessDraftPart.position, Person.name.label("person"),
        )
        .outerjoin(Person, Person.id == ProcessDraftPart.saved_by)
        .where(ProcessDraftPart.draft_id == draft_id)
    )  # fmt: skip
    order = list(PartKind)
    sort = sorted(rows, key=lambda row: (order.index(row.kind), row.position if row.kind == "diagram" else 0, row.name))
    return tuple(
        PartRow(
            kind=row.kind,
            name=row.name,
            revision=row.revision,
            saved_at=row.saved_at,
            saved_by_name=row.person or "",
        )
        for row in sort
    )


def get_part(draft_id: int, kind: PartKind, name: str) -> tuple[bytes, int]:
    """Return the content of a part and its revision; raises NotFound."""
    row = db.session.execute(
        select(ProcessDraftPart.content, ProcessDraftPart.revision).where(
            ProcessDraftPart.draft_id == draft_id, ProcessDraftPart.kind == kind, ProcessDraftPart.name == name
        )
    ).first()
    if row is None:
        raise NotFound(draft=draft_id, part=name)
    return row.content, row.revision


def list_kept(draft_id: int) -> tuple[KeptRow, ...]:
    """Return what was kept beside a draft, latest first."""
    rows = db.session.execute(
        select(ProcessDraftKept, Person.name.label("person"))
        .outerjoin(Person, Person.id == ProcessDraftKept.saved_by)
        .where(ProcessDraftKept.draft_id == draft_id)
        .order_by(ProcessDraftKept.id.desc())
        .limit(100)
    )
    return tuple(
        KeptRow(
            kept_id=row.ProcessDraftKept.id,
            kind=row.ProcessDraftKept.kind,
            name=row.ProcessDraftKept.name,
            based_on=row.ProcessDraftKept.based_on,
            saved_at=row.ProcessDraftKept.saved_at,
            saved_by_name=row.person or "",
        )
        for row in rows
    )


def get_kept(draft_id: int, kept_id: int) -> tuple[PartKind, str, bytes]:
    """Return the kind, name and content of what was kept; raises NotFound."""
    kept = db.session.get(ProcessDraftKept, kept_id)
    if kept is None or kept.draft_id != draft_id:
        raise NotFound(kept=kept_id)
    return kept.kind, kept.name, kept.content


def package_of_draft(draft_id: int) -> Package:
    """Return the package that the parts of a draft make; a form that is no JSON object is left out."""
    rows = db.session.execute(
        select(ProcessDraftPart.kind, ProcessDraftPart.name, ProcessDraftPart.content)
        .where(ProcessDraftPart.draft_id == draft_id)
        .order_by(ProcessDraftPart.position, ProcessDraftPart.id)
    ).all()
    return package_from_parts((row.kind, row.name, row.content) for row in rows)


def package_from_parts(parts: Iterable[tuple[PartKind, str, bytes]]) -> Package:
    """Return the package of parts as they are kept."""
    files: dict[PartKind, list[SourceFile]] = {kind: [] for kind in PartKind}
    forms = {}
    for kind, name, content in parts:
        if kind is PartKind.FORM:
            forms[name] = json.loads(content)
        else:
            files[kind].append(SourceFile(name=name, data=bytes(content)))
    return Package(diagrams=tuple(files[PartKind.DIAGRAM]), forms=forms, decisions=tuple(files[PartKind.DECISION]))


def _drafts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ProcessDraft,
            _CHANGER.name.label("changer"),
            Organisation.short_name.label("owner"),
            ProcessVersion.number.label("base"),
        )
        .outerjoin(_CHANGER, _CHANGER.id == ProcessDraft.changed_by)
        .outerjoin(Organisation, Organisation.id == ProcessDraft.owner_organisation_id)
        .outerjoin(ProcessVersion, ProcessVersion.id == ProcessDraft.base_version_id)
    )


def _owned(viewer: Viewer) -> Any:
    posts = viewer.posts_with(Role.PROCESS_OWNER)
    if not posts:
        return false()
    below = [Organisation.path.like(f"{post.organisation_path}%") for post in posts]
    top = [ProcessDraft.owner_organisation_id.is_(None)] if may_own(viewer, None) else []
    return or_(*below, *top)


def _row(row: Any) -> DraftRow:
    draft = row.ProcessDraft
    return DraftRow(
        draft_id=draft.id,
        process_key=draft.process_key,
        name=draft.name,
        state=draft.state,
        revision=draft.revision,
        origin=draft.origin,
        owner_organisation_id=draft.owner_organisation_id,
        owner_name=row.owner or "",
        base_version_id=draft.base_version_id,
        base_number=row.base,
        changed_at=draft.changed_at,
        changed_by_name=row.changer or "",
        approval_case_id=draft.approval_case_id,
        answer=str((draft.publication or {}).get("answer") or ""),
    )
