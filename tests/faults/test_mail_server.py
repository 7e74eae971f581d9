"""A mail server that is down, slow or refuses: no letter is lost or sent twice by us, and nobody waits for it."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.audit.models import SYSTEM
from app.engine.handlers import run_everything_due
from app.engine.models import Incident, Job, JobState
from app.engine.worker import Worker
from app.foundation import clock
from app.foundation.database import db
from app.notifications.commands import deliver as mail
from app.notifications.commands.settings import change_settings
from app.notifications.policy.kinds import KINDS
from tests.cast import Cast, make_cast
from tests.engine.stage import differences, do, publish_approval, start

CASES = 5


@dataclass(kw_only=True)
class Sink:
    """Takes letters; answers `answer`, after `gate` was opened."""

    answer: str = "250 OK"
    gate: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    letters: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd asks for it
        """Take one letter."""
        self.reached.set()
        while not self.gate.is_set():
            await _moment()
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos[0], str(message_from_bytes(envelope.content)["Message-ID"])))
        return self.answer


async def _moment() -> None:
    import asyncio

    await asyncio.sleep(0.01)


@pytest.fixture
def port() -> int:
    """A port on which nobody listens yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def cast(app: Flask, port: int, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, in an installation that sends its mail to that port; the officer wants every letter at once."""
    settings = replace(app.config["SOGLAS"], smtp_url=f"smtp://127.0.0.1:{port}", mail_from="soglas@example.org")
    monkeypatch.setitem(app.config, "SOGLAS", settings)
    monkeypatch.setattr(mail, "_down", {})
    made = make_cast()
    publish_approval()
    officer = made.person("north.officer").id
    change_settings(officer, immediate=list(KINDS), digest="off", digest_time="08:00", changed_by=SYSTEM)
    return made


@pytest.fixture
def sink(port: int) -> Iterator[Sink]:
    """A mail server on that port with its gate open."""
    made = Sink()
    made.gate.set()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    yield made
    made.gate.set()
    controller.stop()


def submit(cast: Cast, count: int = CASES) -> list[int]:
    """Let a school send some requests: each is a letter to the officer who has to decide."""
    cases = [start(cast).case_id for _ in range(count)]
    for case_id in cases:
        do(cast, "north-1.admin", case_id, subject="Принтер")
    return cases


def letters(state: JobState) -> list[Job]:
    """Return the letters in the outbox as the database has them now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Job).filter_by(kind="mail", state=state).order_by(Job.id).all()


def test_letters_wait_while_the_mail_server_is_down_and_all_leave_once_when_it_is_back(
    cast: Cast, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = submit(cast)
    for _ in range(15):  # far more often than a failing job is tried
        run_everything_due()
        clock.advance(timedelta(minutes=31))
        monkeypatch.setattr(mail, "_down", {})
    waiting = letters(JobState.WAITING)
    assert len(waiting) == CASES
    assert {job.attempts for job in waiting} == {0}  # it is not the fault of a letter
    assert all(differences(case_id) == () for case_id in cases)
    do(cast, "north.officer", cases[0], outcome="approve")  # and work goes on
    back = Sink()
    back.gate.set()
    controller = Controller(back, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        clock.advance(timedelta(minutes=31))
        run_everything_due()
        run_everything_due()
    finally:
        controller.stop()
    done = letters(JobState.DONE)
    assert Counter(back.letters) == Counter((job.payload["to"], job.payload["message_id"]) for job in done)
    assert len(set(back.letters)) == len(back.letters) == len(done) >= CASES
    assert letters(JobState.WAITING) == []
    assert db.session.query(Incident).count() == 0


def test_nobody_waits_for_a_slow_mail_server(cast: Cast, app: Flask, sink: Sink) -> None:
    (first,) = submit(cast, 1)
    sink.gate.clear()
    delivering = threading.Thread(target=_deliver, args=(app, clock.now()))
    delivering.start()
    try:
        assert sink.reached.wait(20)
        # The worker now stands in the middle of a delivery: it may hold no lock that a person could need.
        do(cast, "north.officer", first, outcome="return", comment="Нужен расчёт")
        do(cast, "north-1.admin", first, subject="Принтер и расчёт")
        submit(cast, 3)
        assert delivering.is_alive()
    finally:
        sink.gate.set()
        delivering.join(20)
    assert differences(first) == ()
    run_everything_due()
    assert len(sink.letters) == len(set(sink.letters)) == len(letters(JobState.DONE))
    assert letters(JobState.WAITING) == []


def _deliver(app: Flask, at: Any) -> None:
    with app.app_context(), clock.travel(at):
        run_everything_due("slow")
        db.session.remove()


def test_a_passing_refusal_waits_and_a_lasting_one_is_told_to_a_person(cast: Cast, sink: Sink) -> None:
    cases = submit(cast, 2)
    sink.answer = "451 later, please"
    run_everything_due()
    assert [job.attempts for job in letters(JobState.WAITING)] == [0, 0]
    sink.answer = "250 OK"
    clock.advance(timedelta(minutes=31))
    run_everything_due()
    assert len(sink.letters) == 2
    sink.answer = "554 never"
    do(cast, "north.officer", cases[0], outcome="return", comment="Нужен расчёт")
    run_everything_due()
    assert letters(JobState.WAITING) == []
    dead = letters(JobState.DEAD)
    assert dead
    assert {incident.job_id for incident in db.session.query(Incident)} == {job.id for job in dead}
    assert all(differences(case_id) == () for case_id in cases)


def test_a_worker_with_a_dead_mail_server_still_fires_and_its_threads_live(cast: Cast, app: Flask) -> None:
    """The worker itself, with its queue and threads, over a port on which nobody listens."""
    with clock.travel(clock.now(), all_threads=True):
        cases = submit(cast, 3)
        db.session.rollback()
        worker = Worker(app, threads=2, poll=0.05)
        worker.start()
        try:
            done = threading.Event()
            for _ in range(400):
                if len(letters(JobState.WAITING)) == 3 and all(job.last_error for job in letters(JobState.WAITING)):
                    done.set()
                    break
                threading.Event().wait(0.05)
            assert done.is_set()
            do(cast, "north.officer", cases[0], outcome="approve")
        finally:
            worker.stop()
    assert all(differences(case_id) == () for case_id in cases)
