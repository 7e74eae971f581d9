"""What this installation knows around a package that is checked: how forms are drawn, which roles are held where."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.access.models import Role
from app.forms.server_forms import ServerForms
from app.foundation.database import db
from app.processes.models import Process
from app.processes.queries.gaps import gaps_by_task
from app.processes.queries.messages import wanted_messages
from app.workflow.checks import Surroundings
from app.workflow.findings import SourceRefused
from app.workflow.functions import FUNCTION_NAMES
from app.workflow.package import Package


def surroundings_without_database() -> Surroundings:
    """Return what is known without any installation: forms, calendar functions, the roles there can be."""
    return Surroundings(
        roles=frozenset(role.value for role in Role),
        functions=FUNCTION_NAMES,
        forms=ServerForms(),
    )


def surroundings_of(package: Package) -> Surroundings:
    """Return what this installation knows: the same, and who is missing in the organisations that will use it."""
    known = surroundings_without_database()
    try:
        main = package.processes.get(package.main_process_id() or "")
    except SourceRefused:
        return known
    start_roles = main.properties.get("soglas:start-roles", "").replace(",", " ").split() if main else []
    gaps, organisations = gaps_by_task(package, start_roles)
    published = db.session.scalars(select(Process.key).where(Process.current_version_id.is_not(None)))
    return replace(
        known,
        gaps=gaps,
        organisations=organisations,
        published_processes=frozenset(published),
        wanted_messages=wanted_messages(),
    )
