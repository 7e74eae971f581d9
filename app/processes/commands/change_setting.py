"""Change a setting of a process for an organisation and all below it, without touching the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.access.models import Role
from app.access.policy.viewer import posts_of
from app.audit.commands import record
from app.audit.models import Actor
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.processes.models import ProcessSetting
from app.processes.queries.catalogue import current_version_id, get_process
from app.processes.queries.live import live_version
from app.processes.queries.setting_kinds import ValueRefused, read_typed
from app.processes.queries.terms import list_changes
from app.workflow.settings import Setting

OWNERS = (Role.PROCESS_OWNER, Role.SYSADMIN)
"""Who may change settings, for their organisation and those below it."""
LONGEST_NOTE = 2_000


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """A change that was checked."""

    process_id: int
    key: str
    name: str
    organisation_id: int
    value: str | None
    effective_from: date
    note: str
    by: Actor


@command
def change_setting(
    process_key: str,
    name: str,
    *,
    organisation_id: int,
    value: str,
    effective_from: date,
    note: str,
    changed_by: Actor,
) -> None:
    """Let a setting have this value for the organisation and all below it from a day on (today at the earliest).

    `value` is what a person typed; the kind of the setting decides what is accepted. Raises NotFound for an unknown
    process or setting, NotAllowed unless the actor is process owner or system administrator of the organisation or
    above it, InvalidInput with `problems` by field.
    """
    setting = _setting(process_key, name, organisation_id, changed_by)
    problems: dict[str, str] = {}
    kept = ""
    try:
        kept = read_typed(setting, value)
    except ValueRefused as refused:
        problems["value"] = refused.words
    problems |= _problems(organisation_id, effective_from, note)
    if problems:
        raise InvalidInput(problems=problems)
    _keep(_wanted(process_key, name, organisation_id, kept, effective_from, note, changed_by), setting)


@command
def revert_setting(
    process_key: str, name: str, *, organisation_id: int, effective_from: date, note: str, changed_by: Actor
) -> None:
    """Take back what was set for this organisation: the value of the nearest above, or of the diagram, holds again.

    Raises as `change_setting`, and InvalidInput when nothing was set here.
    """
    setting = _setting(process_key, name, organisation_id, changed_by)
    live = live_version(current_version_id(process_key))
    history = list_changes(live, name, [organisation_id])
    problems = _problems(organisation_id, effective_from, note)
    if not history or history[0].value is None:
        problems["value"] = "nothing set"
    if problems:
        raise InvalidInput(problems=problems)
    _keep(_wanted(process_key, name, organisation_id, None, effective_from, note, changed_by), setting)


def _setting(process_key: str, name: str, organisation_id: int, actor: Actor) -> Setting:
    node = current_tree().node(organisation_id)
    posts = posts_of(actor.person_id, today(timezone_of(organisation_id))) if actor.person_id is not None else ()
    allowed = any(post.role in OWNERS and node.path.startswith(post.organisation_path) for post in posts)
    if actor.person_id is not None and not allowed:
        raise NotAllowed(process=process_key, organisation_id=organisation_id)
    setting = live_version(current_version_id(process_key)).settings.get(name)
    if setting is None:
        raise NotFound(process=process_key, setting=name)
    return setting


def _problems(organisation_id: int, effective_from: date, note: str) -> dict[str, str]:
    problems = {}
    if effective_from < today(timezone_of(organisation_id)):
        problems["effective_from"] = "past"
    if not note.strip() or len(note.strip()) > LONGEST_NOTE:
        problems["note"] = "required" if not note.strip() else "too long"
    return problems


def _wanted(
    key: str, name: str, organisation_id: int, value: str | None, effective_from: date, note: str, by: Actor
) -> _Wanted:
    return _Wanted(
        process_id=get_process(key).process_id, key=key, name=name, organisation_id=organisation_id, value=value,
        effective_from=effective_from, note=note.strip(), by=by,
    )  # fmt: skip


def _keep(wanted: _Wanted, setting: Setting) -> None:
    row = ProcessSetting(
        process_id=wanted.process_id,
        name=wanted.name,
        organisation_id=wanted.organisation_id,
        value=wanted.value,
        effective_from=wanted.effective_from,
        note=wanted.note,
        changed_by=wanted.by.person_id,
        changed_by_name=wanted.by.name,
        changed_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    facts = {
        "setting": wanted.name,
        "organisation": wanted.organisation_id,
        "value": wanted.value,
        "in_diagram": str(setting.value),
        "effective_from": wanted.effective_from,
        "note": wanted.note,
    }
    action = "change_setting" if wanted.value is not None else "revert_setting"
    record(f"process:{wanted.key}", action, wanted.by, facts)
