"""Views that people have saved, and with which of them a list opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Json, Model, UtcTime


class SavedView(Model):
    """A list as one person wants to see it: `asked` is its filter, `columns` what its rows show.

    `organisation_id` is whom it is shared with, nobody when empty; `role` narrows that to one role there.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("ix_saved_view_person", "person_id", "page"),
        Index("ix_saved_view_organisation", "organisation_id", "page"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    page: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    asked: Mapped[dict[str, str]] = mapped_column(Json)
    columns: Mapped[list[str]] = mapped_column(Json)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(40), default="")
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class DefaultView(Model):
    """With which view a list opens for a person."""

    __tablename__ = "default_view"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[str] = mapped_column(String(20), primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id", ondelete="CASCADE"), index=True)
