"""remarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    states = sa.Enum(
        "open", "answered", "closed", name="remark_state", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("element_name", sa.String(length=400), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("locks", sa.Boolean(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column(
            "talk", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_remark_case_id_process_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["user_task.id"], name=op.f("fk_remark_task_id_user_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_case", "remark", ["case_id", "number"])
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remarks_left", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.alter_column("remarks_left", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.drop_column("remarks_left")
    op.drop_table("remark")
