"""Who adds to the papers of a case: signs, keeps a signature, makes the sheet. Whoever only looks may not."""

from __future__ import annotations

from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.documents.policy.journal_rights import KEEPERS
from app.engine.models import UserTask
from app.engine.queries import get_case_visible_to
from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.organisation.queries import current_tree


def may_add_papers(viewer: Viewer, case_id: int) -> bool:
    """Tell whether the person is of an office of the case's organisation or above it, or has done a task of the case.

    Raises NotFound for who may not know of the case.
    """
    case = get_case_visible_to(viewer, case_id)
    path = current_tree().node(case.organisation_id).path
    office = any(post.role in KEEPERS and path.startswith(post.organisation_path) for post in viewer.memberships)
    if office or viewer.holds(Role.SYSADMIN):
        return True
    done = select(UserTask.id).where(UserTask.case_id == case_id, UserTask.completed_by == viewer.person_id)
    return db.session.scalar(done.limit(1)) is not None


def require_papers(viewer: Viewer, case_id: int | None) -> None:
    """Raise NotFound for who does not see the case, NotAllowed for who only looks."""
    if case_id is not None and not may_add_papers(viewer, case_id):
        raise NotAllowed
