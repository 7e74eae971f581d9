"""A link that was given to somebody outside: its secret is never kept, only its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime


class TaskLink(Model):
    """A link to one task. `token_hash` is the SHA-256 (hex) of its secret, `seed` what the secret is derived from.

    `address` is where it was mailed, empty when it was shown to the one who gave it. `used_at` is when the task was
    done, by this link (`by_link`) or otherwise; `posts` counts what was sent with it since `posts_since`.
    """

    __tablename__ = "task_link"
    __table_args__ = (Index("ix_task_link_task", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    seed: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(320), default="")
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issued_by_name: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_by_name: Mapped[str] = mapped_column(String(300), default="")
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    used_by_name: Mapped[str] = mapped_column(String(300), default="")
    by_link: Mapped[bool] = mapped_column(default=False)
    posts: Mapped[int] = mapped_column(default=0)
    posts_since: Mapped[datetime] = mapped_column(UtcTime)
