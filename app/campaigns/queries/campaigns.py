"""Campaigns as a person sees them: the list, one campaign, its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select, tuple_

from app.access.policy import Viewer
from app.campaigns.models import Campaign, CampaignItem, CampaignSchedule, CampaignState, ItemState
from app.campaigns.policy import campaign_scope, may_manage_campaign, may_run_campaigns
from app.campaigns.queries.matrix import Cell, Step, cells_of, steps_of
from app.campaigns.queries.standing import Choice, Group, Standing, keep, list_standings
from app.engine.models import Case, CaseStatus
from app.engine.queries.keyset import read_key, write_key
from app.engine.queries.visibility import oversees
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import Organisation
from app.organisation.queries import Node, current_tree
from app.processes.models import Process

PAGE: Final = 50
CAMPAIGNS_A_PAGE: Final = 20
DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class CampaignRow:
    """One campaign in the list, with how many of the organisations that this person reaches stand how."""

    campaign_id: int
    name: str
    process_name: str
    place: str
    owner_name: str
    deadline: date
    state: CampaignState
    created_at: datetime
    year: int | None
    total: int
    done: int
    running: int
    waiting: int
    help: int


@dataclass(frozen=True, kw_only=True)
class CampaignList:
    """Lines and where the next ones begin (None at the end)."""

    rows: tuple[CampaignRow, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One organisation of the matrix; `link` is the number of its case when this person may open it."""

    standing: Standing
    cells: tuple[Cell, ...]
    link: str

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(cell.is_done for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class CampaignPage:
    """Everything the page of a campaign draws; `next` is the key of the next part of the matrix."""

    campaign: Campaign
    process_key: str
    process_name: str
    place: str
    until_name: str
    counts: Mapping[str, int]
    total: int
    waiting: int
    to_remind: int
    can_retry: int
    steps: tuple[Step, ...]
    all_steps: tuple[Step, ...]
    groups: tuple[tuple[Group, int, tuple[MatrixRow, ...]], ...]
    authorities: tuple[tuple[int, str], ...]
    choice: Choice
    step: str
    shown: int
    next: str | None
    may_manage: bool


def get_campaign_visible_to(viewer: Viewer, campaign_id: int) -> Campaign:
    """Return a campaign that reaches some organisation of this person; raises NotFound."""
    if not may_run_campaigns(viewer):
        raise NotFound(campaign=campaign_id)
    campaign = db.session.scalar(select(Campaign).where(Campaign.id == campaign_id, _reaches(viewer)))
    if campaign is None:
        raise NotFound(campaign=campaign_id)
    return campaign


def list_campaigns(viewer: Viewer, *, after: str | None = None) -> CampaignList:
    """Return one page of the campaigns that this person sees, latest first."""
    query = (
        select(Campaign, Process.name.label("process_name"))
        .join(Process, Process.id == Campaign.process_id)
        .where(_reaches(viewer))
    )
    key = read_key(after)
    if key is not None:
        query = query.where(tuple_(Campaign.created_at, Campaign.id) < key)
    query = query.order_by(Campaign.created_at.desc(), Campaign.id.desc()).limit(CAMPAIGNS_A_PAGE + 1)
    found = db.session.execute(query).all()
    shown = found[:CAMPAIGNS_A_PAGE]
    counts = _counts(viewer, [row.Campaign.id for row in shown])
    last = shown[-1].Campaign if len(found) > CAMPAIGNS_A_PAGE else None
    return CampaignList(
        rows=tuple(_row(row.Campaign, row.process_name, counts.get(row.Campaign.id, {})) for row in shown),
        next=write_key(last.created_at, last.id) if last is not None else None,
    )


def campaign_page(
    viewer: Viewer, campaign_id: int, choice: Choice, *, step: str = "", after: int = 0, limit: int = PAGE
) -> CampaignPage:
    """Return the page of a campaign with one part of its matrix; raises NotFound."""
    campaign = get_campaign_visible_to(viewer, campaign_id)
    standings = list_standings(viewer, campaign)
    kept = keep(standings, choice)
    part, following = _part(kept, after, limit)
    steps = steps_of(campaign)
    chosen = tuple(one for one in steps if one.element_id == step) or steps
    process = db.session.execute(select(Process.key, Process.name).where(Process.id == campaign.process_id)).one()
    counts = {group.value: sum(one.group is group for one in standings) for group in Group}
    return CampaignPage(
        campaign=campaign,
        process_key=process.key,
        process_name=process.name,
        place=current_tree().node(campaign.organisation_id).short_name,
        until_name=next((one.name for one in steps if one.element_id == campaign.until_element), ""),
        counts=counts,
        total=len(standings),
        waiting=counts[Group.WAITING.value],
        to_remind=len(to_remind(standings)),
        can_retry=sum(one.item_state in {ItemState.FAILED, ItemState.LEFT_OUT} for one in standings),
        steps=chosen,
        all_steps=steps,
        groups=_grouped(viewer, part, cells_of(part, chosen), counts, kept, choice),
        authorities=_authorities(standings),
        choice=choice,
        step=step if chosen is not steps else "",
        shown=len(kept),
        next=following,
        may_manage=may_manage_campaign(viewer, campaign),
    )


def matrix_rows(viewer: Viewer, campaign: Campaign, choice: Choice) -> tuple[tuple[Step, ...], tuple[MatrixRow, ...]]:
    """Return the whole matrix that the filters keep, for the workbook."""
    kept, steps = keep(list_standings(viewer, campaign), choice), steps_of(campaign)
    cells = cells_of(kept, steps)
    return steps, tuple(_matrix_row(viewer, one, cells[one.item_id]) for one in kept)


def to_remind(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Return the late ones that were not reminded within a day."""
    since = now() - DAY
    late = (one for one in standings if one.group is Group.LATE and one.due_at is not None)
    return tuple(one for one in late if one.reminded_at is None or one.reminded_at <= since)


def list_schedules(viewer: Viewer) -> list[tuple[CampaignSchedule, str]]:
    """Return the yearly campaigns of the territories in which this person runs campaigns, with their processes."""
    scope, tree = campaign_scope(viewer), current_tree()
    query = select(CampaignSchedule, Process.name).join(Process, Process.id == CampaignSchedule.process_id)
    rows = db.session.execute(query.order_by(CampaignSchedule.opens, CampaignSchedule.id)).all()
    nodes = {row[0].id: tree.node(row[0].organisation_id) for row in rows}
    return [(row[0], row[1]) for row in rows if scope.contains(nodes[row[0].id].id, nodes[row[0].id].path)]


def _reaches(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a campaign reaches an organisation of this person."""
    there = select(Organisation.id).where(campaign_scope(viewer).condition())
    return exists().where(CampaignItem.campaign_id == Campaign.id, CampaignItem.organisation_id.in_(there))


def _counts(viewer: Viewer, campaign_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in db.session.execute(_counting(viewer, campaign_ids)):
        if row.state is ItemState.WAITING:
            name = "waiting"
        elif row.state is not ItemState.STARTED:
            name = "help"
        else:
            name = "running" if row.status is CaseStatus.RUNNING else "done"
        counted = found.setdefault(row.campaign_id, {})
        counted[name] = counted.get(name, 0) + row.number
    return found


def _counting(viewer: Viewer, campaign_ids: Sequence[int]) -> Any:
    there = select(Organisation.id).where(campaign_scope(viewer).condition())
    columns = (CampaignItem.campaign_id, CampaignItem.state, Case.status)
    return (
        select(*columns, func.count().label("number"))
        .outerjoin(Case, Case.id == CampaignItem.case_id)
        .where(CampaignItem.campaign_id.in_(list(campaign_ids)), CampaignItem.organisation_id.in_(there))
        .group_by(*columns)
    )


def _row(campaign: Campaign, process_name: str, counts: Mapping[str, int]) -> CampaignRow:
    names = ("done", "running", "waiting", "help")
    return CampaignRow(
        campaign_id=campaign.id,
        name=campaign.name,
        process_name=process_name,
        place=current_tree().node(campaign.organisation_id).short_name,
        owner_name=campaign.owner_name,
        deadline=campaign.deadline,
        state=campaign.state,
        created_at=campaign.created_at,
        year=campaign.year,
        total=sum(counts.values()),
        **{name: counts.get(name, 0) for name in names},
    )


def _part(kept: Sequence[Standing], after: int, limit: int) -> tuple[tuple[Standing, ...], str | None]:
    """Return the standings behind the item `after`; the order is that of now, so a changed one may move."""
    place = next((number + 1 for number, one in enumerate(kept) if one.item_id == after), 0)
    part = tuple(kept[place : place + limit])
    return part, str(part[-1].item_id) if len(kept) > place + limit else None


def _grouped(
    viewer: Viewer,
    part: Sequence[Standing],
    cells: Mapping[int, tuple[Cell, ...]],
    counts: Mapping[str, int],
    kept: Sequence[Standing],
    choice: Choice,
) -> tuple[tuple[Group, int, tuple[MatrixRow, ...]], ...]:
    rows = [_matrix_row(viewer, one, cells[one.item_id]) for one in part]
    found = []
    for group in Group:
        mine = tuple(row for row in rows if row.standing.group is group)
        if mine:
            whole = choice.authority_id is None
            number = counts[group.value] if whole else sum(one.group is group for one in kept)
            found.append((group, number, mine))
    return tuple(found)


def _matrix_row(viewer: Viewer, standing: Standing, cells: tuple[Cell, ...]) -> MatrixRow:
    may = bool(standing.number) and oversees(viewer, standing.node.path)
    return MatrixRow(standing=standing, cells=cells, link=standing.number if may else "")


def _authorities(standings: Sequence[Standing]) -> tuple[tuple[int, str], ...]:
    found: dict[int, Node] = {one.authority.id: one.authority for one in standings if one.authority is not None}
    return tuple(sorted(((node.id, node.short_name) for node in found.values()), key=lambda pair: pair[1]))
