"""Open the reports of quarters that have ended: one case a centre, and one a municipality for its summary.

Beside the last quarter those that were missed are opened too (nobody ran the worker, the centre was written down late,
the clock jumped): no more than a year back, the newest first, so that what is due now never waits for what is late.

Each case is opened in a transaction of its own; the event `CaseStarted` writes its row in the same transaction, and the
key of the row (quarter and organisation) lets nobody report twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from app.audit.models import SYSTEM
from app.engine.commands.start_case import CampaignStart, start_case
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.organisation.queries import Node, timezone_of
from app.quarterly.models import QuarterlyReport, ReportingOrder
from app.quarterly.policy.quarters import Quarter, ended_quarters
from app.quarterly.queries.orders import centres_asked, municipality_of, orders_in_force
from app.quarterly.queries.prefill import report_values

log = logging.getLogger("soglas.quarterly")
REPORT: Final = "quarterly-report"
SUMMARY: Final = "quarterly-summary"
ORIGIN: Final = "quarterly:"
AT_ONCE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A report or a summary that has no case yet."""

    node: Node
    quarter: Quarter
    is_summary: bool
    due: date


def open_quarter(limit: int = AT_ONCE) -> tuple[int, bool]:
    """Open what the orders in force ask for now; return how many cases, and whether more may wait."""
    wanted = [one for order in orders_in_force() for one in _wanted(order)]
    wanted.sort(key=lambda one: one.quarter, reverse=True)
    db.session.rollback()
    opened = sum(_open(one) for one in wanted[:limit])
    return opened, len(wanted) > limit


def _wanted(order: ReportingOrder) -> list[Wanted]:
    """Return what an order asks for the quarters of the last year, and has no row yet."""
    quarters = ended_quarters(today(timezone_of(order.organisation_id)))
    asked = [quarter for quarter in quarters if quarter.period >= order.first_period]
    return [one for quarter in asked for one in _wanted_on(quarter, order)]


def _wanted_on(quarter: Quarter, order: ReportingOrder) -> list[Wanted]:
    found: dict[int, Wanted] = {}
    for centre, nearest in centres_asked(order.organisation_id, quarter):
        if nearest.id != order.id:
            continue
        found[centre.id] = Wanted(node=centre, quarter=quarter, is_summary=False, due=quarter.due(order.due_day))
        authority = municipality_of(centre)
        if authority is not None:
            due = quarter.due(order.summary_day)
            found[authority.id] = Wanted(node=authority, quarter=quarter, is_summary=True, due=due)
    query = select(QuarterlyReport.organisation_id).where(
        QuarterlyReport.period == quarter.period, QuarterlyReport.organisation_id.in_(found)
    )
    there = set(db.session.scalars(query))
    return [one for one in found.values() if one.node.id not in there]


def _open(wanted: Wanted) -> bool:
    """Open one case; what cannot be opened now is written to the log and tried again with the next sweep."""
    process = SUMMARY if wanted.is_summary else REPORT
    try:
        start_case(
            process_key=process,
            organisation_id=wanted.node.id,
            started_by=SYSTEM,
            variables=_variables(wanted),
            campaign=CampaignStart(origin=f"{ORIGIN}{wanted.quarter.period}:{wanted.due.isoformat()}"),
        )
    except SoglasError as error:
        db.session.rollback()
        log.warning("%s of %s could not be opened: %s", process, wanted.node.code, error.facts.get("en") or error)
        return False
    return True


def _variables(wanted: Wanted) -> dict[str, Any]:
    common = {
        "reporter": wanted.node.name,
        "period": wanted.quarter.period,
        "period_title": wanted.quarter.title,
        "due": wanted.due,
        "opened_late": f"{day:%d.%m.%Y}" if (day := today(timezone_of(wanted.node.id))) > wanted.due else "",
        "report_page": f"/quarterly/{wanted.quarter.period}/{wanted.node.id}",
    }
    return common if wanted.is_summary else {**common, **report_values(wanted.node, wanted.quarter)}
