"""Import organisations and people from a workbook: first the differences, then exactly what was shown."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete

from app.access.policy import Viewer
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.commands.import_organisations import plan_organisations
from app.organisation.commands.import_people import plan_people
from app.organisation.commands.import_plan import Plan, Planning
from app.organisation.commands.workbook import ORGANISATIONS, PEOPLE, read_workbook
from app.organisation.commands.workbook_rows import parse_organisation, parse_person
from app.organisation.models import ImportFile
from app.organisation.queries.tree import current_tree

STREAM = "organisation import"
KEEP = timedelta(days=1)


class PlanChanged(Conflict):
    """The directory has changed since the differences were shown; look at them again."""


def plan_workbook(content: bytes, *, viewer: Viewer | None = None) -> Plan:
    """Return what the workbook would change. Raises WorkbookRefused when it cannot be read.

    With a `viewer` only what this person may change is allowed; without one (the command line) everything is.
    """
    rows, problems = read_workbook(content)
    planning = Planning(tree=current_tree(), viewer=viewer, problems=problems)
    organisations = [parse_organisation(row, problems) for row in rows[ORGANISATIONS]]
    people = [parse_person(row, problems) for row in rows[PEOPLE]]
    plan_organisations(planning, [row for row in organisations if row])
    plan_people(planning, [row for row in people if row])
    return Plan(
        changes=tuple(planning.changes),
        problems=tuple(problems),
        file_hash=hashlib.sha256(content).hexdigest(),
    )


@command
def apply_workbook(content: bytes, *, shown_hash: str, applied_by: Actor, viewer: Viewer | None = None) -> Plan:
    """Carry the differences out, all or none.

    Raises PlanChanged when they are not those that were shown, InvalidInput when there are problems.
    """
    return _apply(content, shown_hash, applied_by, viewer)


@command
def keep_workbook(content: bytes, *, name: str, plan: Plan, kept_by: Viewer) -> int:
    """Keep an uploaded workbook until it is applied, at most a day; return its id."""
    db.session.execute(delete(ImportFile).where(ImportFile.uploaded_at < now() - KEEP))
    file = ImportFile(
        sha256=plan.file_hash,
        plan_hash=plan.hash,
        name=name[:260],
        content=content,
        uploaded_by=kept_by.person_id,
        uploaded_at=now(),
    )
    db.session.add(file)
    db.session.flush()
    return file.id


def get_kept_workbook(file_id: int, viewer: Viewer) -> ImportFile:
    """Return the workbook this person uploaded. Raises NotFound."""
    file = db.session.get(ImportFile, file_id)
    if file is None or file.uploaded_by != viewer.person_id:
        raise NotFound
    return file


@command
def apply_kept_workbook(file_id: int, *, shown_hash: str, viewer: Viewer) -> Plan:
    """Carry out the differences of a kept workbook and forget it. Raises NotFound, PlanChanged, InvalidInput."""
    file = get_kept_workbook(file_id, viewer)
    if shown_hash != file.plan_hash:
        raise PlanChanged
    plan = _apply(file.content, shown_hash, viewer.actor(), viewer)
    db.session.delete(file)
    return plan


def _apply(content: bytes, shown_hash: str, actor: Actor, viewer: Viewer | None) -> Plan:
    plan = plan_workbook(content, viewer=viewer)
    if plan.problems:
        raise InvalidInput(problems={f"{p.sheet}!{p.cell}": p.text for p in plan.problems})
    if plan.hash != shown_hash:
        raise PlanChanged
    for change in plan.changes:
        change.run(actor)
    record(STREAM, "workbook applied", actor, {"sha256": plan.file_hash, "changes": len(plan.changes)})
    return plan
