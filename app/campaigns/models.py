"""Campaigns, the organisations they reach, and campaigns that open themselves every year."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.models.values import Values
from app.foundation.database import Model, UtcTime, enum_column


class CampaignState(StrEnum):
    """A stopped campaign opens no more cases; those that it opened go on."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


class ItemState(StrEnum):
    """How an organisation stands before it has a case: it waits for the worker, was left out, or it failed."""

    WAITING = "waiting"
    STARTED = "started"
    LEFT_OUT = "left out"
    FAILED = "failed"


class Campaign(Model):
    """One process started for many organisations, with one last day.

    `organisation_id` is the territory: the organisation of the post in which `owner_id` acts. `until_element` is the
    step that has to be done by `deadline`; empty means the whole case. `variables` are the common answers to the start
    form, `chosen` says in words how the organisations were chosen. `schedule_id` and `year` name the yearly campaign.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("schedule_id", "year"),
        Index("ix_campaign_organisation", "organisation_id", "created_at", "id"),
        Index("ix_campaign_created", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str] = mapped_column(String(300))
    owner_role: Mapped[str] = mapped_column(String(40))
    deadline: Mapped[date]
    until_element: Mapped[str] = mapped_column(String(200), default="")
    variables: Mapped[dict[str, Any]] = mapped_column(Values)
    chosen: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[CampaignState] = mapped_column(enum_column(CampaignState, "campaign_state"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reminded_count: Mapped[int] = mapped_column(default=0)
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_schedule.id"))
    year: Mapped[int | None]


class CampaignItem(Model):
    """One organisation of a campaign; `reason` says why it has no case. `last_day` is its own, after an extension.

    `variables` are its own whole answers to the start form, None when the common ones hold.
    """

    __tablename__ = "campaign_item"
    __table_args__ = (
        UniqueConstraint("campaign_id", "organisation_id"),
        Index("ix_campaign_item_case", "case_id"),
        Index("ix_campaign_item_batch", "campaign_id", "batch", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    batch: Mapped[int]
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState, "campaign_item_state"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("process_case.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")
    variables: Mapped[dict[str, Any] | None] = mapped_column(Values)
    last_day: Mapped[date | None]
    extended_reason: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CampaignSchedule(Model):
    """A campaign that opens itself every year on `opens` (`MM-DD`) with the last day `deadline` (`MM-DD`).

    `base_year` is the year its `variables` speak of: years and dates in them move with the year it opens in.
    `how` is `schools` or `centres`: what below the territory it reaches.
    """

    __tablename__ = "campaign_schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str] = mapped_column(String(300))
    owner_role: Mapped[str] = mapped_column(String(40))
    opens: Mapped[str] = mapped_column(String(5))
    deadline: Mapped[str] = mapped_column(String(5))
    until_element: Mapped[str] = mapped_column(String(200), default="")
    how: Mapped[str] = mapped_column(String(20))
    variables: Mapped[dict[str, Any]] = mapped_column(Values)
    base_year: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
