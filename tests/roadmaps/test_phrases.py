"""Deadlines as printed: read into our kinds or asked about, for every measure of the five documents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase
from app.roadmaps.policy.schedule import read_schedule
from app.roadmaps.queries.library import shipped_plans

YEAR = Frame(first=date(2026, 1, 1), last=date(2026, 12, 31))
SCHOOL_YEARS = Frame(first=date(2026, 9, 1), last=date(2028, 8, 31))
KEYS = ("type", "start", "end", "rrule", "dtstart", "opens_before_due", "control_points", "on_demand")
NOT_IN_THE_CELL = {"dp-d07", "dp-d23", "tr1-43m", "tr2-09m"}
"""Their deadline is told by other columns of the row or by its other side, not by the cell."""
ASKED = {
    "s8-3.6": "unreadable",
    "spb-2.5a": "unreadable",
    "spb-2.5b": "unreadable",
    "tr1-22c": "empty",
    "tr1-23c": "empty",
    "tr1-24c": "empty",
    "tr1-31m": "empty",
}


def test_of_the_243_printed_deadlines_232_give_the_schedule_and_the_unreadable_are_asked() -> None:
    equal, asked, other = 0, {}, set()
    for plan in shipped_plans():
        frame = Frame(first=plan.first, last=plan.last)
        for measure in plan.measures:
            reading = read_phrase(measure.deadline_printed, frame)
            known = measure.data["schedule"]
            if reading.schedule is None:
                asked[measure.id] = reading.question
            elif all(reading.schedule.get(key) == known.get(key) for key in KEYS):
                equal += 1
            else:
                other.add(measure.id)
    assert asked == ASKED
    assert other == NOT_IN_THE_CELL
    assert equal == 232


def days(text: str, frame: Frame = YEAR) -> list[str]:
    schedule: dict[str, Any] | None = read_phrase(text, frame).schedule
    assert schedule is not None, text
    return [day.isoformat() for day in read_schedule(schedule).due_dates()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("до 15 августа", ["2026-08-15"]),
        ("Не позднее 1.10.2026 г.", ["2026-10-01"]),
        ("с 1 по 15 мая", ["2026-05-15"]),
        ("I квартал 2021 г.", ["2021-03-31"]),
        ("III–IV кварталы", ["2026-12-31"]),
        ("в течение года", ["2026-12-31"]),
        ("до конца мая", ["2026-05-31"]),
        ("ежеквартально", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        ("раз в полугодие", ["2026-06-30", "2026-12-31"]),
        ("Ежегодно до 1 июня", ["2026-06-01"]),
        ("ноябрь 2026 г., далее ежемесячно", ["2026-11-30", "2026-12-31"]),
        (
            "До 5 числа месяца, следующего за кварталом",
            ["2026-04-05", "2026-07-05", "2026-10-05", "2027-01-05"],
        ),
    ],
)
def test_a_phrase_gives_its_days(text: str, wanted: list[str]) -> None:
    assert days(text) == wanted


def test_a_year_that_nobody_printed_is_taken_only_when_the_plan_leaves_no_other() -> None:
    assert read_phrase("до 15 августа", SCHOOL_YEARS).question == "which year"
    assert read_phrase("в течение учебного года", YEAR).question == "which year"
    assert days("ежегодно, февраль", SCHOOL_YEARS) == ["2027-02-28", "2028-02-29"]
    assert days("до 15 августа 2027 г.", SCHOOL_YEARS) == ["2027-08-15"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("", "empty"),
        ("—", "empty"),
        ("(не читается)", "unreadable"),
        ("когда-нибудь", "unknown"),
        ("до 31 февраля", "no such day"),
        ("до 99.99.2026", "no such day"),
        ("май 2026, ноябрь 2026", "unknown"),
        ("31.12.2026 - 01.01.2026", "order"),
        ("до 15 августа и потом ещё раз", "unknown"),
    ],
)
def test_what_is_not_understood_is_asked(text: str, question: str) -> None:
    reading = read_phrase(text, YEAR)
    assert (reading.schedule, reading.question) == (None, question)


def test_requests_and_outside_schedules_have_no_day() -> None:
    for text, kind in (
        ("по мере необходимости", "on-demand"),
        ("в течение года по запросу МОУО", "on-demand"),
        ("В сроки, определяемые организаторами", "external-schedule"),
        ("по отдельному графику", "external-schedule"),
    ):
        schedule = read_phrase(text, YEAR).schedule
        assert schedule is not None
        assert schedule["type"] == kind
        assert days(text) == []
