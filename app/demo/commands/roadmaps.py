"""Roadmaps of the demonstration: three plans under way, with measures done, returned, late and ahead."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from flask import current_app
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.demo.commands.playing import DemoStuck, Played, do_task, viewer_of_login
from app.demo.models import Story
from app.engine.models import Case, TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import SoglasError
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.processes.models import Process
from app.roadmaps.commands import apply_plan, approve_facts, ask_transfer, enter_fact, open_what_is_due
from app.roadmaps.commands.waking import wake_the_sweep
from app.roadmaps.models import MeasureOccurrence, OccurrenceState
from app.roadmaps.queries.library import find_shipped_plan

log = logging.getLogger("soglas.demo")
STOPS: Final = (75, 50, 30, 14, 4)
"""Days ago on which measures opened; between two of them people work."""
_ROUNDS: Final = 10
"""How often people get round to their measures after each of these days."""
_MOST_IN_A_ROUND: Final = 6
_WAITING: Final = ("monitoring", "oversight-control")
"""Processes that nobody begins here: which organisations they ask is to be chosen with care."""
_OF_SCHOOL_8: Final = (
    ("s8-a6", ("0", "0", "4,4", "9,1"), "Отчёт о повышении квалификации"),
    ("s8-b6", ("0", "0", "4,4", "4,9"), "Отчёт о повышении квалификации"),
    ("s8-b3", ("0", "0", "8", "12"), "Выгрузка цифровых профилей"),
    ("s8-b5", ("0", "0", "1,7", "1,8"), "Выгрузка информационно-сервисной платформы"),
    ("s8-m1", ("2", "2", "1", "2"), "Итоги онлайн-опроса родителей"),
    ("s8-m6a", ("11", "10", "8", ""), "Список участников семинара"),
    ("s8-r4", ("", "4", "6", ""), "Удостоверения о повышении квалификации"),
    ("s8-r7", ("", "", "", "14"), "Список посещений «IT-куба»"),
)
"""What school No. 8 reached in the three years before and in this one; empty where it has not reported."""
_FACTS: Final = (
    *(
        (indicator, "karym-8", offset - 3, value, evidence)
        for indicator, values, evidence in _OF_SCHOOL_8
        for offset, value in enumerate(values)
        if value
    ),
    ("tr-i2", "karym-1", 0, "64", "Приказ о зачислении № 41"),
    ("tr-i2", "karym-2", 0, "71", "Приказ о зачислении № 38"),
    ("tr-i2", "karym-3", 0, "78", "Приказ о зачислении № 52"),
)


def play_roadmaps(now: datetime) -> int:
    """Apply three plans and let some of their measures be carried out up to `now`; return how many were opened."""
    opened = 0
    stuck: set[int] = set()
    for days, until in pairwise((*STOPS, 1)):
        with clock.travel(now - timedelta(days=days)):
            _apply(now, days)
        with clock.travel(now - timedelta(days=days)), current_app.test_request_context():
            opened += _open_all()
        for number in range(_ROUNDS):
            ago = days - (days - until) * number / _ROUNDS
            with clock.travel(now - timedelta(days=ago)), current_app.test_request_context():
                _work(is_last=days == STOPS[-1], stuck=stuck)
    _enter_facts(now.year)
    _ask_for_a_later_date()
    return opened


@command
def wake_roadmaps() -> None:
    """Let the worker go on with the plans from here."""
    wake_the_sweep(clock.now() + timedelta(minutes=1))


def _apply(now: datetime, days: int) -> None:
    """Apply the plans that begin on this stop: a district whose plan is young has little that is late."""
    school_year = now.year if now.month >= 9 else now.year - 1
    for begins, plan_id, code, year, basis in (
        (STOPS[0], "school8-dce", "karym-8", now.year - 3, "Согласовано общешкольным родительским комитетом"),
        (STOPS[0], "smolensk-plan", "kray", school_year, "Приказ министерства № 712"),
        (STOPS[4], "tochka-rosta-tz", "karym", now.year, "Приказ комитета образования № 88"),
    ):
        plan = find_shipped_plan(plan_id)
        if plan is not None and begins == days:
            apply_plan(plan, organisation_id=current_tree().by_code[code], year=year, applied_by=SYSTEM, basis=basis)


def _open_all() -> int:
    total = 0
    while True:
        opened, more = open_what_is_due()
        total += opened
        if not more or not opened:
            return total


def _work(*, is_last: bool, stuck: set[int]) -> None:
    """Let people take the next step of some measures: one of five waits, some are sent back, lately they stay so.

    What was begun is finished first; lately that is what opened last.
    """
    row = MeasureOccurrence
    query = (
        select(UserTask.id, UserTask.element_id, UserTask.name, UserTask.instance)
        .add_columns(row.id.label("occurrence"), row.returns, Process.key)
        .join(row, row.case_id == UserTask.case_id)
        .join(Case, Case.id == UserTask.case_id)
        .join(Process, Process.id == Case.process_id)
        .where(Process.key.not_in(_WAITING))
        .where(UserTask.state == TaskState.OPEN, row.id % 5 != 4, UserTask.id.not_in(stuck))
        .order_by(row.id % 4, row.id.desc() if is_last else row.id, UserTask.id)
        .limit(_MOST_IN_A_ROUND)
    )
    if is_last:
        query = query.where(row.returns == 0)
    for task in db.session.execute(query).all():
        sent_back = task.element_id == "check_evidence" and _comes_back(task.occurrence, task.returns, is_last=is_last)
        decisions = {"check_evidence": ("return",)} if sent_back else {}
        story = Story(process=task.key, school="", days_ago=0, pace=1, start={}, decisions=decisions)
        try:
            do_task(Played(story=story, seed=task.occurrence), task)
        except (DemoStuck, SoglasError) as refused:
            db.session.rollback()
            stuck.add(task.id)
            log.info("%s: %s", task.key, refused)


def _comes_back(occurrence_id: int, returns: int, *, is_last: bool) -> bool:
    """Send every third back once; lately at least one, so that something lies returned today."""
    if returns:
        return False
    lies_returned = select(MeasureOccurrence.id).where(MeasureOccurrence.state == OccurrenceState.RETURNED).limit(1)
    return occurrence_id % 3 == 0 or (is_last and db.session.scalar(lies_returned) is None)


def _enter_facts(year: int) -> None:
    for indicator, code, offset, value, evidence in _FACTS:
        enter_fact(
            indicator,
            organisation_id=current_tree().by_code[code],
            period=str(year + offset),
            value=value,
            evidence=evidence,
            entered_by=viewer_of_login(f"{code}.director").actor(),
        )
    head, school = viewer_of_login("karym.head").actor(), current_tree().by_code["karym-8"]
    for indicator, values, _evidence in _OF_SCHOOL_8[:4]:
        for offset in (-3, -2):
            if values[offset + 3]:
                approve_facts(indicator, organisation_id=school, period=str(year + offset), approved_by=head)


def _ask_for_a_later_date() -> None:
    officer = viewer_of_login("karym.officer").actor()
    query = select(MeasureOccurrence).where(
        MeasureOccurrence.state == OccurrenceState.OPEN, MeasureOccurrence.organisation_id == officer.organisation_id
    )
    row = db.session.scalars(query.order_by(MeasureOccurrence.due.desc(), MeasureOccurrence.id).limit(1)).first()
    if row is not None:
        wanted = row.due + timedelta(days=14)
        ask_transfer(row.id, wanted=wanted, reason="Перенесено мероприятие института", asked_by=officer)
