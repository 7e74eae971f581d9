"""What happens in the cases of reports, written into their rows in the same transaction; and the job of opening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.access.models import Person
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.registering import add_registrar
from app.engine.events import CaseStarted, UserTaskCompleted
from app.engine.handlers import NotNow, register_job_handler
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.events import subscribe
from app.organisation.queries import working_calendar_of
from app.quarterly.commands.opening import ORIGIN, SUMMARY, open_quarter
from app.quarterly.commands.plan_rows import close_plan_rows, keeps
from app.quarterly.commands.signing import PROPERTY, require_signature
from app.quarterly.commands.waking import SWEEP
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.figures import value_of
from app.quarterly.policy.quarters import find_quarter
from app.quarterly.queries.plan_rows import report_cases
from app.quarterly.queries.signatures import find_signature
from app.roadmaps.commands.facts import write_reported
from app.roadmaps.queries.kept_rows import add_keeper
from app.roadmaps.queries.other_cases import add_case_finder
from app.workflow.user_tasks import Outcome

_AGAIN_AFTER: Final = timedelta(hours=1)


def install_handlers() -> None:
    """Let the room hear of cases, refuse unsigned reports, and open reports when their quarter has ended."""
    subscribe(CaseStarted, write_case_into_row)
    subscribe(UserTaskCompleted, accept_what_was_checked)
    add_registrar(require_signature)
    add_keeper(keeps)
    add_case_finder(report_cases)
    register_job_handler(SWEEP, sweep)


def sweep(_job: TakenJob) -> Mapping[str, Any] | None:
    """Open a bounded number of cases, then wait: a moment when more may be due, else an hour."""
    opened, more = open_quarter()
    db.session.rollback()
    raise NotNow(f"{opened} opened", now() + (timedelta(0) if more and opened else _AGAIN_AFTER))


def write_case_into_row(happened: CaseStarted) -> None:
    """Write the row of a report; a second one for the same quarter and organisation is refused by its key."""
    if not happened.origin.startswith(ORIGIN):
        return
    period, _sign, due_text = happened.origin.removeprefix(ORIGIN).partition(":")
    due = date.fromisoformat(due_text)
    db.session.add(
        QuarterlyReport(
            period=period,
            organisation_id=happened.organisation_id,
            is_summary=happened.process_key == SUMMARY,
            case_id=happened.case_id,
            due=due,
            safe_due=working_calendar_of(happened.organisation_id).previous_working_day(due),
            opened_at=now(),
        )
    )
    db.session.flush()


def accept_what_was_checked(happened: UserTaskCompleted) -> None:
    """Keep what was accepted: the signed content; the facts of indicators follow it unless they are frozen."""
    if happened.properties.get(PROPERTY) != "acceptance" or happened.outcome != Outcome.APPROVE:
        return
    row = db.session.scalar(select(QuarterlyReport).where(QuarterlyReport.case_id == happened.case_id))
    signature = find_signature(happened.case_id)
    if row is None or signature is None:
        return
    name = db.session.scalar(select(Person.name).where(Person.id == happened.completed_by))
    row.signature_id, row.accepted_at, row.accepted_by_name = signature.id, now(), name or ""
    db.session.flush()
    quarter = find_quarter(row.period)
    if row.is_summary or quarter is None:
        return
    close_plan_rows(row.organisation_id, quarter)
    for figure in signature.content.get("figures") or ():
        value = value_of(figure)
        if value is not None:
            words = f"Квартальный отчёт за {quarter.title}"
            write_reported(
                str(figure.get("code", "")), row.organisation_id, quarter.last, value, words=words, case_id=row.case_id
            )
