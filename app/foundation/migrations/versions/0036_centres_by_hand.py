"""Centres that no case created: the case may be missing, who entered them and from which document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("basis", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("entered_by_name", sa.String(length=300), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            op.f("fk_centre_entered_by_person"), "person", ["entered_by"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_centre_entered_by"), "centre", ["entered_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_centre_entered_by"), table_name="centre")
    op.execute("DELETE FROM centre WHERE case_id IS NULL")
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_centre_entered_by_person"), type_="foreignkey")
        batch_op.drop_column("entered_by_name")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("basis")
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
