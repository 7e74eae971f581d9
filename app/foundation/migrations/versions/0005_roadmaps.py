"""Plans, applied plans, occurrences of measures, transfers, facts of indicators, calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_feed_person", ["person_id", "ended_at"], unique=False)

    op.create_table(
        "roadmap_plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_roadmap_plan_version_created_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_plan_version")),
        sa.UniqueConstraint("plan", "number", name=op.f("uq_roadmap_plan_version_plan_number")),
    )
    op.create_table(
        "roadmap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "closed", name="roadmap_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["applied_by"], ["person.id"], name=op.f("fk_roadmap_applied_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_roadmap_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["roadmap_plan_version.id"], name=op.f("fk_roadmap_version_id_roadmap_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap")),
        sa.UniqueConstraint("plan", "organisation_id", "year", name=op.f("uq_roadmap_plan_organisation_id_year")),
    )
    with op.batch_alter_table("roadmap", schema=None) as batch_op:
        batch_op.create_index("ix_roadmap_organisation", ["organisation_id"], unique=False)

    op.create_table(
        "indicator_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum("answer", "manual", name="fact_source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_by_name", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_by_name", sa.String(length=300), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_indicator_fact_approved_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["process_case.id"], name=op.f("fk_indicator_fact_case_id_process_case"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_indicator_fact_entered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_indicator_fact_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_fact")),
        sa.UniqueConstraint(
            "indicator", "organisation_id", "period", name=op.f("uq_indicator_fact_indicator_organisation_id_period")
        ),
    )
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.create_index("ix_indicator_fact_organisation", ["organisation_id", "indicator"], unique=False)

    op.create_table(
        "measure_occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("executor_role", sa.String(length=40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("safe_due", sa.Date(), nullable=False),
        sa.Column("printed_due", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ahead",
                "open",
                "returned",
                "done",
                "not done",
                "passed",
                name="occurrence_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=600), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["process_case.id"],
            name=op.f("fk_measure_occurrence_case_id_process_case"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_measure_occurrence_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_measure_occurrence_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_occurrence")),
        sa.UniqueConstraint("case_id", name=op.f("uq_measure_occurrence_case_id")),
        sa.UniqueConstraint(
            "roadmap_id", "measure", "organisation_id", "printed_due", name="uq_measure_occurrence_key"
        ),
    )
    with op.batch_alter_table("measure_occurrence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_measure_occurrence_opens",
            ["opens_on", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'ahead'"),
            sqlite_where=sa.text("state = 'ahead'"),
        )
        batch_op.create_index("ix_measure_occurrence_organisation", ["organisation_id", "due"], unique=False)
        batch_op.create_index("ix_measure_occurrence_row", ["roadmap_id", "position", "due"], unique=False)

    op.create_table(
        "measure_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="transfer_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_measure_transfer_asked_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_measure_transfer_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["measure_occurrence.id"],
            name=op.f("fk_measure_transfer_occurrence_id_measure_occurrence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_transfer")),
    )
    with op.batch_alter_table("measure_transfer", schema=None) as batch_op:
        batch_op.create_index("ix_measure_transfer_occurrence", ["occurrence_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("measure_transfer", schema=None) as batch_op:
        batch_op.drop_index("ix_measure_transfer_occurrence")

    op.drop_table("measure_transfer")
    with op.batch_alter_table("measure_occurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_measure_occurrence_row")
        batch_op.drop_index("ix_measure_occurrence_organisation")
        batch_op.drop_index(
            "ix_measure_occurrence_opens",
            postgresql_where=sa.text("state = 'ahead'"),
            sqlite_where=sa.text("state = 'ahead'"),
        )

    op.drop_table("measure_occurrence")
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_indicator_fact_organisation")

    op.drop_table("indicator_fact")
    with op.batch_alter_table("roadmap", schema=None) as batch_op:
        batch_op.drop_index("ix_roadmap_organisation")

    op.drop_table("roadmap")
    op.drop_table("roadmap_plan_version")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_feed_person")

    op.drop_table("calendar_feed")
