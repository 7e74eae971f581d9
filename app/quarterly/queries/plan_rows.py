"""Which report carries out a row of a plan that asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from app.foundation.database import db
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.quarters import quarter_of
from app.roadmaps.models import MeasureOccurrence, OccurrenceState
from app.roadmaps.policy.plan_file import Measure

REPORT_FAMILY: Final = "periodic-report"


def report_cases(rows: Sequence[MeasureOccurrence], measure: Measure) -> Mapping[int, int]:
    """Return the case of the report by the id of each row; a school has the report of its centre."""
    if measure.family != REPORT_FAMILY:
        return {}
    wanted = {row.id: row for row in rows if row.state is not OccurrenceState.PASSED}
    places = {row_id: _reporting(row.organisation_id) for row_id, row in wanted.items()}
    reports = db.session.execute(
        select(QuarterlyReport.period, QuarterlyReport.organisation_id, QuarterlyReport.case_id).where(
            QuarterlyReport.is_summary.is_(False),
            QuarterlyReport.organisation_id.in_({place for near in places.values() for place in near}),
            QuarterlyReport.period.in_({quarter_of(row.due).before.period for row in wanted.values()}),
        )
    )
    by_key = {(report.period, report.organisation_id): report.case_id for report in reports}
    found = {}
    for row_id, row in wanted.items():
        period = quarter_of(row.due).before.period
        case_id = next((by_key[period, place] for place in places[row_id] if (period, place) in by_key), None)
        if case_id is not None:
            found[row_id] = case_id
    return found


def _reporting(organisation_id: int) -> list[int]:
    """Return the organisation and, of a school, its centres."""
    below = current_tree().below(organisation_id)
    centres = [node.id for node in below if node.kind is OrganisationKind.CENTRE and node.parent_id == organisation_id]
    return [organisation_id, *centres]
