"""Start a campaign, stop it, and start again what failed: rows first, the worker does the rest in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.campaigns.commands.steps import START_JOB, lock_campaign, require_manager, stream_of, viewer_now
from app.campaigns.models import Campaign, CampaignItem, CampaignState, ItemState
from app.campaigns.queries.eligible import MOST, Reached, choose, examine, reachable
from app.engine.commands.steps.jobs import add_job
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.foundation.transaction import command
from app.organisation.queries import current_tree, timezone_of
from app.processes.queries import Live, current_version_id, live_version

BATCH: Final = 20
LONGEST_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a campaign is to be. `ids` are the organisations of the ways `list` and `file`.

    `own` are the whole answers of organisations that differ from the common ones.
    """

    process_key: str
    name: str
    how: str
    deadline: date
    ids: Sequence[int] = ()
    until_element: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    chosen: str = ""
    schedule_id: int | None = None
    year: int | None = None


@command
def start_campaign(wanted: Wanted, *, started_by: Actor) -> int:
    """Keep a campaign with its organisations and let the worker open their cases; return its id.

    Organisations that cannot get a case are kept with the reason. Raises NotAllowed for a person without a post that
    runs campaigns, InvalidInput with `problems` by field.
    """
    return insert_campaign(wanted, started_by)


def insert_campaign(wanted: Wanted, actor: Actor) -> int:
    """Insert campaign, items and jobs in the transaction of the caller."""
    viewer = viewer_now(actor)
    live = live_version(current_version_id(wanted.process_key))
    post = viewer.acting if viewer.acting in viewer.memberships else None
    nodes = choose(reachable(viewer, live, post), wanted.how, wanted.ids)
    problems = _problems(wanted, live, len(nodes), actor)
    if problems:
        raise InvalidInput(problems=problems)
    campaign = _row(wanted, live, actor)
    db.session.add(campaign)
    db.session.flush()
    batches = _insert_items(campaign.id, examine(live, nodes), wanted.own)
    _add_jobs(campaign.id, range(batches))
    facts = {
        "process": wanted.process_key,
        "version": live.number,
        "name": campaign.name,
        "how": wanted.how,
        "organisations": len(nodes),
        "deadline": wanted.deadline,
        "until": wanted.until_element,
        "answers": sorted(wanted.variables),
        "own_answers": len(set(wanted.own) & {node.id for node in nodes}),
        "year": wanted.year,
    }
    record(stream_of(campaign.id), "start_campaign", actor, facts)
    return campaign.id


def _problems(wanted: Wanted, live: Live, count: int, actor: Actor) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not wanted.name.strip() or len(wanted.name.strip()) > LONGEST_NAME:
        problems["name"] = "required" if not wanted.name.strip() else "too long"
    if wanted.deadline < today(timezone_of(actor.organisation_id)):
        problems["deadline"] = "past"
    if wanted.until_element and wanted.until_element not in {one.element_id for one in live.outline.user_tasks}:
        problems["until"] = "unknown"
    if not 0 < count <= MOST:
        problems["how"] = "nobody" if not count else "too many"
    names = {*wanted.variables, *(name for answers in wanted.own.values() for name in answers)}
    unknown = names - live.writable_names(live.start_form_id)
    return problems | dict.fromkeys(sorted(unknown), "unknown")


def _row(wanted: Wanted, live: Live, actor: Actor) -> Campaign:
    return Campaign(
        name=" ".join(wanted.name.split()),
        process_id=live.process_id,
        version_id=live.version_id,
        organisation_id=actor.organisation_id,
        owner_id=actor.person_id,
        owner_name=actor.name,
        owner_role=actor.role,
        deadline=wanted.deadline,
        until_element=wanted.until_element,
        variables=dict(wanted.variables),
        chosen=wanted.chosen[:300],
        state=CampaignState.STARTING,
        created_at=now(),
        schedule_id=wanted.schedule_id,
        year=wanted.year,
    )


def _insert_items(campaign_id: int, reached: Sequence[Reached], own: Mapping[int, Mapping[str, Any]]) -> int:
    """Insert the items, those that get a case in batches; return how many batches there are."""
    able = [one for one in reached if not one.reason]
    rows = [_item(campaign_id, one, place // BATCH, own) for place, one in enumerate(able)]
    rows += [_item(campaign_id, one, 0, own) for one in reached if one.reason]
    db.session.execute(insert(CampaignItem.__table__), rows)  # type: ignore[arg-type]  # the mapper made it a Table
    return max(1, -(-len(able) // BATCH))


def _item(campaign_id: int, one: Reached, batch: int, own: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "organisation_id": one.node.id,
        "batch": batch,
        "reason": one.reason,
        "state": ItemState.LEFT_OUT if one.reason else ItemState.WAITING,
        "extended_reason": "",
        "variables": dict(own[one.node.id]) if one.node.id in own else None,
    }


def _add_jobs(campaign_id: int, batches: Iterable[int]) -> None:
    for batch in batches:
        add_job(START_JOB, {"campaign": campaign_id, "batch": batch})


@command
def stop_campaign(campaign_id: int, *, stopped_by: Actor, reason: str) -> None:
    """Open no more cases; those that are open go on. Raises NotFound, InvalidInput without a reason."""
    campaign = lock_campaign(campaign_id)
    require_manager(campaign, stopped_by)
    if not reason.strip():
        raise InvalidInput(problems={"reason": "required"})
    campaign.state, campaign.stopped_at = CampaignState.STOPPED, now()
    waiting = (CampaignItem.campaign_id == campaign_id, CampaignItem.state == ItemState.WAITING)
    left = db.session.scalar(select(func.count()).select_from(CampaignItem).where(*waiting)) or 0
    db.session.execute(update(CampaignItem).where(*waiting).values(state=ItemState.LEFT_OUT, reason=reason.strip()))
    record(stream_of(campaign_id), "stop_campaign", stopped_by, {"comment": reason.strip(), "left_out": left})


@command
def retry_campaign(campaign_id: int, *, retried_by: Actor) -> int:
    """Try again what failed or was left out; return for how many. A stopped campaign goes on by it. Raises NotFound."""
    campaign = lock_campaign(campaign_id)
    require_manager(campaign, retried_by)
    again = select(CampaignItem).where(
        CampaignItem.campaign_id == campaign_id, CampaignItem.state.in_([ItemState.FAILED, ItemState.LEFT_OUT])
    )
    items = list(db.session.scalars(again.order_by(CampaignItem.id)))
    live = live_version(campaign.version_id)
    tree = current_tree()
    found = {one.node.id: one for one in examine(live, [tree.node(item.organisation_id) for item in items])}
    last = db.session.scalar(select(func.max(CampaignItem.batch)).where(CampaignItem.campaign_id == campaign_id))
    able = [item for item in items if not found[item.organisation_id].reason]
    for item in items:
        item.reason = found[item.organisation_id].reason
        item.state = ItemState.LEFT_OUT if item.reason else ItemState.WAITING
    for place, item in enumerate(able):
        item.batch = (last or 0) + 1 + place // BATCH
    if able:
        campaign.state, campaign.stopped_at = CampaignState.STARTING, None
        _add_jobs(campaign_id, sorted({item.batch for item in able}))
    record(stream_of(campaign_id), "retry_campaign", retried_by, {"organisations": len(able)})
    return len(able)
