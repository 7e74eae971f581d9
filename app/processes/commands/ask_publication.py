"""A publication that a second person approves: the draft is put before them, then published or opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update

from app.access.models import Role
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.processes.commands.drafts import lock_draft
from app.processes.commands.publish_draft import checked_package
from app.processes.commands.publish_version import Published, store_version
from app.processes.models import DraftState, Process, ProcessDraft, ProcessVersion
from app.processes.policy import require_owner

APPROVERS: Final = (Role.PROCESS_OWNER, Role.REGIONAL_OFFICER)
"""Which roles of the region may be asked to approve publications."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the case of the approval is told of a draft."""

    name: str
    number: int
    approver: str
    owner_organisation_id: int | None


@command
def set_approver(process_id: int, role: str, *, set_by: Actor) -> None:
    """Say who approves publications of a process beside its owner, or (empty) that nobody need.

    Raises NotFound, InvalidInput for a role that does not approve.
    """
    process = db.session.get(Process, process_id)
    if process is None:
        raise NotFound
    require_owner(set_by, process.owner_organisation_id)
    if role and role not in {one.value for one in APPROVERS}:
        raise InvalidInput(problems={"approver": role})
    process.approver_role = role
    record(f"process:{process_id}", "set_approver", set_by, {"process": process.key, "role": role})


@command
def ask_publication(
    draft_id: int,
    *,
    revision: int,
    asked_by: Actor,
    note: str = "",
    effective_from: datetime | None = None,
    warnings_read: bool = False,
) -> Asked:
    """Put a draft before the second person: it is checked as for a publication and no longer changed.

    Raises what `publish_draft` raises, and Conflict when the process asks for no approval.
    """
    draft = lock_draft(draft_id, asked_by)
    process = db.session.scalars(select(Process).where(Process.key == draft.process_key)).first()
    if process is None or not process.approver_role:
        raise Conflict(draft=draft_id)
    checked_package(draft, revision, warnings_read=warnings_read)
    draft.state, draft.approval_case_id = DraftState.SENT, None
    draft.publication = {
        "note": note,
        "effective_from": effective_from.isoformat() if effective_from is not None else "",
        "asked_by": asked_by.person_id,
        "asked_by_name": asked_by.name,
    }
    draft.changed_at, draft.changed_by = now(), asked_by.person_id
    record(f"draft:{draft.id}", "ask_publication", asked_by, {"draft": draft.id, "process": draft.process_key})
    number = select(func.max(ProcessVersion.number)).where(ProcessVersion.process_id == process.id)
    return Asked(
        name=draft.name,
        number=(db.session.scalar(number) or 0) + 1,
        approver=process.approver_role,
        owner_organisation_id=draft.owner_organisation_id,
    )


@command
def reopen_draft(draft_id: int, *, reopened_by: Actor) -> None:
    """Open a draft again whose case was never opened. Raises NotFound, Conflict when a case decides about it."""
    draft = lock_draft(draft_id, reopened_by, states=(DraftState.SENT,))
    if draft.approval_case_id is not None:
        raise Conflict(draft=draft_id)
    _reopen(draft, reopened_by, "")


# --- inside the commands of the case that decides --------------------------------------------------------------------


def bind_to_case(draft_id: int, case_id: int, person_id: int | None) -> bool:
    """Note which case decides about a draft that was sent by this person; False when there is no such draft."""
    draft = db.session.get(ProcessDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None or draft.state is not DraftState.SENT or draft.approval_case_id is not None:
        return False
    if (draft.publication or {}).get("asked_by") != person_id:
        return False
    draft.approval_case_id = case_id
    return True


def publish_approved(case_id: int, *, approved_by: Actor, basis: str) -> Published | None:
    """Publish the draft that a case decides about, as it was asked; None when the case decides about none.

    `basis` is added to the note. Raises PublishRefused when the draft can no longer run here.
    """
    draft = _sent(case_id)
    if draft is None:
        return None
    wanted = draft.publication or {}
    package, findings = checked_package(draft, draft.revision, warnings_read=True)
    start = wanted.get("effective_from") or ""
    published = store_version(
        package,
        draft.process_key,
        findings,
        published_by=Actor(person_id=wanted.get("asked_by"), name=str(wanted.get("asked_by_name") or "")),
        note=". ".join(part for part in (str(wanted.get("note") or "").rstrip("."), basis) if part),
        effective_from=max(datetime.fromisoformat(start), now()) if start else None,
        owner_organisation_id=draft.owner_organisation_id,
    )
    draft.state = DraftState.PUBLISHED
    draft.changed_at, draft.changed_by = now(), approved_by.person_id
    facts = {"draft": draft.id, "process": draft.process_key, "version": published.number, "case": case_id}
    record(f"draft:{draft.id}", "approve_publication", approved_by, facts)
    return published


def reopen_of_case(case_id: int, *, reopened_by: Actor, reason: str) -> None:
    """Open the draft again that a case decides about, if it still does; `reason` is shown on its page."""
    draft = _sent(case_id)
    if draft is not None:
        _reopen(draft, reopened_by, reason)


def _sent(case_id: int) -> ProcessDraft | None:
    return db.session.scalar(
        select(ProcessDraft)
        .where(ProcessDraft.approval_case_id == case_id, ProcessDraft.state == DraftState.SENT)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _reopen(draft: ProcessDraft, actor: Actor, reason: str) -> None:
    draft.publication = {**(draft.publication or {}), "answer": reason}
    db.session.execute(
        update(ProcessDraft)
        .where(ProcessDraft.id == draft.id)
        .values(state=DraftState.OPEN, changed_at=now(), changed_by=actor.person_id)
    )
    record(f"draft:{draft.id}", "reopen_draft", actor, {"draft": draft.id, "process": draft.process_key})
