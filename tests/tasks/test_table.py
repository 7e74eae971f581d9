"""The form of a task as a workbook and back: nothing typed is lost, every bad cell is named in words."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook

from app.audit.models import SYSTEM
from app.engine.models import UserTask
from app.processes.commands import publish_version
from app.workflow.package import Package
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, case_row, make_package, only_task, start

FORM: dict[str, Any] = {
    "type": "default",
    "id": "request",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "key": "subject", "id": "c1", "label": "Предмет", "validate": {"required": True}},
        {"type": "number", "key": "amount", "id": "c2", "label": "Сумма"},
        {"type": "datetime", "subtype": "date", "key": "wanted_on", "id": "c3", "dateLabel": "Когда"},
        {
            "type": "select",
            "key": "kind",
            "id": "c4",
            "label": "Вид",
            "values": [{"value": "goods", "label": "Товары"}, {"value": "works", "label": "Работы"}],
        },
        {"type": "checkbox", "key": "urgent", "id": "c5", "label": "Срочно"},
        {
            "type": "dynamiclist",
            "path": "items",
            "id": "c6",
            "label": "Позиции",
            "isRepeating": True,
            "allowAddRemove": True,
            "defaultRepetitions": 1,
            "components": [
                {"type": "textfield", "key": "name", "id": "c7", "label": "Название", "validate": {"required": True}},
                {"type": "number", "key": "count", "id": "c8", "label": "Количество"},
            ],
        },
    ],
}


@pytest.fixture
def filling(cast: Cast) -> UserTask:
    """A task of the school whose form has fields of every kind and a list."""
    drawn = make_package(APPROVAL, APPROVAL_TASKS, process="T")
    publish_version(Package(diagrams=drawn.diagrams, forms={**drawn.forms, "request": FORM}), published_by=SYSTEM)
    return only_task(start(cast, process="T").case_id)


def download(client: FlaskClient, task: UserTask) -> Any:
    answer = client.get(f"/tasks/{task.id}/table")
    assert (answer.mimetype or "").endswith("spreadsheetml.sheet")
    return load_workbook(BytesIO(answer.data))


def upload(client: FlaskClient, task: UserTask, book: Any) -> Any:
    out = BytesIO()
    if isinstance(book, bytes):
        out = BytesIO(book)
    else:
        book.save(out)
        out.seek(0)
    return client.post(f"/tasks/{task.id}/table", data={"table": (out, "filled.xlsx")})


def rows_of(sheet: Any) -> dict[str, Any]:
    """Return the cells of the second column by the label in the first."""
    return {str(row[0].value): row[1] for row in sheet.iter_rows(min_row=4) if row[0].value}


def test_a_filled_table_comes_into_the_form_and_is_sent_by_hand(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    book = download(client, filling)
    sheet, items = book["Форма"], book["Позиции"]
    cells = rows_of(sheet)
    assert set(cells) == {"Предмет", "Сумма", "Когда", "Вид", "Срочно"}
    assert any(str(rule.formula1).startswith("'Списки'!") for rule in sheet.data_validations.dataValidation)
    cells["Предмет"].value = "Станки"
    cells["Сумма"].value = 24600.5
    cells["Когда"].value = dt.datetime(2026, 9, 1)  # a cell has no zone
    cells["Вид"].value = "Работы"
    cells["Срочно"].value = "да"
    for number, (name, count) in enumerate((("Принтер", 2), ("Станок", 1)), 4):
        items.cell(row=number, column=2).value = name
        items.cell(row=number, column=3).value = count
    answer = upload(client, filling, book)
    assert answer.status_code == 200
    page = page_of(answer)
    assert page.xpath("//input[@name='subject']/@value") == ["Станки"]
    assert page.xpath("//input[@name='items-1-name']/@value") == ["Станок"]
    assert case_row(filling.case_id).status == "running"  # looking is not sending
    assert page_of(client.get(f"/tasks/{filling.id}")).xpath("//input[@name='amount']/@value") == ["24600,5"]
    form = {one.get("name"): one.get("value") for one in page.xpath("//form[@id='answer']//input[@name]")}
    form |= {"kind": page.xpath("//select[@name='kind']/option[@selected]/@value")[0], "urgent": "true"}
    sent = client.post(f"/tasks/{filling.id}", data=form)
    assert sent.status_code == 303, words_of(page_of(sent).xpath("//main")[0])
    readable = case_row(filling.case_id).readable or {}
    assert (readable["subject"], readable["kind"], readable["urgent"]) == ("Станки", "works", True)
    assert [one["name"] for one in readable["items"]] == ["Принтер", "Станок"]


def test_bad_cells_are_named_in_words_and_the_rest_is_kept(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    book = download(client, filling)
    cells = rows_of(book["Форма"])
    cells["Предмет"].value = "=HYPERLINK(1)"
    cells["Сумма"].value = "много"
    cells["Вид"].value = "Услуги"
    cells["Когда"].value = "01.09.2026"
    answer = upload(client, filling, book)
    assert answer.status_code == 422
    page = page_of(answer)
    told = [words_of(line) for line in page.xpath("//div[@role='alert']//li")]
    assert any("Лист «Форма», ячейка B4. Предмет: в ячейке формула" in one for one in told), told
    assert any("ячейка B5. Сумма:" in one for one in told), told
    assert any("«Услуги» нет в списке" in one for one in told), told
    assert page.xpath("//input[@name='amount']/@value") == ["много"]  # as typed
    assert page.xpath("//input[@name='wanted_on']/@value") == ["01.09.2026"]


def test_what_is_no_table_of_this_task_changes_nothing(filling: UserTask, browser: Browser, cast: Cast) -> None:
    client = browser("north-1.admin")
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 80_000_000)
    for content in (b"no archive", bomb.getvalue(), Workbook(), b""):
        answer = upload(client, filling, content)
        assert answer.status_code == 303
        assert "Не сохранено" not in words_of(page_of(client.get(f"/tasks/{filling.id}")).xpath("//main")[0])
    assert page_of(client.get(f"/tasks/{filling.id}")).xpath("//input[@name='subject']/@value") == [""]
    assert browser("south-5.admin").get(f"/tasks/{filling.id}/table").status_code == 404
    assert browser("north-1.director").get(f"/tasks/{filling.id}/table").status_code == 403


def test_what_was_typed_can_never_become_a_formula(filling: UserTask, browser: Browser) -> None:
    client = browser("north-1.admin")
    sent = {"_ver": str(filling.ver), "_action": "later", "subject": "=1+1", "amount": "5"}
    assert client.post(f"/tasks/{filling.id}", data=sent).status_code == 303
    cell = rows_of(download(client, filling)["Форма"])["Предмет"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
