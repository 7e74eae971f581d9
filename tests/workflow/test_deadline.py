"""Deadlines: what is written, what date it is, and who is reminded."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.workflow.calendar import WorkingCalendar
from app.workflow.deadline import DeadlineKind, DeadlineRefused, DeadlineUnknown, DueDate, due_at, parse_deadline
from app.workflow.reminders import parse_escalate, parse_remind, remind_on

RUSSIA = WorkingCalendar()
CHITA = ZoneInfo("Asia/Chita")
FRIDAY = date(2026, 10, 30)


def due(text: str, opened_on: date = FRIDAY, **values: object) -> DueDate:
    found = parse_deadline(text).due(opened_on, RUSSIA, values.__getitem__, tz=CHITA)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("after 5 working days", date(2026, 11, 9)),
        ("after 1 working day", date(2026, 11, 2)),
        ("after P10D", date(2026, 11, 9)),
        ("after P2W", date(2026, 11, 13)),
        ("after P1M", date(2026, 11, 30)),
        ("after 5 days", date(2026, 11, 4)),
        ("after 5 days roll next", date(2026, 11, 5)),
        ("after 5 days roll previous", date(2026, 11, 3)),
        ("after 5 days roll none", date(2026, 11, 4)),
        ("yearly 08-15", date(2027, 8, 15)),
        ("yearly 08-15 roll previous", date(2027, 8, 13)),
        ("date 2026-11-07", date(2026, 11, 7)),
        ("date 2026-11-07 roll next", date(2026, 11, 9)),
    ],
)
def test_written_deadline_is_a_date(text: str, legal: date) -> None:
    assert due(text).legal == legal


def test_no_deadline() -> None:
    assert parse_deadline("none").due(FRIDAY, RUSSIA) is None
    assert parse_deadline("").kind is DeadlineKind.NONE


def test_last_day_of_the_month_stays_the_last_day() -> None:
    assert due("after P1M", date(2027, 1, 31)).legal == date(2027, 2, 28)


def test_safe_day_is_the_working_day_not_after_the_legal_one() -> None:
    found = due("yearly 08-15", date(2026, 5, 5))
    assert (found.legal, found.safe, found.is_rolled) == (date(2026, 8, 15), date(2026, 8, 14), False)
    rolled = due("yearly 08-15 roll next", date(2026, 5, 5))
    assert (rolled.legal, rolled.safe, rolled.printed) == (date(2026, 8, 17), date(2026, 8, 17), date(2026, 8, 15))


@pytest.mark.parametrize(
    ("text", "opened_on", "legal"),
    [
        ("yearly 08-15", date(2026, 8, 15), date(2026, 8, 15)),
        ("yearly 08-15", date(2026, 8, 16), date(2027, 8, 15)),
        ("yearly 08-15 late", date(2026, 8, 16), date(2026, 8, 15)),
        ("yearly 08-15 late", date(2026, 12, 31), date(2026, 8, 15)),
        ("yearly 08-15 late", date(2027, 1, 1), date(2027, 8, 15)),
        ("yearly 08-15 late 30d", date(2026, 9, 14), date(2026, 8, 15)),
        ("yearly 08-15 late 30d", date(2026, 9, 15), date(2027, 8, 15)),
        ("yearly 12-20 late 30d", date(2027, 1, 10), date(2026, 12, 20)),
        ("yearly 08-15 roll next", date(2026, 8, 16), date(2026, 8, 17)),
        ("yearly 08-15 roll next", date(2026, 8, 18), date(2027, 8, 16)),
        ("yearly 02-29", date(2026, 1, 1), date(2026, 2, 28)),
    ],
)
def test_yearly_date_and_being_late(text: str, opened_on: date, legal: date) -> None:
    assert due(text, opened_on).legal == legal


def test_numbers_and_dates_may_be_expressions() -> None:
    assert parse_deadline("after =срок проверки working days").expression == "срок проверки"
    assert due("after =n working days", n=Decimal(3)).legal == date(2026, 11, 5)
    assert due("after =n days roll next", n=Decimal(1)).legal == date(2026, 11, 2)
    assert due("date =d", d=date(2026, 12, 1)).legal == date(2026, 12, 1)
    assert due("date =d roll previous", d="2026-12-06").legal == date(2026, 12, 4)
    late_evening = datetime(2026, 12, 1, 20, tzinfo=UTC)
    assert due("date =d", d=late_evening).legal == date(2026, 12, 2)


@pytest.mark.parametrize("value", [None, "soon", Decimal("1.5"), Decimal(-1), True, Decimal(10**9), []])
def test_expression_that_gives_no_number_is_said(value: object) -> None:
    with pytest.raises(DeadlineUnknown) as problem:
        due("after =n working days", n=value)
    assert problem.value.ru
    assert problem.value.en


def test_expression_that_gives_no_date_is_said() -> None:
    with pytest.raises(DeadlineUnknown):
        due("date =d", d=Decimal(5))
    with pytest.raises(DeadlineUnknown):
        parse_deadline("date =d").due(FRIDAY, RUSSIA)


@pytest.mark.parametrize(
    "text",
    [
        "soon", "after", "after five working days", "after PT4H", "after P", "after -3 working days", "yearly 15-08",
        "yearly 02-30", "yearly 8-5", "date", "date =", "date tomorrow", "after 5 working days roll sideways",
        "after P99999999D", "5 days", "yearly 08-15 late 3w",
    ],
)  # fmt: skip
def test_deadline_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(DeadlineRefused) as refused:
        parse_deadline(text)
    assert refused.value.ru != refused.value.en


def test_deadline_beyond_the_calendar_is_said() -> None:
    with pytest.raises(DeadlineUnknown):
        parse_deadline("after P999Y").due(date(9900, 1, 1), RUSSIA)


def test_due_day_ends_with_its_last_second_where_the_organisation_is() -> None:
    moment = due_at(due("date 2026-08-15"), CHITA)
    assert moment == datetime(2026, 8, 15, 14, 59, 59, tzinfo=UTC)
    assert moment.astimezone(CHITA).date() == date(2026, 8, 15)


def test_date_in_a_year_without_published_days_is_provisional() -> None:
    year = RUSSIA.known_until + 1
    assert due("after 20 working days", date(year - 1, 12, 20)).provisional_year == year
    assert due("after 5 working days").provisional_year is None


def test_reminders_are_calendar_days_before_and_never_in_the_past() -> None:
    assert parse_remind(("1d", "30d", "7d", "P3D", "7d")) == (30, 7, 3, 1)
    days = remind_on(due("date 2026-11-10"), ("30d", "7d", "1d"), opened_on=FRIDAY)
    assert days == (date(2026, 11, 3), date(2026, 11, 9))
    with pytest.raises(DeadlineRefused):
        parse_remind(("soon",))


def test_escalations_in_parts() -> None:
    first, second = parse_escalate("mouo_head@mouo after 1d; regional_officer@=case.region after 5 working days")
    assert (first.group.role, first.group.place, first.delay) == ("mouo_head", "mouo", 1)
    assert second.group.place_is_expression
    found = due("date 2026-11-10")
    assert first.on(found, RUSSIA) == date(2026, 11, 11)
    assert second.on(found, RUSSIA) == date(2026, 11, 17)
    assert parse_escalate("school_director@school P2D")[0].delay == 2
    assert parse_escalate("") == ()
    for wrong in ("mouo_head@mouo", "after 1d", "mouo_head@mouo after soon"):
        with pytest.raises(DeadlineRefused):
            parse_escalate(wrong)
