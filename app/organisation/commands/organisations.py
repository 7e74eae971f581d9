"""The nodes of the tree: create, change, move, switch off. `insert_`, `alter_` parts are composed by the import."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput
from app.foundation.transaction import announce, command
from app.organisation.commands.streams import organisation_stream
from app.organisation.events import OrganisationChanged
from app.organisation.models import Organisation, OrganisationKind
from app.organisation.queries.organisations import get_organisation

CODE = re.compile(r"[\w][\w.\-/]{0,59}")
MAX_PATH = 200


class CodeTaken(Conflict):
    """Another organisation has this code; the fact `code` names it."""


class WouldLoop(InvalidInput):
    """An organisation cannot be put below itself."""


class HasActiveChildren(Conflict):
    """Organisations below this one still work; switch them off or move them first."""


def insert_organisation(
    *,
    kind: OrganisationKind | str,
    code: str,
    name: str,
    created_by: Actor,
    short_name: str = "",
    parent_id: int | None = None,
    timezone: str = "",
) -> Organisation:
    """Add a node inside a command. Raises InvalidInput (fact `problems`) or CodeTaken."""
    code, name = code.strip(), " ".join(name.split())
    short = " ".join(short_name.split()) or name[:160]
    _check(code=code, name=name, short_name=short, timezone=timezone)
    if db.session.scalar(select(Organisation.id).where(Organisation.code == code)):
        raise CodeTaken(code=code)
    parent = get_organisation(parent_id) if parent_id is not None else None
    organisation = Organisation(
        parent_id=parent_id,
        kind=OrganisationKind(kind),
        code=code,
        name=name,
        short_name=short,
        timezone=timezone,
        path="",
        created_at=now(),
    )
    db.session.add(organisation)
    db.session.flush()
    organisation.path = _path_below(parent, organisation.id)
    db.session.flush()
    facts = {"kind": kind, "code": code, "name": name, "short_name": short, "parent": parent_id, "timezone": timezone}
    record(organisation_stream(organisation.id), "organisation created", created_by, facts)
    return organisation


def _path_below(parent: Organisation | None, organisation_id: int) -> str:
    path = f"{parent.path if parent else '/'}{organisation_id}/"
    if len(path) > MAX_PATH:
        raise InvalidInput(problems={"parent_id": "depth"})
    return path


def _check(**fields: str) -> None:
    problems = {}
    if "code" in fields and not CODE.fullmatch(fields["code"]):
        problems["code"] = "code"
    for field, longest in (("name", 400), ("short_name", 160)):
        if field in fields and not 0 < len(fields[field]) <= longest:
            problems[field] = field
    if fields.get("timezone") and fields["timezone"] not in available_timezones():
        problems["timezone"] = "timezone"
    if problems:
        raise InvalidInput(problems=problems)


def alter_organisation(organisation: Organisation, changed_by: Actor, **wanted: Any) -> bool:
    """Change name, short_name, kind or timezone inside a command; tell whether anything was different."""
    texts = {field: " ".join(str(value).split()) for field, value in wanted.items() if field != "kind"}
    _check(**texts)
    values: dict[str, Any] = dict(texts)
    if "kind" in wanted:
        values["kind"] = OrganisationKind(wanted["kind"])
    changes = {
        field: {"was": getattr(organisation, field), "now": value}
        for field, value in values.items()
        if getattr(organisation, field) != value
    }
    for field in changes:
        setattr(organisation, field, values[field])
    if changes:
        db.session.flush()
        record(organisation_stream(organisation.id), "organisation changed", changed_by, changes)
        announce(OrganisationChanged(organisation_ids=(organisation.id,)))
    return bool(changes)


def relocate_organisation(organisation: Organisation, parent_id: int | None, moved_by: Actor) -> bool:
    """Put a node with everything below it under another parent, inside a command."""
    if organisation.parent_id == parent_id:
        return False
    parent = get_organisation(parent_id) if parent_id is not None else None
    old_path = organisation.path
    if parent and parent.path.startswith(old_path):
        raise WouldLoop
    was = organisation.parent_id
    organisation.parent_id = parent_id
    new_path = _path_below(parent, organisation.id)
    below = select(Organisation).where(Organisation.path.startswith(old_path, autoescape=True))
    moved = db.session.scalars(below).all()
    for one in moved:
        one.path = new_path + one.path[len(old_path) :]
        if len(one.path) > MAX_PATH:
            raise InvalidInput(problems={"parent_id": "depth"})
    db.session.flush()
    record(organisation_stream(organisation.id), "organisation moved", moved_by, {"was": was, "now": parent_id})
    announce(OrganisationChanged(organisation_ids=tuple(one.id for one in moved)))
    return True


def switch_organisation(organisation: Organisation, is_active: bool, switched_by: Actor) -> bool:
    """Switch a node off or on inside a command. Raises HasActiveChildren when something below it still works."""
    if organisation.is_active == is_active:
        return False
    below = select(Organisation.id).where(Organisation.parent_id == organisation.id, Organisation.is_active)
    if not is_active and db.session.scalar(below.limit(1)):
        raise HasActiveChildren
    organisation.is_active = is_active
    db.session.flush()
    action = "organisation activated" if is_active else "organisation deactivated"
    record(organisation_stream(organisation.id), action, switched_by, {})
    return True


@command
def create_organisation(
    *,
    kind: OrganisationKind | str,
    code: str,
    name: str,
    created_by: Actor,
    short_name: str = "",
    parent_id: int | None = None,
    timezone: str = "",
) -> Organisation:
    """Create an organisation."""
    return insert_organisation(
        kind=kind,
        code=code,
        name=name,
        created_by=created_by,
        short_name=short_name,
        parent_id=parent_id,
        timezone=timezone,
    )


@command
def change_organisation(organisation_id: int, *, changed_by: Actor, **wanted: Any) -> bool:
    """Change what an organisation is called, its kind or its clock."""
    return alter_organisation(get_organisation(organisation_id), changed_by, **wanted)


@command
def move_organisation(organisation_id: int, *, parent_id: int | None, moved_by: Actor) -> bool:
    """Put an organisation, with everything below it, under another one."""
    return relocate_organisation(get_organisation(organisation_id), parent_id, moved_by)


@command
def set_organisation_active(organisation_id: int, *, is_active: bool, set_by: Actor) -> bool:
    """Close an organisation for new work, or open it again; what it did stays."""
    return switch_organisation(get_organisation(organisation_id), is_active, set_by)
