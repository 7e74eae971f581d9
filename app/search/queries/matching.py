"""Which cases a question finds: the index sieves by words and rights, the condition of the list of cases judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, Table, and_, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from app.access.policy import Viewer
from app.engine.queries.reach import reach_of
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db
from app.search.models import FTS, SearchText
from app.search.policy.words import Wanted

PAGE: Final = 20
_TEXT: Table = SearchText.__table__  # type: ignore[assignment]  # the mapper made it a Table
_FTS = table(FTS, column("rowid"))


@dataclass(frozen=True, kw_only=True)
class Matches:
    """The ids of some found cases, the latest first, and the id after which the next ones come."""

    case_ids: tuple[int, ...]
    next: int | None


def find_cases(viewer: Viewer, wanted: Sequence[Wanted], *, after: int | None = None, limit: int = PAGE) -> Matches:
    """Return one page of the cases that hold every wanted word and that this person may see; nothing is counted."""
    if not wanted:
        return Matches(case_ids=(), next=None)
    is_sqlite = db.session.connection().dialect.name == "sqlite"
    query = (_of_sqlite if is_sqlite else _of_postgresql)(wanted, reach_of(viewer), after)
    found = list(db.session.scalars(query.where(sees_case(viewer)).limit(limit + 1)))
    return Matches(case_ids=tuple(found[:limit]), next=found[limit - 1] if len(found) > limit else None)


def _of_sqlite(wanted: Sequence[Wanted], reach: Sequence[str] | None, after: int | None) -> Select[Any]:
    parts = [f"words : ({_either(one)})" for one in wanted]
    if reach is not None:
        parts.append("reach : ({})".format(" OR ".join(f'"{word}"' for word in reach)))
    # The index comes first and gives its rows in order: whoever finds thousands reads only the latest ones.
    query = select(_FTS.c.rowid).join(CASE, CASE.c.id == _FTS.c.rowid)
    query = query.where(literal_column(FTS).op("MATCH")(" AND ".join(f"({part})" for part in parts)))
    if after is not None:
        query = query.where(_FTS.c.rowid < after)
    return query.order_by(_FTS.c.rowid.desc())


def _either(one: Wanted) -> str:
    return f'"{one.stem}" OR "{one.beginning}"*' if one.beginning else f'"{one.stem}"'


def _of_postgresql(wanted: Sequence[Wanted], reach: Sequence[str] | None, after: int | None) -> Select[Any]:
    parts = [f"('{one.stem}' | '{one.beginning}':*)" if one.beginning else f"'{one.stem}'" for one in wanted]
    holds = [_TEXT.c.words.op("@@")(cast(" & ".join(parts), TSQUERY))]
    if reach is not None:
        holds.append(_TEXT.c.reach.op("@@")(cast(" | ".join(f"'{word}'" for word in reach), TSQUERY)))
    query = select(_TEXT.c.case_id).join(CASE, CASE.c.id == _TEXT.c.case_id).where(and_(*holds))
    if after is not None:
        query = query.where(_TEXT.c.case_id < after)
    return query.order_by(_TEXT.c.case_id.desc())
