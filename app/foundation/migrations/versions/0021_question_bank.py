"""question_bank and approval of publications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATES = "ck_process_draft_draft_state"
OLD = "state IN ('offered', 'open', 'published', 'discarded')"
NEW = "state IN ('offered', 'open', 'sent', 'published', 'discarded')"


def upgrade() -> None:
    op.create_table(
        "form_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column(
            "components", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("owner_organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_form_part_owner_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_form_part_saved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_part")),
    )
    with op.batch_alter_table("form_part", schema=None) as batch_op:
        batch_op.create_index("ix_form_part_owner", ["owner_organisation_id", "is_withdrawn"], unique=False)

    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approver_role", sa.String(length=60), nullable=False, server_default=""))

    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approval_case_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "publication",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                nullable=True,
            )
        )
    _allow_states(NEW)


def downgrade() -> None:
    op.execute("UPDATE process_draft SET state = 'open' WHERE state = 'sent'")
    _allow_states(OLD)
    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.drop_column("publication")
        batch_op.drop_column("approval_case_id")

    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.drop_column("approver_role")

    with op.batch_alter_table("form_part", schema=None) as batch_op:
        batch_op.drop_index("ix_form_part_owner")

    op.drop_table("form_part")


def _allow_states(rule: str) -> None:
    """Put another CHECK on the state of a draft; a table that SQLite copies comes without the old one."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(STATES), "process_draft", type_="check")
    with op.batch_alter_table("process_draft", schema=None, recreate="auto") as batch_op:
        batch_op.create_check_constraint(op.f(STATES), rule)
