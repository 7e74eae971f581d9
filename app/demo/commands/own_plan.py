"""A plan of the demonstration that was made here: with indicators of its own, agreed, approved and in progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from app.demo.commands.playing import viewer_of_login
from app.demo.models import ZONE
from app.engine.commands import complete_task
from app.engine.models import TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import current_tree
from app.roadmaps.commands import enter_fact, open_what_is_due
from app.roadmaps.commands.lifecycle import send_plan
from app.roadmaps.commands.own_indicators import save_indicator
from app.roadmaps.commands.own_plans import make_plan, save_measure
from app.roadmaps.models import OpenCases, OwnPlan
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase

_MADE, _AGREED, _APPROVED, _BEGUN, _FACT = 24, 20, 17, 14, 6
"""How many days ago each step was taken."""
_CENTRE: Final = [{"name": "Руководитель Центра", "role": "centre_head", "place": "centre"}]
_COMMITTEE: Final = [{"name": "Специалист комитета", "role": "mouo_officer", "place": "mouo"}]
_MENTORED: Final = {
    "name": "Педагоги центров, работающие с наставником",
    "unit": "человек",
    "base_value": "4",
    "giver": "",
    "operator": ">=",
    "rollup": "sum",
}
_COMPLAINTS: Final = {
    "name": "Обращения родителей на расписание занятий центра",
    "unit": "обращений",
    "base_value": "11",
    "giver": "school_director",
    "operator": "<=",
    "rollup": "sum",
}


def play_own_plan(now: datetime) -> None:
    """Let the committee of Karym make a plan, the region agree, the head approve, and the work begin."""
    officer, head = "karym.officer", "karym.head"
    with _at(now, _MADE):
        plan = _make(now, officer)
        send_plan(
            plan.id,
            parties=["regional_officer@region"],
            link=f"/roadmaps/plans/{plan.id}",
            open_cases=OpenCases.KEEP,
            sent_by=viewer_of_login(officer).actor(),
        )
    _do(now, _AGREED, plan.id, "kray.officer", {"side_verdict": "agreed"})
    day = _day(now, _APPROVED)
    order = {"roadmap_order_no": "41", "roadmap_order_date": day}
    _do(now, _APPROVED, plan.id, head, order, outcome="approve")
    _do(now, _BEGUN, plan.id, officer, {"people_acquainted": True})
    with _at(now, _BEGUN):
        while open_what_is_due() == (100, True):
            pass
    _give_facts(now, plan.id)


def _at(now: datetime, days: int) -> Any:
    return clock.travel(now - timedelta(days=days))


def _day(now: datetime, days: int) -> date:
    return (now - timedelta(days=days)).astimezone(ZoneInfo(ZONE)).date()


def _make(now: datetime, login: str) -> OwnPlan:
    actor = viewer_of_login(login).actor()
    first = _day(now, _BEGUN).replace(day=1)
    frame = Frame(first=first, last=first + timedelta(days=364))
    plan = make_plan(
        title="План развития наставничества в центрах «Точка роста» Карымского района",
        short="Наставничество в районе",
        first=frame.first,
        last=frame.last,
        organisation_id=current_tree().by_code["karym"],
        source=None,
        made_by=actor,
    )
    years = range(frame.first.year, frame.last.year + 1)
    ids = [
        save_indicator(plan.id, "", rev=0, saved_by=actor, fields={**own, "base_date": str(first.year - 1)} | targets)
        for own, targets in (
            (_MENTORED, {"targets": {str(year): str(6 + 4 * number) for number, year in enumerate(years)}}),
            (_COMPLAINTS, {"targets": {str(year): str(8 - 3 * number) for number, year in enumerate(years)}}),
        )
    ]
    for fields in _measures(frame, ids):
        save_measure(plan.id, None, fields=fields, rev=0, saved_by=actor)
    return plan


def _measures(frame: Frame, indicators: list[str]) -> list[dict[str, Any]]:
    soon, later = frame.first + timedelta(days=44), frame.first + timedelta(days=120)
    mentored, complaints = indicators
    rows: tuple[tuple[str, str, str, str, list[dict[str, str]], list[str]], ...] = (
        ("1", "Закрепить наставников за педагогами центров", f"до {soon:%d.%m.%Y}", "mentoring", _CENTRE, [mentored]),
        ("2", "Провести совещание наставников района", f"до {later:%d.%m.%Y}", "meeting", _COMMITTEE, []),
        ("3", "Проверить ход наставничества", "ежеквартально", "monitoring", _COMMITTEE, []),
        ("4", "Опросить родителей о расписании", f"до {later:%d.%m.%Y}", "survey-testing", _CENTRE, [complaints]),
        ("5", "Помочь центру с расписанием", "по мере необходимости", "service-request", _COMMITTEE, []),
    )
    return [
        {
            "number": number,
            "title": title,
            "section": 1,
            "family": family,
            "executors": executors,
            "side": "mouo" if executors is _COMMITTEE else "centre",
            "controller": {"role": "mouo_head" if executors is _COMMITTEE else "mouo_officer", "place": "mouo"},
            "evidence": ["Приказ" if number == "1" else "Отчёт"],
            "deadline_printed": printed,
            "schedule": read_phrase(printed, frame).schedule,
            "indicators": named,
        }
        for number, title, printed, family, executors, named in rows
    ]


def _do(now: datetime, days: int, plan_id: int, login: str, answers: Mapping[str, Any], *, outcome: str = "") -> None:
    """Complete the open task of the case of the plan."""
    with _at(now, days), current_app.test_request_context():
        case_id = db.session.get_one(OwnPlan, plan_id, populate_existing=True).case_id
        query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
        task = db.session.scalars(query.order_by(UserTask.id).limit(1)).one()
        complete_task(task.id, task.ver, dict(answers), completed_by=viewer_of_login(login).actor(), outcome=outcome)


def _give_facts(now: datetime, plan_id: int) -> None:
    """Let two directors give the fact that the plan asks of them."""
    content = db.session.get_one(OwnPlan, plan_id, populate_existing=True).content
    with _at(now, _FACT):
        for school, value in (("karym-1", "2"), ("karym-3", "5")):
            enter_fact(
                content["indicators"][1]["id"],
                organisation_id=current_tree().by_code[school],
                period=str(_day(now, _FACT).year),
                value=value,
                evidence="Журнал обращений школы",
                entered_by=viewer_of_login(f"{school}.director").actor(),
            )
