"""Settings of processes for organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_by_name", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_process_setting_changed_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_process_setting_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_process_setting_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_setting")),
    )
    op.create_index("ix_process_setting_name", "process_setting", ["process_id", "name", "organisation_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_process_setting_name", table_name="process_setting")
    op.drop_table("process_setting")
