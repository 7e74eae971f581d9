"""kill -9 twenty times while two browsers submit forms: no acknowledged answer is lost, no case is half done."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from app.audit.models import AuditEntry
from app.audit.queries import verify_all
from app.engine.models import Draft, TaskState, UserTask
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import differences, publish_approval, start
from tests.faults.browsing import GONE, RealBrowser
from tests.faults.nursery import Nursery

log = logging.getLogger("tests.faults")
KILLS, CASES, SEED = 20, 6, 20260609
Make = Callable[[str, int], RealBrowser]


@dataclass(kw_only=True)
class Client:
    """One person at a browser who does whatever is in the inbox, and notes what the server has acknowledged."""

    name: str
    browser: RealBrowser
    dice: random.Random
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tried: int = 0

    def submit_until_the_server_is_gone(self) -> None:
        """Work as long as there is somebody to answer."""
        try:
            while True:
                ids = self.browser.task_ids()
                if ids:
                    self._do(self.dice.choice(ids))
                else:
                    time.sleep(0.01)
        except GONE:
            return

    def _do(self, task_id: int) -> None:
        posted = self.browser.opened(task_id)
        if posted is None:
            return
        self.tried += 1
        mark = f"{self.name}-{self.tried}"
        if self.name == "school":
            posted["subject"] = mark
        else:
            posted |= {"_outcome": "return", "_comment": mark}
        answer = self.browser.post(f"/tasks/{task_id}", posted)
        if answer.status == 303:
            self.acknowledged[task_id] = mark
        else:
            self.refused.append(f"{answer.status} for task {task_id}")


@pytest.mark.slow
def test_a_server_killed_twenty_times_loses_nothing_it_has_acknowledged(
    house: Cast, nursery: Nursery, browser: Make
) -> None:
    publish_approval()
    cases = [start(house).case_id for _ in range(CASES)]
    clients = [
        Client(name=name, browser=browser(login, 0), dice=random.Random(SEED + number))
        for number, (name, login) in enumerate({"school": "north-1.admin", "officer": "north.officer"}.items())
    ]
    dice = random.Random(SEED)
    for _ in range(KILLS):
        _let_go_of_the_database()
        _one_life(nursery, clients, dice)
        for case_id in cases:
            assert differences(case_id) == ()
    log.info("acknowledged: %s", {client.name: len(client.acknowledged) for client in clients})
    _nothing_is_lost(clients)
    _nothing_is_half_done(cases, clients)


def _one_life(nursery: Nursery, clients: list[Client], dice: random.Random) -> None:
    """Let both submit until the server dies at some moment after it has acknowledged something."""
    server = nursery.start("server")
    before = sum(len(client.acknowledged) for client in clients)
    threads = [threading.Thread(target=client.submit_until_the_server_is_gone) for client in clients]
    for client in clients:
        client.browser.port = server.port
    for thread in threads:
        thread.start()
    end = time.monotonic() + 20
    while sum(len(client.acknowledged) for client in clients) == before and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(dice.uniform(0, 0.35))
    server.kill()
    for thread in threads:
        thread.join(40)
        assert not thread.is_alive()


def _let_go_of_the_database() -> None:
    """Hold no connection: on SQLite the next one to come has to recover what the dead server left."""
    db.session.remove()
    db.engine.dispose()


def _nothing_is_lost(clients: list[Client]) -> None:
    rows = {row.id: row for row in db.session.query(UserTask)}
    for client in clients:
        assert client.refused == []
        assert len(client.acknowledged) >= KILLS // 2
        for task_id, mark in client.acknowledged.items():
            row = rows[task_id]
            assert row.state is TaskState.COMPLETED, f"task {task_id} with {mark}"
            assert mark in (row.answers.get("subject"), row.comment)


def _nothing_is_half_done(cases: list[int], clients: list[Client]) -> None:
    """Each task was done once, is in the record once, and led to exactly one next task."""
    done = [row for row in db.session.query(UserTask) if row.state is TaskState.COMPLETED]
    marks = Counter(row.comment or row.answers["subject"] for row in done)
    assert marks.most_common(1)[0][1] == 1
    acknowledged = sum(len(client.acknowledged) for client in clients)
    assert 0 <= len(done) - acknowledged <= KILLS * len(clients)  # done, but the answer did not arrive any more
    entries = db.session.query(AuditEntry).filter_by(action="complete_task").all()
    assert Counter(entry.facts["task"] for entry in entries) == Counter(row.id for row in done)
    open_ones = Counter(row.case_id for row in db.session.query(UserTask) if row.state is TaskState.OPEN)
    assert open_ones == Counter(cases)
    assert db.session.query(Draft).filter(Draft.task_id.in_([row.id for row in done])).count() == 0
    assert verify_all().findings == ()
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
