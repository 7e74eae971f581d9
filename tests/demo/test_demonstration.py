"""The demonstration is made by the same commands as everything, so loading it walks through most of the system."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.models import Person
from app.audit.queries import verify_all
from app.demo.commands.load import demo_password, is_empty, load_demonstration
from app.demo.commands.papers import make_paper
from app.demo.queries import demo_people, list_places, list_stories, list_workers
from app.engine.models import Case, CaseStatus, Incident, IncidentState, Job, JobState, TaskState, UserTask
from app.engine.queries import InboxFilter, Tab, list_open_tasks
from app.foundation.clock import now, today, travel
from app.foundation.database import db
from app.roadmaps.models import MeasureOccurrence, OccurrenceState
from tests.cast import ZONE, viewer_of


def test_everybody_has_a_post_and_nobody_a_name() -> None:
    workers = list_workers()
    places = {place.code for place in list_places()}
    assert {worker.place for worker in workers} <= places
    assert len({worker.login for worker in workers}) == len(workers)
    assert sum(place.kind == "school" for place in list_places()) == 12
    assert sum(place.kind == "mouo" for place in list_places()) == 3


def test_papers_are_real_documents() -> None:
    paper = make_paper("Приказ", "Приложено")
    with zipfile.ZipFile(io.BytesIO(paper.stream.read())) as archive:
        assert "Приказ" in archive.read("word/document.xml").decode()
    assert make_paper("Скан", "", ".pdf,.jpg").stream.read().startswith(b"%PDF-1.4")


@pytest.mark.slow
def test_the_demonstration_has_cases_in_every_state(app: Flask, backend: str) -> None:
    """On any day it is loaded: an ordinary Tuesday in June on one database, right after the holidays on the other."""
    day = now() if backend == "sqlite" else datetime(2027, 1, 11, 4, tzinfo=UTC)
    with travel(day):
        _load_and_look()


def _load_and_look() -> None:
    assert is_empty()
    made = load_demonstration()
    assert made.cases == len(list(list_stories())) >= 60
    assert not is_empty()

    states = Counter(db.session.scalars(select(Case.status)))
    assert states[CaseStatus.RUNNING] >= 40
    assert states[CaseStatus.COMPLETED] >= 10
    assert states[CaseStatus.WITHDRAWN] >= 2
    open_tasks = select(func.count()).select_from(UserTask).where(UserTask.state == TaskState.OPEN)
    assert (db.session.scalar(open_tasks.where(UserTask.due_at < now())) or 0) >= 3
    assert (db.session.scalar(open_tasks.where(UserTask.due_at >= now())) or 0) >= 20
    assert (db.session.scalar(select(func.max(Case.round))) or 0) >= 3
    measures = Counter(db.session.scalars(select(MeasureOccurrence.state)))
    assert measures[OccurrenceState.DONE] >= 10
    assert measures[OccurrenceState.RETURNED] >= 1
    assert measures[OccurrenceState.OPEN] >= 20
    assert not db.session.scalar(select(func.count()).select_from(Incident).where(Incident.state == IncidentState.OPEN))
    for login in ("karym.officer", "karym-3.admin"):
        _is_an_ordinary_day_for(login)


def _is_an_ordinary_day_for(login: str) -> None:
    """A newcomer sees something late, something due today, more that is not, and something that came back."""
    viewer = viewer_of(db.session.scalars(select(Person).where(Person.login == login)).one())
    rows = [row for tab in (Tab.MINE, Tab.QUEUE) for row in list_open_tasks(viewer, InboxFilter(tab=tab)).rows]
    days = Counter((row.legal_date > today(ZONE)) - (row.legal_date < today(ZONE)) for row in rows if row.legal_date)
    assert days[-1] >= 1, login
    assert days[0] >= 1, login
    assert days[1] >= days[-1], login
    if login.endswith(".admin"):
        assert any(row.sent_outcome == "return" for row in rows)


@pytest.mark.slow
def test_a_few_cases_leave_a_sound_record_and_no_mail(app: Flask) -> None:
    load_demonstration(cases=3)
    assert verify_all().is_whole
    waiting = select(func.count()).select_from(Job).where(Job.state == JobState.WAITING, Job.run_at <= now())
    waiting = waiting.where(Job.kind != "produce-documents")  # the worker makes the documents of the played cases
    assert db.session.scalar(waiting) == 0
    assert [person.login for person in demo_people()][:2] == ["karym-3.admin", "karym-3.director"]
    assert demo_password() == demo_password()
