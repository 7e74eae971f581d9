"""Calls between cases: which case opened which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_call",
        sa.Column("child_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("element_name", sa.String(length=400), nullable=False),
        sa.Column("engine_task_id", sa.String(length=64), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("open", "returned", "cancelled", "alone"),
                name="call_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["process_case.id"], name=op.f("fk_case_call_child_id_process_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["process_case.id"], name=op.f("fk_case_call_parent_id_process_case"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_case_call")),
    )
    with op.batch_alter_table("case_call", schema=None) as batch_op:
        batch_op.create_index("ix_case_call_parent", ["parent_id", "child_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_call", schema=None) as batch_op:
        batch_op.drop_index("ix_case_call_parent")

    op.drop_table("case_call")
