"""Give some organisations of a campaign a later last day, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.campaigns.commands.steps import stream_of, viewer_now
from app.campaigns.models import CampaignItem
from app.campaigns.queries.campaigns import get_campaign_visible_to
from app.campaigns.queries.standing import list_standings
from app.engine.commands import extend_case
from app.engine.events import CaseExtended
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import InvalidInput, SoglasError
from app.foundation.transaction import command
from app.organisation.queries import timezone_of

MOST = 300


@dataclass(frozen=True, kw_only=True)
class Extended:
    """How many organisations got the later day, and the names of those that could not."""

    done: int
    refused: tuple[str, ...]


def extend_campaign(
    campaign_id: int, *, item_ids: Sequence[int], new_date: date, reason: str, extended_by: Actor
) -> Extended:
    """Move the last day of the cases of these organisations, each in a transaction of its own, recorded in each case.

    Raises NotFound, InvalidInput with `problems` for the day, the reason, or when nobody is chosen.
    """
    viewer = viewer_now(extended_by)
    campaign = get_campaign_visible_to(viewer, campaign_id)
    chosen = [one for one in list_standings(viewer, campaign) if one.item_id in set(item_ids) and one.case_id]
    problems = {}
    if not chosen or len(chosen) > MOST:
        problems["items"] = "required" if not chosen else "too many"
    if not reason.strip():
        problems["reason"] = "required"
    if new_date <= campaign.deadline or new_date < today(timezone_of(campaign.organisation_id)):
        problems["new_date"] = "not later"
    if problems:
        raise InvalidInput(problems=problems)
    db.session.rollback()
    refused, moved = [], []
    for one in chosen:
        try:
            extend_case(one.case_id or 0, new_date=new_date, reason=reason, extended_by=extended_by)
            moved.append(one.node.code)
        except SoglasError:
            refused.append(one.node.short_name)
    _record(campaign_id, extended_by, moved, new_date, reason)
    return Extended(done=len(moved), refused=tuple(refused))


@command
def _record(campaign_id: int, actor: Actor, moved: Sequence[str], new_date: date, reason: str) -> None:
    facts = {"organisations": list(moved), "until": new_date, "comment": reason.strip()}
    record(stream_of(campaign_id), "extend_campaign", actor, facts)


def note_extended(happened: CaseExtended) -> None:
    """Keep the later day with the organisation, in the transaction that moves it."""
    if db.session.scalar(select(CampaignItem.id).where(CampaignItem.case_id == happened.case_id)) is None:
        return
    db.session.execute(
        update(CampaignItem)
        .where(CampaignItem.case_id == happened.case_id)
        .values(last_day=happened.new_date, extended_reason=happened.reason)
    )
