"""Save, change and remove a view, and choose the one a list opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select

from app.access.models import Person
from app.access.policy import Viewer
from app.audit.commands import record
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import command
from app.views.models import DefaultView, SavedView
from app.views.policy import may_share
from app.views.queries import get_view, get_view_page

MOST_VIEWS: Final = 30
"""How many views one person may keep."""
MOST_NAME: Final = 80
STREAM: Final = "views"


@dataclass(frozen=True, kw_only=True)
class ViewWanted:
    """What a view is to be; `organisation_id` is whom it is shared with."""

    name: str
    asked: Mapping[str, str]
    columns: Sequence[str]
    organisation_id: int | None = None
    role: str = ""


@command
def save_view(key: str, wanted: ViewWanted, *, saved_by: Viewer) -> int:
    """Save a view of a list and return its id. Raises InvalidInput, also when the person has too many."""
    get_view_page(key)
    db.session.get_one(Person, saved_by.person_id, with_for_update=True)
    own = select(func.count()).select_from(SavedView).where(SavedView.person_id == saved_by.person_id)
    if (db.session.scalar(own) or 0) >= MOST_VIEWS:
        raise InvalidInput(problems={"name": "many"})
    view = SavedView(person_id=saved_by.person_id, page=key)
    _fill(view, wanted, saved_by)
    db.session.add(view)
    db.session.flush()
    _note("save_view", view, saved_by)
    return view.id


@command
def change_view(view_id: int, wanted: ViewWanted, *, changed_by: Viewer) -> None:
    """Change a view of one's own. Raises NotFound, NotAllowed, InvalidInput."""
    view = own_view(changed_by, view_id)
    _fill(view, wanted, changed_by)
    _note("change_view", view, changed_by)


@command
def remove_view(view_id: int, *, removed_by: Viewer) -> str:
    """Remove a view of one's own for everybody and return the key of its list. Raises NotFound, NotAllowed."""
    view = own_view(removed_by, view_id)
    key = view.page
    _note("remove_view", view, removed_by)
    db.session.execute(delete(SavedView).where(SavedView.id == view_id))
    return key


@command
def choose_default(view_id: int, *, chosen_by: Viewer) -> str:
    """Let a list open with a view for this person and return the key of the list. Raises NotFound."""
    view = get_view(chosen_by, view_id)
    db.session.get_one(Person, chosen_by.person_id, with_for_update=True)
    kept = db.session.get(DefaultView, (chosen_by.person_id, view.page))
    if kept is None:
        db.session.add(DefaultView(person_id=chosen_by.person_id, page=view.page, view_id=view.id))
    else:
        kept.view_id = view.id
    _note("choose_default_view", view, chosen_by)
    return view.page


@command
def drop_default(key: str, *, dropped_by: Viewer) -> None:
    """Let a list open without a view again."""
    get_view_page(key)
    kept = db.session.get(DefaultView, (dropped_by.person_id, key))
    if kept is not None:
        db.session.delete(kept)
        record(STREAM, "drop_default_view", dropped_by.actor(), {"page": key})


def own_view(viewer: Viewer, view_id: int) -> SavedView:
    """Return a view that the person owns. Raises NotFound for one not seen, NotAllowed for one of somebody else."""
    view = get_view(viewer, view_id)
    if view.person_id != viewer.person_id:
        raise NotAllowed(help=db.session.get_one(Person, view.person_id).name)
    return view


def _fill(view: SavedView, wanted: ViewWanted, viewer: Viewer) -> None:
    page = get_view_page(view.page)
    name = " ".join(wanted.name.split())
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = "empty"
    elif len(name) > MOST_NAME:
        problems["name"] = "long"
    if wanted.organisation_id is not None and not may_share(viewer, wanted.organisation_id, wanted.role):
        problems["shared_with"] = "not of the office"
    if problems:
        raise InvalidInput(problems=problems)
    view.name, view.asked = name, page.clean(wanted.asked)
    view.columns = [column for column in page.columns if column in wanted.columns]
    view.organisation_id = wanted.organisation_id
    view.role = wanted.role if wanted.organisation_id is not None else ""
    view.saved_at = now()


def _note(action: str, view: SavedView, viewer: Viewer) -> None:
    facts: dict[str, Any] = {"view": view.id, "page": view.page, "name": view.name, "asked": dict(view.asked)}
    facts |= {"columns": list(view.columns), "shared_with": view.organisation_id, "role": view.role}
    record(STREAM, action, viewer.actor(), facts)
