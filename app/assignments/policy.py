"""Who may give an assignment to whom, split it, take it off control."""

from __future__ import annotations

from app.access.models import Role
from app.access.policy import Viewer
from app.assignments.models import Assignment, AssignmentHelper, AssignmentState
from app.assignments.queries.people import Post
from app.foundation.database import db
from app.organisation.policy.heads import HEADS
from app.organisation.queries import current_tree


def may_give_to(viewer: Viewer, post: Post) -> bool:
    """Say whether the viewer may give work to a post: in their own organisation or below, never to its head over them.

    Who leads an organisation gets assignments from those above it, or from others who lead it.
    """
    if post.person_id == viewer.person_id:
        return False
    tree = current_tree()
    above = {node.id for node in tree.upwards(post.organisation_id) if node.id != post.organisation_id}
    if any(one.organisation_id in above for one in viewer.memberships):
        return True
    leaders = HEADS.get(tree.node(post.organisation_id).kind, ())
    own = [one.role for one in viewer.memberships if one.organisation_id == post.organisation_id]
    return bool(own) and (post.role not in leaders or any(role in leaders for role in own))


def may_split(viewer: Viewer, assignment: Assignment) -> bool:
    """Say whether the viewer may give a part of an assignment on: who does it, while it is being done."""
    if assignment.state is not AssignmentState.WORKING:
        return False
    if assignment.executor_id == viewer.person_id:
        return True
    return db.session.get(AssignmentHelper, (assignment.case_id, viewer.person_id)) is not None


def may_remove(viewer: Viewer, assignment: Assignment) -> bool:
    """Say whether the viewer may take an assignment off control: who gave it, its controller, an administrator."""
    return assignment.closed_at is None and (
        viewer.person_id in (assignment.issuer_id, assignment.controller_id) or viewer.holds(Role.SYSADMIN)
    )
