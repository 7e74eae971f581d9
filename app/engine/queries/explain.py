"""The answers a page gives before it is asked: why is this mine, what comes next, which way does the case go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from app.access.policy import Viewer
from app.audit.models import AuditEntry
from app.engine.models import CallState, CaseCall, TaskState
from app.engine.queries.agreement import first_group
from app.engine.queries.tasks import TaskView, list_assignable_people, organisation_name
from app.engine.queries.visibility import CASE, TASK, sees_case
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.processes.queries import Live, live_version
from app.workflow.outline import NextStep, OutlineElement

_STEP_COLUMNS: Final = (
    *("id", "element_id", "state", "role", "outcome", "round", "completed_by_name", "completed_at", "legal_date"),
)


@dataclass(frozen=True, kw_only=True)
class WhyMine:
    """Facts behind «Почему это моя задача»: the post that acts, the relation of the organisations, how it came to me.

    `place` is the dialect's word (`mouo`, `school` …); `others` is how many colleagues could do it too; `given_by` is
    who assigned it; `rule` is `role`, `assignee` or `named`.
    """

    rule: str
    role: str
    post: str
    place: str
    organisation_name: str
    case_organisation_name: str
    claimed_at: datetime | None
    given_by: str
    others: int


@dataclass(frozen=True, kw_only=True)
class NextWords:
    """What an outcome leads to: the next task, who does it, or the end it comes to (`is_end`)."""

    outcome: str
    element_id: str
    name: str
    role: str
    organisation_name: str
    deadline: str
    is_end: bool
    back: bool
    together: bool


@dataclass(frozen=True, kw_only=True)
class RouteStep:
    """One line of «Маршрут словами»: `state` is `done`, `now`, `next` or `returned`."""

    element_id: str
    name: str
    state: str
    role: str
    who: str
    completed_at: datetime | None
    legal_date: date | None
    round: int
    task_id: int | None


def why_mine(viewer: Viewer, task: TaskView) -> WhyMine:
    """Return why this person has, or could take, the task."""
    place = task.task_organisation_id
    post = viewer.find_post(task.role, place) if place is not None and task.role else None
    if post is None:
        post = next((one for one in viewer.memberships if (one.role.value, one.organisation_id) in _groups(task)), None)
    able = [person_id for person_id, _ in list_assignable_people(task.task_id)]
    given = task.assignee_id == viewer.person_id
    rule = "role" if post is not None else "assignee" if given else "named"
    return WhyMine(
        rule=rule,
        role=post.role.value if post is not None else task.role,
        post=post.title if post is not None else "",
        place=task.place,
        organisation_name=post.organisation_short_name if post is not None else task.task_organisation_name,
        case_organisation_name=task.organisation_name,
        claimed_at=task.claimed_at if given else None,
        given_by=_given_by(task) if given and task.claimed_at is not None else "",
        others=len([person_id for person_id in able if person_id != viewer.person_id]),
    )


def list_next_steps(task: TaskView) -> tuple[NextWords, ...]:
    """Return where each outcome of the task leads (`outcome` empty for a task that decides nothing).

    What the diagram decides by other values than the outcome is listed for every outcome it may follow.
    """
    element = live_version(task.version_id).outline.element(task.element_id)
    steps = [step for step in element.next if not step.event] if element is not None else []
    named = {outcome.value for step in steps for branch in step.branches[:1] for outcome in branch.outcomes}
    found: list[NextWords] = []
    for outcome in task.outcomes or ("",):
        found += [_words(task, outcome, step) for step in steps if _may_follow(step, outcome, named)]
    return tuple(found)


def list_route(viewer: Viewer, case_id: int) -> tuple[RouteStep, ...]:
    """Return the route of a case in words: what was and is now in reading order, then what comes; raises NotFound.

    What comes begins with the usual way; steps that cannot come any more are left out, of a closed case all of them.
    """
    columns = (CASE.c.version_id, CASE.c.status)
    case = db.session.execute(select(*columns).where(CASE.c.id == case_id, sees_case(viewer))).first()
    if case is None:
        raise NotFound(case_id=case_id)
    query = select(*(TASK.c[name] for name in _STEP_COLUMNS)).where(
        TASK.c.case_id == case_id, TASK.c.state.in_([TaskState.OPEN, TaskState.COMPLETED])
    )
    latest = {row.element_id: row for row in db.session.execute(query.order_by(TASK.c.id))}
    calls = _call_states(case_id)
    live = live_version(case.version_id)
    steps = []
    for element in live.outline.elements:
        if element.task is not None:
            steps.append(_route_step(element, latest.get(element.element_id)))
        elif element.element_id in live.own_calls:
            steps.append(_call_step(element, calls.get(element.element_id)))
    come = {} if case.status.is_closed else {key: place for place, key in enumerate(_ahead(live, steps))}
    later = sorted((step for step in steps if step.element_id in come), key=lambda step: come[step.element_id])
    return (*(step for step in steps if step.state != "next"), *(step for step in later if step.state == "next"))


def _ahead(live: Live, steps: Sequence[RouteStep]) -> tuple[str, ...]:
    """Return what may come after where the case is now; between two tasks that is after what was done last."""
    now = [step.element_id for step in steps if step.state == "now"]
    done = [step for step in steps if step.completed_at is not None]
    if not now and done:
        now = [max(done, key=lambda step: step.completed_at.timestamp() if step.completed_at else 0.0).element_id]
    return live.ahead(frozenset(now))


def _call_states(case_id: int) -> dict[str, str]:
    """Return for each call of a case whether it waits (`now`) or all its child cases are over or left (`done`)."""
    query = select(CaseCall.element_id, CaseCall.state).where(CaseCall.parent_id == case_id)
    found: dict[str, str] = {}
    for row in db.session.execute(query):
        is_now = row.state is CallState.OPEN or found.get(row.element_id) == "now"
        found[row.element_id] = "now" if is_now else "done"
    return found


def _call_step(element: OutlineElement, state: str | None) -> RouteStep:
    return RouteStep(
        element_id=element.element_id,
        name=element.name,
        state=state or "next",
        role="",
        who="",
        completed_at=None,
        legal_date=None,
        round=0,
        task_id=None,
    )


def _route_step(element: OutlineElement, row: Any) -> RouteStep:
    if row is None:
        group = next(iter(element.task.groups), None) if element.task is not None else None
        state, role = "next", group.role if group is not None else ""
    else:
        returned = row.outcome == "return"
        state = "now" if row.state is TaskState.OPEN else "returned" if returned else "done"
        role = row.role
    return RouteStep(
        element_id=element.element_id,
        name=element.name,
        state=state,
        role=role,
        who=row.completed_by_name if row is not None else "",
        completed_at=row.completed_at if row is not None else None,
        legal_date=row.legal_date if row is not None else None,
        round=row.round if row is not None else 0,
        task_id=row.id if row is not None else None,
    )


def _may_follow(step: NextStep, outcome: str, named: set[str]) -> bool:
    """Say whether a step may come after an outcome, judged by the first choice on the way to it."""
    if not outcome or not step.branches:
        return True
    first = step.branches[0]
    if first.outcomes:
        return outcome in {item.value for item in first.outcomes}
    return outcome not in named


def _words(task: TaskView, outcome: str, step: NextStep) -> NextWords:
    spec = live_version(task.version_id).task_spec(step.element_id)
    role, place = first_group(spec, dict(task.places)) if spec is not None else ("", None)
    return NextWords(
        outcome=outcome,
        element_id=step.element_id,
        name=step.name,
        role=role,
        organisation_name=organisation_name(place),
        deadline=spec.deadline if spec is not None else "",
        is_end=step.type == "endEvent",
        back=step.back,
        together=step.together,
    )


def _groups(task: TaskView) -> set[tuple[str, int]]:
    return {(group.role, task.places[group.place]) for group in task.spec.groups if group.place in task.places}


def _given_by(task: TaskView) -> str:
    """Return who gave the task to the one who has it, from the record; empty when they took it themselves."""
    entry = AuditEntry
    query = (
        select(entry.action, entry.person_name, entry.facts)
        .where(entry.stream == f"case:{task.case_id}", entry.action.in_(["assign_task", "claim_task"]))
        .order_by(entry.number.desc())
    )
    for row in db.session.execute(query):
        if row.facts.get("task") == task.task_id:
            return str(row.person_name) if row.action == "assign_task" else ""
    return ""
