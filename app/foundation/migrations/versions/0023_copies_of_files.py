"""A file of one case that is shown in another (acquaintance); a dossier may be one PDF."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("copy_of_id", sa.String(length=24), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_stored_file_copy_of_id_stored_file"),
            "stored_file",
            ["copy_of_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index("ix_stored_file_copy_of", ["copy_of_id"], unique=False)

    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=10), server_default="zip", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_column("form")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_file_copy_of")
        batch_op.drop_constraint(batch_op.f("fk_stored_file_copy_of_id_stored_file"), type_="foreignkey")
        batch_op.drop_column("copy_of_id")
