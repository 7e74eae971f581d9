"""fact_evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence_file_id", sa.String(length=24), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_indicator_fact_evidence_file_id_stored_file"),
            "stored_file",
            ["evidence_file_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_indicator_fact_evidence_file_id_stored_file"), type_="foreignkey")
        batch_op.drop_column("evidence_file_id")
