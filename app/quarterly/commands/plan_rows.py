"""Rows of plans asking for the quarterly report («43 Ц», «9 Ц»): carried out by the report, never by another case."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.words import day_month
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree, timezone_of
from app.quarterly.policy.quarters import Quarter, ended_quarters, quarter_of
from app.quarterly.queries.orders import centres_asked
from app.quarterly.queries.plan_rows import REPORT_FAMILY, report_cases
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, Roadmap
from app.roadmaps.policy.plan_file import Measure
from app.roadmaps.queries.plans import measure_of, plan_of_version

_REPORTS: Final = (OrganisationKind.CENTRE, OrganisationKind.SCHOOL)


def keeps(row: MeasureOccurrence, measure: Measure) -> str:
    """Tell in words that a row of a plan is the report on the quarter before its day, which an order asks for anyway.

    Nothing is told of an organisation without a centre that reports, or of a quarter that nobody reports on any more.
    """
    node = current_tree().node(row.organisation_id)
    if measure.family != REPORT_FAMILY or node.kind not in _REPORTS:
        return ""
    quarter = quarter_of(row.due).before
    if not centres_asked(node.id, quarter):
        return ""
    if quarter < ended_quarters(today(timezone_of(node.id)))[-1] and not report_cases([row], measure):
        return ""
    opens = day_month(quarter.after.first)
    words = _(
        "Carried out by the quarterly report on %(quarter)s: it opens by itself on %(day)s.",
        quarter=quarter.title,
        day=opens,
    )
    return str(words)


def close_plan_rows(centre_id: int, quarter: Quarter) -> None:
    """Close what the accepted report on a quarter carried out. Called inside a command."""
    node = current_tree().node(centre_id)
    month = quarter.after.first
    query = (
        select(MeasureOccurrence, Roadmap.version_id)
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .where(
            MeasureOccurrence.organisation_id.in_([node.id, *([node.parent_id] if node.parent_id else [])]),
            MeasureOccurrence.state == OccurrenceState.AHEAD,
            MeasureOccurrence.due >= month,
            MeasureOccurrence.due <= quarter.after.last,
        )
    )
    for row, version in db.session.execute(query).all():
        if measure_of(plan_of_version(version), row.measure).family == REPORT_FAMILY:
            row.state, row.done_on, row.closed_at = OccurrenceState.DONE, today(timezone_of(node.id)), now()
    db.session.flush()
