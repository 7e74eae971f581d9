"""The dossier: everything of a case in one archive with hashes that hold, for the one who asked and still sees it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.documents.commands.content import list_contents
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import Dossier
from app.engine.handlers import run_everything_due
from app.foundation.database import db
from config import Config
from tests.cast import Cast, sign_in
from tests.documents import test_giving
from tests.documents.test_giving import attach
from tests.engine.stage import case_row, do, start

cast = test_giving.cast  # the same stage


@pytest.fixture
def number(app: Flask, cast: Cast) -> str:
    subscribe_to_tasks()
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    case_id = start(cast).case_id
    files = [attach(cast, case_id, name=name) for name in ("приказ.pdf", "../../evil.pdf")]
    do(cast, "north-1.admin", case_id, subject="Станки", scans=[file.id for file in files])
    do(cast, "north.officer", case_id, "return", "Уточните предмет")
    return case_row(case_id).number


def test_the_archive_holds_all_and_its_hashes_hold(app: Flask, cast: Cast, number: str) -> None:
    client = sign_in(app.test_client(), cast.person("north-1.director"))
    asked = client.post(f"/cases/{number}/dossier")
    assert asked.status_code == 303
    assert "/file" not in client.get(asked.location).text
    assert client.get(f"{asked.location}/file").status_code == 404
    run_everything_due()
    db.session.rollback()
    row = db.session.scalars(select(Dossier)).one()
    assert (row.done, row.total) == (6, 6)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{asked.location}/file").data)) as archive:
        names = archive.namelist()
        assert all(".." not in name and not name.startswith("/") for name in names)
        assert [name for name in names if name.startswith("Документы/")] == [
            "Документы/001 evil.pdf", "Документы/002 приказ.pdf"
        ]  # fmt: skip
        sums = dict(line.split("  ", 1)[::-1] for line in archive.read("SHA256SUMS.txt").decode().splitlines())
        assert set(sums) == set(names) - {"SHA256SUMS.txt"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == sha256 for name, sha256 in sums.items())
        assert "Предмет: Станки" in archive.read("3 Ответы.txt").decode()
        assert "Сканы: приказ.pdf (версия 1); evil.pdf (версия 1)" in archive.read("3 Ответы.txt").decode()
        course = archive.read("4 Ход дела.txt").decode()
        assert "возвращено, шаг «Согласовать заявку» «Уточните предмет»" in course
        assert not re.search(r"[a-z]+_[a-z]+", course)  # no word of the record, only sentences
        contents = archive.read("1 Содержание.txt").decode()
        assert number in contents
        assert "Досье составлено: 9 июня 2026, 12:00 (Чита, UTC+9)" in contents  # the clock of the school, not ours
    assert row.sha256 in {path.name for path in list_contents()}


def test_one_pdf_holds_the_same_and_names_what_it_cannot_hold(app: Flask, cast: Cast, number: str) -> None:
    client = sign_in(app.test_client(), cast.person("north-1.director"))
    asked = client.post(f"/cases/{number}/dossier", data={"form": "pdf"})
    run_everything_due()
    db.session.rollback()
    answer = client.get(f"{asked.location}/file")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Предмет: Станки" in text
    assert "Уточните предмет" in text
    assert "приказ.pdf (версия 1)" in text
    row = db.session.scalars(select(Dossier)).one()
    assert (row.form, row.done, row.total) == ("pdf", 5, 6)


def test_nobody_else_has_it(app: Flask, cast: Cast, number: str) -> None:
    owner = sign_in(app.test_client(), cast.person("north-1.director"))
    address = owner.post(f"/cases/{number}/dossier").location
    run_everything_due()
    for login in ("north-1.admin", "south-5.admin"):
        client = sign_in(app.test_client(), cast.person(login))
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/file").status_code == 404
    assert sign_in(app.test_client(), cast.stranger).post(f"/cases/{number}/dossier").status_code == 404
