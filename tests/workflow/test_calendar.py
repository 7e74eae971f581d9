"""Working days of Russia, with moved days off and the exceptions of an organisation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feel import evaluate
from app.workflow.calendar import (
    CALENDAR_FUNCTION_NAMES,
    NoCalendar,
    WorkingCalendar,
    feel_functions,
    next_yearly_date,
)

RUSSIA = WorkingCalendar()
DAYS = st.dates(min_value=date(2012, 1, 1), max_value=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 3), True),
        (date(2026, 11, 4), False),
        (date(2026, 11, 7), False),
        (date(2026, 1, 9), False),
        (date(2026, 12, 31), False),
        (date(2026, 3, 9), False),
        (date(2024, 4, 27), True),
        (date(2024, 4, 29), False),
        (date(2025, 11, 1), True),
    ],
    ids=[
        "Tuesday", "holiday", "Saturday", "moved from January", "moved to December", "holiday on Sunday moves",
        "working Saturday", "its day off", "working Saturday in November",
    ],
)  # fmt: skip
def test_working_days_of_russia(day: date, works: bool) -> None:
    assert RUSSIA.is_working_day(day) is works


def test_free_days_are_called_in_russian() -> None:
    assert RUSSIA.holiday_name(date(2026, 11, 4)) == "День народного единства"
    assert RUSSIA.holiday_name(date(2026, 1, 9)) == "выходной (перенесён с 03.01.2026)"
    assert RUSSIA.holiday_name(date(2026, 11, 7)) == "суббота"
    assert RUSSIA.holiday_name(date(2026, 11, 8)) == "воскресенье"
    assert RUSSIA.holiday_name(date(2026, 11, 9)) == ""


def test_term_begins_on_the_next_day_and_skips_free_days() -> None:
    assert RUSSIA.add_working_days(date(2026, 10, 30), 3) == date(2026, 11, 5)
    assert RUSSIA.add_working_days(date(2026, 10, 31), 1) == date(2026, 11, 2)
    assert RUSSIA.add_working_days(date(2026, 11, 5), -2) == date(2026, 11, 2)
    assert RUSSIA.add_working_days(date(2026, 11, 7), 0) == date(2026, 11, 7)


def test_term_over_new_year() -> None:
    assert RUSSIA.add_working_days(date(2025, 12, 30), 1) == date(2026, 1, 12)


def test_neighbouring_working_days() -> None:
    saturday = date(2026, 8, 15)
    assert RUSSIA.previous_working_day(saturday) == date(2026, 8, 14)
    assert RUSSIA.next_working_day(saturday) == date(2026, 8, 17)
    assert RUSSIA.next_working_day(date(2026, 8, 17)) == date(2026, 8, 17)
    assert RUSSIA.next_working_day(date(2026, 8, 17), inclusive=False) == date(2026, 8, 18)


def test_organisation_has_its_own_days() -> None:
    school = WorkingCalendar(days_off={date(2026, 9, 9): "День города"}, working_days=frozenset({date(2026, 9, 12)}))
    assert school.holiday_name(date(2026, 9, 9)) == "День города"
    assert school.is_working_day(date(2026, 9, 12))
    below = school.with_exceptions(days_off={date(2026, 9, 12): "ремонт"}, working_days=[date(2026, 9, 9)])
    assert not below.is_working_day(date(2026, 9, 12))
    assert below.is_working_day(date(2026, 9, 9))


def test_year_without_published_days_off_is_said() -> None:
    later = date(RUSSIA.known_until + 1, 3, 2)
    assert not RUSSIA.is_provisional(date(RUSSIA.known_until, 12, 31))
    assert RUSSIA.is_provisional(later)
    assert not WorkingCalendar(complete_years=frozenset({later.year})).is_provisional(later)


def test_years_without_any_calendar_are_refused() -> None:
    with pytest.raises(NoCalendar):
        RUSSIA.is_working_day(date(1980, 5, 5))
    with pytest.raises(NoCalendar):
        RUSSIA.add_working_days(date(2026, 1, 1), 1_000_000)


@given(start=DAYS, count=st.integers(min_value=1, max_value=60))
def test_counting_and_adding_agree(start: date, count: int) -> None:
    end = RUSSIA.add_working_days(start, count)
    assert RUSSIA.is_working_day(end)
    assert RUSSIA.working_days_between(start, end) == count
    assert RUSSIA.working_days_between(end, start) == -count
    assert RUSSIA.add_working_days(end + timedelta(days=1), -1) <= end


def test_next_yearly_date() -> None:
    assert next_yearly_date(8, 15, date(2026, 8, 15)) == date(2026, 8, 15)
    assert next_yearly_date(8, 15, date(2026, 8, 16)) == date(2027, 8, 15)
    assert next_yearly_date(2, 29, date(2026, 1, 1)) == date(2026, 2, 28)


def test_expressions_ask_the_calendar() -> None:
    functions = feel_functions(RUSSIA)
    assert tuple(functions) == CALENDAR_FUNCTION_NAMES
    asked = {
        'add working days(date("2026-10-30"), 3)': date(2026, 11, 5),
        'working days between(date("2026-10-30"), date("2026-11-05"))': Decimal(3),
        'next yearly date("08-15", date("2026-11-05"))': date(2027, 8, 15),
        'next yearly date("99-99", date("2026-11-05"))': None,
        'add working days(date("2026-10-30"), 0.5)': None,
        'add working days(date("2026-10-30"), 10000000)': None,
    }
    for text, answer in asked.items():
        assert evaluate(text, {}, functions=functions) == answer
