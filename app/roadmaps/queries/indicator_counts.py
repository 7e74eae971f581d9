"""The numbers that the formulas of indicators may use: counted from rows, cases and the registry of centres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, func, select

from app.access.policy import Viewer
from app.centres.queries import count_working
from app.engine.models import Case, CaseStatus, TaskState, UserTask
from app.foundation.database import db
from app.organisation.models import OrganisationKind
from app.organisation.policy.scope import visible_organisation_ids
from app.organisation.queries import Node
from app.processes.models import Process
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import OccurrenceState

COUNTED: Final = {
    "planned": _l("rows of its measures planned in the year"),
    "accepted": _l("rows of its measures accepted in the year"),
    "executors": _l("organisations with an accepted row"),
    "schools": _l("schools"),
    "centres": _l("working centres, by the registry"),
    "agreements": _l("organisations with a network agreement in force"),
    "partners": _l("partners of network agreements in force"),
}
"""What a formula may name (`formulas.COUNTS`), in words."""


def counts_of(viewer: Viewer, moved: ColumnElement[bool], nodes: Sequence[Node], year: int) -> dict[str, int]:
    """Return every number of `COUNTED` for these organisations and a year, from rows the person sees."""
    ids = [node.id for node in nodes]
    last = date(year, 12, 31)
    mine: list[ColumnElement[bool]] = [
        moved,
        Row.organisation_id.in_(ids),
        Row.organisation_id.in_(visible_organisation_ids(viewer)),
        Row.due >= date(year, 1, 1),
        Row.due <= last,
        Row.state != OccurrenceState.PASSED,
    ]
    accepted = Row.state == OccurrenceState.DONE
    row = db.session.execute(
        select(
            func.count().label("planned"),
            func.coalesce(func.sum(case((accepted, 1), else_=0)), 0).label("accepted"),
            func.count(func.distinct(case((accepted, Row.organisation_id)))).label("executors"),
        ).where(*mine)
    ).one()
    agreements, partners = db.session.execute(_in_force(ids, last)).one()
    return {
        "planned": int(row.planned),
        "accepted": int(row.accepted),
        "executors": int(row.executors),
        "schools": sum(node.kind is OrganisationKind.SCHOOL and node.is_active for node in nodes),
        "centres": count_working(ids, last),
        "agreements": int(agreements),
        "partners": int(partners),
    }


def _in_force(ids: list[int], last: date) -> Select[int, int]:
    """Count organisations and partners of agreements registered by a day whose cases are not closed: in force."""
    until = datetime.combine(last + timedelta(days=1), time(), UTC)
    registered = select(UserTask.case_id).where(
        UserTask.element_id == "register_agreement",
        UserTask.state == TaskState.COMPLETED,
        UserTask.completed_at < until,
    )
    partner = func.lower(func.trim(Case.readable["partner_name"].as_string()))
    return (
        select(func.count(func.distinct(Case.organisation_id)), func.count(func.distinct(partner)))
        .join(Process, Process.id == Case.process_id)
        .where(Process.family == "network-agreement", Case.status == CaseStatus.RUNNING)
        .where(Case.organisation_id.in_(ids), Case.id.in_(registered))
    )
