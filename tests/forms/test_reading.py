"""Answers and differences in words, for case page, timeline and approver."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.forms import ChangeKind, describe, difference
from tests.forms.making import CHITA, form_of, part, schema_of

NBSP = "\u00a0"
SCHEMA = schema_of(
    part("text", "", text="Заголовок"),
    part("group", "", "Сотрудник", components=[part("textfield", "name", "Имя")]),
    part("datetime", "since", "Вводится с", subtype="date"),
    part("select", "kind", "Вид", values=[{"label": "Новое", "value": "new"}]),
    part("checkbox", "agree", "Ознакомлен"),
    part("number", "fund", "Фонд", decimalDigits=2, appearance={"suffixAdorner": "₽"}),
    part("filepicker", "docs", "Инструкции", multiple=True),
    part("textarea", "why", "Пояснение"),
    part(
        "dynamiclist",
        "staff",
        "Должности",
        components=[
            part("textfield", "post", "Должность"),
            part("number", "rate", "Ставок"),
            part("expression", "sum", expression="=rate", properties={"label": "Сумма", "decimalDigits": "2"}),
        ],
    ),
    part("expression", "secret", expression="=1"),
)
OLD = {
    "name": "Иванова",
    "since": dt.date(2026, 9, 1),
    "kind": "new",
    "agree": False,
    "fund": Decimal("107265"),
    "docs": ["a", "b"],
    "why": None,
    "secret": 1,
    "staff": [
        {"post": "Руководитель", "rate": Decimal(1), "sum": Decimal(1)},
        {"post": "Педагог", "rate": Decimal("0.5"), "sum": None},
    ],
}


def test_every_answer_is_in_words() -> None:
    found = {answer.key: answer for answer in describe(SCHEMA, OLD, "ru", zone=CHITA)}
    assert found["name"].title == "Сотрудник"
    assert found["since"].text == f"1{NBSP}сентября 2026{NBSP}года"
    assert found["kind"].text == "Новое"
    assert found["agree"].text == "нет"
    assert found["fund"].text == f"107{NBSP}265,00{NBSP}₽"
    assert found["docs"].files == ("a", "b")
    assert (found["why"].text, found["why"].empty) == ("не заполнено", True)
    table = found["staff"].table
    assert table is not None
    assert [column.label for column in table.columns] == ["Должность", "Ставок", "Сумма"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Руководитель", "1", "1,00"],
        ["Педагог", "0,5", ""],
    ]
    assert "secret" not in found


def test_what_was_hidden_is_left_out() -> None:
    assert [answer.key for answer in describe(SCHEMA, {"name": "А"})] == ["name"]


def test_english_readers_get_english() -> None:
    found = {answer.key: answer.text for answer in describe(SCHEMA, OLD, "en")}
    assert (found["agree"], found["why"], found["since"]) == ("no", "not filled in", f"1{NBSP}September 2026")


def test_nothing_changed_is_nothing() -> None:
    assert difference(SCHEMA, OLD, {**OLD, "fund": 107265}) == ()


def test_changes_name_what_was_and_what_is() -> None:
    new = {
        **OLD,
        "why": "Введены две ставки",
        "fund": Decimal("110000.5"),
        "kind": None,
        "docs": ["b", "c"],
        "agree": True,
    }
    found = {change.key: change for change in difference(SCHEMA, OLD, new)}
    assert (found["fund"].was, found["fund"].now) == (f"107{NBSP}265,00{NBSP}₽", f"110{NBSP}000,50{NBSP}₽")
    assert found["why"].kind is ChangeKind.ADDED
    assert found["kind"].kind is ChangeKind.REMOVED
    assert (found["agree"].was, found["agree"].now) == ("нет", "да")
    assert (found["docs"].files_added, found["docs"].files_removed) == (("c",), ("a",))


def test_rows_are_matched_by_their_name() -> None:
    rows = [OLD["staff"][0], {"post": "Организатор", "rate": Decimal(1)}, {**OLD["staff"][1], "rate": Decimal("0.75")}]
    found = difference(SCHEMA, OLD, {**OLD, "staff": rows})
    assert [(change.label, change.was, change.now, change.kind) for change in found] == [
        ("Должности, новая строка 2", "", "Организатор, 1", ChangeKind.ADDED),
        ("Должности, строка 3, ставок", "0,5", "0,75", ChangeKind.CHANGED),
    ]


def test_a_removed_row_is_told() -> None:
    found = difference(SCHEMA, OLD, {**OLD, "staff": OLD["staff"][1:]})
    assert [(change.label, change.was) for change in found] == [("Должности, убрана строка 1", "Руководитель, 1, 1,00")]


def test_a_renamed_row_is_one_change() -> None:
    rows = [{**OLD["staff"][0], "post": "Заведующий"}, OLD["staff"][1]]
    found = difference(SCHEMA, OLD, {**OLD, "staff": rows})
    assert [(change.was, change.now) for change in found] == [("Руководитель", "Заведующий")]


def test_strange_values_are_read_without_harm() -> None:
    for odd in (None, 7, "x", [], {}, [[]], [None], [{"post": []}], True, float("nan"), object()):
        strange = dict.fromkeys(OLD, odd)
        assert describe(SCHEMA, strange)
        difference(SCHEMA, OLD, strange)
        difference(SCHEMA, strange, OLD)


def test_what_a_form_gives_is_what_is_read() -> None:
    parts = (part("number", "n", "Эн", decimalDigits=0), part("datetime", "d", "Де", subtype="date"))
    values = form_of(*parts, posted={"n": "12", "d": "01.09.2026"}).values()
    assert [answer.text for answer in describe(schema_of(*parts), values)] == ["12", f"1{NBSP}сентября 2026{NBSP}года"]
