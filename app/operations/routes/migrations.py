"""Moving running cases to another version: look first, say why, watch it go, take it back."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.models import Role
from app.access.policy import current_viewer, holding
from app.foundation.errors import InvalidInput, NotFound
from app.operations.commands import start_migration, start_taking_back
from app.operations.models import MoveState
from app.operations.queries.migrations import PAGE, get_migration, list_items, list_migrations
from app.operations.queries.preview import preview_migration
from app.organisation.queries import current_tree
from app.processes.policy import may_own
from app.processes.queries import VersionRow, get_process, list_versions

operations = Blueprint("operations", __name__, template_folder="../templates")
owners = holding(Role.PROCESS_OWNER)


@operations.get("/processes/<key>/move")
@owners
def preview(key: str) -> str:
    """Show which running cases could go on in a version and which could not, and why."""
    return _preview_page(key, _target(key, request.args.get("to", type=int)))


@operations.post("/processes/<key>/move")
@owners
def start(key: str) -> ResponseReturnValue:
    """Begin to move the cases that were shown as movable."""
    target = _target(key, request.form.get("to", type=int))
    chosen = request.form.getlist("case", type=int)
    try:
        note = request.form.get("note", "")
        started = start_migration(target.version_id, chosen, note=note, started_by=current_viewer().actor())
    except InvalidInput as refused:
        problems = cast(dict[str, str], refused.facts["problems"])
        return _preview_page(key, target, problems=problems, chosen=chosen), 422
    return redirect(url_for("operations.show", migration_id=started), 303)


@operations.get("/moves/<int:migration_id>")
@owners
def show(migration_id: int) -> str:
    """Show how far a migration is and each of its cases."""
    migration = get_migration(migration_id)
    _require_owner(migration.owner_organisation_id)
    wanted = request.args.get("state", "")
    state = MoveState(wanted) if wanted in list(MoveState) else None
    rows = list_items(migration_id, after=request.args.get("after", 0, type=int), state=state)
    return render_template(
        "operations/migration.html",
        migration=migration,
        rows=rows[:PAGE],
        next=rows[PAGE - 1].item_id if len(rows) > PAGE else None,
        state=state,
        nodes=current_tree().nodes,
    )


@operations.post("/moves/<int:migration_id>/back")
@owners
def take_back(migration_id: int) -> ResponseReturnValue:
    """Begin to put the moved cases back where they were."""
    start_taking_back(migration_id, taken_back_by=current_viewer().actor())
    return redirect(url_for("operations.show", migration_id=migration_id), 303)


def _require_owner(organisation_id: int | None) -> None:
    if not may_own(current_viewer(), organisation_id):
        raise NotFound


def _target(key: str, number: int | None) -> VersionRow:
    """Return the version of that number, or the one in force; raises NotFound to those who do not own the process."""
    process = get_process(key)
    _require_owner(process.owner_organisation_id)
    wanted = number if number is not None else process.version_number
    found = next((one for one in list_versions(key) if one.number == wanted), None)
    if found is None:
        raise NotFound
    return found


def _preview_page(
    key: str, target: VersionRow, *, problems: dict[str, str] | None = None, chosen: list[int] | None = None
) -> str:
    words = {
        ("note", "required"): _("Write why the cases are moved: people will read it in their history"),
        ("cases", "none"): _("Mark at least one case"),
        ("cases", "too many"): _("Mark fewer cases: at most 5,000 at once"),
    }
    found = preview_migration(target.version_id)
    return render_template(
        "operations/preview.html",
        process=get_process(key),
        target=target,
        versions=list_versions(key),
        found=found,
        chosen={row.case_id for row in found.movable} if chosen is None else set(chosen),
        note=request.form.get("note", ""),
        problems={name: words[name, what] for name, what in (problems or {}).items()},
        migrations=list_migrations(key),
        nodes=current_tree().nodes,
    )
