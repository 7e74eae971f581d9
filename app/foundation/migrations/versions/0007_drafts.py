"""Drafts of processes with their parts, kept scenarios, and try-outs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "process_scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("steps", _JSON, nullable=False),
        sa.Column("path", _JSON, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_process_scenario_saved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_scenario")),
        sa.UniqueConstraint("process_key", "name", name=op.f("uq_process_scenario_process_key_name")),
    )
    op.create_table(
        "process_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("owner_organisation_id", sa.Integer(), nullable=True),
        sa.Column("base_version_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "open",
                "published",
                "discarded",
                name="draft_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("report", _JSON, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_version_id"], ["process_version.id"], name=op.f("fk_process_draft_base_version_id_process_version")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_process_draft_changed_by_person")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_process_draft_created_by_person")),
        sa.ForeignKeyConstraint(
            ["owner_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_process_draft_owner_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_draft")),
    )
    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.create_index("ix_process_draft_state", ["state", "process_key"], unique=False)

    op.create_table(
        "process_draft_kept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "diagram", "form", "decision", name="part_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["process_draft.id"],
            name=op.f("fk_process_draft_kept_draft_id_process_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_process_draft_kept_saved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_draft_kept")),
    )
    with op.batch_alter_table("process_draft_kept", schema=None) as batch_op:
        batch_op.create_index("ix_process_draft_kept_draft", ["draft_id"], unique=False)

    op.create_table(
        "process_draft_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "diagram", "form", "decision", name="part_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["process_draft.id"],
            name=op.f("fk_process_draft_part_draft_id_process_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_process_draft_part_saved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_draft_part")),
        sa.UniqueConstraint("draft_id", "kind", "name", name=op.f("uq_process_draft_part_draft_id_kind_name")),
    )
    op.create_table(
        "process_tryout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("steps", _JSON, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["process_draft.id"],
            name=op.f("fk_process_tryout_draft_id_process_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_process_tryout_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_tryout")),
        sa.UniqueConstraint("draft_id", "person_id", name=op.f("uq_process_tryout_draft_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("process_tryout")
    op.drop_table("process_draft_part")
    with op.batch_alter_table("process_draft_kept", schema=None) as batch_op:
        batch_op.drop_index("ix_process_draft_kept_draft")

    op.drop_table("process_draft_kept")
    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_process_draft_state")

    op.drop_table("process_draft")
    op.drop_table("process_scenario")
