"""A yearly campaign: opens itself on its day, moves on with the year, is switched off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import SYSTEM, AuditEntry
from app.campaigns.commands import (
    keep_schedule,
    switch_schedule,
)
from app.campaigns.commands.steps import OPEN_JOB
from app.campaigns.commands.yearly import moved_on
from app.campaigns.models import Campaign, ItemState
from app.engine.commands import cancel_case
from app.engine.models import Case, Job
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.processes.commands import publish_version
from tests.approval_stage import Browser
from tests.campaigns.stage import begin, items, work
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor
from tests.processes.stories import package_of


def test_a_yearly_campaign_opens_itself_once_a_year(cast: Cast, browser: Browser) -> None:
    campaign_id = begin(cast, variables={})
    keep = {"opens": "08-01", "deadline": "08-20", "how": "schools", "kept_by": actor(cast, "north.officer")}
    schedule_id = keep_schedule(campaign_id, **keep)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        keep_schedule(campaign_id, **{**keep, "opens": "02-30"})  # type: ignore[arg-type]
    for item in items(campaign_id):
        cancel_case(item.case_id or 0, cancelled_by=actor(cast, "region.sysadmin"), reason="Год прошёл")
    for _day in range(60):
        clock.advance(timedelta(days=1))
        work()
    (opened,) = db.session.scalars(select(Campaign).where(Campaign.schedule_id == schedule_id)).all()
    assert (opened.name, opened.year, opened.deadline) == ("Заявки 2026", 2026, date(2026, 8, 20))
    assert [item.state for item in items(opened.id)] == [ItemState.STARTED] * 2
    waiting = db.session.scalars(select(Job.key).where(Job.kind == OPEN_JOB, Job.state == "waiting")).all()
    assert waiting == [f"{OPEN_JOB}:{schedule_id}:2027"]
    text = words_of(page_of(browser("north.officer").get("/campaigns/yearly")))
    assert "1 августа 2027" in text
    assert client_switch(browser, schedule_id) == 303
    assert "выключена" in words_of(page_of(browser("north.officer").get("/campaigns/yearly")))
    with pytest.raises(NotFound):
        switch_schedule(schedule_id, on=True, switched_by=actor(cast, "south.officer"))
    clock.advance(timedelta(days=365))
    work()
    assert db.session.query(Campaign).count() == 2
    assert db.session.query(AuditEntry).filter_by(stream=f"campaign schedule:{schedule_id}").count() == 3


@pytest.mark.slow
def test_the_yearly_campaign_of_programme_review_is_made_at_once_and_opens_itself_for_its_dates(
    cast: Cast, browser: Browser
) -> None:
    publish_version(package_of("programme-review"), published_by=SYSTEM)
    client = browser("north.officer")
    answers = {
        "_name": "Экспертиза программ", "_deadline": "2027-08-15", "_until": "submit_package", "_how": "schools",
        "_opens": "01.04", "plan_year": "2027", "track": "annual", "centre_kind": "growth_point", "centre_year": "1",
        "profiles": "digital", "pupils_planned": "60", "programmes_planned": "2", "responsible": "Заместитель",
    }  # fmt: skip
    address = "/campaigns/new/programme-review"
    listed = {**answers, "_how": "list", "_one": str(cast.id("north-1"))}
    assert "а не по списку" in words_of(page_of(client.post(address, data=listed)))
    assert client.post(address, data={**answers, "_opens": "31.02"}).status_code == 422
    look = client.post(address, data=answers)
    assert "Сейчас дела не открываются" in words_of(page_of(look))
    assert client.post(address, data={**answers, "_action": "start"}).status_code == 303
    work()
    assert db.session.query(Campaign).count() == 0
    assert "1 апреля 2027" in words_of(page_of(client.get("/campaigns/yearly")))
    for year in (2027, 2028):
        with clock.travel(datetime(year, 4, 1, 1, tzinfo=UTC)):  # ten in the morning in Chita
            work()
            (opened,) = db.session.scalars(select(Campaign).where(Campaign.year == year)).all()
            assert (opened.name, opened.deadline) == (f"Экспертиза программ ({year})", date(year, 8, 15))
            assert opened.variables["plan_year"] == year
            assert {item.state for item in items(opened.id)} == {ItemState.STARTED}
            for item in items(opened.id):
                case = db.session.get_one(Case, item.case_id or 0)
                assert case.title.endswith(f"{year} год")
                assert (case.bound or {})["date"] == f"{year}-08-15"
                cancel_case(case.id, cancelled_by=actor(cast, "region.sysadmin"), reason="Год прошёл")


def client_switch(browser: Browser, schedule_id: int) -> int:
    """Switch a yearly campaign off by its button."""
    return browser("north.officer").post(f"/campaigns/yearly/{schedule_id}", data={"on": "no"}).status_code


def test_answers_move_on_with_the_year() -> None:
    answers = {"plan_year": 2026, "basis": date(2024, 2, 29), "pupils": 200, "share": Decimal("2.5"), "text": "2026"}
    assert moved_on(answers, 1) == {**answers, "plan_year": 2027, "basis": date(2025, 2, 28)}
