"""A simulated year: the clock runs, measures open by themselves, scripted people in their roles carry them out.

`make simulate` runs it whole (`python -m tests.roadmaps.simulation`): the Zabaykalye plan in 2020 over a region, three
municipalities and twelve centres, and the St Petersburg plan in 2021-2024. The report lists what did not run, and why.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, or_, select

from app.access.models import Person
from app.audit.models import SYSTEM, Actor
from app.engine.commands import complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import Case, Incident, IncidentState, Job, TaskCandidate, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.organisation.models import Membership
from app.organisation.queries import resolve_place
from app.processes.commands import publish_version
from app.processes.models import Process
from app.roadmaps.commands import apply_plan, fill_dates
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OccurrenceState
from app.roadmaps.queries.library import find_shipped_plan
from app.workflow.package import load_package
from tests.processes.stories import FAMILIES, GENERAL, ROOT, STORIES

_GROUP = re.compile(r"^[a-z_]+@(school|centre|mouo|region|institute|coordinator|partner|finance)$")
LATE_EVERY = 11
RETURNED_EVERY = 9


@dataclass
class Report:
    """What a simulated stretch of time led to."""

    plan: str
    measures: int = 0
    occurrences: int = 0
    states: Counter[str] = field(default_factory=Counter)
    tasks: int = 0
    reminders: int = 0
    overdue: int = 0
    returned: int = 0
    facts: int = 0
    incidents: int = 0
    not_run: list[str] = field(default_factory=list)
    families: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def lines(self) -> Iterator[str]:
        """Yield the report in words."""
        states = ", ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        yield f"{self.plan}: {self.measures} measures, {self.occurrences} due dates: {states}"
        yield f"  tasks {self.tasks}, reminders {self.reminders}, told of overdue {self.overdue}"
        yield f"  returned {self.returned}, facts {self.facts}, open incidents {self.incidents}, {self.seconds:.0f} s"
        yield "  processes: " + ", ".join(f"{name} {count}" for name, count in self.families.most_common())
        yield f"  did not run: {len(self.not_run)}"
        yield from (f"    {line}" for line in self.not_run)


@cache
def _script() -> Mapping[tuple[str, str], tuple[dict[str, Any], str]]:
    """Return what people answer, by process and element: the first answer of the stories that sends the case on."""
    found: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
    for process in (*FAMILIES, "measure-execution"):
        parts = json.loads((STORIES / process / "parts.json").read_text(encoding="utf-8"))
        for step in [step for part in parts.values() for step in part if isinstance(step, dict) and "complete" in step]:
            answers = dict(step.get("variables") or {})
            outcome = str(answers.pop("outcome", "") or "")
            answers.pop("comment", None)
            if outcome in ("", "approve", "approve-with-remarks"):
                found.setdefault((process, step["complete"]), (answers, outcome))
    return found


def publish_families(names: tuple[str, ...] | None = None) -> None:
    """Publish the general process and these families (all by default)."""
    general = [ROOT / "bpmn" / f"{name}.bpmn" for name in GENERAL]
    forms = [file for name in GENERAL for file in sorted((ROOT / "forms" / name).glob("*.json"))]
    publish_version(load_package([*general, *forms]), published_by=SYSTEM)
    for name in names if names is not None else tuple(FAMILIES):
        diagrams = [ROOT / "bpmn" / file for file in FAMILIES[name]]
        folders = (name, "measure-acceptance")
        own = [file for folder in folders for file in sorted((ROOT / "forms" / folder).glob("*.json"))]
        publish_version(load_package([*diagrams, *own]), published_by=SYSTEM, process_id=name)


class Year:
    """One plan over its days."""

    def __init__(self, plan_id: str, organisation_id: int, year: int) -> None:
        plan = find_shipped_plan(plan_id)
        assert plan is not None
        self.plan, self.organisation_id, self.year = plan, organisation_id, year
        self.report = Report(plan=f"{plan.short}, {year}")
        self.roadmap_id = 0

    def begin(self, only: frozenset[str] | None = None) -> None:
        """Apply the plan and fill in the dates that it does not print, as its owner would."""
        done = apply_plan(self.plan, organisation_id=self.organisation_id, year=self.year, applied_by=SYSTEM)
        self.roadmap_id = done.roadmap_id
        for measure in done.undated:
            if only is None or measure in only:
                fill_dates(done.roadmap_id, measure, dates=[date(self.year, 10, 15)], basis="График", filled_by=SYSTEM)
        if only is not None:
            row = MeasureOccurrence
            db.session.execute(delete(row).where(row.roadmap_id == self.roadmap_id, row.measure.not_in(only)))
            db.session.commit()

    def live(self, first: date, last: date, *, step: int = 1) -> None:
        """Let the days pass, `step` at a time: the worker runs, then everybody does what waits for them."""
        day = first
        while day <= last:
            with clock.travel(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
                run_everything_due()
                while self._work(day):
                    pass
            day += timedelta(days=step)

    def _work(self, day: date) -> bool:
        """Do the open tasks that somebody gets to today; tell whether any was done."""
        row = MeasureOccurrence
        query = (
            select(UserTask, row, Process.key)
            .join(row, row.case_id == UserTask.case_id)
            .join(Case, Case.id == UserTask.case_id)
            .join(Process, Process.id == Case.process_id)
            .where(UserTask.state == TaskState.OPEN, row.roadmap_id == self.roadmap_id)
            .order_by(UserTask.id)
        )
        waiting = list(db.session.execute(query.execution_options(populate_existing=True)))
        return sum(self._do(task, one, process, day) for task, one, process in waiting) > 0

    def _do(self, task: UserTask, row: MeasureOccurrence, process: str, day: date) -> bool:
        late = row.id % LATE_EVERY == 0 and task.round == 1
        begins = (
            row.due + timedelta(days=2) if late else min(row.due - timedelta(days=3), row.opens_on + timedelta(days=2))
        )
        if day < begins:
            return False
        actor = _somebody(task)
        if actor is None:
            return False
        answers, outcome = self._answers(task, row, process)
        comment = "Приложите документ с подписью" if outcome == "return" else ""
        try:
            complete_task(task.id, task.ver, answers, completed_by=actor, outcome=outcome, comment=comment)
        except SoglasError as error:
            db.session.rollback()
            line = f"{row.measure} {task.element_id}: {error} {dict(error.facts)}"[:200]
            if line not in self.report.not_run:
                self.report.not_run.append(line)
            return False
        self.report.tasks += 1
        return True

    def _answers(self, task: UserTask, row: MeasureOccurrence, process: str) -> tuple[dict[str, Any], str]:
        if task.element_id == "check_evidence":
            again = row.id % RETURNED_EVERY == 0 and row.returns == 0
            return {}, "return" if again else "approve"
        if task.element_id == "record_fact":
            values = db.session.scalar(select(Case.readable).where(Case.id == row.case_id)) or {}
            facts = [{**fact, "value": 1, "source": "Отчёт"} for fact in values.get("facts") or ()]
            return {"facts": facts}, ""
        script = _script()
        found = script.get((process, task.element_id)) or script.get(("measure-execution", task.element_id))
        if found is None:
            return {}, ""
        values = db.session.scalar(select(Case.readable).where(Case.id == row.case_id)) or {}
        instead = str(values.get("executor_groups", "")).split(" ")[0]
        return {name: _at_home(value, row.organisation_id, instead) for name, value in found[0].items()}, found[1]

    def end(self) -> Report:
        """Count what came of it, and name everything that did not run."""
        row, report = MeasureOccurrence, self.report
        mine = row.roadmap_id == self.roadmap_id
        rows = list(db.session.scalars(select(row).where(mine).order_by(row.due, row.id)))
        report.occurrences, report.measures = len(rows), len({one.measure for one in rows})
        report.states = Counter(one.state.value for one in rows)
        report.returned = sum(one.returns for one in rows)
        report.facts = db.session.scalar(select(func.count()).select_from(IndicatorFact)) or 0
        notices = Counter(
            job.payload.get("moment") or job.payload.get("event")
            for job in db.session.scalars(select(Job).where(Job.kind == "notice"))
        )
        report.reminders, report.overdue = notices["remind"], notices["overdue"] + notices["escalate"]
        query = (
            select(Process.key, func.count())
            .join(Case, Case.process_id == Process.id)
            .join(row, row.case_id == Case.id)
        )
        report.families = Counter(dict(db.session.execute(query.where(mine).group_by(Process.key)).all()))
        opened = Incident.state == IncidentState.OPEN
        report.incidents = db.session.scalar(select(func.count()).select_from(Incident).where(opened)) or 0
        for one in rows:
            if one.state not in (OccurrenceState.DONE, OccurrenceState.PASSED):
                report.not_run.append(f"{one.measure} {one.due} {one.state.value} {one.problem or self._why(one)}")
        here = {one.measure for one in rows}
        report.not_run += [f"{measure.id}: no due date" for measure in self.plan.measures if measure.id not in here]
        return report

    def _why(self, row: MeasureOccurrence) -> str:
        query = select(UserTask.element_id, UserTask.role).where(
            UserTask.case_id == row.case_id, UserTask.state == TaskState.OPEN
        )
        return "; ".join(f"waits at {task.element_id} ({task.role})" for task in db.session.execute(query))


def _at_home(value: Any, organisation_id: int, instead: str) -> Any:
    """Return the answer with «role@place» kept where the place is known here, else the executors themselves."""
    if isinstance(value, list):
        return [_at_home(item, organisation_id, instead) for item in value]
    if isinstance(value, dict):
        return {key: _at_home(item, organisation_id, instead) for key, item in value.items()}
    if isinstance(value, str) and (match := _GROUP.match(value)):
        return value if resolve_place(match[1], organisation_id) is not None else instead
    return value


def _somebody(task: UserTask) -> Actor | None:
    """Return somebody who may do the task: its assignee, or a holder of one of its roles whom four eyes allow."""
    out = [one for one in (task.excluded_initiator_id, task.excluded_previous_id) if one is not None]
    pairs = [(task.role, task.organisation_id)]
    rows = db.session.execute(
        select(TaskCandidate.role, TaskCandidate.organisation_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task.id
        )
    ).all()
    pairs += [(row.role, row.organisation_id) for row in rows if row.organisation_id is not None]
    people = [task.assignee_id] if task.assignee_id else [row.person_id for row in rows if row.person_id]
    held = or_(
        *[(Membership.role == role) & (Membership.organisation_id == place) for role, place in pairs if role and place]
    )
    query = select(Person.id, Person.name, Membership.role, Membership.organisation_id).join(Membership)
    query = query.where(Person.id.in_(people)) if people else query.where(held)
    found = db.session.execute(query.where(Person.id.not_in(out)).order_by(Membership.id).limit(1)).first()
    if found is None:
        return None
    person_id, name, role, organisation_id = found
    return Actor(person_id=person_id, name=name, organisation_id=organisation_id, role=role.value)


def main() -> int:
    """Run both plans whole in databases of their own; the exit code is 1 when something did not run."""
    from app.demo.commands.people import make_people
    from app.organisation.queries import current_tree
    from tests.conftest import make_app

    failed = False
    stretches = (("tochka-rosta-tz", 2020, date(2020, 1, 1), date(2021, 1, 25)),
                 ("spb-network-roadmap", 2021, date(2021, 1, 1), date(2025, 1, 25)))  # fmt: skip
    chosen = sys.argv[1:]
    for plan_id, year, first, last in stretches:
        if chosen and plan_id not in chosen:
            continue
        with tempfile.TemporaryDirectory() as folder:
            app = make_app(Path(folder), f"sqlite:///{folder}/simulated.db")
            started = time.perf_counter()
            with app.app_context():
                db.create_all()
                with clock.travel(datetime(first.year, first.month, 1, 0, 30, tzinfo=UTC)):
                    make_people("a password of the simulation")
                    publish_families()
                    simulated = Year(plan_id, current_tree().by_code["kray"], year)
                    simulated.begin()
                simulated.live(first, last)
                report = simulated.end()
                db.session.remove()
                db.engine.dispose()
            report.seconds = time.perf_counter() - started
            print("\n".join(report.lines()), flush=True)
            failed = failed or bool(report.not_run)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
