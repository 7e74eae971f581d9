"""A year that every `make test` can afford: a measure of each family in one district; `make simulate` runs it whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.engine.handlers import registry
from app.engine.models import UserTask
from app.foundation import clock
from app.roadmaps.queries.library import find_shipped_plan
from tests.cast import make_cast
from tests.processes.stories import BY_CASE, FAMILIES
from tests.roadmaps.simulation.script import somebody_for
from tests.roadmaps.simulation.year import Year, publish_processes, spare_post_and_printer

PLAN = "tochka-rosta-tz"
OWN_CASES = ("licensing", "enrolment")
"""The families carried out by cases of their own that are shown here; the whole simulation has all eight."""


def one_of_each_family() -> frozenset[str]:
    """Return the first measure of each general family, and the first row of a centre of the others."""
    plan = find_shipped_plan(PLAN)
    assert plan is not None
    first = {measure.family: measure.id for measure in reversed(plan.measures)}
    left_out = set(BY_CASE.values()) - set(OWN_CASES)
    return frozenset(measure for family, measure in first.items() if family not in left_out)


def test_nobody_is_sent_to_a_task_that_nobody_can_do(app: Flask) -> None:
    make_cast()
    task = UserTask(id=0, role="regional_coordinator", organisation_id=None, assignee_id=None, excluded_others="")
    assert somebody_for(task) is None


def test_every_family_opens_is_carried_out_and_closed_in_its_year(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    spare_post_and_printer()
    only = one_of_each_family()
    with clock.travel(datetime(2020, 1, 1, 0, 30, tzinfo=UTC)):
        cast = make_cast()
        publish_processes((*FAMILIES, *OWN_CASES, *(f"{name}-measure" for name in OWN_CASES)))
        year = Year(PLAN, cast.id("north"), 2020)
        year.begin(only)
    year.live(date(2020, 1, 1), date(2021, 1, 25), step=5, own_cases=False)
    report = year.end()
    assert [line for line in report.not_run if "no due date" not in line] == []
    assert report.states == {"done": report.occurrences}
    assert report.opened == report.occurrences
    assert "measure-execution" not in report.families
    assert report.families.total() == report.occurrences
    assert len(report.families) == len(only)
    assert report.own_cases == {f"{name} running": 2 for name in OWN_CASES}
    assert report.reminders > 0
    assert report.returned > 0
    assert report.incidents == 0
    assert report.facts > 0
    assert report.proposed > 0
    assert any(value.startswith("2020: ") for value in report.indicators.values()), "facts are those of the year"
