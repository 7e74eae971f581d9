"""The recurrence grammar: what is understood, what is refused, and that everything has an end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.roadmaps.policy.recurrence import RecurrenceRefused, parse_recurrence
from app.roadmaps.policy.shifting import is_month_end, shift_years


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20241231",
        "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5;UNTIL=20210131",
        "FREQ=WEEKLY;BYDAY=FR;UNTIL=20241231",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1;UNTIL=20240831",
        "FREQ=MONTHLY;BYDAY=+1MO,-1FR;UNTIL=20240831",
    ],
)
def test_what_is_read_is_written_the_same(text: str) -> None:
    assert str(parse_recurrence(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MONTHLY",
        "FREQ=SECONDLY;UNTIL=20240101",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=WEEKLY;BYDAY=FX",
        "FREQ=WEEKLY;UNTIL=20240230",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYEASTER=1",
        "FREQ=WEEKLY;__CLASS__=1",
        "FREQ=WEEKLY;COUNT=5",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RecurrenceRefused):
        parse_recurrence(text)


def test_a_recurrence_without_an_end_is_never_expanded() -> None:
    endless = parse_recurrence("FREQ=WEEKLY;BYDAY=MO")
    with pytest.raises(RecurrenceRefused, match="no end"):
        list(endless.dates(date(2024, 1, 1)))
    assert list(endless.dates(date(2024, 1, 1), last=date(2024, 1, 15))) == [
        date(2024, 1, 1),
        date(2024, 1, 8),
        date(2024, 1, 15),
    ]


def test_too_many_dates_and_too_many_years_are_refused() -> None:
    with pytest.raises(RecurrenceRefused, match="dates"):
        list(parse_recurrence("FREQ=DAILY;UNTIL=20701231").dates(date(2024, 1, 1)))
    with pytest.raises(RecurrenceRefused, match="years"):
        list(parse_recurrence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99981231").dates(date(2024, 1, 1)))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)), st.integers(-40, 40))
def test_a_shifted_day_stays_in_its_month_and_the_last_day_stays_the_last(day: date, years: int) -> None:
    moved = shift_years(day, years)
    assert (moved.year, moved.month) == (day.year + years, day.month)
    if is_month_end(day):
        assert is_month_end(moved)
    else:
        assert abs(moved.day - day.day) <= 1
