"""An agreement is bound to its content: a change voids it, its maker is told and may confirm; the sheet tells it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.documents.commands.bind_agreement import agree_again
from app.documents.commands.content import path_of
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import ProducedDocument, StoredFile
from app.documents.queries.agreed_content import list_standings
from app.engine.events import NoticeGiven
from app.engine.models import UserTask
from app.foundation import events
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.processes.commands import publish_version
from config import Config
from tests.cast import Cast, make_cast, sign_in
from tests.engine.stage import APPROVAL_TASKS, case_row, do, make_package, person_task, start

LONG = """
    start S
    user Fill Заполнить заявку
    user Agree Согласовать заявку
    user Later Дополнить
    user Change Изменить
    end Done
    S > Fill > Agree > Later > Change > Done
"""
TASKS = {
    "Fill": APPROVAL_TASKS["Fill"],
    "Agree": person_task("mouo_officer@mouo", form="nothing", kind="agree", outcomes="approve"),
    "Later": person_task("school_admin@school", form="remarks", kind="fill"),
    "Change": person_task("school_admin@school", form="request", kind="fill"),
}


@pytest.fixture
def told() -> Iterator[list[NoticeGiven]]:
    heard: list[NoticeGiven] = []
    before = {kind: list(handlers) for kind, handlers in events._handlers.items()}
    events.subscribe(NoticeGiven, heard.append)
    yield heard
    events._handlers.clear()
    events._handlers.update(before)


@pytest.fixture
def cast(app: Flask) -> Cast:
    subscribe_to_tasks()
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    made = make_cast()
    package = make_package(LONG, TASKS)
    nothing = {"type": "default", "id": "nothing", "schemaVersion": 19, "components": []}
    publish_version(replace(package, forms={**package.forms, "nothing": nothing}), published_by=SYSTEM)
    return made


def agreed(cast: Cast) -> tuple[int, int]:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки", amount=2)
    do(cast, "north.officer", case_id, "approve")
    task_id = db.session.scalars(select(UserTask.id).where(UserTask.case_id == case_id, UserTask.kind == "agree")).one()
    return case_id, task_id


def test_new_values_leave_it_standing_and_changed_ones_void_it_once_with_a_notice(
    cast: Cast, told: list[NoticeGiven]
) -> None:
    case_id, task_id = agreed(cast)
    do(cast, "north-1.admin", case_id, remark="новое")
    assert list_standings(case_id)[task_id].changed == ()
    assert told == []
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    assert list_standings(case_id)[task_id].changed == ("Предмет",)
    assert [one.to for one in told] == [(cast.person("north.officer").id,)]
    assert "Предмет" in told[0].text


def test_only_who_agreed_confirms_and_only_after_a_change(cast: Cast) -> None:
    case_id, task_id = agreed(cast)
    officer = cast.viewer("north.officer")
    with pytest.raises(Conflict):
        agree_again(task_id, agreed_by=officer)
    do(cast, "north-1.admin", case_id, remark="новое")
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    with pytest.raises(NotAllowed):
        agree_again(task_id, agreed_by=cast.viewer("north-1.admin"))
    with pytest.raises(NotFound):
        agree_again(task_id, agreed_by=cast.viewer("south.officer"))
    agree_again(task_id, agreed_by=officer)
    standing = list_standings(case_id)[task_id]
    assert standing.changed == ()
    assert standing.confirmed_at is not None


def test_the_page_shows_the_fallen_mark_and_the_sheet_tells_it(app: Flask, cast: Cast) -> None:
    case_id, task_id = agreed(cast)
    do(cast, "north-1.admin", case_id, remark="новое")
    do(cast, "north-1.admin", case_id, subject="Другое", amount=2)
    number = case_row(case_id).number
    officer = sign_in(app.test_client(), cast.person("north.officer"))
    officer.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    assert "Утратило силу" in officer.get(f"/cases/{number}").text
    assert officer.post(f"/cases/{number}/agreement-sheet").status_code == 303
    made = db.session.scalars(select(ProducedDocument)).one()
    paper = Document(io.BytesIO(path_of(db.session.get_one(StoredFile, made.file_id).sha256).read_bytes()))
    text = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for words in ("Согласовать заявку", "Специалист комитета", "утратило силу, изменено: Предмет", "ред. 1"):
        assert words in text, words
    assert officer.post(f"/tasks/{task_id}/agree-again").status_code == 303
    assert "Утратило силу" not in officer.get(f"/cases/{number}").text
    stranger = sign_in(app.test_client(), cast.stranger)
    assert stranger.post(f"/cases/{number}/agreement-sheet").status_code == 404
    assert stranger.post(f"/tasks/{task_id}/agree-again").status_code == 404
