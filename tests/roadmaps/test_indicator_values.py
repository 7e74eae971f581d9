"""What indicators reach over a tree: nobody twice, shares weighted, what is counted, and whose fact stands first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.centres.models import Centre, CentreState
from app.foundation.clock import now
from app.foundation.database import db
from app.roadmaps.commands import enter_fact
from app.roadmaps.commands.facts import write_reported
from app.roadmaps.models import IndicatorFact
from app.roadmaps.queries.indicator_choices import carried_near
from app.roadmaps.queries.indicator_library import get_indicator
from app.roadmaps.queries.indicator_values import Reached, reached
from app.roadmaps.queries.rights import may_give
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor
from tests.roadmaps.stage import apply
from tests.roadmaps.test_lifecycle import Browser
from tests.roadmaps.test_lifecycle import browser as browser

SHARE = "tr-i2"


def enter(cast: Cast, place: str, value: str, indicator: str = SHARE, period: str = "2026") -> None:
    post = {"north": "north.officer", "region": "region.officer"}.get(place, f"{place}.admin")
    enter_fact(
        indicator,
        organisation_id=cast.id(place),
        period=period,
        value=value,
        evidence="Отчёт",
        entered_by=actor(cast, post),
    )


def in_year(cast: Cast, place: str, indicator: str = SHARE, period: str = "2026") -> Reached:
    found = get_indicator(indicator)
    near = carried_near(cast.id(place))
    (one,) = reached(cast.viewer("region.officer"), found, cast.id(place), [period], near)
    return one


def test_shares_of_schools_are_weighted_up_to_the_region(cast: Cast) -> None:
    enter(cast, "north-1", "10 из 10")
    enter(cast, "north-2", "10 из 90")
    north = in_year(cast, "north")
    assert (north.value, north.together.part, north.together.whole) == (Decimal(20), Decimal(20), Decimal(100))
    assert in_year(cast, "north-1").value == 100
    enter(cast, "south-5", "50")
    region = in_year(cast, "region")
    assert (region.together.unweighted, region.together.whole) == (1, None)


def test_the_number_of_a_municipality_stands_for_its_schools(cast: Cast) -> None:
    for place, value in (("north-1", "4"), ("north-2", "6"), ("south-5", "5")):
        enter(cast, place, value, "tr-i3")
    assert in_year(cast, "region", "tr-i3").value == 15
    enter(cast, "north", "11", "tr-i3")
    region = in_year(cast, "region", "tr-i3")
    assert region.value == 16, "the schools of the north are in its number already"
    assert sorted(fact.value for fact in region.sources) == ["11", "5"]
    assert sorted(fact.value for fact in region.covered) == ["4", "6"]


def test_centres_are_counted_by_the_registry_up_to_the_year(cast: Cast) -> None:
    apply("spb-network-roadmap", cast.id("region"), 2026)
    opened = {"north-1": 2026, "north-2": 2027}
    for place, year in opened.items():
        db.session.add(
            Centre(
                organisation_id=cast.id(place),
                state=CentreState.WORKING,
                title=place,
                opened_on=now().date().replace(year=year),
                listed_at=now(),
                changed_at=now(),
            )
        )
    db.session.commit()
    one = in_year(cast, "region", "spb-i1")
    assert (one.value, one.counted["centres"]) == (Decimal(1), 1)
    ahead = in_year(cast, "region", "spb-i1", "2027")
    assert (ahead.value, ahead.counted) == (None, {}), "nothing is counted of a year that has not begun"


def test_a_fact_that_somebody_entered_stands_before_the_count(cast: Cast, browser: Browser) -> None:
    apply("spb-network-roadmap", cast.id("region"), 2026)
    assert in_year(cast, "region", "spb-i1").value == 0
    enter(cast, "region", "3", "spb-i1")
    one = in_year(cast, "region", "spb-i1")
    assert (one.value, one.own, one.counted["centres"]) == (Decimal(3), True, 0)
    page = page_of(browser("region.officer").get(f"/indicators/spb-i1?organisation={cast.id('region')}"))
    assert "функционирующих Центров в реестре: 0" in words_of(page)
    assert "Показатель считается сам" in words_of(page)


def test_the_form_is_for_those_who_may_enter_a_fact(cast: Cast) -> None:
    share, admin = get_indicator(SHARE), cast.viewer("north-1.admin")
    assert may_give(admin, share, cast.id("north-1"))
    assert not may_give(admin, share, cast.id("north-2"))
    assert may_give(cast.viewer("north-1-centre.head"), share, cast.id("north-1-centre"))
    assert may_give(cast.viewer("north.officer"), share, cast.id("north-1-centre"))
    assert not may_give(cast.viewer("north.officer"), share, cast.id("south-5"))


def test_a_report_with_the_same_share_keeps_its_two_numbers(cast: Cast) -> None:
    enter(cast, "north-1", "12 из 40")
    for value, numbers in (("30", ("12", "40")), ("31", ("", ""))):
        write_reported(SHARE, cast.id("north-1"), date(2026, 6, 30), Decimal(value), words="Отчёт", case_id=None)
        db.session.commit()
        fact = db.session.scalars(select(IndicatorFact)).one()
        assert (fact.value, fact.part, fact.whole) == (value, *numbers)
