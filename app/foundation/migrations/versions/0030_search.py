"""The index of the search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_UNSEARCHED = sa.text("ver <> searched_ver")
_FTS = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, reach, content='search_text', content_rowid='case_id', "
    "detail=column, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, words, reach) VALUES (new.case_id, new.words, new.reach); END",
    "CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words, reach) "
    "VALUES ('delete', old.case_id, old.words, old.reach); END",
)


def upgrade() -> None:
    # Every case that there is begins as one whose texts have changed: the worker reads them one after the other.
    op.add_column("process_case", sa.Column("searched_ver", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_process_case_unsearched",
        "process_case",
        ["id"],
        postgresql_where=_UNSEARCHED,
        sqlite_where=_UNSEARCHED,
    )
    words = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    op.create_table(
        "search_text",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", words, nullable=False),
        sa.Column("reach", words, nullable=False),
        sa.Column(
            "texts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_search_text_case_id_process_case"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_search_text")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_search_text_words", "search_text", ["words", "reach"], postgresql_using="gin")
    else:
        for statement in _FTS:
            op.execute(statement)
    op.create_index("ix_journal_entry_number", "journal_entry", ["number"])


def downgrade() -> None:
    op.drop_index("ix_journal_entry_number", table_name="journal_entry")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_text")
    op.drop_index("ix_process_case_unsearched", table_name="process_case")
    op.drop_column("process_case", "searched_ver")
