"""What expressions may ask beyond FEEL itself, answered by the working calendar and the tree of organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.models import Person, Role
from app.feel import Function
from app.foundation import clock
from app.foundation.database import db
from app.organisation.models import Membership
from app.organisation.queries.calendars import working_calendar_of
from app.organisation.queries.organisations import timezone_of
from app.organisation.queries.people import in_force
from app.organisation.queries.tree import Node, current_tree
from app.workflow.calendar import WorkingCalendar
from app.workflow.functions import dialect_functions

_MOST = 500
_kept: dict[int, tuple[WorkingCalendar, Mapping[str, Function]]] = {}


def functions_for(organisation_id: int | None) -> Mapping[str, Function]:
    """Return the extra functions of expressions by name; made once for each calendar that is in use."""
    calendar = working_calendar_of(organisation_id)
    kept = _kept.get(id(calendar))
    if kept is None or kept[0] is not calendar:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[id(calendar)] = (calendar, dialect_functions(calendar, TreeDirectory()))
    return kept[1]


def reading_in(organisation_id: int) -> dict[str, Any]:
    """Return what `app.forms.describe` needs to read the answers of a case of this organisation as its form did."""
    return {
        "functions": functions_for(organisation_id),
        "context": {"case": {"organisation": describe_organisation(organisation_id)}},
    }


def describe_organisation(organisation_id: int) -> dict[str, Any]:
    """Return what expressions see of an organisation. Raises NotFound."""
    return _seen(current_tree().node(organisation_id))


def _seen(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "code": node.code,
        "name": node.name,
        "short_name": node.short_name,
        "kind": node.kind.value,
    }


@dataclass(frozen=True)
class TreeDirectory:
    """The tree of this installation as expressions ask it; always the tree of the transaction under way."""

    def organisation(self, code: str) -> Mapping[str, Any] | None:
        """Return the organisation in use with this code."""
        node = _find(code)
        return None if node is None else _seen(node)

    def below(self, code: str) -> Iterator[Mapping[str, Any]]:
        """Yield the organisations in use below this one, parents first, without itself."""
        node = _find(code)
        if node is not None:
            yield from (_seen(one) for one in current_tree().below(node.id) if one.is_active and one.id != node.id)

    def holds(self, login: str, role: str, code: str) -> bool:
        """Say whether the active person with this login holds the role in exactly this organisation today."""
        node = _find(code)
        if node is None or role not in {one.value for one in Role}:
            return False
        today = clock.today(timezone_of(node.id))
        query = db.select(Membership.id).join(Person, Person.id == Membership.person_id).where(Person.login == login)
        here = (Person.is_active, Membership.role == Role(role), Membership.organisation_id == node.id, in_force(today))
        return db.session.scalar(query.where(*here).limit(1)) is not None


def _find(code: str) -> Node | None:
    tree = current_tree()
    node = tree.nodes.get(tree.by_code.get(code.casefold(), 0))
    return node if node is not None and node.is_active else None
