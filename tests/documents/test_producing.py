"""Documents that a task makes, the templates they come from, and the page that proves a paper."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.access.models import Role
from app.audit.queries import verify_all
from app.documents.commands.content import list_contents, path_of
from app.documents.commands.tidy_files import tidy_files
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import ProducedDocument, StoredFile
from app.documents.queries import list_files_of_case, verify_files
from app.documents.routes.verify import LIMIT
from app.engine.handlers import run_everything_due
from app.foundation.database import db
from app.paper.blanks import Edition, make_blank
from app.processes.commands.publish_version import examine
from config import Config
from tests.cast import Cast, make_cast, sign_in
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, do, make_package, person_task, publish, start

TASKS = {
    "Fill": APPROVAL_TASKS["Fill"],
    "Agree": person_task("mouo_officer@mouo", form="remarks", kind="agree", produce="reference, minutes?absent"),
}


@pytest.fixture
def cast(app: Flask) -> Cast:
    for path in list_contents():
        path.unlink()
    subscribe_to_tasks()
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    LIMIT.__init__()  # type: ignore[misc]  # each test asks anew
    made = make_cast()
    publish(APPROVAL, TASKS)
    return made


def agreed(cast: Cast, outcome: str = "approve") -> int:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    do(cast, "north.officer", case_id, outcome, "текст", remark="хорошо")
    run_everything_due()
    db.session.rollback()
    return case_id


def test_a_task_makes_its_documents_once_after_the_commit_and_they_belong_to_the_case(cast: Cast) -> None:
    case_id = agreed(cast)
    files = list_files_of_case(cast.viewer("north-1.director"), case_id)
    assert sorted(file.name for file in files) == ["Справка.docx", "Справка.pdf"]
    docx = next(file for file in files if file.name.endswith("docx"))
    text = "\n".join(one.text for one in Document(io.BytesIO(path_of(docx.sha256).read_bytes())).paragraphs)
    assert "Комитет образования Северного района".upper() in text.upper()
    cells = [
        cell.text
        for row in Document(io.BytesIO(path_of(docx.sha256).read_bytes())).tables[-1].rows
        for cell in row.cells
    ]
    assert "Специалист комитета, Северный район" in cells  # who did the task signs
    made = db.session.scalars(select(ProducedDocument)).one()
    assert (made.template_key, made.template_number, made.maker) == ("reference", 0, "weasyprint")
    assert path_of(db.session.get_one(StoredFile, made.pdf_id).sha256).read_bytes().startswith(b"%PDF-")
    assert "Текст" not in made.missing
    assert list_files_of_case(cast.viewer("south.officer"), case_id) == []
    assert verify_files()[1] == []
    assert verify_all().is_whole


def test_a_return_makes_no_document(cast: Cast) -> None:
    agreed(cast, "reject")
    assert db.session.scalars(select(ProducedDocument)).all() == []


def test_a_new_version_of_a_template_is_used_from_then_on_and_kept(app: Flask, cast: Cast) -> None:
    first = agreed(cast)
    owner = sign_in(app.test_client(), cast.person("region.owner"))
    blank = Document(io.BytesIO(make_blank("reference", Edition.OF_2025)))
    blank.add_paragraph("Новая строка: {{subject}} {{case.number}}")
    stream = io.BytesIO()
    blank.save(stream)
    upload = {"file": FileStorage(io.BytesIO(stream.getvalue()), "справка.docx"), "note": "строка"}
    assert owner.post("/templates/reference", data=upload).status_code == 303
    second = agreed(cast)
    made = {row.case_id: row.template_number for row in db.session.scalars(select(ProducedDocument))}
    assert made == {first: 0, second: 1}
    tidy_files(older_than=timedelta(0), tidied_by=cast.viewer("region.owner").actor())
    assert verify_files()[1] == []
    number = db.session.execute(select(StoredFile.case_id).limit(1)).scalar_one()
    page = owner.get(f"/templates/reference/preview?case={_number_of(number)}").text
    assert "document_text" in page
    given = owner.get(f"/templates/reference/preview?case={_number_of(number)}&as=docx")
    assert "Станки" in "\n".join(one.text for one in Document(io.BytesIO(given.data)).paragraphs)
    assert owner.get("/templates/reference/preview?case=ЗП-2026-9999").status_code == 422


def _number_of(case_id: int) -> str:
    from app.engine.models import Case

    return db.session.get_one(Case, case_id).number


def test_only_owners_of_processes_touch_templates_and_bad_files_are_refused_in_words(app: Flask, cast: Cast) -> None:
    for login, status in (("north-1.director", 403), ("north.officer", 403), ("region.sysadmin", 200)):
        client = sign_in(app.test_client(), cast.person(login))
        assert client.get("/templates").status_code == status, login
        assert client.get("/templates/reference").status_code == status, login
    owner = sign_in(app.test_client(), cast.person("region.owner"))
    owner.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    for name, data, words in (
        ("x.docx", b"PK\x03\x04 broken", "поврежд"),
        ("x.pdf", b"%PDF-1.7", "DOCX"),
        ("x.docx", _with("{{x.__class__()}}"), "Не понятно"),
        ("x.exe", b"MZ", "Приложите файл"),
    ):
        answer = owner.post("/templates/reference", data={"file": FileStorage(io.BytesIO(data), name)})
        assert answer.status_code == 422
        assert words in answer.text, name
    assert owner.get("/templates/none").status_code == 404
    assert Role.PROCESS_OWNER in {post.role for post in cast.viewer("region.owner").memberships}


def _with(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_code_opens_a_page_that_proves_the_paper_and_tells_nothing_else(app: Flask, cast: Cast) -> None:
    agreed(cast)
    made = db.session.scalars(select(ProducedDocument)).one()
    sha256 = db.session.get_one(StoredFile, made.file_id).sha256
    stranger = app.test_client()
    answer = stranger.get(f"/verify/{made.token}")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert sha256 in answer.text
    assert "Справка" in answer.text
    for secret in ("Станки", "СОШ", "Северн", f"/documents/{made.file_id}", "ЗП-2026"):
        assert secret not in answer.text, secret
    assert stranger.get("/verify/unknown").status_code == 404
    statuses = {stranger.get("/verify/unknown").status_code for _turn in range(40)}
    assert statuses == {404, 429}


def test_a_template_that_does_not_exist_stops_publishing(cast: Cast) -> None:
    tasks = {**TASKS, "Agree": person_task("mouo_officer@mouo", form="remarks", kind="agree", produce="referense")}
    found = [one for one in examine(make_package(APPROVAL, tasks)) if one.rule == "template-unknown"]
    assert [(one.element, "reference" in one.ru) for one in found] == [("Agree", True)]
