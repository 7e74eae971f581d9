"""The living regulation says what the version says: every step, decision, term, field and table row."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask

from app.audit.models import SYSTEM
from app.processes.commands import publish_version
from app.processes.queries import get_process, list_versions, live_version
from app.processes.queries.regulation import Regulation, regulation_of
from tests.cast import Cast, make_cast, sign_in
from tests.checked_client import CheckedClient
from tests.processes.stories import package_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    publish_version(package_of("staffing-approval"), published_by=SYSTEM)
    return make_cast()


def regulation() -> Regulation:
    (version,) = list_versions("staffing-approval")
    return regulation_of(get_process("staffing-approval"), version, live_version(version.version_id))


def test_every_step_has_who_term_decisions_and_their_consequences(app: Flask, cast: Cast) -> None:
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        found = regulation()
    live = live_version(list_versions("staffing-approval")[0].version_id)
    assert [step.words.element_id for step in found.steps] == [one.element_id for one in live.outline.user_tasks]
    agree = next(step for step in found.steps if step.words.element_id == "agree_table")
    assert agree.words.who == "Специалист МОУО"
    assert agree.words.term == "5 рабочих дней"
    assert next(name for name, _text in agree.consequences) == "Согласовать"
    assert all(text for _name, text in agree.consequences)
    assert "Утверждено и укомплектовано" in found.endings


def test_forms_and_tables_are_told_whole(app: Flask, cast: Cast) -> None:
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        found = regulation()
    (table,) = found.tables
    assert len(table.rows) == 2
    assert all(len(row) == len(table.heads) for row in table.rows)
    draft = next(
        form for form in found.forms if form.title == "Подготовить штатное расписание и должностные инструкции"
    )
    posts = {field.label: field for field in draft.fields if field.inside}
    assert posts["Ставок (шаг 0,25)"].kind == "число"
    assert posts["Ставок (шаг 0,25)"].need == "обязательно"


def test_the_page_and_the_document_say_the_same(app: Flask, cast: Cast) -> None:
    app.test_client_class = CheckedClient
    client = sign_in(app.test_client(), cast.person("north-1.admin"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    page = client.get("/processes/staffing-approval/1/regulation").text
    answer = client.get("/processes/staffing-approval/1/regulation.docx")
    document: Any = Document(BytesIO(answer.data))
    words = [paragraph.text for paragraph in document.paragraphs]
    headings = [one for one in words if one[:1].isdigit()]
    assert len(headings) == len(regulation_steps(page))
    assert headings == regulation_steps(page)
    assert client.get("/processes/staffing-approval/9/regulation").status_code == 404


def regulation_steps(page: str) -> list[str]:
    from lxml import html

    return [" ".join(one.text_content().split()) for one in html.fromstring(page).xpath("//section//h3")]
