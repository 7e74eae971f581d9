"""The registry of centres."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("creation", "working", "ended"),
                name="centre_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("selection_no", sa.String(length=80), nullable=False),
        sa.Column("selected_on", sa.Date(), nullable=True),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("head", sa.String(length=300), nullable=False),
        sa.Column("opening_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("postponed", sa.Boolean(), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("exception", sa.String(length=2000), nullable=False),
        sa.Column("programmes", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("ended_words", sa.String(length=400), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_centre_case_id_process_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_centre_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
        sa.UniqueConstraint("case_id", name=op.f("uq_centre_case_id")),
    )
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.create_index("ix_centre_organisation", ["organisation_id"], unique=False)
        batch_op.create_index("ix_centre_listed", ["listed_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_index("ix_centre_listed")
        batch_op.drop_index("ix_centre_organisation")

    op.drop_table("centre")
