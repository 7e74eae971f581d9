"""excluded_others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
VALUES = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember for a task everybody whom four eyes leave out, and for an organisation of a campaign its own answers."""
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("excluded_others", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("campaign_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("variables", VALUES, nullable=True))
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.alter_column("excluded_others", existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    """Forget it again."""
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_column("excluded_others")
    with op.batch_alter_table("campaign_item", schema=None) as batch_op:
        batch_op.drop_column("variables")
