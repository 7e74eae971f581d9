"""Due dates of the five shipped plans, against the table of the domain analysis (processes.md, d.2)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr

from app.roadmaps.policy.schedule import WITHOUT_DATES, Schedule, ScheduleKind
from app.roadmaps.queries.library import find_shipped_plan, shipped_plans
from app.workflow.calendar import WorkingCalendar

# id, first due, last due, occurrences
RECURRING = """
spb-1.3b 2021-08-31 2024-08-31 4
spb-1.5 2021-01-31 2024-12-31 48
spb-1.6 2021-12-31 2024-12-31 4
spb-2.3a 2021-03-31 2024-12-31 16
spb-2.3b 2021-01-01 2024-12-27 209
spb-2.3c 2021-12-31 2024-12-31 4
spb-3.1a 2021-01-01 2024-12-27 209
spb-3.1b 2021-01-01 2024-12-27 209
spb-3.1c 2021-01-01 2024-12-27 209
spb-4.1 2021-03-31 2024-12-31 16
spb-4.2b 2021-11-30 2024-11-30 4
spb-4.2c 2021-12-31 2024-12-31 4
dp-d23 2022-06-30 2025-06-30 4
tr1-43c 2020-04-05 2021-01-05 4
tr1-43m 2020-04-05 2021-01-05 4
tr2-09c 2020-04-05 2021-01-05 4
tr2-09m 2020-04-05 2021-01-05 4
sm-2.3 2023-11-30 2024-08-31 4
sm-3.5 2023-09-30 2024-06-30 4
sm-4.2 2023-10-31 2024-08-31 11
sm-4.3 2023-12-31 2024-06-30 3
sm-4.4 2023-09-30 2024-08-31 12
sm-5.3 2023-11-30 2024-08-31 4
s8-1.1 2019-06-30 2024-12-31 12
s8-3.3 2019-03-31 2019-12-31 4
s8-3.4 2019-12-31 2024-12-31 6
"""
COUNTS = {
    "spb-network-roadmap": 32,
    "digital-breakthrough": 47,
    "tochka-rosta-tz": 100,
    "smolensk-plan": 39,
    "school8-dce": 25,
}


def schedule(measure_id: str) -> Schedule:
    for plan in shipped_plans():
        measure = plan.measure(measure_id)
        if measure:
            return measure.schedule
    raise AssertionError(measure_id)


@pytest.mark.parametrize("line", RECURRING.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_a_recurring_measure_is_due_as_often_as_its_rule_says(line: str) -> None:
    measure_id, first, last, count = line.split()
    found = schedule(measure_id).due_dates()
    assert (found[0].isoformat(), found[-1].isoformat(), len(found)) == (first, last, int(count))
    assert len(set(found)) == len(found)


def test_the_five_plans_have_all_their_rows_and_all_their_due_dates() -> None:
    assert {plan.id: len(plan.measures) for plan in shipped_plans()} == COUNTS
    measures = [measure for plan in shipped_plans() for measure in plan.measures]
    recurring = [measure for measure in measures if measure.schedule.recurrence]
    assert (len(recurring), sum(len(measure.schedule.due_dates()) for measure in recurring)) == (26, 1016)
    once = [m for m in measures if not m.schedule.recurrence and m.schedule.kind not in WITHOUT_DATES]
    several = {m.id: len(m.schedule.due_dates()) for m in once if len(m.schedule.due_dates()) != 1}
    assert len(once) == 190
    assert several == {"s8-r1.7": 3}
    for measure in measures:
        assert measure.executor_roles
        assert measure.controller.role
        assert measure.evidence
        assert measure.family


def test_what_the_documents_do_not_date_gets_no_invented_date() -> None:
    kinds = Counter(m.schedule.kind for plan in shipped_plans() for m in plan.measures if not m.schedule.due_dates())
    assert kinds == {
        ScheduleKind.EXTERNAL: 19,
        ScheduleKind.ON_DEMAND: 2,
        ScheduleKind.OPEN_ENDED: 3,
        ScheduleKind.LOST: 3,
    }


def test_the_quarterly_report_is_due_by_the_fifth_of_the_month_after_the_quarter() -> None:
    due = schedule("tr1-43c").due_dates()
    assert [f"{day:%d.%m.%Y}" for day in due] == ["05.04.2020", "05.07.2020", "05.10.2020", "05.01.2021"]
    calendar = WorkingCalendar()
    safe = [calendar.previous_working_day(day) for day in due]
    assert [f"{day:%d.%m.%Y}" for day in safe] == ["03.04.2020", "03.07.2020", "05.10.2020", "31.12.2020"]
    assert schedule("tr1-43c").opens_on(date(2020, 4, 5)) == date(2020, 3, 31)


@pytest.mark.parametrize(
    ("measure_id", "due", "opens"),
    [
        ("tr1-30c", "2020-08-15", "2020-07-16"),  # «до 15 августа»: no start printed
        ("tr1-35c", "2020-09-01", "2020-09-01"),  # on the day
        ("spb-1.2a", "2021-03-31", "2021-03-01"),
        ("spb-1.5", "2021-02-28", "2021-02-01"),
        ("spb-1.3b", "2022-08-31", "2022-07-01"),
        ("spb-2.3a", "2021-06-30", "2021-04-01"),
        ("s8-1.1", "2019-12-31", "2019-07-01"),
        ("spb-3.1b", "2021-01-08", "2021-01-01"),
        ("s8-2.1", "2020-10-31", "2020-01-01"),
    ],
)
def test_work_opens_with_the_printed_window_or_the_recurrence(measure_id: str, due: str, opens: str) -> None:
    found = schedule(measure_id)
    assert date.fromisoformat(due) in found.due_dates()
    assert found.opens_on(date.fromisoformat(due)).isoformat() == opens


def test_a_window_of_days_is_inclusive_on_both_sides() -> None:
    found = schedule("spb-1.5")
    assert found.due_dates(date(2021, 1, 31), date(2021, 2, 28)) == [date(2021, 1, 31), date(2021, 2, 28)]
    assert found.due_dates(date(2025, 1, 1)) == []


def test_dates_that_the_owner_filled_in_count_beside_the_printed_ones() -> None:
    from dataclasses import replace

    external = replace(schedule("sm-1.2"), filled=(date(2024, 2, 10), date(2023, 11, 5)))
    assert external.due_dates() == [date(2023, 11, 5), date(2024, 2, 10)]
    month = replace(schedule("spb-1.2b"), filled=(date(2021, 4, 30), date(2022, 9, 30)))
    assert month.due_dates() == [date(2021, 4, 30), date(2022, 9, 30)]


def test_the_same_roadmap_for_2027_shifts_every_date_and_keeps_month_ends() -> None:
    plan = find_shipped_plan("tochka-rosta-tz")
    assert plan is not None
    for measure in plan.measures:
        before, after = measure.schedule.due_dates(), measure.schedule.shifted(7).due_dates()
        assert len(before) == len(after)
        assert [(a.year - b.year, a.month) for a, b in zip(after, before, strict=True)] == [
            (7, b.month) for b in before
        ]
    assert schedule("tr2-03c").due_dates() == [date(2020, 2, 29)]
    assert schedule("tr2-03c").shifted(7).due_dates() == [date(2027, 2, 28)]
    assert schedule("tr2-03c").shifted(8).due_dates() == [date(2028, 2, 29)]


def test_a_weekly_measure_keeps_its_weekday_in_another_year() -> None:
    moved = schedule("spb-3.1b").shifted(6).due_dates()
    assert moved[0] == date(2027, 1, 1)
    assert {day.weekday() for day in moved} == {4}
    assert moved[-1].year == 2030


def test_the_working_calendar_knows_the_years_of_the_documents() -> None:
    calendar = WorkingCalendar()
    for year in range(2018, 2026):
        assert not calendar.is_provisional(date(year, 6, 1))
        assert calendar.holiday_name(date(year, 5, 9))
    assert not calendar.is_working_day(date(2020, 5, 4))  # moved from 4 January
    assert calendar.is_working_day(date(2021, 2, 20))  # a working Saturday


def test_the_due_dates_are_those_that_another_library_finds_none_missing_none_twice() -> None:
    found = 0
    for plan in shipped_plans():
        for measure in plan.measures:
            printed = measure.data["schedule"]
            if printed.get("rrule"):
                begin = datetime.fromisoformat(printed["dtstart"])
                expected = [moment.date() for moment in rrulestr(printed["rrule"], dtstart=begin)]
            elif measure.schedule.kind in WITHOUT_DATES:
                expected = []
            else:
                days = {*printed.get("control_points", ()), *filter(None, [printed.get("end")])}
                expected = sorted(date.fromisoformat(day) for day in days)
            assert measure.schedule.due_dates() == expected, measure.id
            found += len(expected)
    assert found == 1208
