"""calendar_years."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("completed_by_name", sa.String(length=300), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_calendar_year_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_calendar_year")),
    )
    with op.batch_alter_table("calendar_exception", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "rest",
                    "work",
                    "short",
                    "vacation",
                    name="day_kind",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
    op.execute("UPDATE calendar_exception SET kind = CASE WHEN works THEN 'work' ELSE 'rest' END")
    with op.batch_alter_table("calendar_exception", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(length=40), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_exception", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_calendar_exception_day_kind"), type_="check")
        batch_op.drop_column("kind")

    op.drop_table("calendar_year")
