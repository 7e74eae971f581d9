"""Numbers of cases: one journal for each prefix and year, without gaps or doubles."""

from __future__ import annotations

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.engine.models import CaseCounter
from app.foundation.database import db

_COUNTER: Table = CaseCounter.__table__  # type: ignore[assignment]  # the mapper made it a Table


def next_number(prefix: str, year: int) -> str:
    """Return the next number of the journal, «ШР-2026-0142»; the row stays locked until the transaction ends."""
    key = {"prefix": prefix, "year": year}
    where = (_COUNTER.c.prefix == prefix, _COUNTER.c.year == year)
    raise_it = update(_COUNTER).where(*where).values(last=_COUNTER.c.last + 1).returning(_COUNTER.c.last)
    last = db.session.execute(raise_it).scalar()
    if last is None:
        if db.session.connection().dialect.name == "postgresql":
            db.session.execute(postgresql.insert(_COUNTER).values(**key, last=0).on_conflict_do_nothing())
        else:
            db.session.execute(sqlite.insert(_COUNTER).values(**key, last=0).on_conflict_do_nothing())
        last = db.session.execute(raise_it).scalar_one()
    return f"{prefix}-{year}-{last:04d}"


def last_number(prefix: str, year: int) -> int:
    """Return how many numbers were given."""
    query = select(_COUNTER.c.last).where(_COUNTER.c.prefix == prefix, _COUNTER.c.year == year)
    return db.session.scalar(query) or 0
