"""Give an assignment: a case of the process «Поручение» for the organisation of the one responsible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.access.policy import Viewer
from app.assignments.models import Assignment
from app.assignments.policy import may_give_to, may_split
from app.assignments.queries.people import Post, find_post
from app.engine.commands import CampaignStart, Started, start_case
from app.engine.queries import get_case_visible_to
from app.engine.queries.readers import takes_part
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.organisation.queries import timezone_of

PROCESS: Final = "assignment"
FURTHEST: Final = timedelta(days=3 * 366)
MOST_HELPERS: Final = 20
DEEPEST: Final = 6
"""How many assignments may stand above one another."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be done by whom until when. People are named by the id of a post they hold.

    `controller` is None for the one who gives the assignment. `origin_id` is the case it comes from, `parent_id` the
    assignment it is a part of.
    """

    title: str
    text: str
    due: date
    executor: int
    controller: int | None = None
    helpers: tuple[int, ...] = ()
    basis: str = ""
    origin_id: int | None = None
    parent_id: int | None = None


def give_assignment(wanted: Wanted, *, given_by: Viewer) -> Started:
    """Give an assignment to people of one's own organisation or below.

    Raises InvalidInput with the problem of each field, NotFound for a case one does not see, NotAllowed for an
    assignment that is not one's own to split, Conflict when the process is not published.
    """
    executor, helpers, controller = _people(wanted, given_by)
    _check(wanted, given_by, executor)
    if wanted.origin_id is not None:
        get_case_visible_to(given_by, wanted.origin_id)
        if not takes_part(given_by, wanted.origin_id):
            raise NotAllowed(case_id=wanted.origin_id)
    return start_case(
        process_key=PROCESS,
        organisation_id=executor.organisation_id,
        started_by=given_by.actor(),
        title=" ".join(wanted.title.split())[:200],
        variables={
            "assignment_title": " ".join(wanted.title.split())[:200],
            "assignment_text": wanted.text.strip(),
            "assignment_basis": " ".join(wanted.basis.split())[:400],
            "issuer_name": given_by.name,
            "executor": executor.person_id,
            "executor_name": executor.name,
            "controller": controller.person_id if controller is not None else given_by.person_id,
            "controller_name": controller.name if controller is not None else given_by.name,
            "due": wanted.due,
            "co_executors": [{"person": one.person_id, "name": one.name} for one in helpers],
        },
        campaign=CampaignStart(origin=f"{PROCESS}:{wanted.origin_id or ''}:{wanted.parent_id or ''}"),
    )


def _people(wanted: Wanted, viewer: Viewer) -> tuple[Post, tuple[Post, ...], Post | None]:
    problems = {}
    executor = find_post(viewer, wanted.executor)
    if executor is None or not may_give_to(viewer, executor):
        problems["executor"] = "not possible"
    helpers = tuple(post for number in wanted.helpers if (post := find_post(viewer, number)) is not None)
    if len(helpers) != len(wanted.helpers) or not all(may_give_to(viewer, post) for post in helpers):
        problems["helpers"] = "not possible"
    if len(helpers) > MOST_HELPERS:
        problems["helpers"] = "too many"
    controller = find_post(viewer, wanted.controller) if wanted.controller is not None else None
    if wanted.controller is not None and controller is None:
        problems["controller"] = "not possible"
    if problems or executor is None:
        raise InvalidInput(problems=problems)
    doing = [executor.person_id, *(post.person_id for post in helpers)]
    if len(set(doing)) != len(doing):
        raise InvalidInput(problems={"helpers": "twice"})
    if (controller.person_id if controller is not None else viewer.person_id) in doing:
        raise InvalidInput(problems={"controller": "does it"})
    return executor, helpers, controller


def _check(wanted: Wanted, viewer: Viewer, executor: Post) -> None:
    problems = {}
    if not wanted.title.strip():
        problems["title"] = "required"
    if not wanted.text.strip() or len(wanted.text) > 4000:
        problems["text"] = "required" if not wanted.text.strip() else "too long"
    day = today(timezone_of(executor.organisation_id))
    if not day <= wanted.due <= day + FURTHEST:
        problems["due"] = "past" if wanted.due < day else "too far"
    parent = db.session.get(Assignment, wanted.parent_id) if wanted.parent_id is not None else None
    if wanted.parent_id is not None:
        if parent is None or not may_split(viewer, parent):
            raise NotAllowed(case_id=wanted.parent_id)
        if wanted.due > parent.due:
            problems["due"] = "after parent"
        if _depth(parent) >= DEEPEST:
            problems["text"] = "too deep"
    if problems:
        raise InvalidInput(problems=problems, parent_due=parent.due if parent is not None else None)


def _depth(assignment: Assignment) -> int:
    depth, above = 1, assignment.parent_id
    while above is not None and depth <= DEEPEST:
        row = db.session.get(Assignment, above)
        depth, above = depth + 1, row.parent_id if row is not None else None
    return depth
