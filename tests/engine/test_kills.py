"""kill -9 twenty times while a process submits: nothing acknowledged is lost, no row disagrees with its state."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.engine.models import TaskState, UserTask
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import case_row, differences, publish_approval, start

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


@pytest.mark.slow
def test_a_process_killed_twenty_times_loses_no_acknowledged_answer(app: Flask, cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    admin, officer = cast.person("north-1.admin").id, cast.person("north.officer").id
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    db.session.remove()
    dice = random.Random(20260609)
    acknowledged: dict[int, str] = {}
    arguments = [app.config["SOGLAS"].var, url, case_id, admin, officer, KILLS]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.engine.submitting", *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("SOGLAS_")},
    ) as process:  # fmt: skip
        born: list[int] = []
        for line in process.stdout or ():
            first, _, mark = line.strip().partition(" ")
            if first == "pid":
                born.append(int(mark))
            else:
                acknowledged[int(first)] = mark
            # Every second one dies at any moment of its life, the others some time after their first answer.
            if (first == "pid" and len(born) % 2) or (mark == f"k{len(born) - 1}-1" and len(born) % 2 == 0):
                threading.Timer(dice.uniform(0, 0.6), os.kill, [born[-1], signal.SIGKILL]).start()
    assert process.returncode == 0
    assert len(acknowledged) >= KILLS // 2
    rows = {row.id: row for row in db.session.query(UserTask).filter_by(case_id=case_id)}
    for task_id, mark in acknowledged.items():
        row = rows[task_id]
        assert row.state is TaskState.COMPLETED
        assert mark in (row.answers.get("subject"), row.comment)
    done = [row for row in rows.values() if row.state is TaskState.COMPLETED]
    assert len(done) - len(acknowledged) <= KILLS  # what was done but not said in time, at most one a kill
    assert sum(row.state is TaskState.OPEN for row in rows.values()) == 1
    entries = db.session.query(AuditEntry).filter_by(stream=f"case:{case_id}", action="complete_task").count()
    assert entries == len(done)
    assert case_row(case_id).audit_number == entries + 1
    assert differences(case_id) == ()
