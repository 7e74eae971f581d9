"""Count what is said to the database; BEGIN is not a statement of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.foundation.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of the block; `COMMIT` stands for each commit."""
    said: list[str] = []

    def execute(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    def commit(_connection: Any) -> None:
        said.append("COMMIT")

    engine = db.engine
    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)
