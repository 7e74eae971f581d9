"""Rows of a plan that another room carries out: the plan does not open a second case for the same work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.queries import timezone_of
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, Roadmap
from app.roadmaps.queries.kept_rows import has_keepers, why_kept
from app.roadmaps.queries.plans import measure_of, plan_of_version


def not_kept(occurrence_ids: Sequence[int]) -> list[int]:
    """Return those rows that the plan opens itself; the others are asked about again tomorrow."""
    if not occurrence_ids or not has_keepers():
        return list(occurrence_ids)
    query = (
        select(MeasureOccurrence, Roadmap.version_id)
        .join(Roadmap, Roadmap.id == MeasureOccurrence.roadmap_id)
        .where(MeasureOccurrence.id.in_(occurrence_ids))
    )
    kept = {
        row.id: row.organisation_id
        for row, version in db.session.execute(query)
        if why_kept(row, measure_of(plan_of_version(version), row.measure))
    }
    db.session.rollback()
    if kept:
        _ask_tomorrow(kept)
    return [one for one in occurrence_ids if one not in kept]


@command
def _ask_tomorrow(kept: dict[int, int]) -> None:
    for occurrence_id, organisation_id in kept.items():
        db.session.execute(
            update(MeasureOccurrence)
            .where(MeasureOccurrence.id == occurrence_id, MeasureOccurrence.state == OccurrenceState.AHEAD)
            .values(opens_on=today(timezone_of(organisation_id)) + timedelta(days=1))
        )
