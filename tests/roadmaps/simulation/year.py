"""One plan over its days: applied, opened by the worker, worked on by people, counted at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, select

from app.access.models import Person, Role
from app.audit.models import SYSTEM, Actor
from app.documents.commands.produce import JOB as PRODUCE
from app.engine.commands import complete_task
from app.engine.commands.run_jobs import TakenJob
from app.engine.handlers import register_job_handler, run_everything_due
from app.engine.models import Case, CaseCall, Incident, IncidentState, Job, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.notifications.handlers import MAIL
from app.organisation.models import Membership
from app.processes.commands import publish_version
from app.processes.models import Process
from app.roadmaps.commands import apply_plan, fill_dates
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OccurrenceState
from app.roadmaps.queries.indicator_choices import carried_near
from app.roadmaps.queries.indicator_library import indicators_of_plan
from app.roadmaps.queries.indicator_values import reached
from app.roadmaps.queries.library import find_shipped_plan
from app.workflow.package import load_package
from tests.cast import viewer_of
from tests.processes.stories import GENERAL, IN_ORDER, MEASURES, ROOT, package_of
from tests.roadmaps.simulation.report import Report
from tests.roadmaps.simulation.script import BY_HAND, Script, answers_of, somebody_for

LATE_EVERY = 11
RETURNED_EVERY = 9
_ROW = MeasureOccurrence


def publish_processes(names: tuple[str, ...] | None = None) -> None:
    """Publish the general process of a measure and these; by default all that plans open, and what those open."""
    general = [ROOT / "bpmn" / f"{name}.bpmn" for name in GENERAL]
    forms = [file for name in GENERAL for file in sorted((ROOT / "forms" / name).glob("*.json"))]
    publish_version(load_package([*general, *forms]), published_by=SYSTEM)
    for name in names if names is not None else dict.fromkeys((*IN_ORDER, *MEASURES)):
        publish_version(package_of(name), published_by=SYSTEM, process_id=name)


def spare_post_and_printer() -> None:
    """Let every letter be taken and every document be left unprinted: both have tests of their own.

    Without a mail server each letter of the year would be tried again every hour.
    """

    def take(_job: TakenJob) -> None:
        return

    register_job_handler(MAIL, take)
    register_job_handler(PRODUCE, take)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An open task of a row, or of a case that the row opened."""

    task_id: int
    process: str
    row_id: int
    is_own: bool


