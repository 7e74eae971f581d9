"""Which cases the search has not caught up with: the number of the change it has seen stands beside that of the case.

Every command that changes a case makes both differ in its own transaction, so that nothing can be forgotten; what
changes the texts of a case without changing the case calls `texts_changed`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select, update

from app.engine.models import Case
from app.foundation.database import db

_CASE: Table = Case.__table__  # type: ignore[assignment]  # the mapper made it a Table

# A literal, never bound values: only so do both databases use the index over these rows alone.
IS_UNSEARCHED: Final[ColumnElement[bool]] = literal_column("process_case.ver <> process_case.searched_ver")


@dataclass(frozen=True, kw_only=True)
class Unsearched:
    """A case whose texts may have changed, as of its change `ver`."""

    case_id: int
    ver: int


def texts_changed(case_id: int) -> None:
    """Let the search read the texts of a case again; called inside a command."""
    db.session.execute(update(_CASE).where(_CASE.c.id == case_id).values(searched_ver=0))


def texts_of_organisations_changed(organisation_ids: Collection[int]) -> None:
    """Let the search read all cases of these organisations again; called inside a command."""
    changed = update(_CASE).where(_CASE.c.organisation_id.in_(organisation_ids), _CASE.c.searched_ver != 0)
    db.session.execute(changed.values(searched_ver=0))


def all_texts_changed() -> None:
    """Let the search read every case again; called inside a command."""
    db.session.execute(update(_CASE).where(_CASE.c.searched_ver != 0).values(searched_ver=0))


def list_unsearched(limit: int) -> Sequence[Unsearched]:
    """Return the next cases that the search has not caught up with."""
    query = select(_CASE.c.id, _CASE.c.ver).where(IS_UNSEARCHED).order_by(_CASE.c.id).limit(limit)
    return [Unsearched(case_id=row.id, ver=row.ver) for row in db.session.execute(query)]


def mark_searched(seen: Mapping[int, int]) -> None:
    """Write down which change of each case (id to `ver`) the search has seen; called inside a command."""
    statement = update(_CASE).where(_CASE.c.id == bindparam("b_id")).values(searched_ver=bindparam("b_ver"))
    db.session.connection().execute(statement, [{"b_id": key, "b_ver": ver} for key, ver in sorted(seen.items())])
