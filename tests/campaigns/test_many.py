"""Two hundred organisations: a campaign over them survives its worker, and its page asks as little as for two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.campaigns.commands import Wanted, remind_late, start_campaign
from app.campaigns.models import Campaign, CampaignItem, CampaignState, ItemState
from app.campaigns.queries.campaigns import PAGE, campaign_page, list_campaigns
from app.campaigns.queries.standing import Choice
from app.engine.events import CaseStarted
from app.engine.handlers import run_everything_due
from app.engine.models import Case
from app.foundation import clock, events
from app.foundation.database import db
from tests.approval_stage import Browser
from tests.campaigns.crowd import make_schools
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.counting import statements
from tests.engine.stage import actor, differences, do
from tests.notifications.conftest import Sink, sink

__all__ = ["sink"]
MANY = 200


class Killed(BaseException):
    """What the worker dies of, in the middle of a transaction."""


@pytest.fixture
def dying() -> Iterator[Callable[[int], None]]:
    """Let whoever opens the n-th case die before its transaction is over."""
    kept = list(events._handlers.get(CaseStarted, ()))

    def arrange(after: int) -> None:
        left = [after]

        def die(_happened: CaseStarted) -> None:
            left[0] -= 1
            if not left[0]:
                raise Killed

        events.subscribe(CaseStarted, die)

    yield arrange
    events._handlers[CaseStarted] = kept


def begin(cast: Cast, login: str = "south.officer") -> int:
    wanted = Wanted(process_key="P", name="Заявки 2026", how="schools", deadline=date(2026, 6, 30))
    return start_campaign(wanted, started_by=actor(cast, login))


def states(campaign_id: int) -> Counter[ItemState]:
    db.session.rollback()
    return Counter(db.session.scalars(select(CampaignItem.state).where(CampaignItem.campaign_id == campaign_id)))


@pytest.mark.slow
def test_a_worker_that_dies_in_the_middle_loses_and_doubles_nothing(
    cast: Cast, browser: Browser, dying: Callable[[int], None]
) -> None:
    make_schools(cast, MANY - 1)
    campaign_id = begin(cast)
    dying(57)
    with pytest.raises(Killed):
        run_everything_due()
    assert states(campaign_id) == {ItemState.STARTED: 56, ItemState.WAITING: MANY - 56}
    assert db.session.scalar(select(func.count()).select_from(Case)) == 56
    page = words_of(page_of(browser("south.officer").get(f"/campaigns/{campaign_id}")))
    assert f"Открываем дела: 56 из {MANY}" in page
    clock.advance(timedelta(minutes=6))  # the job that died with its worker is free again
    db.session.rollback()
    run_everything_due()
    assert states(campaign_id) == {ItemState.STARTED: MANY}
    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.RUNNING
    cases = db.session.execute(select(Case.id, Case.organisation_id, Case.number)).all()
    assert len({case.organisation_id for case in cases}) == len({case.number for case in cases}) == len(cases) == MANY
    items = dict(db.session.execute(select(CampaignItem.case_id, CampaignItem.organisation_id)).all())  # type: ignore[arg-type]
    assert items == {case.id: case.organisation_id for case in cases}
    for case in cases[:: MANY // 8]:
        assert differences(case.id) == ()
    _the_page_asks_as_little_as_for_two(cast, campaign_id)
    _the_parts_hold_every_organisation_once(cast, campaign_id)


def _the_page_asks_as_little_as_for_two(cast: Cast, campaign_id: int) -> None:
    small = begin(cast, "north.officer")
    run_everything_due()
    said = {}
    for login, one in (("north.officer", small), ("south.officer", campaign_id)):
        viewer = cast.viewer(login)
        db.session.rollback()
        with statements() as counted:
            campaign_page(viewer, one, Choice())
            list_campaigns(viewer)
        said[one] = len([line for line in counted if line != "COMMIT"])
    assert said[campaign_id] == said[small] <= 10


def _the_parts_hold_every_organisation_once(cast: Cast, campaign_id: int) -> None:
    viewer, after, seen = cast.viewer("south.officer"), 0, []
    while True:
        page = campaign_page(viewer, campaign_id, Choice(), after=after)
        rows = [row.standing.item_id for _group, _number, part in page.groups for row in part]
        assert len(rows) <= PAGE
        seen += rows
        if page.next is None:
            break
        after = int(page.next)
    assert len(seen) == len(set(seen)) == MANY
    assert page.counts["running"] == page.total == MANY


def test_reminders_go_out_as_one_letter_each(cast: Cast, sink: Sink) -> None:  # the fixture
    make_schools(cast, 8)
    campaign_id = begin(cast)
    run_everything_due()
    clock.advance(timedelta(days=9))
    run_everything_due()
    do(cast, "south-5.admin", _case_of(cast, "south-5"), subject="x")
    before = len(sink.letters)
    for login in ("south.officer", "south.head", "region.officer"):
        remind_late(campaign_id, reminded_by=actor(cast, login))
        run_everything_due()
    letters = [letter for letter in sink.letters[before:] if str(letter["Subject"]) == "Напоминание: Заявки 2026"]
    told = sorted(str(letter["To"]).rpartition("<")[2].strip(">") for letter in letters)
    assert told == [f"crowd-{number}.admin@example.org" for number in range(8)]


def _case_of(cast: Cast, code: str) -> int:
    return db.session.scalars(select(Case.id).where(Case.organisation_id == cast.id(code))).one()
