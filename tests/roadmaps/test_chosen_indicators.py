"""An indicator that somebody chose for a measure in the editor: its fact is asked for, shown and added up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.engine.models import Case
from app.foundation.database import db
from app.roadmaps.commands import open_by_hand
from app.roadmaps.commands.own_plans import make_plan, save_measure
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OwnPlan
from app.roadmaps.queries.indicator_library import get_indicator, indicators_of_row
from app.roadmaps.queries.library import shipped_plans
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor
from tests.roadmaps.stage import carried_out, do, open_task, rows
from tests.roadmaps.test_lifecycle import LIFE, Browser, approve, measure, now_of, send
from tests.roadmaps.test_lifecycle import browser as browser

REACH = "tr-i2"
FACT = {"indicator": REACH, "name": "Охват", "target": "", "value": 74, "source": "Приказ о зачислении"}


def running(cast: Cast, browser: Browser, *measures: dict[str, Any]) -> OwnPlan:
    """Make a plan of the north with the commands of the editor, and take it through its case until it runs."""
    officer = actor(cast, "north.officer")
    plan = make_plan(
        title="План района",
        short="План района",
        first=LIFE.first,
        last=LIFE.last,
        organisation_id=cast.id("north"),
        source=None,
        made_by=officer,
    )
    for fields in measures:
        save_measure(plan.id, None, fields=fields, rev=0, saved_by=officer)
    put_into_force(browser, plan.id)
    return now_of(plan.id)


def put_into_force(browser: Browser, plan_id: int) -> None:
    case_id = send(browser("north.officer"), plan_id)
    approve(case_id)
    do(case_id, {"people_acquainted": True})


def opened(cast: Cast, plan: OwnPlan, number: int) -> MeasureOccurrence:
    """Open the case of a measure, and return its row."""
    assert plan.roadmap_id is not None
    name = f"{plan.plan}-{number}"
    (row,) = rows(plan.roadmap_id, name)
    open_by_hand(plan.roadmap_id, [row.id], opened_by=actor(cast, "north.officer"))
    return rows(plan.roadmap_id, name)[0]


def asked(row: MeasureOccurrence) -> list[str]:
    """Return the indicators that the case of a row asks for."""
    case = db.session.get_one(Case, row.case_id, populate_existing=True)
    return [one["indicator"] for one in case.readable.get("facts") or ()]


def accept(row: MeasureOccurrence) -> None:
    do(row.case_id, carried_out(row))
    do(row.case_id, {}, outcome="approve")


def test_the_fact_of_a_chosen_indicator_is_asked_for_and_shown(cast: Cast, browser: Browser) -> None:
    plan = running(
        cast, browser, measure("1", "до 15 июля", indicators=[REACH]), measure("2", "до 10 декабря", indicators=[])
    )
    row = opened(cast, plan, 1)
    assert asked(row) == [REACH]
    officer, name = browser("north.officer"), get_indicator(REACH).name
    pages = [f"/roadmaps/{plan.roadmap_id}/measures/{plan.plan}-{number}" for number in (1, 2)]
    links = [page_of(officer.get(page)).xpath(f"//a[@href='/indicators/{REACH}']") for page in pages]
    assert [len(found) for found in links] == [1, 0]
    accept(row)
    assert open_task(row.case_id).element_id == "record_fact"
    do(row.case_id, {"facts": [FACT]})
    kept = db.session.scalars(select(IndicatorFact)).one()
    assert (kept.indicator, kept.period, kept.value, kept.case_id) == (REACH, "2026", "74", row.case_id)
    address = f"organisation={cast.id('north')}"
    shown = page_of(officer.get(f"/indicators/{REACH}?{address}"))
    year = shown.xpath("//tr[th[normalize-space()='2026']]//td[@class='num']/b")
    assert [one.text for one in year] == ["74"]
    listed = page_of(officer.get(f"/indicators?plan={plan.plan}&{address}"))
    assert len(listed.xpath("//tbody/tr")) == 1
    assert name[:40] in words_of(listed)
    assert "74" in words_of(listed)
    south = page_of(browser("south.officer").get(f"/indicators?organisation={cast.id('south')}"))
    assert "План района" not in words_of(south)


def test_a_measure_without_a_choice_asks_for_nothing(cast: Cast, browser: Browser) -> None:
    plan = running(cast, browser, measure("1", "до 15 июля"))
    row = opened(cast, plan, 1)
    assert asked(row) == []
    accept(row)
    assert rows(row.roadmap_id)[0].state.is_closed


def test_the_choice_follows_the_edition_in_force(cast: Cast, browser: Browser) -> None:
    plan = running(cast, browser, measure("1", "до 15 июля", indicators=[REACH]), measure("2", "до 10 декабря"))
    officer = browser("north.officer")
    assert officer.post(f"/roadmaps/{plan.roadmap_id}/amend").status_code == 303
    amendment = db.session.scalars(select(OwnPlan).where(OwnPlan.amends_id == plan.roadmap_id)).one()
    first, second = (f"{plan.plan}-{number}" for number in (1, 2))
    who = actor(cast, "north.officer")
    save_measure(amendment.id, first, fields=measure("1", "до 15 июля", indicators=[]), rev=1, saved_by=who)
    changed = measure("2", "до 10 декабря", indicators=[REACH])
    save_measure(amendment.id, second, fields=changed, rev=1, saved_by=who)
    link = f"//a[@href='/indicators/{REACH}']"
    before = page_of(officer.get(f"/roadmaps/{plan.roadmap_id}/measures/{second}"))
    assert not before.xpath(link), "a draft of an amendment changes nothing"
    put_into_force(browser, amendment.id)
    assert asked(opened(cast, plan, 1)) == []
    assert asked(opened(cast, plan, 2)) == [REACH]
    assert page_of(officer.get(f"/roadmaps/{plan.roadmap_id}/measures/{second}")).xpath(link)


def test_a_formula_counts_the_measures_that_chose_its_indicator(cast: Cast, browser: Browser) -> None:
    plan = running(
        cast, browser, measure("1", "до 15 июля", indicators=["spb-i8"]), measure("2", "до 10 декабря", indicators=[])
    )
    accept(opened(cast, plan, 1))
    accept(opened(cast, plan, 2))
    shown = page_of(browser("north.officer").get(f"/indicators/spb-i8?organisation={cast.id('north')}"))
    (line,) = shown.xpath("//tr[th[normalize-space()='2026']]")
    assert "мероприятий принято за год: 1" in " ".join(line.text_content().split())


def test_rows_of_the_shipped_plans_name_what_the_library_says() -> None:
    for plan in shipped_plans():
        for one in plan.measures:
            without = {key: value for key, value in one.data.items() if key != "indicators"}
            assert indicators_of_row(one.data, plan.data) == indicators_of_row(without, plan.data), one.id
