"""What a person wants to be written, and what waits for their next morning digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class MailSetting(Model):
    """When a person hears of what. `immediate` are the kinds that come at once, None the usual ones.

    `digest` is `workdays`, `daily` or `off`, `digest_time` the time of day (HH:MM) in the zone of the person's post.
    `next_at` is when the next digest is due, None when there is none; `last_at` when the last one was made.
    """

    __tablename__ = "mail_setting"
    __table_args__ = (Index("ix_mail_setting_next", "next_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    immediate: Mapped[list[str] | None] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(10), default="workdays")
    digest_time: Mapped[str] = mapped_column(String(5), default="08:00")
    next_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcTime)


class HeldNotice(Model):
    """A line for the next digest of a person. `event` is what happened; `key` keeps a notice from being held twice."""

    __tablename__ = "held_notice"
    __table_args__ = (Index("ix_held_notice_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    words: Mapped[str] = mapped_column(String(500))
    link: Mapped[str] = mapped_column(String(500))
    held_at: Mapped[datetime] = mapped_column(UtcTime)
