"""The own calendar of an organisation: kinds of days, a year from a workbook, the warning of November, time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from app.audit.models import SYSTEM
from app.engine.handlers import run_everything_due, tidy
from app.engine.models import Job
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.organisation.commands import change_organisation
from app.organisation.commands.calendar_workbook import COLUMNS, SHEET, calendar_template, read_calendar
from app.organisation.commands.calendars import Days, complete_year, reopen_year, set_calendar_days
from app.organisation.models import CalendarException, DayKind
from app.organisation.queries import working_calendar_of
from app.organisation.queries.calendars import find_missing_year
from app.workflow.calendar import WorkingCalendar
from tests.cast import Cast, make_cast, sign_in
from tests.engine.stage import only_task, publish_approval, start

UNKNOWN = WorkingCalendar().known_until + 1
NOVEMBER = datetime(UNKNOWN - 1, 11, 2, 3, tzinfo=UTC)


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast()


@pytest.fixture
def head(app: Flask, cast: Cast) -> FlaskClient:
    client = sign_in(app.test_client(), cast.person("north.head"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


def book(*rows: tuple[str, ...]) -> BytesIO:
    made = Workbook()
    sheet = made.active
    sheet.title = SHEET
    for row in (COLUMNS, *rows):
        sheet.append(row)
    file = BytesIO()
    made.save(file)
    file.seek(0)
    return file


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_terms_skip_own_days_off_and_count_short_days_and_holidays(cast: Cast) -> None:
    publish_approval()
    school = cast.id("north-1")
    rest = Days(since=date(2026, 6, 10), until=date(2026, 6, 11), kind=DayKind.REST, reason="Карантин")
    short = Days(since=date(2026, 6, 15), until=date(2026, 6, 15), kind=DayKind.SHORT)
    pupils = Days(since=date(2026, 6, 13), until=date(2026, 6, 16), kind=DayKind.VACATION, reason="Летние каникулы")
    assert set_calendar_days(school, [rest, pupils, short], set_by=SYSTEM) == 4  # the Saturday and Sunday stay free
    calendar = working_calendar_of(school)
    assert not calendar.is_working_day(date(2026, 6, 10))
    assert not calendar.is_working_day(date(2026, 6, 13))
    assert calendar.is_working_day(date(2026, 6, 15))
    assert calendar.notes[date(2026, 6, 15)] == "сокращённый рабочий день"
    assert calendar.notes[date(2026, 6, 16)] == "Летние каникулы"
    assert only_task(start(cast).case_id).legal_date == date(2026, 6, 19)  # two days later than in the state calendar
    assert working_calendar_of(cast.id("north-2")).is_working_day(date(2026, 6, 10))


def test_a_time_is_bounded_and_the_organisation_has_to_be_there(cast: Cast) -> None:
    day = date(2026, 6, 10)
    for since, until in ((day, date(2026, 6, 9)), (day, date(2027, 6, 9)), (date(1, 1, 1), date(1, 1, 2))):
        wrong = Days(since=since, until=until, kind=DayKind.REST)
        with pytest.raises(InvalidInput):
            set_calendar_days(cast.id("north-1"), [wrong], set_by=SYSTEM)
    with pytest.raises(NotFound):
        set_calendar_days(999_999, [Days(since=day, until=day, kind=DayKind.REST)], set_by=SYSTEM)
    assert db.session.query(CalendarException).count() == 0


def test_the_empty_workbook_is_read_back(app: Flask) -> None:
    with app.test_request_context():
        times, problems = read_calendar(calendar_template(2027))
    assert problems == []
    assert {one.kind for one in times} == set(DayKind)


def test_a_year_is_loaded_all_or_nothing_and_marked_whole(cast: Cast, head: FlaskClient) -> None:
    school = cast.id("north-1")
    address = f"/organisations/{school}/calendar"
    wrong = book(
        ("32.01.2027", "", "выходной", ""), ("12.01.2027", "11.01.2027", "выходной", ""), ("13.01.2027", "", "?")
    )
    refused = head.post(f"{address}/import", data={"file": (wrong, "год.xlsx")})
    assert refused.status_code == 422
    for cell in ("A2", "B3", "C4"):
        assert f"{cell}:" in plain(refused.text)
    assert db.session.query(CalendarException).count() == 0
    good = book(("11.01.2027", "12.01.2027", "выходной", "Мороз"), ("13.01.2027", "", "Сокращенный", ""))
    assert head.post(f"{address}/import?year=2027", data={"file": (good, "год.xlsx")}).status_code == 303
    page = plain(head.get(f"{address}?year=2027").text)
    assert "Мороз" in page
    assert "сокращённый рабочий день" in page
    db.session.rollback()
    assert not working_calendar_of(school).is_working_day(date(2027, 1, 12))
    assert head.post(f"{address}/year", data={"year": "2027"}).status_code == 303
    assert "Введён полностью" in plain(head.get(f"{address}?year=2027").text)
    assert head.post(f"{address}/year", data={"year": "2027", "complete": "no"}).status_code == 303
    assert head.get(f"/organisations/{cast.id('south-5')}/calendar").status_code == 404
    assert head.get(f"{address}/template").status_code == 200
    late = head.post(address, data={"day": "2026-06-10", "until": "2026-06-01", "kind": "rest", "reason": "x"})
    assert late.status_code == 422


def test_november_warns_administrators_and_the_region_until_the_year_is_there(
    app: Flask, cast: Cast, head: FlaskClient
) -> None:
    region, school = cast.id("region"), cast.id("north-1")
    assert find_missing_year(school, date(UNKNOWN - 1, 10, 31)) is None
    with clock.travel(NOVEMBER):
        assert find_missing_year(school, NOVEMBER.date()) == UNKNOWN
        browser = sign_in(app.test_client(), cast.person("north.head"))
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        assert f"Календаря на {UNKNOWN} год ещё нет" in plain(browser.get(f"/organisations/{school}/calendar").text)
        tidy()
        tidy()
        run_everything_due()
        mail = [job.payload for job in db.session.query(Job).filter_by(kind="mail")]
        letters = [letter for letter in mail if "рабочего календаря" in letter["subject"]]
        assert sorted(letter["to"] for letter in letters) == [
            "region.officer@example.org",
            "region.sysadmin@example.org",
        ]
        assert str(UNKNOWN) in letters[0]["subject"]
        complete_year(region, year=UNKNOWN, completed_by=SYSTEM)
        assert find_missing_year(school, NOVEMBER.date()) is None
        assert not working_calendar_of(school).is_provisional(date(UNKNOWN, 5, 1))
        reopen_year(region, year=UNKNOWN, reopened_by=SYSTEM)
        assert find_missing_year(school, NOVEMBER.date()) == UNKNOWN


def test_a_term_ends_with_the_day_of_the_organisation_that_does_it(cast: Cast) -> None:
    publish_approval()
    chita = only_task(start(cast).case_id)
    assert chita.due_at == datetime(2026, 6, 17, 14, 59, 59, tzinfo=UTC)  # Chita is UTC+9
    place = cast.organisations["north-2"]
    change_organisation(
        place.id,
        name=place.name,
        short_name=place.short_name,
        kind=place.kind,
        timezone="Europe/Moscow",
        changed_by=SYSTEM,
    )
    moscow = only_task(start(cast, "north-2.admin", school="north-2").case_id)
    assert moscow.due_at == datetime(2026, 6, 17, 20, 59, 59, tzinfo=UTC)
