"""Messages between cases, and which processes took them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=400), nullable=True),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "variables", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_published_message_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["process_case.id"],
            name=op.f("fk_published_message_sender_id_process_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_message")),
    )
    with op.batch_alter_table("published_message", schema=None) as batch_op:
        batch_op.create_index("ix_published_message_wanted", ["name", "correlation_key", "expires_at"], unique=False)
        batch_op.create_index("ix_published_message_sender", ["sender_id"], unique=False)
    op.create_table(
        "message_delivery",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_message_delivery_case_id_process_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["published_message.id"],
            name=op.f("fk_message_delivery_message_id_published_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_message_delivery_process_id_process")),
        sa.PrimaryKeyConstraint("message_id", "process_id", name=op.f("pk_message_delivery")),
    )


def downgrade() -> None:
    op.drop_table("message_delivery")
    with op.batch_alter_table("published_message", schema=None) as batch_op:
        batch_op.drop_index("ix_published_message_sender")
        batch_op.drop_index("ix_published_message_wanted")

    op.drop_table("published_message")
