"""Publish a draft: what its parts are at this moment becomes the next version, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.transaction import command
from app.processes.commands.drafts import lock_draft
from app.processes.commands.publish_version import Published, PublishRefused, store_version
from app.processes.models import DraftState, Process, ProcessDraft
from app.processes.policy import require_owner
from app.processes.queries import live_version
from app.processes.queries.drafts import package_of_draft
from app.processes.queries.examination import examine
from app.workflow.findings import Finding, errors_of
from app.workflow.package import Package


class WarningsUnread(PublishRefused):
    """There are warnings, and nobody said that they were read; the fact `findings` lists them."""


@command
def publish_draft(
    draft_id: int,
    *,
    revision: int,
    published_by: Actor,
    note: str = "",
    effective_from: datetime | None = None,
    warnings_read: bool = False,
) -> Published:
    """Check and publish the draft as it was shown at `revision`; new cases use it from `effective_from` on.

    Raises NotFound, Conflict when it was changed meanwhile or a second person has to approve it, PublishRefused with
    the errors, WarningsUnread.
    """
    draft = lock_draft(draft_id, published_by)
    if published_by.person_id is not None and needs_approval(draft.process_key):
        raise Conflict(draft=draft_id)
    package, findings = checked_package(draft, revision, warnings_read=warnings_read)
    published = store_version(
        package,
        draft.process_key,
        findings,
        published_by=published_by,
        note=note,
        effective_from=effective_from,
        owner_organisation_id=draft.owner_organisation_id,
    )
    draft.state = DraftState.PUBLISHED
    draft.changed_at, draft.changed_by = now(), published_by.person_id
    facts = {"draft": draft.id, "process": draft.process_key, "version": published.number}
    record(f"draft:{draft.id}", "publish_draft", published_by, facts)
    return published


def needs_approval(process_key: str) -> bool:
    """Say whether a second person approves publications of a process."""
    return bool(db.session.scalar(select(Process.approver_role).where(Process.key == process_key)))


def checked_package(draft: ProcessDraft, revision: int, *, warnings_read: bool) -> tuple[Package, Sequence[Finding]]:
    """Return what a locked draft publishes and the warnings; raises Conflict, PublishRefused, WarningsUnread."""
    if draft.revision != revision:
        raise Conflict(draft=draft.id)
    package = package_of_draft(draft.id)
    findings = examine(package, draft.process_key)
    if errors_of(findings):
        raise PublishRefused(findings)
    if findings and not warnings_read:
        raise WarningsUnread(findings)
    return package, findings


@command
def set_retired(process_id: int, *, is_retired: bool, set_by: Actor) -> None:
    """Take a process out of use for new cases, or back into it; running cases go on. Raises NotFound."""
    process = db.session.get(Process, process_id)
    if process is None:
        raise NotFound
    require_owner(set_by, process.owner_organisation_id)
    db.session.execute(update(Process).where(Process.id == process_id).values(is_retired=is_retired))
    action = "retire_process" if is_retired else "revive_process"
    record(f"process:{process_id}", action, set_by, {"process": process.key})


def start_of_day(day: date, zone: str) -> datetime:
    """Return the first moment of a day by the clock of `zone` (an IANA name)."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


@command
def return_to_version(version_id: int, process_id: int, *, returned_by: Actor, note: str = "") -> Published:
    """Publish an earlier version anew, as the next number and at once; the versions between stay as they are.

    It was approved when it was published, so nobody approves it again.

    Raises NotFound, PublishRefused when it can no longer run here (a role that nobody holds any more, say).
    """
    process = db.session.get(Process, process_id)
    if process is None:
        raise NotFound
    require_owner(returned_by, process.owner_organisation_id)
    live = live_version(version_id)
    if live.process_id != process_id:
        raise NotFound
    findings = examine(live.package, live.process_key)
    if errors_of(findings):
        raise PublishRefused(findings)
    return store_version(live.package, live.process_key, findings, published_by=returned_by, note=note)
