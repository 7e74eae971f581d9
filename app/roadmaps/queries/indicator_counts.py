"""The numbers that the formulas of indicators may use: counted from rows, cases and the registry of centres."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from app.roadmaps.policy.formulas import ROWS

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


def counts_of(
    viewer: Viewer, moved: ColumnElement[bool], nodes: Sequence[Node], year: int, names: Collection[str]
) -> dict[str, int]:
    """Return the numbers of `COUNTED` that are asked for, of these organisations in a year.

    Rows are those the person sees; of one number of rows, or of one of agreements, the others come with it.
    """
    ids, last = [node.id for node in nodes], date(year, 12, 31)
    found: dict[str, int] = {}
    if not ROWS.isdisjoint(names):
        found |= _rows(viewer, moved, ids, last)
    if "schools" in names:
        found["schools"] = sum(node.kind is OrganisationKind.SCHOOL and node.is_active for node in nodes)
    if "centres" in names:
        found["centres"] = count_working(ids, last)
    if not {"agreements", "partners"}.isdisjoint(names):
        found |= db.session.execute(_in_force(ids, last)).mappings().one()
    return found


def _rows(viewer: Viewer, moved: ColumnElement[bool], ids: list[int], last: date) -> Mapping[str, int]:
    accepted = Row.state == OccurrenceState.DONE
    query = select(
        func.count().label("planned"),
        func.coalesce(func.sum(case((accepted, 1), else_=0)), 0).label("accepted"),
        func.count(func.distinct(case((accepted, Row.organisation_id)))).label("executors"),
    ).where(
        moved,
        Row.organisation_id.in_(ids),
        Row.organisation_id.in_(visible_organisation_ids(viewer)),
        Row.due.between(last.replace(month=1, day=1), last),
        Row.state != OccurrenceState.PASSED,
    )
    return {name: int(count) for name, count in db.session.execute(query).mappings().one().items()}


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
        select(
            func.count(func.distinct(Case.organisation_id)).label("agreements"),
            func.count(func.distinct(partner)).label("partners"),
        )
        .join(Process, Process.id == Case.process_id)
        .where(Process.family == "network-agreement", Case.status == CaseStatus.RUNNING)
        .where(Case.organisation_id.in_(ids), Case.id.in_(registered))
    )
