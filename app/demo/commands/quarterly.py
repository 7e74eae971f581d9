"""Quarterly reports of the demonstration: one quarter accepted in a district, the next one under way everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.demo.commands.playing import viewer_of_login
from app.demo.models import ZONE
from app.engine.commands import complete_task
from app.engine.handlers.sweep import list_due, run_safely
from app.engine.models import Case, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.quarterly.commands import introduce_reporting, keep_signature, open_quarter
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.quarters import Quarter, quarter_of

_DAYS: Final = {"fill": 2, "sign": 3, "check": 5}
"""On which day after the quarter people of the demonstration take each step."""
_BEFORE: Final = ("karym-1", "karym-2", "karym-3", "karym-8")
_NOW: Final = {
    **dict.fromkeys(("karym-1", "karym-2", "karym-3", "shilka-51", "olovo-11", "olovo-14"), "accepted"),
    "karym-8": "returned",
    "shilka-52": "checking",
    "shilka-67": "signing",
}
"""How far each school gets; the others have not begun."""
_NUMBERS: Final = {"pupils_total": 310, "pupils_covered": 214, "programmes": 6, "events": 9, "satisfaction": 88}
_RESULTS: Final = "План квартала исполнен, отставание по одному центру; охват программами вырос."
_REMARKS: Final = [{"place": "Показатели", "text": "Число занятых не сходится с приказом о зачислении", "basis": ""}]


def play_quarters(now: datetime) -> int:
    """Let the reports of the last two quarters be asked for and played up to `now`; return how many cases."""
    last = quarter_of(now.astimezone(ZoneInfo(ZONE)).date()).before
    tree = current_tree()
    for code, login, first in (("karym", "karym.head", last.before), ("kray", "kray.officer", last)):
        with clock.travel(_moment(first.last, now)):
            introduce_reporting(
                tree.by_code[code],
                first_period=first.period,
                basis=f"Приказ о квартальной отчётности от {first.first:%d.%m.%Y} № 88",
                introduced_by=viewer_of_login(login),
            )
    opened = 0
    for quarter in (last.before, last):
        with clock.travel(_moment(quarter.after.first, now)):
            opened += open_quarter()[0]
        stages = dict.fromkeys(_BEFORE, "accepted") if quarter is not last else _NOW
        for seed, (school, stage) in enumerate(stages.items()):
            _play_report(school, stage, quarter, now, seed)
    _play_summary("karym", "accepted", last.before, now)
    _play_summary("karym", "checking", last, now)
    _play_summary("olovo", "signing", last, now)
    for due in list_due():
        if due.kind != "job":  # mail of the past is never sent
            run_safely(due, "demonstration")
    return opened


def _moment(day: date, now: datetime) -> datetime:
    """Return the morning of a day, never later than an hour ago."""
    return min(datetime.combine(day, time(10, 20), tzinfo=ZoneInfo(ZONE)), now - timedelta(hours=1))


def _play_report(school: str, stage: str, quarter: Quarter, now: datetime, seed: int) -> None:
    case_id = _case(f"{school}-centre", quarter)
    authority = school.partition("-")[0]
    values = db.session.scalar(select(Case.readable).where(Case.id == case_id)) or {}
    figures = [{**row, "value": _value(row, quarter, seed), "note": ""} for row in values.get("figures") or ()]
    rows = [
        {**row, "reason": "Перенесено" if row["state"] == "late" else ""} for row in values.get("report_rows") or ()
    ]
    answers = {"figures": figures, "report_rows": rows, "problems": "" if seed else "Нужен второй ноутбук для занятий"}
    with clock.travel(_moment(quarter.last + timedelta(days=_DAYS["fill"] + seed % 2), now)):
        _complete(case_id, f"{school}-centre.head", answers)
    if stage == "signing":
        return
    with clock.travel(_moment(quarter.last + timedelta(days=_DAYS["sign"] + seed % 3), now)):
        _sign(case_id, f"{school}.director")
    if stage == "checking":
        return
    checks = {"report_checks": ["numbers", "evidence"]} if stage == "accepted" else {"remarks": _REMARKS}
    outcome = "approve" if stage == "accepted" else "return"
    with clock.travel(_moment(quarter.last + timedelta(days=_DAYS["check"] + seed % 4), now)):
        _complete(case_id, f"{authority}.officer", checks, outcome)


def _value(row: Mapping[str, Any], quarter: Quarter, seed: int) -> Decimal:
    """Return the number that the system filled in, else one that fits the school and the quarter."""
    if row.get("value") is not None:
        return Decimal(str(row["value"]))
    plain = _NUMBERS.get(str(row["code"]), 72 if "%" in str(row.get("unit")) else 4)
    return Decimal(plain + (seed * 7 + quarter.number) % 12)


def _play_summary(authority: str, stage: str, quarter: Quarter, now: datetime) -> None:
    case_id = _case(authority, quarter)
    with clock.travel(_moment(quarter.last + timedelta(days=9), now)):
        _complete(case_id, f"{authority}.officer", {"results": _RESULTS, "debtors_words": "Напомнили по телефону."})
    if stage == "signing":
        return
    with clock.travel(_moment(quarter.last + timedelta(days=10), now)):
        _sign(case_id, f"{authority}.head")
    if stage == "accepted":
        with clock.travel(_moment(quarter.last + timedelta(days=12), now)):
            _complete(case_id, "kray.officer", {}, "approve")


def _case(code: str, quarter: Quarter) -> int:
    query = select(QuarterlyReport.case_id).where(
        QuarterlyReport.organisation_id == current_tree().by_code[code], QuarterlyReport.period == quarter.period
    )
    return db.session.scalars(query).one()


def _complete(case_id: int, login: str, answers: Mapping[str, Any], outcome: str = "") -> None:
    query = select(UserTask.id, UserTask.ver).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
    task = db.session.execute(query).one()
    comment = "Исправьте по замечаниям" if outcome == "return" else ""
    actor = viewer_of_login(login).actor()
    complete_task(task.id, task.ver, answers, completed_by=actor, outcome=outcome, comment=comment)


def _sign(case_id: int, login: str) -> None:
    viewer = viewer_of_login(login)
    if viewer.acting is None:
        return
    role, name = viewer.acting.role.value, viewer.acting.organisation_name
    keep_signature(case_id, signer=viewer, role=role, organisation_name=name, confirmed_by="demonstration")
    _complete(case_id, login, {}, "approve")
