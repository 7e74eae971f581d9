"""Short ways to begin a campaign, let the worker work, and see what became of its organisations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.campaigns.commands import (
    Wanted,
    start_campaign,
)
from app.campaigns.models import CampaignItem
from app.campaigns.queries.campaigns import campaign_page
from app.campaigns.queries.standing import Choice
from app.engine.handlers import run_everything_due
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import actor

DEADLINE = date(2026, 6, 30)
ANSWERS = {"_name": "Заявки 2026", "_deadline": "2026-06-30", "_until": "", "_how": "schools"}


def begin(cast: Cast, login: str = "north.officer", **more: object) -> int:
    """Start a campaign for all schools of a territory and let the worker open its cases."""
    wanted = {"process_key": "P", "name": "Заявки 2026", "how": "schools", "deadline": DEADLINE, **more}
    campaign_id = start_campaign(Wanted(**wanted), started_by=actor(cast, login))  # type: ignore[arg-type]
    work()
    return campaign_id


def work() -> None:
    """Let the worker do everything that is due, seeing what browsers have committed."""
    db.session.rollback()
    run_everything_due()


def items(campaign_id: int) -> list[CampaignItem]:
    """Return the organisations of a campaign as the database has them now."""
    db.session.rollback()
    db.session.expire_all()
    query = select(CampaignItem).where(CampaignItem.campaign_id == campaign_id).order_by(CampaignItem.id)
    return list(db.session.scalars(query))


def groups(cast: Cast, login: str, campaign_id: int) -> dict[str, str]:
    """Return in which group somebody sees each organisation."""
    page = campaign_page(cast.viewer(login), campaign_id, Choice())
    return {row.standing.node.code: group.value for group, _number, rows in page.groups for row in rows}
