"""What a person sees of roadmaps: their own organisations' rows, and the plans those rows belong to."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select

from app.access.policy import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.policy.scope import may_see_organisation, visible_organisation_ids
from app.roadmaps.models import MeasureOccurrence, Roadmap


def sees_row(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an occurrence, or the plan it is of, belongs to an organisation the person sees.

    A school sees in its own plan also what its municipality carries out there.
    """
    places = visible_organisation_ids(viewer)
    carried = select(Roadmap.id).where(Roadmap.organisation_id.in_(places))
    return or_(MeasureOccurrence.organisation_id.in_(places), MeasureOccurrence.roadmap_id.in_(carried))


def sees_roadmap(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a plan is applied where the person sees, or has rows that they see."""
    own = select(MeasureOccurrence.id).where(MeasureOccurrence.roadmap_id == Roadmap.id, sees_row(viewer))
    return or_(Roadmap.organisation_id.in_(visible_organisation_ids(viewer)), exists(own).correlate(Roadmap))


def get_visible_roadmap(viewer: Viewer, roadmap_id: int) -> Roadmap:
    """Return an applied plan. Raises NotFound also when the person must not know of it."""
    found = db.session.scalar(select(Roadmap).where(Roadmap.id == roadmap_id, sees_roadmap(viewer)))
    if found is None:
        raise NotFound(roadmap=roadmap_id)
    return found


def sees_whole(viewer: Viewer, roadmap: Roadmap) -> bool:
    """Tell whether the person sees the organisation that carries the plan, and with it rows without a date."""
    return may_see_organisation(viewer, roadmap.organisation_id)
