"""Read the file plan, the cases whose term is over, and what is left of destroyed ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import ngettext
from sqlalchemy import and_, exists, or_, select

from app.engine.models import Case, CaseCall, CaseStatus
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.queries import current_tree, timezone_of
from app.processes.models import Process
from app.retention.models import DestroyedCase, FilePlanItem

PROCESS: Final = "destruction-act"
MOST_SHOWN: Final = 100


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A process in the file plan of an organisation; `item` holds here, `set_at` is where it was set (an id)."""

    process_id: int
    key: str
    name: str
    item: FilePlanItem | None
    is_own: bool
    set_at: str


@dataclass(frozen=True, kw_only=True)
class DueCase:
    """A closed case whose term is over since `due_on`."""

    case_id: int
    number: str
    title: str
    process_name: str
    index: str
    years: int
    basis: str
    closed_on: date
    due_on: date


def term_words(years: int | None) -> str:
    """Return how long, in words."""
    return ngettext("%(num)d year", "%(num)d years", years) if years is not None else "постоянно"


def due_on(closed_on: date, years: int) -> date:
    """Return the first day on which a case may be destroyed: the term counts from the next first of January."""
    return date(closed_on.year + 1 + years, 1, 1)


def items_in_force(organisation_id: int) -> Mapping[int, FilePlanItem]:
    """Return the item of each process that holds for an organisation: its own, else the nearest above."""
    path = current_tree().node(organisation_id).ids
    rows = list(db.session.scalars(select(FilePlanItem).where(FilePlanItem.organisation_id.in_(path))))
    return {row.process_id: row for row in sorted(rows, key=lambda row: path.index(row.organisation_id))}


def plan_of(organisation_id: int) -> tuple[PlanLine, ...]:
    """Return the file plan of an organisation: every process, with its item if there is one."""
    items, tree = items_in_force(organisation_id), current_tree()
    rows = db.session.execute(select(Process.id, Process.key, Process.name).order_by(Process.name, Process.id))
    lines = []
    for row in rows:
        item = items.get(row.id)
        own = item is not None and item.organisation_id == organisation_id
        where = tree.node(item.organisation_id).short_name if item is not None else ""
        lines.append(PlanLine(process_id=row.id, key=row.key, name=row.name, item=item, is_own=own, set_at=where))
    return tuple(sorted(lines, key=lambda line: (line.item is None, line.item.index if line.item else "", line.name)))


def list_due(organisation_id: int, *, case_ids: frozenset[int] | None = None) -> tuple[DueCase, ...]:
    """Return the closed cases of an organisation whose term is over, the longest due first, at most MOST_SHOWN.

    A child case goes with the case that opened it. With `case_ids` only these are asked about.
    """
    zone = ZoneInfo(timezone_of(organisation_id))
    year = today(str(zone)).year
    items = {key: item for key, item in items_in_force(organisation_id).items() if item.years is not None}
    over = [
        and_(Case.process_id == process_id, Case.closed_at < datetime(year - (item.years or 0), 1, 1, tzinfo=zone))
        for process_id, item in items.items()
    ]
    if not over:
        return ()
    query = (
        select(Case.id, Case.number, Case.title, Case.process_id, Case.closed_at, Process.name)
        .join(Process, Process.id == Case.process_id)
        .where(
            Case.organisation_id == organisation_id,
            Case.status != CaseStatus.RUNNING,
            or_(*over),
            ~exists().where(CaseCall.child_id == Case.id),
        )
        .order_by(Case.closed_at, Case.id)
    )
    query = query.limit(MOST_SHOWN) if case_ids is None else query.where(Case.id.in_(sorted(case_ids)))
    found = []
    for row in db.session.execute(query):
        item, closed = items[row.process_id], row.closed_at.astimezone(zone).date()
        years = item.years or 0
        found.append(
            DueCase(
                case_id=row.id, number=row.number, title=row.title, process_name=row.name, index=item.index,
                years=years, basis=item.basis, closed_on=closed, due_on=due_on(closed, years),
            )
        )  # fmt: skip
    return tuple(found)


def list_running_acts(organisation_id: int) -> dict[int, str]:
    """Return the ids of the cases that stand in an act under way, with the number of the act's case."""
    query = (
        select(Case.number, Case.readable)
        .join(Process, Process.id == Case.process_id)
        .where(Case.organisation_id == organisation_id, Process.key == PROCESS, Case.status == CaseStatus.RUNNING)
    )
    rows = db.session.execute(query).all()
    return {int(one["case"]): row.number for row in rows for one in (row.readable or {}).get("act_rows") or []}


def list_destroyed(organisation_id: int, *, before: int | None = None) -> tuple[DestroyedCase, ...]:
    """Return what is left of destroyed cases, the latest first, one more than MOST_SHOWN at most."""
    query = select(DestroyedCase).where(DestroyedCase.organisation_id == organisation_id)
    if before is not None:
        query = query.where(DestroyedCase.id < before)
    return tuple(db.session.scalars(query.order_by(DestroyedCase.id.desc()).limit(MOST_SHOWN + 1)))
