"""Campaigns, their organisations, and yearly campaigns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_STATES = ("starting", "running", "stopped")
_ITEM_STATES = ("waiting", "started", "left out", "failed")


def upgrade() -> None:
    op.create_table(
        "campaign_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=300), nullable=False),
        sa.Column("owner_role", sa.String(length=40), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("deadline", sa.String(length=5), nullable=False),
        sa.Column("until_element", sa.String(length=200), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("variables", _JSON, nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("campaign_schedule", process_id="process", organisation_id="organisation", owner_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_schedule")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=300), nullable=False),
        sa.Column("owner_role", sa.String(length=40), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("until_element", sa.String(length=200), nullable=False),
        sa.Column("variables", _JSON, nullable=False),
        sa.Column("chosen", sa.String(length=300), nullable=False),
        sa.Column("state", _enum("campaign_state", _STATES), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_count", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        *_keys(
            "campaign",
            process_id="process",
            version_id="process_version",
            organisation_id="organisation",
            owner_id="person",
            schedule_id="campaign_schedule",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("schedule_id", "year", name=op.f("uq_campaign_schedule_id_year")),
    )
    op.create_index("ix_campaign_organisation", "campaign", ["organisation_id", "created_at", "id"])
    op.create_index("ix_campaign_created", "campaign", ["created_at", "id"])
    op.create_table(
        "campaign_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("state", _enum("campaign_item_state", _ITEM_STATES), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("extended_reason", sa.String(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_item_campaign_id_campaign"), ondelete="CASCADE"
        ),
        *_keys("campaign_item", organisation_id="organisation", case_id="process_case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_item")),
        sa.UniqueConstraint(
            "campaign_id", "organisation_id", name=op.f("uq_campaign_item_campaign_id_organisation_id")
        ),
    )
    op.create_index("ix_campaign_item_case", "campaign_item", ["case_id"])
    op.create_index("ix_campaign_item_batch", "campaign_item", ["campaign_id", "batch", "state"])


def downgrade() -> None:
    op.drop_index("ix_campaign_item_batch", table_name="campaign_item")
    op.drop_index("ix_campaign_item_case", table_name="campaign_item")
    op.drop_table("campaign_item")
    op.drop_index("ix_campaign_created", table_name="campaign")
    op.drop_index("ix_campaign_organisation", table_name="campaign")
    op.drop_table("campaign")
    op.drop_table("campaign_schedule")


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in columns.items()
    ]


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
