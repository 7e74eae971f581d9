"""Introduce quarterly reporting for an authority and all centres below it, and end it."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.policy import Viewer
from app.audit.commands import record
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.quarterly.commands.streams import quarterly_stream
from app.quarterly.commands.waking import wake_the_sweep
from app.quarterly.models import ReportingOrder
from app.quarterly.policy.quarters import find_quarter
from app.quarterly.policy.rights import may_ask

DUE_DAY: Final = 5
SUMMARY_DAY: Final = 10
_ASKING: Final = (OrganisationKind.REGION, OrganisationKind.MOUO)


@command
def introduce_reporting(
    organisation_id: int,
    *,
    first_period: str,
    basis: str,
    introduced_by: Viewer,
    due_day: int = DUE_DAY,
    summary_day: int = SUMMARY_DAY,
) -> ReportingOrder:
    """Ask every centre below an authority for a report on each quarter, from the first one on.

    Raises NotFound for a place the person may not ask for, Conflict when an order is in force there, InvalidInput.
    """
    node = current_tree().node(organisation_id)
    if node.kind not in _ASKING or not may_ask(introduced_by, organisation_id):
        raise NotFound(organisation=organisation_id)
    problems = {}
    if find_quarter(first_period) is None:
        problems["first_period"] = str(_("Choose the first quarter"))
    if not basis.strip():
        problems["basis"] = str(_("Name the act with its date and number"))
    if not 1 <= due_day <= summary_day <= 28:
        problems["summary_day"] = str(_("The summary is due no earlier than the reports, by the 28th at the latest"))
    if problems:
        raise InvalidInput(problems=problems)
    there = select(ReportingOrder.id).where(
        ReportingOrder.organisation_id == organisation_id, ReportingOrder.ended_at.is_(None)
    )
    if db.session.scalar(there) is not None:
        raise Conflict(organisation=organisation_id)
    row = ReportingOrder(
        organisation_id=organisation_id,
        first_period=first_period,
        due_day=due_day,
        summary_day=summary_day,
        basis=" ".join(basis.split())[:400],
        introduced_at=now(),
        introduced_by=introduced_by.person_id or None,
        introduced_by_name=introduced_by.name,
    )
    db.session.add(row)
    db.session.flush()
    facts = {"order": row.id, "first": first_period, "due_day": due_day, "summary_day": summary_day, "basis": row.basis}
    record(quarterly_stream(organisation_id), "introduce_reporting", introduced_by.actor(), facts)
    wake_the_sweep()
    return row


@command
def end_reporting(order_id: int, *, ended_by: Viewer) -> None:
    """Ask for no further reports; those that are open go on. Raises NotFound."""
    row = db.session.get(ReportingOrder, order_id, with_for_update=True)
    if row is None or not may_ask(ended_by, row.organisation_id):
        raise NotFound(order=order_id)
    if row.ended_at is None:
        row.ended_at = now()
        record(quarterly_stream(row.organisation_id), "end_reporting", ended_by.actor(), {"order": row.id})
