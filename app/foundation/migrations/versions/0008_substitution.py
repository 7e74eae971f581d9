"""substitution and delegation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "leave",
                "illness",
                "trip",
                "training",
                "other",
                name="absence_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_by_name", sa.String(length=300), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_absence_set_by_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_person", "absence", ["person_id", "until"])
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absence_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("process_key", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["absence.id"], name=op.f("fk_substitution_absence_id_absence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["person.id"], name=op.f("fk_substitution_substitute_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_substitution_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_index("ix_substitution_absence_id", "substitution", ["absence_id"])
    op.create_index("ix_substitution_substitute", "substitution", ["substitute_id"])
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous_for_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("excluded_previous_for_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delegation", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("delegated_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delegated_basis", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("completed_for_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_user_task_delegated_by_id_person"), "person", ["delegated_by_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_user_task_completed_for_id_person"), "person", ["completed_for_id"], ["id"]
        )
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.alter_column("delegation", existing_type=sa.String(length=10), server_default=None)
        batch_op.alter_column("delegated_basis", existing_type=sa.String(length=300), server_default=None)
        batch_op.create_index(
            "ix_user_task_done_for",
            ["completed_for_id", "completed_at"],
            postgresql_where=sa.text("completed_for_id IS NOT NULL"),
            sqlite_where=sa.text("completed_for_id IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_index("ix_user_task_done_for")
        batch_op.drop_constraint(op.f("fk_user_task_completed_for_id_person"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_user_task_delegated_by_id_person"), type_="foreignkey")
        for name in (
            "completed_for_id",
            "delegated_basis",
            "delegated_by_id",
            "delegation",
            "excluded_previous_for_id",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.drop_column("previous_for_id")
    op.drop_table("substitution")
    op.drop_table("absence")
