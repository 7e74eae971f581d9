"""Acquaintance: people read a copy of a document and nothing else of its case; the sheet tells who has and has not."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.documents.commands import store_file
from app.documents.commands.acquaint import MOST_READERS, acting_post, ask_to_acquaint, remind_readers
from app.documents.commands.content import path_of
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import ProducedDocument, StoredFile
from app.documents.queries.acquaintance import read_sheet, sheet_of
from app.documents.queries.readers import Candidate, candidates_for
from app.engine.commands import complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import CaseStatus
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.words import local_today as today
from app.processes.commands import publish_version
from config import Config
from tests.cast import Cast, sign_in
from tests.documents import test_giving
from tests.documents.test_agreement import told as told  # the notices that are given
from tests.documents.test_giving import PDF, attach, upload
from tests.engine.stage import actor, case_row, do, open_tasks, start
from tests.processes.stories import package_of

approval = test_giving.cast  # the same stage


@pytest.fixture
def cast(app: Flask, approval: Cast) -> Cast:
    subscribe_to_tasks()
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    publish_version(package_of("acquaintance"), published_by=SYSTEM)
    return approval


def given_file(cast: Cast) -> StoredFile:
    """Return a document of a case of the first school."""
    case_id = start(cast).case_id
    file = attach(cast, case_id, name="Приказ.pdf")
    do(cast, "north-1.admin", case_id, subject="Приказ", scans=[file.id])
    return file


def ask(cast: Cast, file: StoredFile, *logins: str, paper: tuple[tuple[str, str], ...] = (), days: int = 5) -> int:
    viewer = cast.viewer("north-1.admin")
    post = acting_post(viewer, file.case_id or 0)
    people = candidates_for(viewer, post).chosen([], [cast.person(login).id for login in logins])
    assert len(people) == len(logins)
    return ask_to_acquaint(
        file.id, title="Приказ о режиме", due_on=today() + timedelta(days=days), note="", readers=people,
        on_paper=paper, asked_by=viewer, post=post,
    ).case_id  # fmt: skip


def read(cast: Cast, login: str, case_id: int) -> None:
    task = next(task for task in open_tasks(case_id) if task.assignee_id == cast.person(login).id)
    complete_task(task.id, task.ver, answers={"read_ack": True, "read_question": None}, completed_by=actor(cast, login))


def test_readers_see_the_document_and_not_the_case_it_comes_from(app: Flask, cast: Cast) -> None:
    file = given_file(cast)
    case_id = ask(cast, file, "north-1.parents", "north-1.working-group")
    copy = db.session.scalars(select(StoredFile).where(StoredFile.copy_of_id == file.id)).one()
    number, source = case_row(case_id).number, case_row(file.case_id or 0).number
    copy_id, file_id = copy.id, file.id
    assert (copy.case_id, copy.sha256) == (case_id, file.sha256)
    client = sign_in(app.test_client(), cast.person("north-1.parents"))
    assert client.get(f"/documents/{copy_id}").data == PDF
    assert client.get(f"/cases/{number}").status_code == 200
    assert client.get(f"/documents/{file_id}").status_code == 404
    assert client.get(f"/cases/{source}").status_code == 404
    stranger = sign_in(app.test_client(), cast.person("north-2.admin"))
    assert stranger.get(f"/cases/{number}/acquaintance").status_code == 404
    assert stranger.get(f"/documents/{copy_id}").status_code == 404


def test_the_sheet_grows_by_the_events_and_is_made_at_the_end(cast: Cast) -> None:
    file = given_file(cast)
    case_id = ask(cast, file, "north-1.parents", "north-1.hr", paper=(("Сторож С. С.", "сторож"),))
    assert [one.mark for one in read_sheet(case_id).readers] == ["waiting"] * 3
    read(cast, "north-1.parents", case_id)
    (paper,) = [task for task in open_tasks(case_id) if task.element_id == "mark_paper"]
    assert paper.assignee_id == cast.person("north-1.admin").id
    rows = [{"name": "Сторож С. С.", "post": "сторож", "mark": "signed", "signed_on": today()}]
    scan = store_file(
        upload("лист.pdf", PDF),
        viewer=cast.viewer("north-1.admin"),
        case_id=case_id,
        task_id=paper.id,
        field_key="scan",
    )
    values = {"paper_sheet": rows, "paper_scan": [scan.id]}
    complete_task(paper.id, paper.ver, answers=values, completed_by=actor(cast, "north-1.admin"))
    sheet = sheet_of(cast.viewer("north-1.admin"), case_id)
    assert sheet is not None
    assert {one.name: one.mark for one in sheet.readers} == {
        cast.person("north-1.parents").name: "read", cast.person("north-1.hr").name: "waiting", "Сторож С. С.": "signed"
    }  # fmt: skip
    read(cast, "north-1.hr", case_id)
    assert case_row(case_id).status is CaseStatus.COMPLETED
    run_everything_due()
    made = db.session.scalars(select(ProducedDocument).where(ProducedDocument.case_id == case_id)).one()
    assert (made.template_key, made.missing) == ("acquaintance-list", [])
    docx = Document(io.BytesIO(path_of(db.session.get_one(StoredFile, made.file_id).sha256).read_bytes()))
    table = docx.tables[0]
    assert [row.cells[3].text for row in table.rows[1:]].count("ознакомлен, подтверждено учётной записью") == 2
    assert "ознакомлен, подпись на бумаге" in [row.cells[3].text for row in table.rows]
    assert any("Ознакомлены: 3 из 3" in paragraph.text for paragraph in docx.paragraphs)
    run_everything_due()
    assert len(db.session.scalars(select(ProducedDocument.id).where(ProducedDocument.case_id == case_id)).all()) == 1


def test_only_who_may_add_papers_asks_and_only_people_of_the_own_organisation(app: Flask, cast: Cast) -> None:
    file = given_file(cast)
    viewer = cast.viewer("north-1.admin")
    post = acting_post(viewer, file.case_id or 0)
    people = candidates_for(viewer, post)
    assert cast.person("north-2.director").id not in people.everybody
    assert viewer.person_id not in people.everybody
    assert people.chosen(["below:no_role"], [cast.person("north-2.director").id]) == []
    everybody = candidates_for(cast.viewer("north.officer"), cast.viewer("north.officer").memberships[0])
    directors = everybody.chosen(["below:school_director"], [])
    assert {one.person_id for one in directors} == {cast.person(f"north-{n}.director").id for n in (1, 2)}
    facts = {"title": "x", "note": "", "on_paper": (), "asked_by": viewer, "post": post}
    with pytest.raises(InvalidInput) as refused:
        ask_to_acquaint(file.id, due_on=today() - timedelta(days=1), readers=(), **facts)  # type: ignore[arg-type]
    assert set(refused.value.facts["problems"]) == {"due_on", "readers"}  # type: ignore[call-overload]
    one = directors[0]
    crowd = [Candidate(person_id=one.person_id, name="x", post="", organisation="")] * (MOST_READERS + 1)
    with pytest.raises(InvalidInput):
        ask_to_acquaint(file.id, due_on=today(), readers=crowd, **facts)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        ask_to_acquaint(
            file.id, due_on=today(), readers=directors, **{**facts, "asked_by": cast.viewer("south.officer")}
        )  # type: ignore[arg-type]


def test_the_late_are_reminded_and_only_the_sender_reminds(cast: Cast, told: list[object]) -> None:
    file = given_file(cast)
    case_id = ask(cast, file, "north-1.parents", "north-1.hr")
    read(cast, "north-1.hr", case_id)
    told.clear()
    assert remind_readers(case_id, reminded_by=cast.viewer("north-1.admin")) == 1
    assert [one.to for one in told] == [(cast.person("north-1.parents").id,)]  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        remind_readers(case_id, reminded_by=cast.viewer("north-1.parents"))
    read(cast, "north-1.parents", case_id)
    with pytest.raises(Conflict):
        remind_readers(case_id, reminded_by=cast.viewer("north-1.admin"))


def test_the_pages_work_without_script_and_keep_what_was_typed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = given_file(cast)
    client = sign_in(app.test_client(), cast.person("north-1.admin"))
    address = f"/documents/{file.id}/acquaint"
    assert address in client.get(f"/documents/{file.id}/about").text
    wrong = client.post(address, data={"title": "Приказ", "due_on": "2020-01-01", "names": "Иванов, сторож"})
    assert wrong.status_code == 422
    assert "Иванов, сторож" in wrong.text
    assert "Выберите сегодняшний или более поздний день" in wrong.text
    day = (today() + timedelta(days=3)).isoformat()
    data = {"title": "Приказ", "due_on": day, "groups": ["own:parent_committee_chair"], "names": "Иванов И. И., сторож"}
    done = client.post(address, data=data)
    assert done.status_code == 303
    page = client.get(done.location).text.replace("\xa0", " ")
    assert "Иванов И. И." in page
    assert cast.person("north-1.parents").name in page
    assert "Ознакомлены: 0 из 2" in page
    assert "Ознакомлены: 0 из 2" in client.get(done.location.removesuffix("/acquaintance")).text.replace("\xa0", " ")
    assert client.post(f"{done.location}/remind").status_code == 303
    assert client.post(f"{done.location}/sheet").status_code == 303
    only = client.get(f"{done.location}?who=waiting&after=1").text.replace("\xa0", " ")
    assert "Иванов И. И." in only
    assert cast.person("north-1.parents").name not in only
    monkeypatch.setattr("app.documents.routes.acquaintance.SHOWN_AT_ONCE", 1)
    assert "after=1" in client.get(done.location).text
    assert "after=" not in client.get(f"{done.location}?after=1").text
    reader = sign_in(app.test_client(), cast.person("north-1.parents"))
    assert reader.post(f"{done.location}/remind").status_code == 403
    assert reader.get(address).status_code == 404
