"""A longer term: who may give it, what is kept, what is said; and the last day set for many cases at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.audit.models import AuditEntry
from app.engine.commands import CampaignStart, TaskNotOpen, extend_case, extend_task
from app.engine.commands.steps.bound import Bound
from app.engine.handlers import run_everything_due
from app.engine.models import Job, TaskExtension
from app.engine.policy import may_extend_task
from app.engine.queries import get_task_visible_to, list_extensions
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from tests.cast import Cast
from tests.engine.stage import actor, differences, do, only_task, publish_approval, start

LATER = date(2026, 6, 30)


def extend(cast: Cast, login: str, case_id: int, day: date = LATER, reason: str = "Болезнь директора") -> None:
    extend_task(only_task(case_id).id, new_date=day, reason=reason, extended_by=actor(cast, login))


def test_a_longer_term_keeps_both_days_and_tells_the_doer(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    clock.advance(timedelta(days=9))  # the term was 17 June
    run_everything_due()
    assert only_task(case_id).known_by == "mouo_officer"
    extend(cast, "north.officer", case_id)
    task = only_task(case_id)
    assert (task.legal_date, task.safe_date, task.known_by) == (LATER, LATER, "")
    assert task.due_at == datetime(2026, 6, 30, 14, 59, 59, tzinfo=UTC)
    (kept,) = list_extensions(task.id)
    assert (kept.old_date, kept.new_date, kept.reason) == (date(2026, 6, 17), LATER, "Болезнь директора")
    entry = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="extend_task").one()
    assert (entry.facts["was"], entry.facts["until"]) == ("2026-06-17", "2026-06-30")
    run_everything_due()
    letters = [job for job in db.session.query(Job).filter_by(kind="mail") if "Срок продлён" in job.payload["subject"]]
    assert [letter.payload["to"] for letter in letters] == ["north-1.admin@example.org"]
    assert "Болезнь директора" in letters[0].payload["text"]
    assert "17 июня 2026" in letters[0].payload["text"]
    assert differences(case_id) == ()
    clock.advance(timedelta(days=13))
    run_everything_due()  # overdue again, by the new day
    assert only_task(case_id).known_by == "mouo_officer"


def test_who_may_make_a_term_longer(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    for login in ("north-1.director", "north-1.admin"):
        with pytest.raises(NotAllowed):
            extend(cast, login, case_id)
    for login in ("south.officer", "south-5.director", "partner.rep"):
        with pytest.raises(NotFound):
            extend(cast, login, case_id)
    for days, login in enumerate(("north.head", "region.officer", "region.sysadmin", "north.officer")):
        task = get_task_visible_to(cast.viewer(login), only_task(case_id).id)
        assert may_extend_task(cast.viewer(login), task)
        extend(cast, login, case_id, LATER + timedelta(days=days))
    assert not may_extend_task(cast.viewer("north-1.director"), task)
    do(cast, "north-1.admin", case_id, subject="x")
    with pytest.raises(NotAllowed):  # the officer decides now: nobody lengthens their own term
        extend(cast, "north.officer", case_id, date(2026, 9, 1))
    extend(cast, "north.head", case_id, date(2026, 9, 1))


def test_a_term_only_grows_and_needs_a_reason(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    for day, reason in ((date(2026, 6, 17), "x"), (date(2026, 6, 1), "x"), (LATER, "  "), (LATER, "x" * 5000)):
        with pytest.raises(InvalidInput):
            extend(cast, "north.officer", case_id, day, reason)
    task_id = only_task(case_id).id
    do(cast, "north-1.admin", case_id, subject="x")
    with pytest.raises(TaskNotOpen):
        extend_task(task_id, new_date=LATER, reason="x", extended_by=actor(cast, "north.officer"))
    assert db.session.query(TaskExtension).count() == 0


def test_the_last_day_of_a_campaign_bounds_the_terms_of_its_cases(cast: Cast) -> None:
    publish_approval()
    campaign = CampaignStart(origin="test", bound=Bound(day=date(2026, 6, 11), why="Штат 2026"))
    case_id = start(cast, "north.officer", campaign=campaign).case_id
    task = only_task(case_id)
    assert (task.legal_date, task.printed_date) == (date(2026, 6, 11), date(2026, 6, 17))
    clock.advance(timedelta(days=4))
    moved = extend_case(case_id, new_date=LATER, reason="Отпуска", extended_by=actor(cast, "north.officer"))
    assert moved == (task.id,)
    assert only_task(case_id).legal_date == LATER
    do(cast, "north-1.admin", case_id, subject="x")
    assert (only_task(case_id).legal_date or LATER) < LATER  # the diagram's own term is shorter than the new last day
    with pytest.raises(InvalidInput):
        extend_case(case_id, new_date=LATER, reason="x", extended_by=actor(cast, "north.officer"))
    with pytest.raises(NotFound):
        extend_case(case_id, new_date=date(2026, 8, 1), reason="x", extended_by=actor(cast, "south.officer"))


def test_nobody_lengthens_their_own_term_with_that_of_the_case(cast: Cast) -> None:
    publish_approval()
    campaign = CampaignStart(origin="test", bound=Bound(day=date(2026, 6, 10), why="Штат 2026"))
    case_id = start(cast, "region.officer", campaign=campaign).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    own = only_task(case_id).legal_date
    assert extend_case(case_id, new_date=LATER, reason="x", extended_by=actor(cast, "north.officer")) == ()
    assert only_task(case_id).legal_date == own == date(2026, 6, 10)
    later = LATER + timedelta(days=1)
    clock.advance(timedelta(days=2))
    assert len(extend_case(case_id, new_date=later, reason="x", extended_by=actor(cast, "north.head"))) == 1


def test_a_task_that_opens_after_the_last_day_gets_the_term_of_the_diagram(cast: Cast) -> None:
    publish_approval()
    campaign = CampaignStart(origin="test", bound=Bound(day=date(2026, 6, 10), why="Штат 2026"))
    case_id = start(cast, "region.officer", campaign=campaign).case_id  # no start role: a campaign needs none
    clock.advance(timedelta(days=5))
    do(cast, "north-1.admin", case_id, subject="x")
    assert (only_task(case_id).legal_date or LATER) > date(2026, 6, 14)


def test_only_a_campaign_lets_the_region_open_cases_below(cast: Cast) -> None:
    publish_approval()
    with pytest.raises(NotAllowed):
        start(cast, "region.officer")
    with pytest.raises(NotAllowed):
        start(cast, "south.officer", campaign=CampaignStart(origin="test"))
    with pytest.raises(NotAllowed):
        start(cast, "north-1.hr", campaign=CampaignStart(origin="test"))
