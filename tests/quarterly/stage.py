"""The stage of quarterly reports: asked for, opened by the clock, written, signed, accepted by people of the cast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.engine.commands import complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import Case, TaskState, UserTask
from app.foundation.database import db
from app.quarterly.commands import introduce_reporting, open_quarter, sign_report
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.quarters import Quarter
from app.quarterly.queries.content import content_to_sign, print_of
from tests.cast import PASSWORD, Cast
from tests.engine.stage import actor

THIRD = Quarter(2026, 3)
SEPTEMBER = datetime(2026, 9, 15, 3, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, 3, tzinfo=UTC)
CENTRES = ("north-1", "north-2", "south-5")


def ask(cast: Cast, place: str = "region", login: str = "region.officer", first: str = "2026-Q3") -> None:
    """Introduce the reporting."""
    introduce_reporting(cast.id(place), first_period=first, basis="Приказ № 1", introduced_by=cast.viewer(login))


def open_due(*, worker: bool = False) -> list[QuarterlyReport]:
    """Open what is asked for (`worker`: let the worker do all that is due); return all rows as they are now."""
    if worker:
        run_everything_due()
    else:
        open_quarter()
    db.session.rollback()
    query = select(QuarterlyReport).order_by(QuarterlyReport.period, QuarterlyReport.organisation_id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def case_of(cast: Cast, code: str, quarter: Quarter = THIRD) -> int:
    """Return the case of the report of a centre, or of the summary of a municipality."""
    db.session.rollback()
    query = select(QuarterlyReport.case_id).where(
        QuarterlyReport.organisation_id == cast.id(code), QuarterlyReport.period == quarter.period
    )
    return db.session.scalars(query).one()


def task_of(case_id: int) -> UserTask:
    """Return the open task of a case."""
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def values_of(case_id: int) -> Mapping[str, Any]:
    """Return the values of a case."""
    db.session.rollback()
    return db.session.scalar(select(Case.readable).where(Case.id == case_id)) or {}


def do(cast: Cast, case_id: int, login: str, answers: Mapping[str, Any], outcome: str = "") -> None:
    """Complete the open task of a case."""
    task = task_of(case_id)
    comment = "Приложите приказ" if outcome == "return" else ""
    complete_task(task.id, task.ver, dict(answers), completed_by=actor(cast, login), outcome=outcome, comment=comment)


def write(cast: Cast, code: str, numbers: Mapping[str, float], login: str = "") -> int:
    """Write the report of a centre; figures that are not named stay as they were filled in, or become zero."""
    case_id = case_of(cast, f"{code}-centre")
    figures = [
        {**row, "value": numbers.get(row["code"], row["value"] if row["value"] is not None else 0), "note": ""}
        for row in values_of(case_id)["figures"]
    ]
    rows = values_of(case_id)["report_rows"]
    do(cast, case_id, login or f"{code}-centre.head", {"figures": figures, "report_rows": rows, "problems": ""})
    return case_id


def sign(cast: Cast, case_id: int, login: str) -> None:
    """Sign what the case holds now."""
    sha256 = print_of(content_to_sign(case_id))
    db.session.rollback()
    sign_report(case_id, shown_sha256=sha256, password=PASSWORD, agrees=True, address="", signed_by=cast.viewer(login))


def accept(cast: Cast, case_id: int, login: str, outcome: str = "approve") -> None:
    """Check a report or a summary."""
    element = task_of(case_id).element_id
    checks = {"report_checks": ["numbers", "evidence"]} if element == "check_report" and outcome == "approve" else {}
    do(cast, case_id, login, checks, outcome)


def hand_in(cast: Cast, code: str, numbers: Mapping[str, float]) -> int:
    """Bring the report of a centre to its acceptance."""
    case_id = write(cast, code, numbers)
    sign(cast, case_id, f"{code}.director")
    accept(cast, case_id, f"{code.split('-')[0]}.officer")
    return case_id
