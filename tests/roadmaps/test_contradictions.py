"""Each contradiction of the source documents is shown where it matters, or says why nobody meets it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from app.roadmaps.queries.contradictions import all_contradictions, met_by_nobody
from app.roadmaps.queries.indicator_library import all_indicators
from app.roadmaps.queries.library import shipped_plans
from tests.approval_stage import Browser
from tests.approval_stage import browser as browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.processes.stories import ROOT
from tests.roadmaps.stage import apply

NUMBERS = [f"X{number}" for number in range(1, 56)]
OF_PROCESSES = {"X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12", "X13", "X15", "X17", "X55"}
"""Met in a step of a process too, not only in a plan."""


def test_every_number_is_shown_somewhere_or_says_why_nobody_meets_it() -> None:
    shown = {one.number: one for one in all_contradictions()}
    assert sorted([*shown, *met_by_nobody()]) == sorted(NUMBERS)
    assert all(len(reason) > 40 for reason in met_by_nobody().values())
    measures = {measure.id for plan in shipped_plans() for measure in plan.measures}
    indicators = {one.id for one in all_indicators()}
    plans = {plan.id for plan in shipped_plans()}
    for one in shown.values():
        assert one.measures <= measures, one.number
        assert one.indicators <= indicators, one.number
        assert one.plan in {"", *plans}, one.number
        assert one.measures or one.indicators or one.plan, one.number
        assert "По умолчанию" in one.hint.text, one.number
        assert one.hint.source.startswith(f"Противоречие {one.number}: ")


def test_what_people_meet_in_a_process_is_a_hint_of_its_diagram() -> None:
    diagrams = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bpmn").glob("*.bpmn"))
    assert set(re.findall(r"soglas:hint[^>]*Противоречие (X\d+):", diagrams)) == OF_PROCESSES


def test_rows_indicators_and_plans_say_it_to_those_who_open_them(cast: Cast, browser: Browser) -> None:
    plan = apply("tochka-rosta-tz", cast.id("north"), 2026).roadmap_id
    school = apply("school8-dce", cast.id("north-1"), 2026).roadmap_id
    client = browser("north.head")

    def told(address: str, by: FlaskClient = client) -> str:
        return words_of(page_of(by.get(address)))

    row = told(f"/roadmaps/{plan}/measures/tr1-32bis-c")
    assert "Где документы расходятся" in row
    assert "Противоречие X1: ТЗ «Точка роста», первый год, строки 32 и 33" in row
    assert "Противоречие X" not in told(f"/roadmaps/{plan}/measures/tr1-39c")
    assert "Противоречие X55" in told(f"/roadmaps/{school}", browser("north-1.director"))
    assert "Противоречие X20" in told("/indicators/tr-i1")
