"""Forms are made of parts that were kept, and from workbooks with faults said by cell; tables begin in the browser."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.processes.commands.form_parts import keep_form_part
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part, list_parts, package_of_draft
from app.processes.queries.examination import examine
from app.processes.queries.form_parts import list_form_parts
from app.workflow.dmn import read_library
from app.workshop.queries.form_insertion import can_be_drawn, renamed, shipped_parts
from app.workshop.queries.form_table import KINDS, read_form_table, sample_form_table
from tests.cast import Cast
from tests.checked_client import page_of, words_of

Browser = Callable[[str], FlaskClient]
HEADS = ("Вопрос", "Вид ответа", "Обязательно", "Варианты", "Показывать, если", "Раздел", "Имя")


def book(*rows: Sequence[object], heads: Sequence[object] = HEADS) -> bytes:
    made = Workbook()
    for row in [heads, *rows]:
        made.active.append(list(row))  # type: ignore[union-attr]
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def form_of(draft_id: int, name: str = "request") -> Mapping[str, object]:
    return dict(json.loads(get_part(draft_id, PartKind.FORM, name)[0]))


def test_shipped_parts_can_be_drawn_and_have_names_of_their_own() -> None:
    assert len(shipped_parts()) >= 8
    assert all(can_be_drawn(one["components"]) for one in shipped_parts())
    assert can_be_drawn([field for one in shipped_parts() for field in one["components"]])


def test_a_taken_name_gets_a_number_also_where_it_is_read() -> None:
    opinion = next(one for one in shipped_parts() if one["id"] == "opinion")["components"]
    ask, why = renamed(opinion, {"opinion"}, {"Field_opinion"})
    assert (ask["key"], ask["id"], why["key"]) == ("opinion_2", "Field_opinion_2", "opinion_why")
    assert why["conditional"]["hide"] == '=(opinion_2 = "with-remarks" or opinion_2 = "against") != true'
    quoted = [{"type": "expression", "key": "x", "id": "x", "expression": '="amount" + string(amount) + a.amount'}]
    assert renamed([{"type": "number", "key": "amount", "id": "n"}, *quoted], {"amount"}, set())[1]["expression"] == (
        '="amount" + string(amount_2) + a.amount'
    )


def test_a_part_is_added_kept_and_withdrawn(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    address = f"/workshop/drafts/{draft_id}/forms/request/bank"
    assert "Реквизиты приказа" in client.get(address).text.replace("\xa0", " ")
    for _ in range(2):
        revision = get_part(draft_id, PartKind.FORM, "request")[1]
        db.session.rollback()
        client.post(f"{address}/add", data={"part": "opinion", "revision": revision})
    db.session.rollback()
    keys = [one.get("key") for one in form_of(draft_id)["components"]]  # type: ignore[attr-defined]
    assert keys == ["subject", "amount", "wanted_on", "opinion", "opinion_why", "opinion_2", "opinion_why_2"]
    db.session.rollback()
    refused = client.post(f"{address}/keep", data={"name": ""})
    assert refused.status_code == 422
    assert "Отметьте хотя бы одно поле" in refused.text.replace("\xa0", " ")
    client.post(f"{address}/keep", data={"name": "Предмет и сумма", "field": ["0", "1"], "description": "Для заявок"})
    db.session.rollback()
    (part,) = list_form_parts(cast.viewer("region.owner"))
    assert (part.name, [one["key"] for one in part.components]) == ("Предмет и сумма", ["subject", "amount"])
    assert "Предмет и сумма" in browser("north.owner").get("/workshop/bank").text.replace("\xa0", " ")
    assert browser("north.owner").post(f"/workshop/bank/{part.part_id}/withdraw").status_code == 404
    client.post(f"/workshop/bank/{part.part_id}/withdraw")
    db.session.rollback()
    assert list_form_parts(cast.viewer("region.owner")) == ()
    assert len(form_of(draft_id)["components"]) == 7  # type: ignore[arg-type]


def test_parts_of_one_district_are_not_offered_to_another(cast: Cast, draft_id: int, browser: Browser) -> None:
    fields = [{"type": "textfield", "key": "a", "id": "a", "label": "А"}]
    actor = cast.viewer("north.owner").actor()
    part = keep_form_part("Север", fields, owner_organisation_id=cast.id("north"), kept_by=actor)
    assert [one.name for one in list_form_parts(cast.viewer("region.owner"))] == ["Север"]
    with pytest.raises(NotFound):
        keep_form_part("Юг", fields, owner_organisation_id=cast.id("south"), kept_by=actor)
    with pytest.raises(InvalidInput):
        keep_form_part("Пусто", [], owner_organisation_id=cast.id("north"), kept_by=actor)
    assert list_form_parts(cast.viewer("north-1.admin")) == ()
    for login, expected in (("north.owner", 404), ("north-1.admin", 403)):
        answer = browser(login).post(
            f"/workshop/drafts/{draft_id}/forms/request/bank/add", data={"part": part, "revision": 1}
        )
        assert answer.status_code == expected


def test_who_adds_second_loses_nothing(cast: Cast, draft_id: int, browser: Browser) -> None:
    address = f"/workshop/drafts/{draft_id}/forms/request/bank/add"
    browser("region.owner").post(address, data={"part": "period", "revision": 1})
    browser("second.owner").post(address, data={"part": "cost", "revision": 1})
    page = browser("region.owner").get(f"/workshop/drafts/{draft_id}").text.replace("\xa0", " ")
    assert "Двое правили одно и то же" in page


def test_the_sample_is_read_without_a_fault(app: object, draft_id: int, browser: Browser) -> None:
    table = read_form_table(browser("region.owner").get("/workshop/form-table.xlsx").data)
    assert table.problems == []
    ask, why, group = table.components
    assert [one["value"] for one in ask["values"]] == ["za", "protiv"]
    assert why["conditional"]["hide"] == '=(union_opinion = "protiv") != true'
    assert group["components"][0]["key"] == "data_zasedaniya"


def test_every_kind_of_answer_is_a_field_that_the_server_draws(cast: Cast) -> None:
    rows = [(f"Поле {kind}", kind, "", "а; б" if "спис" in kind else "") for kind in KINDS]
    table = read_form_table(book(*rows))
    assert table.problems == []
    assert can_be_drawn(table.components)
    assert len({one["id"] for one in table.components}) == len(KINDS)


FAULTS: tuple[tuple[Sequence[object], str, str], ...] = (
    (("", "строка"), "A", "Напишите вопрос"),
    (("Поле", "картинка"), "B", "Такого вида ответа нет"),
    (("Поле", "строка", "может быть"), "C", "Напишите «да»"),
    (("Поле", "один из списка", "", "одно"), "D", "не меньше двух"),
    (("Поле", "один из списка", "", "а; А"), "D", "дважды"),
    (("Поле", "строка", "", "а; б"), "D", "Варианты бывают"),
    (("Поле", "строка", "", "", "Нет такого = 1"), "E", "Напишите вопрос с этого листа"),
    (("Поле", "строка", "", "", "=amount >"), "E", "не читается"),
    (("Поле", "строка", "", "", "", "", "1x"), "G", "Латинские буквы"),
    (("Поле", "строка", "", "", "", "", "case"), "G", "Латинские буквы"),
    (("=1+1", "строка"), "A", "формула"),
    (("а" * 400, "строка"), "A", "Слишком длинно"),
)


def test_what_is_wrong_is_said_by_cell(draft_id: int, browser: Browser) -> None:
    data = book(*(row for row, _column, _said in FAULTS))
    answer = browser("region.owner").post(
        f"/workshop/drafts/{draft_id}/form-table", data={"file": (io.BytesIO(data), "t.xlsx")}
    )
    assert answer.status_code == 422
    rows = [words_of(one) for one in page_of(answer).xpath("//section[@aria-labelledby='wrong']//tbody/tr")]
    for number, (_row, column, said) in enumerate(FAULTS, 2):
        assert any(one.startswith(f"{column}{number} ") and said in one for one in rows), (column, number, rows)
    assert len(rows) == len(FAULTS)
    assert "Принять форму в черновик" not in answer.text.replace("\xa0", " ")


def test_what_is_no_such_workbook_is_refused_in_words(draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    for data in (b"", b"hello", b"PK\x03\x04x", book(("А",), heads=("Один",)), book()):
        answer = client.post(f"/workshop/drafts/{draft_id}/form-table", data={"file": (io.BytesIO(data), "t.xlsx")})
        assert answer.status_code == 422
        assert "Что не так в книге" in answer.text.replace("\xa0", " ")


def test_a_workbook_becomes_a_form_of_the_draft(draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    shown = client.post(
        f"/workshop/drafts/{draft_id}/form-table", data={"file": (io.BytesIO(sample_form_table()), "Мнение.xlsx")}
    )
    assert shown.status_code == 200
    (fields,) = page_of(shown).xpath("//input[@name='fields']/@value")
    assert page_of(shown).xpath("//input[@id='title']/@value") == ["Мнение"]
    db.session.rollback()
    assert len(list_parts(draft_id)) == 3
    db.session.rollback()
    taken = client.post(f"/workshop/drafts/{draft_id}/form-table/take", data={"fields": fields, "title": "Мнение"})
    assert taken.status_code == 303
    db.session.rollback()
    name = next(part.name for part in list_parts(draft_id) if part.name not in {"P.bpmn", "request", "remarks"})
    assert form_of(draft_id, name)["title"] == "Мнение"
    db.session.rollback()
    broken = client.post(f"/workshop/drafts/{draft_id}/form-table/take", data={"fields": "[1]", "title": "x"})
    assert broken.status_code == 422


def test_a_new_table_is_a_decision_that_the_steps_can_call(draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    answer = client.post(
        f"/workshop/drafts/{draft_id}/tables",
        data={"title": "Кто <согласует> & «когда»", "asked": "amount"}, headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert client.get(answer.json["edit"]).status_code == 200
    again = client.post(f"/workshop/drafts/{draft_id}/tables", data={"title": "Кто <согласует> & «когда»"})
    assert again.status_code == 303
    db.session.rollback()
    package = package_of_draft(draft_id)
    library = read_library([(file.name, file.data) for file in package.decisions])
    first, second = (model.decisions[0] for model in library.models)
    assert (first.id, first.name) == (answer.json["value"], "Кто <согласует> & «когда»")
    assert first.id != second.id
    assert first.logic.inputs[0].text == "amount"  # type: ignore[union-attr]
    assert [one for one in examine(package, "P") if one.is_error] == []
    assert "Кто &lt;согласует&gt;" in client.get(f"/workshop/drafts/{draft_id}").text.replace("\xa0", " ")
