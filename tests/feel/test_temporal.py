"""Dates, times, durations: also where Python's own cannot follow."""

from __future__ import annotations

import datetime as dt

import pytest

from app.feel import evaluate
from app.feel.values import DaysDuration, WideDate, WideDateTime, YearsDuration
from tests.feel.asking import NOW, ask, ask_fully

ANSWERS = [
    ('date("2026-08-15") - today()', "P2D"),
    ('today() + @"P1M"', "2026-09-13"),
    ('@"2026-01-31" + @"P1M"', "2026-02-28"),
    ('@"2024-02-29" + @"P1Y"', "2025-02-28"),
    ('@"2026-01-01" - @"PT1H"', "2025-12-31"),
    ('@"2026-01-01T23:30:00" + @"PT45M"', "2026-01-02T00:15:00"),
    ('@"2026-01-01T24:00:00"', "2026-01-02T00:00:00"),
    ('@"23:30:00" + @"PT1H"', "00:30:00"),
    ('@"10:00:00+03:00" - @"08:00:00+03:00"', "PT2H"),
    ('@"2026-01-02T10:00:00@Europe/Moscow" - @"2026-01-01T10:00:00Z"', "PT21H"),
    ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', "2026-03-29T13:00:00@Europe/Paris"),
    ('@"P1D" * 1.5', "P1DT12H"),
    ('-@"PT1H"', "-PT1H"),
    ('@"P1Y" / @"P4M"', 3),
    ('@"P2Y2M" / 2', "P1Y1M"),
    ('@"P10D" / 4', "P2DT12H"),
    ('duration("PT1000M0.999999999S")', "PT16H40M0.999999999S"),
    ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
    ('@"2026-08-13T09:30:00@Europe/Moscow".time offset', "PT3H"),
    ('@"2026-08-13T09:30:00@Europe/Moscow".timezone', "Europe/Moscow"),
    ('date and time(@"2026-08-13", @"09:30:00Z")', "2026-08-13T09:30:00Z"),
    ("date(2026, 2, 30)", None),
    ('@"2026-08-13".weekday', 4),
    ('day of year(@"2026-12-31")', 365),
    ('week of year(@"2027-01-01")', 53),
    ('day of week(@"2026-08-13")', "Thursday"),
    ('month of year(@"2026-08-13")', "August"),
    ('last day of month(@"2028-02-03")', "2028-02-29"),
    ('time("11:22:33.123456789")', "11:22:33.123456789"),
    ('date("999999999-12-31")', "999999999-12-31"),
    ('@"-2021-01-01T10:10:10+11:00" + @"-P1D"', "-2022-12-31T10:10:10+11:00"),
    ('@"12026-01-31" + @"P1M"', "12026-02-28"),
    ('@"9999-12-31" + @"P1D"', "10000-01-01"),
    ('@"999999999-12-31" + @"P1D"', None),
    ('@"12026-07-01T00:00:00@Europe/Paris".time offset', "PT2H"),
    ('@"2026-01-01T00:00:00" - @"2026-01-01T00:00:00Z"', None),
    ('time("10:00:00@Nowhere/Land")', None),
    ('date("2026-8-1")', None),
    ("now()", "2026-08-13T09:30:00Z"),
]


@pytest.mark.parametrize(("text", "answer"), ANSWERS)
def test_reckoning_with_time(text: str, answer: object) -> None:
    assert ask(text) == answer


def test_plain_dates_come_out_as_python_dates() -> None:
    assert type(ask_fully('@"2026-08-15"').value) is dt.date
    assert type(ask_fully('@"2026-08-15T10:00:00"').value) is dt.datetime
    assert type(ask_fully('@"10:00:00"').value) is dt.time
    assert ask_fully('@"12026-01-01"').value == WideDate(12026, 1, 1)
    assert isinstance(ask_fully('@"2026-08-15T10:00:00.000000001"').value, WideDateTime)
    assert ask_fully('@"P1D"').value == DaysDuration(86_400 * 10**9)
    assert ask_fully('@"P1Y"').value == YearsDuration(12)


def test_python_dates_go_in_as_they_are() -> None:
    data = {"д": dt.date(2026, 8, 15), "срок": dt.timedelta(days=2), "миг": NOW}
    assert ask("д - срок", data) == "2026-08-13"
    assert ask("миг.year = 2026 and миг < now() + срок", data) is True


def test_subclasses_of_python_dates_become_plain() -> None:
    class Day(dt.date):
        """A date of some driver."""

    class Moment(dt.datetime):
        """A date and time of some test clock."""

    assert type(evaluate("x", {"x": Day(2026, 8, 15)})) is dt.date
    assert evaluate("x", {"x": Moment(2026, 8, 15, 10, tzinfo=dt.UTC)}) == dt.datetime(2026, 8, 15, 10, tzinfo=dt.UTC)


def test_a_zoned_value_keeps_its_offset() -> None:
    assert ask('@"2026-08-15T10:00:00+05:00" + @"P1M"') == "2026-09-15T10:00:00+05:00"


def test_dates_beside_zoned_moments_count_as_utc_midnight() -> None:
    assert ask('@"2021-01-02" - @"2021-01-01T10:10:10+11:00"') == "P1DT49M50S"


def test_the_named_conditions_of_the_product_work() -> None:
    context = {"решение": "согласовано", "количество замечаний": 3}
    assert evaluate('решение = "согласовано" and количество замечаний > 2', context) is True
    assert evaluate('date("2026-08-15") - today() < duration("P3D")', {}, now=NOW) is True
    assert evaluate("some р in программы satisfies р.часы < 34", {"программы": [{"часы": 33}]}) is True


@pytest.mark.parametrize(
    "text",
    [
        "before(1, 2) and before(1, (1..3]) and not(before(1, [1..3]))",
        "after([5..8], 4)",
        "meets([1..3], [3..5]) and met by([3..5], [1..3]) and not(meets([1..3), [3..5]))",
        "overlaps([1..5], [4..8]) and overlaps before([1..5], [4..8]) and overlaps after([4..8], [1..5])",
        "finishes(5, [1..5]) and finished by([1..5], 5) and finishes([3..5], [1..5])",
        "includes([1..5], 3) and during(3, [1..5]) and not(during(5, [1..5)))",
        "starts([1..3], [1..5]) and started by([1..5], 1)",
        "coincides(3, 3) and coincides([1..5], [1..5]) and not(coincides([1..5], [1..5)))",
        'during(@"2026-08-13", [@"2026-08-01"..@"2026-08-31"])',
        'range("[1..3]") = [1..3] and range("(@\\"2026-01-01\\"..@\\"2026-02-01\\"]").start = @"2026-01-01"',
        'is(@"10:00:00Z", @"10:00:00+00:00") and not(is(@"10:00:00@Etc/UTC", @"10:00:00Z"))',
    ],
)
def test_relations_of_ranges(text: str) -> None:
    assert ask(text) is True
