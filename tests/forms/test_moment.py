"""Dates and times: typed by hand or sent by native controls, with zones and steps."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.forms.moments import show_moment
from tests.forms.making import CHITA, error_of, form_of, part, typed

SEPTEMBER = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "01.09.2026",
        "1.9.2026",
        "01/09/2026",
        "1 сентября 2026",
        "1 Сентября  2026 года",
        "1 september 2026",
    ],
)
def test_a_date_is_written_in_many_ways(text: str) -> None:
    assert typed("datetime", text, subtype="date") == (SEPTEMBER, "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("завтра", "Напишите дату, например 01.09.2026"),
        ("01.09.26", "Напишите год четырьмя цифрами, например 01.09.2026"),
        ("31.02.2026", "Такого дня нет в календаре, например 01.09.2026"),
        ("2026-13-01", "Такого дня нет в календаре, например 01.09.2026"),
        ("0001-01-01", "Напишите год четырьмя цифрами, например 01.09.2026"),
        ("2026-09-01T10:00", "Напишите дату, например 01.09.2026"),
    ],
)
def test_a_bad_date_gets_an_example(text: str, message: str) -> None:
    assert typed("datetime", text, subtype="date") == (None, message)


def test_the_example_of_an_english_reader_is_iso() -> None:
    assert typed("datetime", "tomorrow", subtype="date", locale="en")[1] == "Write a date, for example 2026-09-01"


def test_past_days_may_be_forbidden_by_the_clock_of_the_person() -> None:
    late = dt.datetime(2026, 6, 9, 16, 30, tzinfo=dt.UTC)  # already the tenth in Chita
    form = form_of(
        part("datetime", "x", subtype="date", disallowPassedDates=True), posted={"x": "09.06.2026"}, now=late
    )
    assert error_of(form, "x") == "Не раньше 10.06.2026"
    form = form_of(
        part("datetime", "x", subtype="date", disallowPassedDates=True), posted={"x": "10.06.2026"}, now=late
    )
    assert error_of(form, "x") == ""


@pytest.mark.parametrize("text", ["14:30", "14.30", "14:30:00"])
def test_a_time_of_day(text: str) -> None:
    assert typed("datetime", text, subtype="time") == (dt.time(14, 30), "")


@pytest.mark.parametrize("text", ["25:00", "полдень", "14", "-1:00"])
def test_a_bad_time_gets_an_example(text: str) -> None:
    assert typed("datetime", text, subtype="time")[1] == "Напишите время, например 14:30"


def test_a_step_of_time_tells_the_nearest() -> None:
    error = typed("datetime", "14:07", subtype="time", timeInterval=15)[1]
    assert error == "Время с шагом 15 мин.: ближайшие 14:00 и 14:15"


@pytest.mark.parametrize(
    "text", ["2026-09-01T14:30", "01.09.2026 14:30", "1 сентября 2026, 14:30", "01.09.2026 в 14:30"]
)
def test_a_date_and_time(text: str) -> None:
    assert typed("datetime", text, subtype="datetime") == (dt.datetime(2026, 9, 1, 14, 30), "")


def test_utc_offset_keeps_the_clock_of_the_person() -> None:
    value = typed("datetime", "2026-09-01T14:30", subtype="datetime", timeSerializingFormat="utc_offset")[0]
    assert value.isoformat() == "2026-09-01T14:30:00+09:00"


def test_normalised_time_is_utc() -> None:
    value = typed("datetime", "2026-09-01T14:30", subtype="datetime", timeSerializingFormat="utc_normalized")[0]
    assert value == dt.datetime(2026, 9, 1, 5, 30, tzinfo=dt.UTC)
    clock = typed("datetime", "14:30", subtype="time", timeSerializingFormat="utc_normalized")[0]
    assert clock == dt.time(5, 30, tzinfo=dt.UTC)


def test_a_time_that_the_change_of_clocks_skips_does_not_exist() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    settings: dict[str, Any] = {"subtype": "datetime", "timeSerializingFormat": "utc_offset", "zone": berlin}
    assert typed("datetime", "2026-03-29T02:30", **settings)[1].startswith("Такого времени нет")
    assert typed("datetime", "2026-03-29T03:30", **settings)[1] == ""


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (dt.datetime(2026, 9, 1, 5, 30, tzinfo=dt.UTC), "01.09.2026 14:30"),
        ("2026-09-01T05:30:00Z", "01.09.2026 14:30"),
        (dt.datetime(2026, 9, 1, 14, 30), "01.09.2026 14:30"),
        ("чепуха", ""),
        (7, ""),
    ],
)
def test_stored_times_are_shown_on_the_clock_of_the_person(stored: Any, shown: str) -> None:
    component = part("datetime", "x", subtype="datetime", timeSerializingFormat="utc_normalized")
    assert form_of(component, values={"x": stored}, zone=CHITA)["x"].typed() == ([shown] if shown else [])


def test_stored_dates_may_be_iso_texts() -> None:
    form = form_of(part("datetime", "x", subtype="date"), values={"x": "2026-09-01"})
    form.validate()
    assert form.values() == {"x": SEPTEMBER}


def test_the_ends_of_time_do_not_break_the_server() -> None:
    for text in ("9999-12-31T23:59", "1000-01-01T00:00"):
        typed(
            "datetime", text, subtype="datetime", timeSerializingFormat="utc_normalized", zone=ZoneInfo("America/Adak")
        )


def test_moments_in_words() -> None:
    assert show_moment(SEPTEMBER, "ru") == "1\u00a0сентября 2026\u00a0года"
    assert show_moment(dt.datetime(2026, 9, 1, 14, 5), "en") == "1\u00a0September 2026, 14:05"
