"""Messages between cases: thrown by one, kept for a while, taken once by each process that wants them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.models.values import Values
from app.foundation.database import Model, UtcTime


class PublishedMessage(Model):
    """A message that left its case. It goes at most once to each process until `expires_at`, then it is forgotten.

    `organisation_id` is that of a case which the message opens.
    """

    __tablename__ = "published_message"
    __table_args__ = (
        Index("ix_published_message_wanted", "name", "correlation_key", "expires_at"),
        Index("ix_published_message_sender", "sender_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    correlation_key: Mapped[str | None] = mapped_column(String(400))
    sender_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    element_id: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    variables: Mapped[dict[str, Any]] = mapped_column(Values)
    published_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)


class MessageDelivery(Model):
    """That a process took a message, and the case that did; written under the lock of the message."""

    __tablename__ = "message_delivery"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("published_message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("process_case.id", ondelete="CASCADE"))
    delivered_at: Mapped[datetime] = mapped_column(UtcTime)