class Year:
    """One plan over its days."""

    def __init__(self, plan_id: str, organisation_id: int, year: int) -> None:
        plan = find_shipped_plan(plan_id)
        assert plan is not None
        self.plan, self.organisation_id, self.year = plan, organisation_id, year
        self.report = Report(plan=f"{plan.short}, {year}")
        self.script = Script(year)
        self.roadmap_id = 0

    def begin(self, only: frozenset[str] | None = None) -> None:
        """Apply the plan and fill in the dates that it does not print, as its owner would."""
        done = apply_plan(self.plan, organisation_id=self.organisation_id, year=self.year, applied_by=SYSTEM)
        self.roadmap_id = done.roadmap_id
        for measure in done.undated:
            if only is None or measure in only:
                fill_dates(done.roadmap_id, measure, dates=[date(self.year, 10, 15)], basis="График", filled_by=SYSTEM)
        if only is not None:
            db.session.execute(delete(_ROW).where(_ROW.roadmap_id == self.roadmap_id, _ROW.measure.not_in(only)))
            db.session.commit()

    def live(self, first: date, last: date, *, step: int = 1, own_cases: bool = True) -> None:
        """Let the days pass, `step` at a time: the worker runs, then everybody does what waits for them.

        Without `own_cases` nobody works on the cases that rows open: the rows leave them when their day comes.
        """
        day = first
        while day <= last:
            with clock.travel(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
                run_everything_due()
                while self._work(self._waiting(day), day):
                    pass
                if own_cases:
                    self._work(self._of_own_cases(), day)
            day += timedelta(days=step)

    def _waiting(self, day: date) -> list[Waiting]:
        """Return the open tasks of rows that somebody gets to today."""
        query = (
            select(UserTask.id, Process.key, _ROW.id, _ROW.due, _ROW.opens_on, UserTask.round)
            .join(_ROW, _ROW.case_id == UserTask.case_id)
            .join(Case, Case.id == UserTask.case_id)
            .join(Process, Process.id == Case.process_id)
            .where(UserTask.state == TaskState.OPEN, _ROW.roadmap_id == self.roadmap_id)
            .order_by(UserTask.id)
        )
        found = []
        for task_id, process, row_id, due, opens_on, turn in db.session.execute(query):
            late = row_id % LATE_EVERY == 0 and turn == 1
            begins = due + timedelta(days=2) if late else min(due - timedelta(days=3), opens_on + timedelta(days=2))
            if day >= begins:
                found.append(Waiting(task_id=task_id, process=process, row_id=row_id, is_own=True))
        db.session.rollback()
        return found

    def _of_own_cases(self) -> list[Waiting]:
        """Return the open tasks of cases that rows opened, and of the cases of those: one step of each a day.

        A step that the followed story does not come to is left: an agreement in force is kept and not amended.
        """
        query = (
            select(UserTask.id, UserTask.element_id, Process.key, UserTask.case_id)
            .join(CaseCall, CaseCall.child_id == UserTask.case_id)
            .join(Case, Case.id == UserTask.case_id)
            .join(Process, Process.id == Case.process_id)
            .where(UserTask.state == TaskState.OPEN)
            .order_by(UserTask.id)
        )
        found = [
            Waiting(task_id=task_id, process=process, row_id=case_id, is_own=False)
            for task_id, element, process, case_id in db.session.execute(query)
            if element in answers_of(process)
        ]
        db.session.rollback()
        return found

    def _work(self, waiting: list[Waiting], day: date) -> bool:
        """Do these tasks; tell whether any was done."""
        return sum(self._do(one, day) for one in waiting) > 0

    def _do(self, waiting: Waiting, day: date) -> bool:
        task = db.session.get(UserTask, waiting.task_id, populate_existing=True)
        actor = somebody_for(task) if task is not None and task.state is TaskState.OPEN else None
        if task is None or actor is None:
            return False
        answers, outcome = self._answer(task, waiting, day, actor)
        comment = "Приложите документ с подписью" if outcome == "return" else ""
        try:
            complete_task(task.id, task.ver, answers, completed_by=actor, outcome=outcome, comment=comment)
        except SoglasError as error:
            db.session.rollback()
            self._refused(waiting, task, error)
            return False
        self.report.tasks += 1
        return True

    def _answer(self, task: UserTask, waiting: Waiting, day: date, actor: Actor) -> tuple[dict[str, object], str]:
        case = db.session.get(Case, task.case_id)
        assert case is not None
        if waiting.is_own and task.element_id == "check_evidence":
            row = db.session.get(_ROW, waiting.row_id, populate_existing=True)
            again = row is not None and row.id % RETURNED_EVERY == 0 and row.returns == 0
            return {}, "return" if again else "approve"
        return self.script.answer(task, waiting.process, case.organisation_id, day, actor)

    def _refused(self, waiting: Waiting, task: UserTask, error: SoglasError) -> None:
        line = f"{waiting.process} {task.element_id}: {error} {dict(error.facts)}"[:300]
        if line not in self.report.not_run:
            self.report.not_run.append(line)

    def end(self) -> Report:
        """Count what came of it, and name everything that did not run."""
        report = self.report
        rows = list(db.session.scalars(select(_ROW).where(_ROW.roadmap_id == self.roadmap_id).order_by(_ROW.due)))
        report.occurrences, report.measures = len(rows), len({one.measure for one in rows})
        report.opened = sum(one.case_id is not None for one in rows)
        report.states = Counter(one.state.value for one in rows)
        report.returned = sum(one.returns for one in rows)
        facts = select(func.count()).select_from(IndicatorFact)
        report.facts = db.session.scalar(facts) or 0
        report.proposed = db.session.scalar(facts.where(IndicatorFact.words != BY_HAND)) or 0
        self._count_notices()
        self._count_cases()
        self._compute_indicators()
        self._count_incidents()
        for one in rows:
            if one.state not in (OccurrenceState.DONE, OccurrenceState.PASSED):
                report.not_run.append(f"{one.measure} {one.due} {one.state.value} {one.problem or self._why(one)}")
        here = {one.measure for one in rows}
        report.not_run += [f"{measure.id}: no due date" for measure in self.plan.measures if measure.id not in here]
        return report

    def _count_notices(self) -> None:
        notices = Counter(
            job.payload.get("moment") or job.payload.get("event")
            for job in db.session.scalars(select(Job).where(Job.kind == "notice"))
        )
        self.report.reminders = notices["remind"]
        self.report.overdue = notices["overdue"] + notices["escalate"]

    def _count_incidents(self) -> None:
        """Count what stands still, and name each step of a process that does."""
        query = select(Incident.element_id, Incident.ru, func.count()).where(Incident.state == IncidentState.OPEN)
        for element, words, count in db.session.execute(query.group_by(Incident.element_id, Incident.ru)):
            self.report.incidents += count
            self.report.not_run.append(f"{element}: {words} ({count})")

    def _count_cases(self) -> None:
        query = select(Process.key, func.count()).join(Case, Case.process_id == Process.id)
        mine = query.join(_ROW, _ROW.case_id == Case.id).where(_ROW.roadmap_id == self.roadmap_id)
        self.report.families = Counter(dict(db.session.execute(mine.group_by(Process.key)).all()))
        called = query.add_columns(Case.status).join(CaseCall, CaseCall.child_id == Case.id)
        for key, count, status in db.session.execute(called.group_by(Process.key, Case.status)):
            self.report.own_cases[f"{key} {status.value}"] += count

    def _compute_indicators(self) -> None:
        """Let the region look at every indicator of the plan in every year that the plan ran."""
        who = db.session.scalars(
            select(Person).join(Membership).where(Membership.role == Role.REGIONAL_OFFICER).order_by(Person.id).limit(1)
        ).one()
        years = range(self.year, self.year + self.plan.last.year - self.plan.base_year + 1)
        for indicator in indicators_of_plan(self.plan.id):
            quarters = [f"{year}-Q{quarter}" for year in years for quarter in range(1, 5)]
            periods = quarters if indicator.is_quarterly else [str(year) for year in years]
            values = reached(
                viewer_of(who), indicator, self.organisation_id, periods, carried_near(self.organisation_id)
            )
            told = ", ".join(f"{one.period}: {one.value:f}" for one in values if one.value is not None)
            self.report.indicators[indicator.id] = told

    def _why(self, row: MeasureOccurrence) -> str:
        query = select(UserTask.element_id, UserTask.role).where(
            UserTask.case_id == row.case_id, UserTask.state == TaskState.OPEN
        )
        return "; ".join(f"waits at {task.element_id} ({task.role})" for task in db.session.execute(query))
