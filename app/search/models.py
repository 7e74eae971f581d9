"""The index of the search: one row a case, in the words of both kinds of database.

SQLite keeps the words in an FTS5 table beside the rows, which triggers keep in line; PostgreSQL in tsvector columns
with a GIN index. Both hold the stems that `policy/words.py` makes, so that both find the same.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, ForeignKey, Text, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model

WORDS = Text().with_variant(TSVECTOR(), "postgresql")
FTS: Final = "search_index"
"""The FTS5 table; SQLite keeps its parts in tables whose names begin the same way."""


class SearchText(Model):
    """The texts of one case: `words` are their stems, `reach` the words of those who may see the case.

    `texts` are the readable pieces the words come from, in the order in which they are offered as what matched:
    [kind, label, text, stems].
    """

    __tablename__ = "search_text"
    case_id: Mapped[int] = mapped_column(
        ForeignKey("process_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(WORDS)
    reach: Mapped[str] = mapped_column(WORDS)
    texts: Mapped[list[Any]] = mapped_column(Json)


FTS_MADE: Final = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, reach, content='search_text', content_rowid='case_id', "
    "detail=column, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, words, reach) VALUES (new.case_id, new.words, new.reach); END",
    "CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words, reach) "
    "VALUES ('delete', old.case_id, old.words, old.reach); END",
)
"""Rows are never updated, only taken away and written anew."""


FTS_GONE: Final = f"DROP TABLE IF EXISTS {FTS}"
GIN: Final = "ix_search_text_words"
GIN_MADE: Final = f"CREATE INDEX {GIN} ON search_text USING gin (words, reach)"


def is_of_a_model(name: str | None, kind: str, _parents: object = None) -> bool:
    """Say whether a table or index is one that models describe: those of the search differ between the databases."""
    if kind == "index":
        return name != GIN
    return kind != "table" or name is None or not (name == FTS or name.startswith(f"{FTS}_"))


@event.listens_for(SearchText.__table__, "after_create")
def _make_index(_table: object, connection: Connection, **_more: object) -> None:
    for statement in FTS_MADE if connection.dialect.name == "sqlite" else (GIN_MADE,):
        connection.exec_driver_sql(statement)


@event.listens_for(SearchText.__table__, "before_drop")
def _drop_index(_table: object, connection: Connection, **_more: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(FTS_GONE)
