"""Facts of shares keep what they were counted from: how many of how many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("whole", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("indicator_fact", schema=None) as batch_op:
        batch_op.drop_column("whole")
        batch_op.drop_column("part")
