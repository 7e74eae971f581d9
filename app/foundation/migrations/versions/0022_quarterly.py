"""quarterly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reporting_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("first_period", sa.String(length=7), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("summary_day", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("introduced_by", sa.Integer(), nullable=True),
        sa.Column("introduced_by_name", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduced_by"], ["person.id"], name=op.f("fk_reporting_order_introduced_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reporting_order_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_order")),
    )
    with op.batch_alter_table("reporting_order", schema=None) as batch_op:
        batch_op.create_index("ix_reporting_order_organisation", ["organisation_id", "ended_at"], unique=False)
    op.create_table(
        "quarterly_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=300), nullable=False),
        sa.Column("post", sa.String(length=300), nullable=False),
        sa.Column("organisation_name", sa.String(length=400), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["process_case.id"],
            name=op.f("fk_quarterly_signature_case_id_process_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quarterly_signature_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarterly_signature")),
    )
    with op.batch_alter_table("quarterly_signature", schema=None) as batch_op:
        batch_op.create_index("ix_quarterly_signature_case", ["case_id", "id"], unique=False)
    op.create_table(
        "quarterly_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("is_summary", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("safe_due", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_quarterly_report_case_id_process_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quarterly_report_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["quarterly_signature.id"],
            name=op.f("fk_quarterly_report_signature_id_quarterly_signature"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarterly_report")),
        sa.UniqueConstraint("case_id", name=op.f("uq_quarterly_report_case_id")),
        sa.UniqueConstraint("period", "organisation_id", name="uq_quarterly_report_key"),
    )
    with op.batch_alter_table("quarterly_report", schema=None) as batch_op:
        batch_op.create_index("ix_quarterly_report_organisation", ["organisation_id", "period"], unique=False)


def downgrade() -> None:
    op.drop_table("quarterly_report")
    op.drop_table("quarterly_signature")
    op.drop_table("reporting_order")
