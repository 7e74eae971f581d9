"""A person leaves: their posts and the tasks they have go to others, in one step and recorded everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.access.commands import person_stream
from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.handing import hand_to
from app.engine.commands.steps.locked import lock_task
from app.engine.commands.steps.people import is_excluded
from app.engine.events import UserTaskAssigned
from app.engine.models import TaskState, UserTask
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed
from app.foundation.transaction import announce, command
from app.organisation.commands.people import PostHeld, PostWanted, insert_membership, stop_membership
from app.organisation.models import Membership


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What was done: posts that went to a successor, posts that ended without one, tasks given and put back."""

    posts_given: int
    posts_ended: int
    tasks_given: int
    tasks_put_back: int


@command
def hand_over(
    person_id: int, *, successors: Mapping[int, int | None], last_day: date, may_end: frozenset[int], done_by: Actor
) -> HandedOver:
    """End posts of a person with `last_day` and give each to its successor; `successors` maps a post to a person.

    The tasks the person has go to the successor of the post they came by, unless four eyes leave that one out; else
    back to the queue of the post. Other posts, and what needs no post, stay. `may_end` are the posts the actor may end.
    Raises NotAllowed for another post, InvalidInput when somebody would succeed themselves.
    """
    if set(successors) - may_end:
        raise NotAllowed
    if person_id in successors.values():
        raise InvalidInput(problems={"successor": "the same person"})
    posts = [post for post in _posts_of(person_id) if post.id in successors]
    given = sum(_pass_post(post, successors[post.id], last_day, done_by) for post in posts)
    heirs = {(post.role.value, post.organisation_id): successors[post.id] for post in posts}
    done = [_pass_task(task_id, person_id, heirs, done_by) for task_id in _tasks_of(person_id)]
    counted = HandedOver(
        posts_given=given,
        posts_ended=len(posts) - given,
        tasks_given=done.count("given"),
        tasks_put_back=done.count("put back"),
    )
    facts = {"posts": {str(post.id): successors[post.id] for post in posts}, "last_day": last_day}
    record(person_stream(person_id), "handed over", done_by, {**facts, "tasks": counted.tasks_given})
    return counted


def _posts_of(person_id: int) -> list[Membership]:
    return list(db.session.scalars(select(Membership).where(Membership.person_id == person_id).order_by(Membership.id)))


def _tasks_of(person_id: int) -> list[int]:
    query = select(UserTask.id).where(UserTask.assignee_id == person_id, UserTask.state == TaskState.OPEN)
    return list(db.session.scalars(query.order_by(UserTask.case_id, UserTask.id)))


def _pass_post(post: Membership, heir: int | None, last_day: date, done_by: Actor) -> bool:
    stop_membership(post, last_day, done_by)
    if heir is None:
        return False
    since = last_day + timedelta(days=1)
    wanted = PostWanted(role=post.role, organisation_id=post.organisation_id, post=post.post, since=since)
    try:
        insert_membership(heir, wanted, done_by)
    except PostHeld:
        return True  # a colleague in the same post already
    return True


def _pass_task(task_id: int, person_id: int, heirs: Mapping[tuple[str, int], int | None], done_by: Actor) -> str:
    """Give one task on; say `given`, `put back`, or `kept` when it came by a post that stays."""
    case, task = lock_task(task_id)
    pair = (task["role"], task["organisation_id"])
    if task["assignee_id"] != person_id or task["state"] is not TaskState.OPEN or pair not in heirs:
        return "kept"
    heir = heirs[pair]
    fits = heir is not None and not is_excluded(heir, task)
    hand_to(case, task, heir if fits else None, action="hand_over_task", actor=done_by)
    if not fits or heir is None:
        return "put back"
    announce(UserTaskAssigned(case_id=case.id, task_id=task_id, assignee_id=heir, by_person_id=done_by.person_id))
    return "given"
