"""What the page of a case shows of assignments: its own, when it is one, its tree, and those given from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import Viewer
from app.assignments.models import Assignment, AssignmentHelper, AssignmentState
from app.assignments.policy import may_remove, may_split
from app.assignments.queries.listing import AssignmentRow, find_row, list_given_from, list_tree
from app.engine.queries import CaseRow, get_case_visible_to
from app.engine.queries.readers import takes_part
from app.foundation import words
from app.foundation.database import db
from app.foundation.drawn import StateWords, TreeNode
from app.foundation.errors import NotFound

STATES: Mapping[AssignmentState, tuple[str, str]] = {
    AssignmentState.WORKING: ("act", "clock"),
    AssignmentState.REPORTED: ("warn", "user"),
    AssignmentState.ACCEPTED: ("go", "check"),
    AssignmentState.REMOVED: ("calm", "x"),
}


@dataclass(frozen=True, kw_only=True)
class AssignmentPanel:
    """Everything about assignments on the page of a case. `own` is None when the case is not an assignment."""

    own: AssignmentRow | None
    state: StateWords | None
    helpers: tuple[str, ...]
    origin: CaseRow | None
    top: TreeNode | None
    given: tuple[tuple[AssignmentRow, StateWords], ...]
    may_give: bool
    may_split: bool
    may_remove: bool


def panel_of(viewer: Viewer, case: CaseRow) -> AssignmentPanel:
    """Return what the page of a case shows of assignments."""
    own = find_row(case.case_id) if case.process_key == "assignment" else None
    row = db.session.get(Assignment, case.case_id) if own is not None else None
    tree = list_tree(viewer, row.root_id) if row is not None else ()
    given = list_given_from(viewer, case.case_id)
    return AssignmentPanel(
        own=own,
        state=state_words(own) if own is not None else None,
        helpers=_helpers(case.case_id) if own is not None else (),
        origin=_origin(viewer, row.origin_id) if row is not None and row.origin_id is not None else None,
        top=_tree(tree, case.case_id) if len(tree) > 1 else None,
        given=tuple((one, state_words(one)) for one in given),
        may_give=own is None and takes_part(viewer, case.case_id),
        may_split=row is not None and may_split(viewer, row),
        may_remove=row is not None and may_remove(viewer, row),
    )


def state_words(row: AssignmentRow) -> StateWords:
    """Return how an assignment stands, overdue before everything else."""
    if row.is_overdue:
        return StateWords(tone="stop", word=str(_("Overdue")), shape="alert")
    tone, shape = STATES[row.state]
    named = {
        AssignmentState.WORKING: _("Being done") if not row.returns else _("Being reworked"),
        AssignmentState.REPORTED: _("Reported, waits for the controller"),
        AssignmentState.ACCEPTED: _("Done, accepted"),
        AssignmentState.REMOVED: _("Taken off control"),
    }
    return StateWords(tone=tone, word=str(named[row.state]), shape=shape)


def _helpers(case_id: int) -> tuple[str, ...]:
    query = db.select(AssignmentHelper.name).where(AssignmentHelper.case_id == case_id).order_by(AssignmentHelper.name)
    return tuple(db.session.scalars(query))


def _origin(viewer: Viewer, case_id: int) -> CaseRow | None:
    try:
        return get_case_visible_to(viewer, case_id)
    except NotFound:
        return None


def _tree(rows: Sequence[AssignmentRow], here: int) -> TreeNode | None:
    """Return the tree of the assignments that may be seen; the topmost of them is its top."""
    known = {row.case_id for row in rows}
    below: dict[int | None, list[AssignmentRow]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    tops = below.get(None, [])
    top = next((row for row in tops if _holds(below, row, here)), None)
    return _node(below, top, here) if top is not None else None


def _holds(below: Mapping[int | None, list[AssignmentRow]], row: AssignmentRow, here: int) -> bool:
    return row.case_id == here or any(_holds(below, child, here) for child in below.get(row.case_id, ()))


def _node(below: Mapping[int | None, list[AssignmentRow]], row: AssignmentRow, here: int) -> TreeNode:
    children = below.get(row.case_id, [])
    done = sum(child.closed_at is not None for child in children)
    progress = ngettext("%(done)d of %(num)d part done", "%(done)d of %(num)d parts done", len(children), done=done)
    return TreeNode(
        number=row.number,
        title=row.title,
        organisation=row.organisation_name,
        href=url_for("cases.show_case", number=row.number),
        is_here=row.case_id == here,
        state=state_words(row),
        step="",
        now=(row.executor_name,) if row.closed_at is None else (),
        note=words.not_later(row.due, short=True),
        progress=str(progress) if children else "",
        hidden="",
        children=tuple(_node(below, child, here) for child in children),
    )
