"""When timers are due: UTC, month ends, cycles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from app.feel import evaluate
from app.workflow.timing import ENDLESS, Schedule, TimerRefused, first_due, next_due, parse_duration

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("PT1H", "2027-01-31T10:00"),
        ("P1M", "2027-02-28T09:00"),
        ("P13M", "2028-02-29T09:00"),
        ("P1Y", "2028-01-31T09:00"),
        ("P2W", "2027-02-14T09:00"),
        ("P1DT30M", "2027-02-01T09:30"),
        ("PT0.5S", "2027-01-31T09:00:00.500000"),
        ("-PT1H", "2027-01-31T08:00"),
    ],
)
def test_a_duration_counts_months_on_the_calendar(text: str, due: str) -> None:
    assert parse_duration(text).after(AT) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert parse_duration("P1Y").after(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2029, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "PT1", "P1H", "P-1D", "one hour", "P999999999999Y"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(TimerRefused):
        parse_duration(text).after(AT)


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("2027-02-01", "2027-02-01T00:00"),
        ("2027-02-01T09:00:00", "2027-02-01T09:00"),
        ("2027-02-01T09:00:00+09:00", "2027-02-01T00:00"),
        ("2027-02-01T09:00:00Z", "2027-02-01T09:00"),
        ("2027-02-01T09:00:00+09:00[Asia/Chita]", "2027-02-01T00:00"),
        (date(2027, 2, 1), "2027-02-01T00:00"),
        (datetime(2027, 2, 1, 9, tzinfo=timezone(timedelta(hours=9))), "2027-02-01T00:00"),
    ],
)
def test_a_date_is_taken_in_utc_wherever_the_program_runs(
    value: Any, due: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert first_due("timeDate", value, AT).due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_durations_of_feel_are_understood() -> None:
    assert first_due("timeDuration", evaluate('duration("P3D")', {}), AT).due_at == AT + timedelta(days=3)
    assert first_due("timeDuration", evaluate('duration("P1M")', {}), AT).due_at == datetime(2027, 2, 28, 9, tzinfo=UTC)


def test_a_cycle_counts_down() -> None:
    schedule: Schedule | None = first_due("timeCycle", "R3/PT1H", AT)
    beats = []
    while schedule is not None:
        beats.append((schedule.due_at - AT) // timedelta(hours=1))
        schedule = next_due(schedule, schedule.due_at)
    assert beats == [1, 2, 3]


def test_a_cycle_may_begin_at_a_moment_and_never_end() -> None:
    schedule = first_due("timeCycle", "R/2027-03-01T00:00:00Z/P1D", AT)
    assert schedule.due_at == datetime(2027, 3, 1, tzinfo=UTC)
    assert schedule.left == ENDLESS
    later = next_due(schedule, datetime(2028, 3, 1, 12, tzinfo=UTC))
    assert later is not None
    assert later.due_at == datetime(2028, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("value", ["R0/PT1H", "R3", "R3/PT0S", "R3/-PT1H", "PT1H", "0 0 9 * * MON", None, 5, ["R/P1D"]])
def test_what_is_no_cycle_is_refused(value: Any) -> None:
    with pytest.raises(TimerRefused):
        first_due("timeCycle", value, AT)


@pytest.mark.parametrize("kind", ["timeDate", "timeDuration"])
@pytest.mark.parametrize("value", [None, True, 5, "soon", {"a": 1}])
def test_what_is_no_time_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(TimerRefused):
        first_due(kind, value, AT)
