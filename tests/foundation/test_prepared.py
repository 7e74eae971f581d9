"""Statements that are made once: the same rows and the same errors as SQLAlchemy gives."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.engine.commands.steps.jobs import INSERT_JOBS, add_job, job_row
from app.engine.models import Job, JobState
from app.foundation import prepared
from app.foundation.database import db
from app.foundation.prepared import JsonText, Prepared, insert_into
from app.foundation.transaction import after_commit, command
from tests.engine.counting import statements

JOB: Any = Job.__table__


def jobs() -> list[Job]:
    db.session.rollback()
    db.session.expire_all()
    found = list(db.session.scalars(select(Job).order_by(Job.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_rows_are_converted_as_their_columns_say(app: Flask) -> None:
    rows = [job_row("a", {"текст": ['"', None, 1.5]}), {**job_row("b", {}), "payload": JsonText('{"x": [1, "я"]}')}]
    command(lambda: INSERT_JOBS.insert(rows))()
    first, second = jobs()
    assert (first.payload, second.payload) == ({"текст": ['"', None, 1.5]}, {"x": [1, "я"]})
    assert first.state is JobState.WAITING
    assert first.created_at == rows[0]["created_at"]


def test_many_rows_are_one_statement_until_there_are_too_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [job_row(str(number), {}) for number in range(7)]
    with statements() as said:
        command(lambda: INSERT_JOBS.insert(rows))()
    assert [line.split()[0] for line in said] == ["INSERT", "COMMIT"]
    monkeypatch.setattr(prepared, "MOST_PARAMETERS", 3 * (len(JOB.c) - 1))
    with statements() as said:
        command(lambda: INSERT_JOBS.insert(rows))()
    assert [line.split()[0] for line in said] == ["INSERT", "INSERT", "INSERT", "COMMIT"]
    assert [job.kind for job in jobs()] == [*map(str, range(7)), *map(str, range(7))]


def test_what_the_statement_itself_says_is_part_of_it(app: Flask) -> None:
    command(lambda: INSERT_JOBS.insert([job_row("a", {}), job_row("b", {})]))()
    done = Prepared(
        update(JOB)
        .where(JOB.c.kind == bindparam("which"), JOB.c.state == JobState.WAITING)
        .values(state=JobState.DONE, attempts=JOB.c.attempts + 2)
    )
    assert command(lambda: done.run({"which": "a"}).rowcount)() == 1
    assert command(lambda: done.run({"which": "a"}).rowcount)() == 0
    assert [(job.state, job.attempts) for job in jobs()] == [(JobState.DONE, 2), (JobState.WAITING, 0)]
    gone = Prepared(delete(JOB).where(JOB.c.kind == bindparam("which")))
    command(lambda: gone.run_many([{"which": "a"}, {"which": "b"}]))()
    assert jobs() == []


def test_ids_come_back_and_errors_are_those_of_sqlalchemy(app: Flask) -> None:
    returning = insert_into(JOB, returning=("id", "kind"))
    rows = [job_row("a", {}, key="same"), job_row("b", {})]
    found = command(lambda: [tuple(row) for result in returning.run_rows(rows) for row in result])()
    assert sorted(kind for _, kind in found) == ["a", "b"]
    with pytest.raises(IntegrityError):
        command(lambda: INSERT_JOBS.insert([job_row("c", {}, key="same")]))()
    assert [job.kind for job in jobs()] == ["a", "b"]


def test_what_is_left_for_the_commit_happens_once_or_never(app: Flask) -> None:
    done: list[str] = []

    @command
    def work(fail: bool) -> None:
        add_job("a", {})
        add_job("b", {})
        after_commit(lambda: done.append("committed"))
        if fail:
            raise ValueError

    with pytest.raises(ValueError):
        work(True)
    assert (done, jobs()) == ([], [])
    with statements() as said:
        work(False)
    assert (done, [line.split()[0] for line in said]) == (["committed"], ["INSERT", "COMMIT"])
    with pytest.raises(RuntimeError):
        add_job("c", {})
