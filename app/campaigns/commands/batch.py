"""Open the cases of one batch: each in one transaction with its item, so that a kill loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select, update

from app.audit.models import Actor
from app.campaigns.commands.steps import lock_campaign, origin_of
from app.campaigns.models import Campaign, CampaignItem, CampaignState, ItemState
from app.campaigns.queries.eligible import running_cases, running_words
from app.engine.commands import CampaignStart, start_case
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.bound import Bound
from app.engine.events import CaseStarted
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, SoglasError
from app.foundation.transaction import command
from app.processes.models import Process


def open_batch(job: TakenJob) -> None:
    """Open a case for each organisation of the batch that still waits; taken again, the job goes on where it was."""
    campaign_id, batch = int(job.payload["campaign"]), int(job.payload["batch"])
    for item_id in _waiting(campaign_id, batch):
        _open_one(campaign_id, item_id)
    _finish_starting(campaign_id)


def _waiting(campaign_id: int, batch: int) -> list[int]:
    query = select(CampaignItem.id).where(
        CampaignItem.campaign_id == campaign_id, CampaignItem.batch == batch, CampaignItem.state == ItemState.WAITING
    )
    found = list(db.session.scalars(query.order_by(CampaignItem.id)))
    db.session.rollback()
    return found


def _open_one(campaign_id: int, item_id: int) -> None:
    campaign, item = db.session.get_one(Campaign, campaign_id), db.session.get_one(CampaignItem, item_id)
    if campaign.state is CampaignState.STOPPED or item.state is not ItemState.WAITING:
        return
    running = running_cases(campaign.process_id, [item.organisation_id])
    if running:
        _leave_out(item_id, running_words(running[item.organisation_id]))
        return
    asked = _asked(campaign, item)
    db.session.rollback()
    try:
        start_case(**asked)
    except Conflict as late:
        if late.facts.get("campaign_item") != item_id:
            _fail(item_id, _words(late))
    except SoglasError as refused:
        _fail(item_id, _words(refused))


def _asked(campaign: Campaign, item: CampaignItem) -> dict[str, Any]:
    key = db.session.scalars(select(Process.key).where(Process.id == campaign.process_id)).one()
    bound = Bound(day=campaign.deadline, why=campaign.name, until=campaign.until_element)
    actor = Actor(
        person_id=campaign.owner_id,
        name=campaign.owner_name,
        organisation_id=campaign.organisation_id,
        role=campaign.owner_role,
    )
    return {
        "process_key": key,
        "organisation_id": item.organisation_id,
        "started_by": actor,
        "role": campaign.owner_role,
        "variables": dict(campaign.variables if item.variables is None else item.variables),
        "version_id": campaign.version_id,
        "campaign": CampaignStart(origin=origin_of(item.id), bound=bound),
    }


def note_started(happened: CaseStarted) -> None:
    """Write the case into its item in the transaction that opens it; refuse the case when the item has one."""
    head, _colon, number = happened.origin.partition(":")
    if head != "campaign item":
        return
    item_id = int(number)
    done = db.session.execute(
        update(CampaignItem)
        .where(CampaignItem.id == item_id, CampaignItem.state == ItemState.WAITING)
        .values(state=ItemState.STARTED, case_id=happened.case_id, reason="")
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise Conflict(campaign_item=item_id)


@command
def _fail(item_id: int, reason: str) -> None:
    _put(item_id, {"state": ItemState.FAILED, "reason": reason})


@command
def _leave_out(item_id: int, reason: str) -> None:
    _put(item_id, {"state": ItemState.LEFT_OUT, "reason": reason})


def _put(item_id: int, values: Mapping[str, Any]) -> None:
    waiting = (CampaignItem.id == item_id, CampaignItem.state == ItemState.WAITING)
    db.session.execute(update(CampaignItem).where(*waiting).values(**values))


@command
def _finish_starting(campaign_id: int) -> None:
    campaign = lock_campaign(campaign_id)
    waits = exists().where(CampaignItem.campaign_id == campaign_id, CampaignItem.state == ItemState.WAITING)
    if campaign.state is CampaignState.STARTING and not db.session.scalar(select(waits)):
        campaign.state = CampaignState.RUNNING


def _words(refused: SoglasError) -> str:
    told = refused.facts.get("ru")
    if told:
        return str(told)
    if isinstance(refused, NotAllowed):
        return str(_("The one who started the campaign holds no post that may open this case any more"))
    problems = refused.facts.get("problems")
    if problems:
        return str(_("The start form does not take these answers: %(names)s", names=", ".join(map(str, problems))))  # type: ignore[call-overload]
    return str(_("The case could not be opened"))
