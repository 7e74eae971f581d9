"""Which decisions still stand: what they were about is unchanged, or they were confirmed after the change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.documents.models import AgreedContent
from app.engine.models import Case, TaskState, UserTask
from app.engine.models.values import to_column
from app.foundation.database import db
from app.processes.queries import Live, live_version
from app.workflow.user_tasks import Outcome, TaskKind

AGREES = (Outcome.APPROVE.value, Outcome.APPROVE_WITH_REMARKS.value)
"""The outcomes by which somebody agrees to what they saw."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a decision stands: the labels of what was changed since (nothing: it holds), and its latest confirmation."""

    task_id: int
    person_id: int | None
    changed: tuple[str, ...]
    confirmed_at: datetime | None = None
    is_told: bool = False


def prints_of(live: Live, values: Mapping[str, Any], about: frozenset[str] | None = None) -> dict[str, str]:
    """Return a short hash of each value that people fill in; remarks and what deciders write do not count.

    `about` are the names that are wanted (None: all).
    """
    names = filled_names(live) if about is None else filled_names(live) & about
    return {name: _print(value) for name, value in values.items() if name in names}


def names_decided_on(live: Live, case_id: int, element_id: str) -> frozenset[str] | None:
    """Return the names that a further decision of a step is about, None while it is the first one.

    What came only after the first decision is not what is decided on, also when the case comes to the step again: a
    second letter with the agreed draft has a new number, and the draft is the same. What those fill in who hand their
    work to this step always counts.
    """
    first = db.session.scalar(
        select(AgreedContent.prints)
        .join(UserTask, UserTask.id == AgreedContent.task_id)
        .where(AgreedContent.case_id == case_id, UserTask.element_id == element_id)
        .order_by(AgreedContent.id)
        .limit(1)
    )
    if first is None:
        return None
    handing = _forms_handing_to(live, element_id)
    handed = {name for name, forms in _forms_that_write(live).items() if forms & handing}
    return frozenset(first) | handed


def names_people_gave(live: Live, case_id: int) -> frozenset[str]:
    """Return the names that a first decision is about in a case which the system opened.

    What a plan gave at the start only as a beginning (the kinds of evidence that a later step brings) is nobody's
    content until somebody has answered it.
    """
    tasks = [task for process in live.package.processes.values() for task in process.user_tasks.values()]
    later = {name for task in tasks for name in live.writable_names(task.form_id)}
    beginnings = live.writable_names(live.start_form_id) & later
    done = (UserTask.case_id == case_id, UserTask.state == TaskState.COMPLETED)
    answered = {name for answers in db.session.scalars(select(UserTask.answers).where(*done)) for name in answers or ()}
    return filled_names(live) - (beginnings - answered)


def _forms_that_write(live: Live) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for form_id in live.forms:
        for name in live.writable_names(form_id):
            found.setdefault(name, set()).add(form_id)
    return found


def _forms_handing_to(live: Live, element_id: str) -> set[str]:
    """Return the forms of the tasks that hand their work to a step; those of called processes are counted as such."""
    outside = {task.form_id for one in live.package.processes.values() if one is not live.process
               for task in one.user_tasks.values()}  # fmt: skip
    own = live.process.user_tasks
    return outside | {own[key].form_id for key in live.hands_on_to(element_id) if key in own}


def filled_names(live: Live) -> frozenset[str]:
    """Return the names that forms of filling tasks and of the start write, and no form of a deciding task."""
    filled, decided = set(live.writable_names(live.start_form_id)), {"remarks"}
    for process in live.package.processes.values():
        for task in process.user_tasks.values():
            (decided if TaskKind(task.kind).decides else filled).update(live.writable_names(task.form_id))
    return frozenset(filled - decided)


def list_standings(case_id: int) -> dict[int, Standing]:
    """Return how the latest agreement of each step stands, by its task; older rounds are not among them."""
    kept: dict[int, AgreedContent] = {}
    for one in db.session.scalars(
        select(AgreedContent).where(AgreedContent.case_id == case_id).order_by(AgreedContent.id)
    ):
        kept[one.task_id] = one
    if not kept:
        return {}
    row = db.session.execute(select(Case.version_id, Case.readable).where(Case.id == case_id)).one()
    live = live_version(row.version_id)
    now_prints = prints_of(live, row.readable or {})
    titles = _titles(live)
    return {
        task_id: Standing(
            task_id=task_id,
            person_id=kept[task_id].person_id,
            changed=tuple(
                titles.get(name, name) for name, was in kept[task_id].prints.items() if now_prints.get(name, "") != was
            ),
            confirmed_at=kept[task_id].at if kept[task_id].is_again else None,
            is_told=kept[task_id].is_told,
        )
        for task_id in _latest_agreements(case_id)
        if task_id in kept
    }


def _latest_agreements(case_id: int) -> list[int]:
    query = select(UserTask.id, UserTask.element_id, UserTask.instance, UserTask.outcome).where(
        UserTask.case_id == case_id, UserTask.state == TaskState.COMPLETED, UserTask.outcome != ""
    )
    latest: dict[tuple[str, int | None], tuple[int, str]] = {}
    for row in db.session.execute(query.order_by(UserTask.completed_at, UserTask.id)):
        latest[(row.element_id, row.instance)] = (row.id, row.outcome)
    return [task_id for task_id, outcome in latest.values() if outcome in AGREES]


def _titles(live: Live) -> dict[str, str]:
    return {
        component.key: component.label
        for schema in live.forms.values()
        for component, inside in schema.walk()
        if component.label and not inside
    }


def _print(value: Any) -> str:
    text = json.dumps(to_column(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
