"""What has changed in an applied plan: dates moved or filled in, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.access.policy import Viewer
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.roadmaps.models import MeasureOccurrence as Row
from app.roadmaps.models import Roadmap, Transfer, TransferState
from app.roadmaps.queries.plans import plan_of_version
from app.roadmaps.queries.rights import may_manage
from app.roadmaps.queries.seeing import sees_row

_MOST = 200


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One request to move a date, with what it is about."""

    transfer: Transfer
    measure: str
    title: str
    place: str
    may_decide: bool


def list_changes(viewer: Viewer, roadmap: Roadmap) -> tuple[ChangeLine, ...]:
    """Return the requests the person sees; those that wait stand first."""
    plan, tree = plan_of_version(roadmap.version_id), current_tree()
    query = (
        select(Transfer, Row)
        .join(Row, Row.id == Transfer.occurrence_id)
        .where(Row.roadmap_id == roadmap.id, sees_row(viewer))
        .order_by((Transfer.state != TransferState.ASKED), Transfer.id.desc())
        .limit(_MOST)
    )
    found = []
    for transfer, row in db.session.execute(query):
        measure = plan.measure(row.measure)
        waits = transfer.state is TransferState.ASKED and transfer.asked_by != viewer.person_id
        found.append(
            ChangeLine(
                transfer=transfer,
                measure=row.measure,
                title=str(measure.data.get("content") or measure.title) if measure else row.measure,
                place=tree.node(row.organisation_id).short_name,
                may_decide=waits and may_manage(viewer, row.organisation_id),
            )
        )
    return tuple(found)


def count_waiting(viewer: Viewer, roadmap: Roadmap) -> int:
    """Return how many requests wait for a decision."""
    query = (
        select(func.count())
        .select_from(Transfer)
        .join(Row, Row.id == Transfer.occurrence_id)
        .where(Row.roadmap_id == roadmap.id, Transfer.state == TransferState.ASKED, sees_row(viewer))
    )
    return db.session.scalar(query) or 0
