"""Cases that have lived: the stories of the shipped processes, told through the commands by people of the cast."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.models import Person
from app.audit.models import Actor
from app.engine.commands import complete_task, start_case
from app.engine.models import TaskState, UserTask
from app.engine.queries import get_task_visible_to
from app.foundation.database import db
from app.foundation.errors import NotFound
from tests.cast import viewer_of
from tests.processes.stories import stories_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROUND_COMMENT = "Две ставки при 62 обучающихся: превышен норматив."


def live_story(process: str, name: str, *, organisation_id: int, starter: str, steps: int | None = None) -> int:
    """Open a case and let the first `steps` steps of a story happen to it; return the id of the case."""
    story = next(one for one in stories_of(process) if one.name == name)
    person = _person(starter)
    started = start_case(
        process_key=process,
        organisation_id=organisation_id,
        started_by=viewer_of(person).actor(),
        variables=real(story.start["variables"]),
    )
    done = [step for step in story.steps if "complete" in step]
    for step in done[:steps]:
        if not do_step(started.case_id, step["complete"], step.get("variables", {})):
            break
    return started.case_id


def do_step(case_id: int, element_id: str, variables: Mapping[str, Any]) -> bool:
    """Complete the open task of an element by whoever may; False when it is not open."""
    db.session.rollback()
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    task = db.session.scalars(query.where(UserTask.element_id == element_id)).first()
    if task is None:
        return False
    answers = real(dict(variables))
    outcome = answers.pop("outcome", "")
    comment = ROUND_COMMENT if outcome in {"return", "reject"} else ""
    complete_task(task.id, task.ver, answers, completed_by=doer_of(task.id), outcome=outcome, comment=comment)
    return True


def real(value: Any) -> Any:
    """Return a value of a story with real dates."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, Mapping):
        return {key: real(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [real(item) for item in value]
    return value


def doer_of(task_id: int) -> Actor:
    """Return somebody who may do the task; raises AssertionError when nobody may."""
    for person in db.session.scalars(select(Person).order_by(Person.id)):
        viewer = viewer_of(person)
        try:
            task = get_task_visible_to(viewer, task_id)
        except NotFound:
            continue
        if task.can_complete:
            post = viewer.find_post(task.role, task.task_organisation_id or 0) if task.role else None
            return viewer.actor(post)
    raise AssertionError(f"nobody may do the task {task_id}")


def _person(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.login == login)).one()
