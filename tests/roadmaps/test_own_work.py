"""The recurring work of a centre: a plan that its case begins, without what another roadmap asks already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.engine.models import Case
from app.foundation.database import db
from app.roadmaps.commands.own_work import begin_own_work
from app.roadmaps.models import MeasureOccurrence, OccurrenceState, Roadmap
from app.roadmaps.queries.library import own_plan, shipped_plans
from app.roadmaps.queries.plans import plan_of_version
from tests.approval_stage import Browser
from tests.approval_stage import browser as browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import publish_approval, start
from tests.roadmaps.stage import apply, rows, run


def a_case(cast: Cast) -> int:
    """Return a case of the school that knows when its centre opened."""
    publish_approval()
    case_id = start(cast).case_id
    case = db.session.get_one(Case, case_id)
    case.readable = {**case.readable, "opened_on": "2026-09-01"}
    db.session.commit()
    return case_id


def test_the_work_of_a_new_centre_is_four_rows_with_dates_after_its_opening(cast: Cast, browser: Browser) -> None:
    done = begin_own_work(a_case(cast), "centre-work")
    assert done is not None
    assert (done.nobody, done.undated) == ((), ())
    found = rows(done.roadmap_id)
    due = {
        measure: [row.due for row in found if row.measure == measure and row.state is OccurrenceState.AHEAD][:2]
        for measure in ("cw-report", "cw-conditions", "cw-site", "cw-training")
    }
    assert due == {
        "cw-report": [date(2026, 7, 5), date(2026, 10, 5)],
        "cw-conditions": [date(2026, 8, 31), date(2027, 8, 31)],
        "cw-site": [date(2026, 12, 31), date(2027, 12, 31)],
        "cw-training": [date(2026, 12, 31)],
    }
    where = {row.measure: row.organisation_id for row in found}
    assert where["cw-report"] == cast.id("north-1-centre")
    assert where["cw-conditions"] == cast.id("coordinator")
    page = words_of(page_of(browser("north-1-centre.head").get(f"/roadmaps/{done.roadmap_id}")))
    assert "Постоянная работа Центра: СОШ № 1" in page
    run()
    opened = db.session.scalars(select(MeasureOccurrence).where(MeasureOccurrence.case_id.is_not(None))).all()
    assert {row.measure for row in opened} == {"cw-site", "cw-training"}, "the others open when their day comes"


def test_nothing_is_asked_twice(cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("north"), 2026)
    case_id = a_case(cast)
    done = begin_own_work(case_id, "centre-work")
    assert done is not None
    roadmap = db.session.get_one(Roadmap, done.roadmap_id)
    assert [one.id for one in plan_of_version(roadmap.version_id).measures] == ["cw-conditions", "cw-training"]
    assert begin_own_work(case_id, "centre-work") is None


def test_what_the_rows_stand_for_is_in_the_documents() -> None:
    known = {measure.id for plan in shipped_plans() for measure in plan.measures}
    assert {same for measure in own_plan("centre-work").measures for same in measure.data["same_as"]} <= known
