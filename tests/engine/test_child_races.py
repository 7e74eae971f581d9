"""Parents and children at the same moment: no deadlock, no result lost, none taken twice."""

from __future__ import annotations

import random
from typing import Any

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.engine.commands import cancel_case
from app.engine.handlers import list_due
from app.engine.handlers.sweep import run_safely
from app.engine.models import CallState, CaseCall, CaseStatus, Job
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from tests.cast import Cast
from tests.engine.family import call_of, children_of, each_of, let_work_be_done, own_case, publish_family
from tests.engine.stage import actor, case_row, differences, do, open_tasks, start
from tests.engine.test_races import at_once

TWO = own_case(loop=each_of('["north-1", "north-2"]'), organisation="=place")
ADMINS = ("north-1.admin", "north-2.admin")


def sweep() -> None:
    """Take every due thing once, as one of several workers does."""
    for due in list_due():
        run_safely(due, "worker")


def test_two_children_end_at_once_and_two_workers_take_each_result_once(app: Flask, cast: Cast) -> None:
    publish_family(TWO)
    parent = start(cast, process="C").case_id
    children = children_of(parent)
    ends = [lambda pair=pair: do(cast, pair[1], pair[0], amount=1) for pair in zip(children, ADMINS, strict=True)]
    assert not [one for one in at_once(app, *ends) if isinstance(one, Exception)]
    at_once(app, sweep, sweep)
    let_work_be_done()
    assert [call_of(child).state for child in children] == [CallState.RETURNED] * 2
    assert case_row(parent).readable["results"] == ["Granted", "Granted"]
    assert len(open_tasks(parent)) == 1
    taken = db.session.query(AuditEntry).filter_by(stream=f"case:{parent}", action="complete_job").count()
    assert taken == 2
    assert [differences(one) for one in (parent, *children)] == [()] * 3


def test_a_parent_cancelled_while_its_children_end_waits_for_nobody(app: Flask, cast: Cast) -> None:
    publish_family(TWO)
    boss = actor(cast, "region.sysadmin")
    for _ in range(3):
        parent = start(cast, process="C").case_id
        children = children_of(parent)
        choice = dict.fromkeys(children, "cancel")
        acts: list[Any] = [
            lambda pair=pair: do(cast, pair[1], pair[0], amount=1) for pair in zip(children, ADMINS, strict=True)
        ]
        acts += [
            lambda parent=parent, choice=choice: cancel_case(parent, cancelled_by=boss, reason="Стоп", children=choice),
            sweep,
        ]
        results = at_once(app, *acts)
        strange = [one for one in results if isinstance(one, Exception) and not isinstance(one, Conflict | NotFound)]
        assert [one for one in strange if not isinstance(one, ValueError)] == []
        let_work_be_done()
        assert case_row(parent).status is CaseStatus.CANCELLED
        assert CaseStatus.RUNNING not in {case_row(child).status for child in children}
        assert not db.session.query(CaseCall).filter_by(parent_id=parent, state=CallState.OPEN).count()
        assert [differences(one) for one in (parent, *children)] == [()] * 3


def test_a_worker_killed_between_the_end_of_a_child_and_its_return_changes_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.engine.handlers import running

    publish_family()
    parent = start(cast, process="C").case_id
    (child,) = children_of(parent)
    do(cast, "north-1.admin", child, amount=1)
    with monkeypatch.context() as patch:
        patch.setattr(running, "complete_job", _killed)
        with pytest.raises(SystemExit):
            let_work_be_done()
    db.session.rollback()
    assert call_of(child).state is CallState.OPEN
    job = db.session.query(Job).filter_by(key=f"return:{child}").one()
    job.locked_until = None  # what time does to the lock of a dead worker
    db.session.commit()
    let_work_be_done()
    let_work_be_done()
    assert call_of(child).state is CallState.RETURNED
    assert db.session.query(AuditEntry).filter_by(stream=f"case:{parent}", action="complete_job").count() == 1
    assert [differences(one) for one in (parent, child)] == [()] * 2


def _killed(*_arguments: Any, **_named: Any) -> bool:
    raise SystemExit(9)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_a_family_rows_states_and_links_agree(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    publish_family(TWO)
    boss = actor(cast, "region.sysadmin")
    families = [start(cast, process="C").case_id for _ in range(2)]
    for _ in range(10):
        parent = dice.choice(families)
        children = children_of(parent)
        running = [child for child in children if case_row(child).status is CaseStatus.RUNNING]
        act = dice.randrange(5)
        if act < 2 and running:
            child = dice.choice(running)
            do(cast, ADMINS[children.index(child)], child, amount=dice.choice([0, 1]))
        elif act == 2:
            let_work_be_done()
        elif act == 3 and running:
            cancel_case(dice.choice(running), cancelled_by=boss, reason="Стоп")
        elif act == 4 and case_row(parent).status is CaseStatus.RUNNING and dice.random() < 0.5:
            choice = {child: dice.choice(["cancel", "keep"]) for child in running}
            cancel_case(parent, cancelled_by=boss, reason="Стоп", children=choice)
        assert [differences(one) for one in (parent, *children)] == [()] * 3
    let_work_be_done()
    for parent in families:
        assert [differences(one) for one in (parent, *children_of(parent))] == [()] * 3
