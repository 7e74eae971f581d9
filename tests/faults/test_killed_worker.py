"""Two workers share two hundred due timers; one is killed while it holds a case: each timer has its effect once."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.audit.models import AuditEntry
from app.engine.models import Job, JobState, TaskState, Timer, UserTask
from app.foundation import clock
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import differences, person_task, publish, start
from tests.faults.nursery import Child, Nursery

log = logging.getLogger("tests.faults")
TIMERS = 200
SEED = 20260609
WAL_WRITE_LOCK = 120  # the byte of the -shm file that the one who writes holds (sqlite.org, walformat 2.3.1)
REMINDED = """
    start S
    user Fill Заполнить
    user Late Узнать причину
    timer T beside Fill PT1S
    end Done
    end Told
    S > Fill > Done
    T > Late > Told
"""
TASKS = {"Fill": person_task("school_admin@school"), "Late": person_task("mouo_head@mouo")}


@pytest.mark.slow
def test_two_hundred_timers_fire_once_each_although_a_worker_is_killed(
    session_app: Flask,
    house: Cast,
    nursery: Nursery,
) -> None:
    with clock.travel(clock.now() - timedelta(hours=1)):
        publish(REMINDED, TASKS)
        cases = [start(house).case_id for _ in range(TIMERS)]
    db.session.execute(update(Job).values(state=JobState.CANCELLED))  # only timers are looked at here
    db.session.commit()
    assert _waiting() == TIMERS
    victim, _other = nursery.start("worker victim"), nursery.start("worker other")
    log.info("fired before the kill: %s", TIMERS - _kill_while_it_holds_a_case(session_app, victim))
    end = time.monotonic() + 60
    while _waiting() and time.monotonic() < end:
        time.sleep(0.05)
    assert _waiting() == 0
    _each_had_its_effect_once(cases)


def _waiting() -> int:
    count = db.session.scalar(select(func.count()).select_from(Timer)) or 0
    db.session.rollback()
    return count


def _kill_while_it_holds_a_case(app: Flask, victim: Child) -> int:
    """Stop the worker at random moments until it stands inside a transaction that writes; kill it there."""
    dice, end = random.Random(SEED), time.monotonic() + 30
    while _waiting() > TIMERS - 10 and time.monotonic() < end:
        time.sleep(0.005)
    while time.monotonic() < end:
        victim.pause()
        left = _waiting()
        assert left, "everything was fired before the worker could be caught"
        if _holds(app, victim):
            victim.kill()
            return left
        victim.go_on()
        time.sleep(dice.uniform(0.001, 0.01))
    raise AssertionError("the worker was never seen inside a transaction")


def _holds(app: Flask, worker: Child) -> bool:
    """Say whether a stopped worker holds a case: the lock of writing on SQLite, a lock of its row on PostgreSQL."""
    if db.engine.dialect.name == "postgresql":
        query = (
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE a.application_name = 'victim' AND l.relation = 'process_case'::regclass"
            " AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.granted"
        )
        held = db.session.execute(text(query)).scalar_one()
        db.session.rollback()
        return bool(held)
    shared = Path(app.config["SOGLAS"].var) / "soglas.db-shm"
    inode = str(shared.stat().st_ino)
    for line in Path("/proc/locks").read_text(encoding="utf-8").splitlines():
        # 1: POSIX  ADVISORY  WRITE 4711 fd:01:123456 120 120
        words = line.split()
        mine = words[1] != "->" and words[3] == "WRITE" and words[4] == str(worker.pid)
        if mine and words[5].endswith(f":{inode}") and int(words[6]) <= WAL_WRITE_LOCK <= int(words[7]):
            return True
    return False


def _each_had_its_effect_once(cases: list[int]) -> None:
    opened = Counter((row.case_id, row.element_id) for row in db.session.query(UserTask) if row.state is TaskState.OPEN)
    assert opened == Counter((case_id, element) for case_id in cases for element in ("Fill", "Late"))
    fired = Counter(entry.stream for entry in db.session.query(AuditEntry).filter_by(action="fire_timer"))
    assert fired == Counter(f"case:{case_id}" for case_id in cases)
    for case_id in random.Random(SEED).sample(cases, 40):
        assert differences(case_id) == ()
