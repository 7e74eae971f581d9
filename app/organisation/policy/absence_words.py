"""Absences and the limits of a substitution in words; which processes there are is told by the room that keeps them."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.policy import role_name
from app.organisation.models import AbsenceKind
from app.organisation.queries.absences import SubstituteRow
from app.organisation.queries.tree import current_tree

_KINDS = {
    AbsenceKind.LEAVE: _l("Leave"),
    AbsenceKind.ILLNESS: _l("Illness"),
    AbsenceKind.TRIP: _l("Business trip"),
    AbsenceKind.TRAINING: _l("Training"),
    AbsenceKind.OTHER: _l("Another reason"),
}
ProcessNames = Callable[[], dict[str, str]]
_names: list[ProcessNames] = []


def register_process_names(source: ProcessNames) -> None:
    """Let the room that keeps processes tell their names by key."""
    _names[:] = [source]


def process_names() -> dict[str, str]:
    """Return the names of all processes by key."""
    return _names[0]() if _names else {}


def absence_kind_name(kind: AbsenceKind | str) -> str:
    """Return why somebody is away, in the language of the reader."""
    return str(_KINDS[AbsenceKind(kind)])


def post_words(role: str, organisation_id: int | None) -> str:
    """Return a post as «школьный администратор, СОШ № 1»."""
    place = current_tree().nodes.get(organisation_id or 0)
    return f"{role_name(role)}, {place.short_name}" if place is not None else role_name(role)


def limit_words(one: SubstituteRow) -> str:
    """Return what a substitute does: all tasks, those of one process, those of one post."""
    if one.process_key:
        name = process_names().get(one.process_key, one.process_key)
        return str(_("only the process “%(name)s”", name=name))
    if one.role:
        return str(_("only the post: %(post)s", post=post_words(one.role, one.organisation_id)))
    return str(_("all tasks"))
