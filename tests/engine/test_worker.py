"""The worker as it runs: inside the server process, and beside it; killed and still exactly one effect."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.audit.models import AuditEntry
from app.engine.commands.steps.jobs import add_job
from app.engine.handlers import register_job_handler
from app.engine.models import Job, JobState, Timer
from app.engine.worker import PlainSerializer, Worker, make_huey, start_inside
from app.foundation import clock
from app.foundation.database import db
from app.foundation.transaction import command
from tests.cast import Cast
from tests.engine.stage import differences, open_tasks, person_task, publish, start

ROOT = Path(__file__).resolve().parents[2]
WITH_TIMER = (
    "start S\nuser Fill Заполнить\nuser Late Узнать\ntimer T beside Fill PT1S\nend Done\nend Told\n"
    "S > Fill > Done\nT > Late > Told"
)
TASKS = {"Fill": person_task("school_admin@school"), "Late": person_task("mouo_head@mouo")}


def wait_for(true: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        db.session.rollback()
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def test_the_worker_inside_the_server_runs_timers_and_jobs_by_itself(app: Flask, cast: Cast) -> None:
    done: list[int] = []
    register_job_handler("note", lambda job: done.append(job.id))
    publish(WITH_TIMER, TASKS)
    case_id = start(cast).case_id
    command(lambda: add_job("note", {}))()
    with clock.travel(clock.now() + timedelta(minutes=5), all_threads=True):
        stop = start_inside(app)
        try:
            wait_for(lambda: len(open_tasks(case_id)) == 2 and done)
            time.sleep(1.5)  # another sweep finds nothing
        finally:
            stop()
    assert len(done) == 1
    assert db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="fire_timer").count() == 1
    assert differences(case_id) == ()


def test_the_same_due_thing_is_asked_for_once(app: Flask, cast: Cast) -> None:
    command(lambda: add_job("note", {}))()
    worker = Worker(app)
    assert worker.tick() == 1
    assert worker.tick() == 0
    worker.huey.flush()


def test_queues_hold_data_only_and_follow_the_settings(app: Flask) -> None:
    huey = make_huey(app.config["SOGLAS"])
    expected = "PostgresHuey" if app.config["SOGLAS"].database.startswith("postgresql") else "SqliteHuey"
    assert type(huey).__name__ == expected
    config = replace(app.config["SOGLAS"], redis_url="redis://127.0.0.1:6379/9")
    assert type(make_huey(config)).__name__ == "RedisHuey"
    serializer = PlainSerializer()
    assert serializer.deserialize(serializer.serialize({"a": 1})) == {"a": 1}
    with pytest.raises(ValueError):
        serializer.deserialize(b"\x80\x04cposix\nsystem\n.")


@pytest.mark.slow
def test_worker_processes_of_their_own_share_the_work_and_may_be_killed(app: Flask, cast: Cast) -> None:
    if app.config["SOGLAS"].database.startswith("sqlite"):
        pytest.skip("several worker processes are for PostgreSQL; the one on SQLite runs inside")
    publish(WITH_TIMER, TASKS)
    cases = [start(cast).case_id for _ in range(25)]
    db.session.rollback()
    workers = [_spawn(app) for _ in range(3)]
    try:
        wait_for(lambda: db.session.query(Timer).count() < 25, 60)
        workers[0].send_signal(signal.SIGKILL)
        wait_for(lambda: db.session.query(Timer).count() == 0, 60)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)
    for case_id in cases:
        assert db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="fire_timer").count() == 1
        assert differences(case_id) == ()
    assert workers[1].returncode == 0


def _spawn(app: Flask) -> subprocess.Popen[bytes]:
    config = app.config["SOGLAS"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("SOGLAS_")}
    env |= {"SOGLAS_VAR": config.var, "SOGLAS_DATABASE_URL": config.database, "SOGLAS_SECRET_KEY": "for tests"}
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)


def test_one_worker_command_runs_what_is_due(app: Flask, cast: Cast) -> None:
    from app.engine.cli import worker

    register_job_handler("note", lambda job: None)
    command(lambda: add_job("note", {}))()
    result = app.test_cli_runner().invoke(worker, ["--once"])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert db.session.query(Job).one().state is JobState.DONE


def test_a_job_that_was_being_done_when_its_worker_died_is_done_again(app: Flask, cast: Cast) -> None:
    from app.engine.handlers import run_everything_due

    done: list[int] = []
    register_job_handler("note", lambda job: done.append(job.attempts))
    command(lambda: add_job("note", {}))()
    db.session.execute(
        update(Job).values(locked_until=clock.now() + timedelta(minutes=5), attempts=1, locked_by="dead")
    )
    db.session.commit()
    run_everything_due()
    assert done == []
    clock.advance(timedelta(minutes=6))
    run_everything_due()
    assert done == [2]
