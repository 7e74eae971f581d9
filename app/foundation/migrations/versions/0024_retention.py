"""The file plan and what is left of destroyed cases; a campaign lets go of a case that is destroyed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
FK = "fk_campaign_item_case_id_process_case"


def upgrade() -> None:
    op.create_table(
        "file_plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_file_plan_item_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_file_plan_item_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_plan_item")),
        sa.UniqueConstraint("organisation_id", "process_id", name=op.f("uq_file_plan_item_organisation_id_process_id")),
    )
    op.create_table(
        "destroyed_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("process_name", sa.String(length=300), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("act_case_number", sa.String(length=40), nullable=False),
        sa.Column("act_number", sa.String(length=120), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("audit_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_destroyed_case_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destroyed_case")),
        sa.UniqueConstraint("number", name=op.f("uq_destroyed_case_number")),
    )
    op.create_index("ix_destroyed_case_organisation", "destroyed_case", ["organisation_id", "id"])
    _case_of_campaign_items("SET NULL")


def downgrade() -> None:
    _case_of_campaign_items(None)
    op.drop_index("ix_destroyed_case_organisation", table_name="destroyed_case")
    op.drop_table("destroyed_case")
    op.drop_table("file_plan_item")


def _case_of_campaign_items(ondelete: str | None) -> None:
    with op.batch_alter_table("campaign_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(FK), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(FK), "process_case", ["case_id"], ["id"], ondelete=ondelete)
