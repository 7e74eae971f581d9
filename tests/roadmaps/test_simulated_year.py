"""A part of the simulated year that every `make test` can afford; `make simulate` runs the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Flask

from app.foundation import clock
from tests.cast import make_cast
from tests.roadmaps.simulation import Year, publish_families

ONLY = frozenset({"tr1-01c", "tr1-30c", "tr1-36c", "tr1-38m", "tr1-41c"})
"""Of five families: document work in general, review, enrolment with an indicator, monitoring, an outside schedule."""


def test_every_measure_opens_is_carried_out_and_closed(app: Flask) -> None:
    with clock.travel(datetime(2020, 5, 1, 3, tzinfo=UTC)):
        cast = make_cast()
        publish_families(("monitoring", "participation"))
        year = Year("tochka-rosta-tz", cast.id("north"), 2020)
        year.begin(ONLY)
    year.live(date(2020, 5, 1), date(2020, 12, 31), step=2)
    report = year.end()
    assert [line for line in report.not_run if "no due date" not in line] == []
    assert report.states == {"done": report.occurrences}
    assert report.occurrences == 9  # two centres for four measures, the municipality for one
    assert report.families == {"measure-execution": 6, "participation": 2, "monitoring": 1}
    assert report.reminders > 0
    assert report.incidents == 0
    assert report.facts == 2
