"""Dates, terms and numbers as people read them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask, g
from flask_babel import refresh

from app.foundation import clock, words
from tests.conftest import A_TUESDAY, make_app

NOON = A_TUESDAY


@pytest.fixture(scope="module")
def words_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application without tables."""
    var = tmp_path_factory.mktemp("words")
    return make_app(var, f"sqlite:///{var / 'soglas.db'}")


@pytest.fixture
def russian(words_app: Flask) -> Iterator[None]:
    """A reader in Chita who reads Russian; it is noon of Tuesday 9 June 2026 there."""
    with clock.travel(A_TUESDAY), words_app.test_request_context():
        g.locale, g.timezone = "ru", "Asia/Chita"
        refresh()
        yield


@pytest.fixture
def english(words_app: Flask) -> Iterator[None]:
    """The same reader in English."""
    with clock.travel(A_TUESDAY), words_app.test_request_context():
        g.locale, g.timezone = "en", "Asia/Chita"
        refresh()
        yield


@pytest.mark.usefixtures("russian")
def test_days_are_said_as_in_official_letters() -> None:
    day = date(2026, 8, 15)
    assert words.not_later(day) == "не позднее 15 августа 2026 года включительно"
    assert words.not_later(day, short=True) == "не позднее 15 августа включительно"
    assert words.day_short(date(2026, 6, 9)) == "9 июня, вт"
    assert words.day_weekday(date(2026, 6, 9)) == "вторник, 9 июня"
    assert words.day_month(date(2025, 6, 9)) == "9 июня 2025"


@pytest.mark.usefixtures("russian")
def test_moments_are_said_by_the_clock_of_the_reader() -> None:
    assert words.when(NOON) == "сегодня в 12:00"
    assert words.when(datetime(2026, 6, 8, 15, 30, tzinfo=UTC)) == "сегодня в 00:30"
    assert words.when(NOON - timedelta(days=1)) == "вчера в 12:00"
    assert words.when(NOON - timedelta(days=4)) == "5 июня в 12:00"
    assert words.stamp_time(NOON) == "9 июня 2026, 12:00"
    assert words.since(NOON) == "сегодня"
    assert words.zone_words() == "Чита, UTC+9"


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(
    ("due", "left", "said"),
    [
        (date(2026, 6, 9), 0, "сегодня"),
        (date(2026, 6, 10), 1, "завтра"),
        (date(2026, 6, 15), 3, "ещё 3 рабочих дня"),
        (date(2026, 6, 30), 14, "ещё 14 рабочих дней"),
        (date(2026, 6, 5), -2, "просрочено на 2 рабочих дня"),
        (date(2026, 6, 7), 0, "просрочено на 1 рабочий день"),
    ],
)
def test_what_is_left_is_counted_in_working_days(due: date, left: int, said: str) -> None:
    assert words.left(due, left) == said


@pytest.mark.usefixtures("russian")
def test_numbers_never_break_at_the_end_of_a_line() -> None:
    assert words.number(Decimal("107265"), 2) == "107\xa0265,00"
    assert [words.number(one) for one in (2027, 9999.5, 10000, -2027)] == ["2027", "9999,5", "10\xa0000", "-2027"]
    assert words.money(Decimal("107265")) == "107\xa0265,00\xa0₽"
    assert words.percent(31) == "31\xa0%"
    assert words.file_size(49_152) == "48\xa0КБ"
    assert words.file_size(1_258_291) == "1,2\xa0МБ"
    assert words.tight("МБОУ «СОШ № 8», 20 МБ, 31 %") == "МБОУ «СОШ №\xa08», 20\xa0МБ, 31\xa0%"
    assert words.fingerprint("7f3a91c05d2e" + "0" * 52) == "7F3A\xa091C0\xa05D2E"


@pytest.mark.usefixtures("russian")
def test_a_sentence_keeps_its_capitals() -> None:
    assert words.sentence("вторник в МБОУ") == "Вторник в МБОУ"


@pytest.mark.usefixtures("english")
def test_english_readers_get_english() -> None:
    assert words.not_later(date(2026, 8, 15)) == "not later than 15 August 2026 inclusive"
    assert words.day_short(date(2026, 6, 9)) == "9 June, tue"
    assert words.when(NOON) == "today at 12:00"
    assert words.left(date(2026, 6, 15), 3) == "3 working days left"
    assert words.number(Decimal("107265"), 2) == "107,265.00"
