"""Keep the index in line with the cases: what changed is read anew, a few cases at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Table, delete, insert, text

from app.engine.commands.steps.searching import all_texts_changed, list_unsearched, mark_searched
from app.engine.queries.reach import readers_of
from app.foundation.database import db
from app.foundation.transaction import command
from app.search.models import SearchText
from app.search.policy.words import stems_of
from app.search.queries.texts import pieces_of

AT_ONCE: Final = 20
BATCHES_OF_A_SECOND: Final = 5
MOST_STEMS: Final = 20_000
_ONE_AT_A_TIME: Final = 7_730_401
"""The key of the advisory lock of PostgreSQL: two workers would write the same rows."""
_TEXT: Table = SearchText.__table__  # type: ignore[assignment]  # the mapper made it a Table


def catch_up() -> None:
    """Bring the index in line as far as a second allows; one small question when there is nothing to do."""
    for _ in range(BATCHES_OF_A_SECOND):
        waits = bool(list_unsearched(1))
        db.session.rollback()
        if not waits or not index_some():
            return


@command
def index_some(limit: int = AT_ONCE) -> int:
    """Read the texts of the next cases that changed; return how many (0 also when another worker is at it)."""
    if db.session.connection().dialect.name == "postgresql":
        free = text("SELECT pg_try_advisory_xact_lock(:key)")
        if not db.session.scalar(free, {"key": _ONE_AT_A_TIME}):
            return 0
    found = {one.case_id: one.ver for one in list_unsearched(limit)}
    if found:
        _write(found.keys())
        mark_searched(found)
    return len(found)


@command
def forget_everything() -> None:
    """Let every case be read anew; what is found until then is what was found before."""
    all_texts_changed()


def _write(case_ids: Collection[int]) -> None:
    pieces, readers = pieces_of(case_ids), readers_of(case_ids)
    rows: list[dict[str, Any]] = []
    for case_id in case_ids:
        texts = [(one, stems_of((one.text,))) for one in pieces[case_id]]
        stems = dict.fromkeys(stem for _, some in texts for stem in some)
        rows.append(
            {
                "case_id": case_id,
                "words": " ".join(list(stems)[:MOST_STEMS]),
                "reach": " ".join(sorted(readers[case_id])),
                "texts": [[one.kind, one.label, one.text, " ".join(some)] for one, some in texts],
            }
        )
    db.session.execute(delete(_TEXT).where(_TEXT.c.case_id.in_(case_ids)))
    db.session.execute(insert(_TEXT), rows)
