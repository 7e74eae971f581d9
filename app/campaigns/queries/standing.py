"""How every organisation of a campaign stands now: one statement, then sorted by what burns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, exists, func, literal_column, select

from app.access.policy import Viewer
from app.campaigns.models import Campaign, CampaignItem, ItemState
from app.campaigns.policy import campaign_scope
from app.engine.models import Case, CaseStatus, Incident, IncidentKind, IncidentState, TaskState, UserTask
from app.engine.models.task import NEVER
from app.foundation.clock import now, today
from app.foundation.database import db
from app.organisation.models import OrganisationKind
from app.organisation.queries import Node, current_tree, timezone_of

ITEM: Final[Table] = CampaignItem.__table__  # type: ignore[assignment]  # the mapper made them Tables
CASE: Final[Table] = Case.__table__  # type: ignore[assignment]
TASK: Final[Table] = UserTask.__table__  # type: ignore[assignment]
INCIDENT: Final[Table] = Incident.__table__  # type: ignore[assignment]
_IS_OPEN: Final[ColumnElement[bool]] = literal_column("user_task.state = 'open'")


class Group(StrEnum):
    """The groups of the matrix, in the order in which they burn."""

    LATE = "late"
    HELP = "help"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    ENDED = "ended"


_RANK: Final = {group: rank for rank, group in enumerate(Group)}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One organisation. `due_at` is the earliest end of a term of its open tasks, `last_day` that of its case."""

    item_id: int
    node: Node
    authority: Node | None
    item_state: ItemState
    reason: str
    case_id: int | None
    number: str
    status: CaseStatus | None
    outcome: str
    group: Group
    last_day: date
    is_extended: bool
    extended_reason: str
    reminded_at: datetime | None
    due_at: datetime | None
    burn_at: datetime


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the filters of the matrix keep; empty keeps everything."""

    group: Group | None = None
    authority_id: int | None = None


def list_standings(viewer: Viewer, campaign: Campaign) -> tuple[Standing, ...]:
    """Return how the organisations that this person reaches stand, those that burn first."""
    tree, scope, day = current_tree(), campaign_scope(viewer), today(timezone_of(campaign.organisation_id))
    found = []
    for row in db.session.execute(_query(campaign)):
        node = tree.node(row.organisation_id)
        if scope.contains(node.id, node.path):
            found.append(_standing(row, node, campaign, day))
    return tuple(sorted(found, key=lambda one: (_RANK[one.group], one.burn_at, one.node.short_name, one.item_id)))


def keep(standings: Sequence[Standing], choice: Choice) -> tuple[Standing, ...]:
    """Return the standings that a choice keeps, in the same order."""
    return tuple(
        one
        for one in standings
        if choice.group in (None, one.group)
        and (choice.authority_id is None or (one.authority is not None and one.authority.id == choice.authority_id))
    )


def _query(campaign: Campaign) -> Any:
    mine = TASK.c.case_id == CASE.c.id
    due = select(func.min(TASK.c.due_at)).where(mine, _IS_OPEN).correlate(CASE).scalar_subquery()
    burn = select(func.min(TASK.c.burn_at)).where(mine, _IS_OPEN).correlate(CASE).scalar_subquery()
    nobody = exists().where(
        INCIDENT.c.case_id == CASE.c.id,
        INCIDENT.c.state == IncidentState.OPEN,
        INCIDENT.c.kind.in_([IncidentKind.NOBODY, IncidentKind.FAILED_STEP, IncidentKind.FAILED_TIMER]),
    )
    done = exists().where(
        mine,
        TASK.c.element_id == campaign.until_element,
        TASK.c.state == TaskState.COMPLETED,
        TASK.c.outcome.notin_(["return", "reject"]),
    )
    names = ("id", "organisation_id", "state", "reason", "case_id", "last_day", "extended_reason", "reminded_at")
    return (
        select(
            *(ITEM.c[name] for name in names),
            CASE.c.number,
            CASE.c.status,
            CASE.c.outcome_words,
            due.label("due_at"),
            burn.label("burn_at"),
            nobody.label("needs_help"),
            (done if campaign.until_element else literal_column("0 = 1")).label("is_done"),
        )
        .outerjoin(CASE, CASE.c.id == ITEM.c.case_id)
        .where(ITEM.c.campaign_id == campaign.id)
    )


def _standing(row: Any, node: Node, campaign: Campaign, day: date) -> Standing:
    last_day = row.last_day or campaign.deadline
    return Standing(
        item_id=row.id,
        node=node,
        authority=_authority(node),
        item_state=row.state,
        reason=row.reason,
        case_id=row.case_id,
        number=row.number or "",
        status=row.status,
        outcome=row.outcome_words or "",
        group=_group(row, last_day, day),
        last_day=last_day,
        is_extended=row.last_day is not None,
        extended_reason=row.extended_reason,
        reminded_at=row.reminded_at,
        due_at=row.due_at,
        burn_at=row.burn_at or NEVER,
    )


def _group(row: Any, last_day: date, day: date) -> Group:
    if row.state is not ItemState.STARTED:
        return Group.WAITING if row.state is ItemState.WAITING else Group.HELP
    if row.status is not CaseStatus.RUNNING:
        return Group.DONE if row.status is CaseStatus.COMPLETED else Group.ENDED
    if row.is_done:
        return Group.DONE
    if (row.due_at is not None and row.due_at < now()) or last_day < day:
        return Group.LATE
    return Group.HELP if row.needs_help else Group.RUNNING


def _authority(node: Node) -> Node | None:
    return next((one for one in current_tree().upwards(node.id) if one.kind is OrganisationKind.MOUO), None)
