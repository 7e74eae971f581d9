"""A dossier through the eyes of the one who asked for it."""

from __future__ import annotations

from app.access.policy import Viewer
from app.documents.models import Dossier
from app.engine.queries import get_case_visible_to
from app.foundation.database import db
from app.foundation.errors import NotFound


def get_dossier_of(viewer: Viewer, dossier_id: int) -> tuple[Dossier, str]:
    """Return a dossier and the number of its case; raises NotFound for anybody else and when the case is not seen."""
    row = db.session.get(Dossier, dossier_id, populate_existing=True)
    if row is None or row.asked_by != viewer.person_id:
        raise NotFound(dossier=dossier_id)
    return row, get_case_visible_to(viewer, row.case_id).number
