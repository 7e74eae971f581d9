"""The stage of roadmaps: the general process published, a plan applied, people of the cast who act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.models import Person, Role
from app.audit.models import SYSTEM, Actor
from app.engine.commands import complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import TaskState, UserTask, split_people
from app.foundation.database import db
from app.organisation.models import Membership
from app.processes.commands import publish_version
from app.roadmaps.commands import Applied, apply_plan
from app.roadmaps.models import MeasureOccurrence
from app.roadmaps.queries.library import find_shipped_plan
from app.workflow.package import load_package
from tests.processes.stories import ROOT

NAMES = ("measure-execution", "measure-acceptance")


def publish_measures() -> None:
    """Publish the general process of a measure with its forms."""
    files = [ROOT / "bpmn" / f"{name}.bpmn" for name in NAMES]
    files += sorted(file for name in NAMES for file in (ROOT / "forms" / name).glob("*.json"))
    publish_version(load_package(files), published_by=SYSTEM)


def apply(plan_id: str, organisation_id: int, year: int, by: Actor = SYSTEM) -> Applied:
    """Apply a shipped plan."""
    plan = find_shipped_plan(plan_id)
    assert plan is not None
    return apply_plan(plan, organisation_id=organisation_id, year=year, applied_by=by)


def rows(roadmap_id: int, measure: str = "") -> list[MeasureOccurrence]:
    """Return the occurrences of a roadmap (of one measure), as they are in the database now."""
    db.session.rollback()  # a reading transaction would not see what others have written since
    query = select(MeasureOccurrence).where(MeasureOccurrence.roadmap_id == roadmap_id)
    if measure:
        query = query.where(MeasureOccurrence.measure == measure)
    query = query.order_by(MeasureOccurrence.due, MeasureOccurrence.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def run() -> int:
    """Let the worker do all that is due."""
    return run_everything_due()


def open_task(case_id: int | None) -> UserTask:
    """Return the one open task of a case."""
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def somebody_for(task: UserTask) -> Actor:
    """Return somebody who may do the task by the role it waits for, and whom four eyes do not leave out."""
    out = {task.excluded_initiator_id, task.excluded_previous_id, *split_people(task.excluded_others)}
    found = db.session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role == Role(task.role), Membership.organisation_id == task.organisation_id)
        .where(Person.id.not_in([one for one in out if one is not None]))
        .order_by(Person.id)
    ).first()
    assert found is not None, (task.name, task.role, task.organisation_id)
    person, role = found
    return Actor(person_id=person.id, name=person.name, organisation_id=task.organisation_id, role=role.value)


def do(case_id: int | None, answers: Mapping[str, Any], *, outcome: str = "", comment: str = "") -> UserTask:
    """Let somebody in the proper role complete the open task of a case; returns the task that was done."""
    task = open_task(case_id)
    complete_task(task.id, task.ver, dict(answers), completed_by=somebody_for(task), outcome=outcome, comment=comment)
    return task


def carried_out(row: MeasureOccurrence, on: date | None = None) -> dict[str, Any]:
    """Return what an executor answers: done, with a line for each kind of evidence."""
    return {
        "done_on": on or row.due,
        "result_text": "Исполнено по плану",
        "evidence": [{"kind": "Приказ", "note": "№ 12"}],
    }
