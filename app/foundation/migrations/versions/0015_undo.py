"""undo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undo_task_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undo_state", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("undo", json, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("process_case", schema=None) as batch_op:
        batch_op.drop_column("undo")
        batch_op.drop_column("undo_state")
        batch_op.drop_column("undo_task_id")
