"""How the term of a task was made longer, and what was asked for: every day it had, who moved it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Table, and_, false, func, not_, or_, select

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.commands.steps.extending import is_issuer, may_extend_for
from app.engine.models import ExtensionRequest, RequestState, TaskExtension
from app.engine.queries.visibility import CASE, IS_OPEN, TASK, in_pairs, is_further_candidate, pairs_of, sees_case
from app.foundation.database import db
from app.organisation.queries import current_tree

REQUEST: Table = ExtensionRequest.__table__  # type: ignore[assignment]  # the mapper made it a Table
MOST_LISTED: Final = 100


@dataclass(frozen=True, kw_only=True)
class ExtensionRow:
    """One extension of a term."""

    old_date: date
    new_date: date
    reason: str
    extended_by_name: str
    extended_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """One request for a later day, with how it was decided."""

    id: int
    old_date: date
    wanted_date: date
    reason: str
    requested_by: int | None
    requested_by_name: str
    requested_at: datetime
    state: RequestState
    granted_date: date | None
    answer: str
    decided_by_name: str
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RequestToDecide:
    """A request that waits for this person, with the task it is about."""

    task_id: int
    task_name: str
    case_number: str
    case_title: str
    organisation_name: str
    old_date: date
    wanted_date: date
    reason: str
    requested_by_name: str
    requested_at: datetime


def list_extensions(task_id: int) -> tuple[ExtensionRow, ...]:
    """Return the extensions of a task that the caller may see, first one first."""
    columns = (
        TaskExtension.old_date,
        TaskExtension.new_date,
        TaskExtension.reason,
        TaskExtension.extended_by_name,
        TaskExtension.extended_at,
    )
    rows = db.session.execute(select(*columns).where(TaskExtension.task_id == task_id).order_by(TaskExtension.id))
    return tuple(ExtensionRow(**row._mapping) for row in rows)


def list_extension_requests(task_id: int) -> tuple[RequestRow, ...]:
    """Return the requests of a task that the caller may see, first one first."""
    columns = [REQUEST.c[name] for name in RequestRow.__dataclass_fields__]
    rows = db.session.execute(select(*columns).where(REQUEST.c.task_id == task_id).order_by(REQUEST.c.id))
    return tuple(RequestRow(**row._mapping) for row in rows)


def find_waiting_request(task_id: int) -> RequestRow | None:
    """Return the request of a task that nobody has decided yet."""
    return next((one for one in list_extension_requests(task_id) if one.state is RequestState.WAITING), None)


def list_requests_to_decide(viewer: Viewer) -> tuple[RequestToDecide, ...]:
    """Return the requests that wait for this person, the oldest first and not more than can be looked through.

    An administrator may decide on each, but only those of their own cases are listed for them.
    """
    mine = or_(
        TASK.c.assignee_id == viewer.person_id,
        and_(TASK.c.assignee_id.is_(None), or_(in_pairs(TASK, pairs_of(viewer)), is_further_candidate(viewer))),
    )
    query = (
        select(
            *(REQUEST.c[name] for name in ("task_id", "old_date", "wanted_date", "reason", "requested_by_name")),
            REQUEST.c.requested_at,
            TASK.c.name.label("task_name"),
            TASK.c.organisation_id.label("place"),
            *(CASE.c[name] for name in ("number", "title", "organisation_id", "places", "initiator_id")),
            CASE.c.initiator_organisation_id,
        )
        .join(TASK, TASK.c.id == REQUEST.c.task_id)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .where(REQUEST.c.state == RequestState.WAITING, IS_OPEN, sees_case(viewer), not_(func.coalesce(mine, false())))
        .order_by(REQUEST.c.id)
        .limit(MOST_LISTED)
    )
    own = [pair for pair in pairs_of(viewer) if pair[0] != Role.SYSADMIN.value]
    found = []
    for row in db.session.execute(query):
        place = row.place or row.organisation_id
        issued = is_issuer(row.initiator_id, row.initiator_organisation_id, viewer.person_id, place)
        if issued or may_extend_for(own, place, row.places.get("coordinator")):
            found.append(
                RequestToDecide(
                    task_id=row.task_id,
                    task_name=row.task_name,
                    case_number=row.number,
                    case_title=row.title,
                    organisation_name=current_tree().node(place).short_name,
                    old_date=row.old_date,
                    wanted_date=row.wanted_date,
                    reason=row.reason,
                    requested_by_name=row.requested_by_name,
                    requested_at=row.requested_at,
                )
            )
    return tuple(found)
