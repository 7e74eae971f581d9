"""A worker that opens the cases of a campaign is killed while it writes one: each school has exactly one case."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.campaigns.commands import Wanted, start_campaign
from app.campaigns.models import CampaignItem, ItemState
from app.engine.models import Case, Job, JobState
from app.foundation.database import db
from tests.campaigns.crowd import make_schools
from tests.cast import Cast
from tests.engine.stage import actor, differences, publish_approval
from tests.faults.nursery import Child, Nursery
from tests.faults.test_killed_worker import SEED, _holds

SCHOOLS = 80


@pytest.mark.slow
def test_a_killed_worker_opens_no_case_twice_and_forgets_none(
    session_app: Flask, house: Cast, nursery: Nursery
) -> None:
    publish_approval()
    make_schools(house, SCHOOLS - 1)
    wanted = Wanted(process_key="P", name="Заявки", how="schools", deadline=date(2099, 6, 30))
    start_campaign(wanted, started_by=actor(house, "south.officer"))
    victim = nursery.start("worker victim")
    left = _kill_while_it_opens_a_case(session_app, victim)
    assert 0 < left < SCHOOLS
    _forget_the_dead(victim)
    nursery.start("worker other")
    end = time.monotonic() + 60
    while _waiting() and time.monotonic() < end:
        time.sleep(0.05)
    assert _waiting() == 0
    cases = db.session.execute(select(Case.id, Case.organisation_id)).all()
    assert len(cases) == len({case.organisation_id for case in cases}) == SCHOOLS
    items = db.session.execute(select(CampaignItem.case_id, CampaignItem.organisation_id, CampaignItem.state)).all()
    assert {item.state for item in items} == {ItemState.STARTED}
    assert {item.case_id: item.organisation_id for item in items} == {case.id: case.organisation_id for case in cases}
    for case in random.Random(SEED).sample(cases, 10):
        assert differences(case.id) == ()


def _waiting() -> int:
    query = select(func.count()).select_from(CampaignItem).where(CampaignItem.state == ItemState.WAITING)
    count = db.session.scalar(query) or 0
    db.session.rollback()
    return count


def _kill_while_it_opens_a_case(app: Flask, victim: Child) -> int:
    """Stop the worker at random moments until it stands inside a transaction that writes; kill it there."""
    dice, end = random.Random(SEED), time.monotonic() + 40
    while _waiting() > SCHOOLS - 5 and time.monotonic() < end:
        time.sleep(0.005)
    while time.monotonic() < end:
        victim.pause()
        left = _waiting()
        assert left, "every case was opened before the worker could be caught"
        if _holds(app, victim):
            victim.kill()
            return _waiting()
        victim.go_on()
        time.sleep(dice.uniform(0.001, 0.01))
    raise AssertionError("the worker was never seen inside a transaction")


def _forget_the_dead(victim: Child) -> None:
    """Let the five minutes pass after which what a dead worker had taken is free again."""
    mine = (Job.state == JobState.WAITING, Job.locked_by.like(f"%:{victim.pid}"))
    db.session.execute(update(Job).where(*mine).values(locked_until=None))
    db.session.commit()
