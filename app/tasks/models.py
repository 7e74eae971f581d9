"""One order for many tasks, done in the background: what was chosen, and how each of them ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class BulkOrder(Model):
    """What one person wants done with many tasks.

    `items` are the tasks as they were seen (`id`, `ver`, `name`, `organisation`, `number`); `results` says for each id
    that is done with what went wrong, an empty text when nothing did. `target_id` is the colleague they are given to.
    """

    __tablename__ = "bulk_order"
    __table_args__ = (Index("ix_bulk_order_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    action: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int | None]
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    results: Mapped[dict[str, str]] = mapped_column(Json)
    ordered_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
