"""What is known of a stored file; the content lies under its hash in the folder of the installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime


class StoredFile(Model):
    """A file that somebody attached. `id` is random, so that it tells nothing and cannot be counted through.

    Until it is handed in with its task (`submitted_at`) only the uploader sees it; from then on everybody who may see
    the case. `name` is what the uploader called it: data, never a path. Of files with one name in one field of a case
    each new one is the next `version` and `replaces` the one before. `copy_of` is the file of another case that this
    one shows to people who do not see that case.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_case", "case_id", "created_at"),
        Index("ix_stored_file_task", "task_id", "submitted_at"),
        Index("ix_stored_file_sha256", "sha256"),
        Index("ix_stored_file_copy_of", "copy_of_id"),
    )

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id", ondelete="SET NULL"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_by_name: Mapped[str] = mapped_column(String(300), default="")
    name: Mapped[str] = mapped_column(String(260))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(120), default="")
    field_key: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    copy_of_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
