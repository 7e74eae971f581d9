"""Only what a person may write is written: unknown, hidden, read-only and foreign keys are not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.forms import build_form
from tests.forms.making import NOW, form_of, options, part, schema_of

NAME = part("textfield", "name")
ROWS = part("dynamiclist", "staff", components=[part("textfield", "post"), part("number", "rate")])


@pytest.mark.parametrize(
    "name",
    [
        "approved",
        "org_id",
        "__class__",
        "__init__",
        "typename",
        "staff-0-__class__",
        "staff-0-boss",
        "staff-x-post",
        "staff--post",
        "staff-9-post",
        "name-0",
        "name.x",
        "case",
        "outcome",
        "",
        "csrf_token2",
        "_press2",
        "x" * 5_000,
    ],
)
def test_made_up_names_are_known_for_what_they_are(name: str) -> None:
    form = form_of(NAME, ROWS, posted={"name": "а", "staff": "-", "staff-0-post": "б", name: "true"})
    assert form.unknown_keys == (name[:100],)
    assert not form.validate()
    assert set(form.values()) == {"name", "staff"}


def test_the_names_of_the_page_are_no_fault() -> None:
    form = form_of(
        NAME, posted={"name": "а", "csrf_token": "t", "_press": "x", "later": "1"}, ignore={"csrf_token", "later"}
    )
    assert form.unknown_keys == ()


def test_the_list_of_unknown_names_is_bounded() -> None:
    form = form_of(NAME, posted={f"n{n}": "1" for n in range(5_000)})
    assert len(form.unknown_keys) == 50


@pytest.mark.parametrize("extra", [{"readonly": True}, {"disabled": True}, {"readonly": "=true"}])
def test_a_closed_field_keeps_its_value_and_ignores_the_post(extra: dict[str, Any]) -> None:
    closed = part("number", "limit", validate={"required": True, "max": 1}, **extra)
    total = part("expression", "double", expression="=limit * 2")
    form = form_of(NAME, closed, total, values={"limit": 100}, posted={"name": "а", "limit": "999999"})
    assert form.validate()
    assert form.unknown_keys == ()
    assert form.values() == {"name": "а", "double": Decimal(200)}
    assert form["limit"].data == 100


def test_a_read_only_default_that_was_seen_is_kept_once() -> None:
    shown = part("textfield", "basis", readonly=True, defaultValue="устав")
    assert form_of(shown, posted={"basis": "подделка"}).values() == {"basis": "устав"}
    assert form_of(shown, values={"basis": "приказ"}, posted={"basis": "подделка"}).values() == {}
    assert form_of({**shown, "disabled": True}, posted={}).values() == {}


def test_editable_lets_through_only_its_keys() -> None:
    texts = {"name": "новое", "staff": "0", "staff-0-post": "чужое", "staff-0-rate": "2"}
    values = {"name": "старое", "staff": [{"post": "своё", "rate": 1}]}
    assert form_of(NAME, ROWS, values=values, posted=texts, editable={"name"}).values() == {"name": "новое"}
    assert form_of(NAME, ROWS, values=values, posted=texts, editable=set()).values() == {}
    form = form_of(NAME, ROWS, values=values, posted={**texts, "staff": "0 - -"}, editable={"staff.rate"})
    assert form.values() == {"staff": [{"post": "своё", "rate": 2}]}


def test_a_form_to_look_at_writes_nothing() -> None:
    form = form_of(NAME, part("expression", "x", expression="=1"), posted={"name": "а"}, read_only=True)
    assert form.validate()
    assert form.values() == {}
    assert form.draft()["fields"] == {}


def test_a_computed_value_follows_what_may_be_written() -> None:
    parts = (
        part("number", "a"),
        part("expression", "b", expression="=a * 2"),
        part("number", "c"),
        part("expression", "d", expression="=c * 2"),
    )
    form = form_of(*parts, values={"a": 1, "c": 1}, posted={"a": "5", "c": "7"}, editable={"a"})
    assert form.values() == {"a": Decimal(5), "b": Decimal(10)}


def test_groups_with_a_path_nest_and_keep_what_lies_beside() -> None:
    group = part(
        "group",
        "employee",
        components=[
            part("textfield", "name"),
            part("textfield", "phone", readonly=True),
            part("textfield", "address.city"),
        ],
    )
    stored = {"employee": {"name": "А", "phone": "1", "tab_no": 7, "address": {"street": "Ленина", "city": "Чита"}}}
    form = form_of(
        group, values=stored, posted={"employee-name": "Б", "employee-phone": "2", "employee-address-city": "Нерчинск"}
    )
    assert form.validate()
    assert form.values() == {
        "employee": {"name": "Б", "phone": "1", "tab_no": 7, "address": {"street": "Ленина", "city": "Нерчинск"}}
    }
    assert stored["employee"]["name"] == "А"


def test_a_cleared_answer_is_written_as_null() -> None:
    assert form_of(NAME, values={"name": "было"}, posted={"name": ""}).values() == {"name": None}


def test_a_field_that_did_not_come_keeps_its_value() -> None:
    assert form_of(NAME, part("number", "n"), values={"n": 5}, posted={"name": "а"}).values() == {
        "name": "а",
        "n": Decimal(5),
    }


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("on", True), (["", "true"], True), ("", False), ("false", False)]
)
def test_a_box_is_a_strict_yes_or_no(text: Any, value: bool) -> None:
    form = form_of(part("checkbox", "x"), posted={"x": text})
    assert form.validate()
    assert form.values()["x"] is value


@pytest.mark.parametrize("text", ["2", "[]", "истина", "null", ["true", "false", "true"]])
def test_other_marks_in_a_box_are_refused(text: Any) -> None:
    form = form_of(part("checkbox", "x"), posted={"x": text})
    assert not form.validate()


def test_a_box_that_must_be_ticked() -> None:
    form = form_of(part("checkbox", "x", "Ознакомлен", validate={"required": True}), posted={"x": ""})
    assert not form.validate()
    assert form.errors_summary() == [("f-x", "Ознакомлен: поставьте отметку")]


def test_lists_for_single_answers_are_refused() -> None:
    parts = [
        part("textfield", "a"),
        part("number", "b"),
        part("datetime", "c"),
        part("select", "d", values=options("1", "2")),
        part("textarea", "e"),
    ]
    form = form_of(*parts, posted=MultiDict([(name, value) for name in "abcde" for value in ("1", "2")]))
    assert not form.validate()
    assert len(form.errors_summary()) == 5


def test_answers_that_are_no_texts_never_raise() -> None:
    schema = schema_of(NAME, ROWS, part("checkbox", "c"))
    for odd in ([None], [1], [[]], [{}], [b"x"], None, 5):
        form = build_form(schema, posted={"name": odd, "staff": odd, "c": odd}, now=NOW)
        form.validate()
        form.values()
        form.layout()


def test_the_process_data_is_never_changed() -> None:
    values = {"staff": [{"post": "а", "rate": 1}], "name": "б"}
    form = form_of(NAME, ROWS, values=values, posted={"name": "в", "staff": "0", "staff-0-post": "г"})
    form.validate()
    form.values()["staff"][0]["post"] = "д"
    assert values == {"staff": [{"post": "а", "rate": 1}], "name": "б"}
