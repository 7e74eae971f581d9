"""Lateness is counted in working days of the organisation, one at least."""

from __future__ import annotations

from datetime import date

from flask import Flask

from app.organisation.queries import days_late
from tests.cast import make_cast


def test_late_is_told_in_working_days(app: Flask) -> None:
    school = make_cast().id("north-1")
    monday, friday = date(2026, 10, 5), date(2026, 10, 9)
    assert days_late(school, monday, monday) == 0
    assert days_late(school, monday, date(2026, 10, 1)) == 0
    assert days_late(school, monday, date(2026, 10, 8)) == 3
    assert days_late(school, friday, date(2026, 10, 11)) == 1, "late on a day off is late"
    assert days_late(school, friday, date(2026, 10, 13)) == 2
