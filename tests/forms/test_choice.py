"""Options from the schema, from data and from expressions; made-up answers are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.forms import describe
from tests.forms.making import error_of, form_of, options, part, schema_of

SCHOOL = {"id": 8, "name": "СОШ № 8"}


def test_an_offered_answer_is_taken_and_a_made_up_one_refused() -> None:
    for kind in ("select", "radio"):
        form = form_of(part(kind, "x", values=options("a", "b")), posted={"x": "a"})
        assert error_of(form, "x") == ""
        assert form.values() == {"x": "a"}
        form = form_of(part(kind, "x", values=options("a", "b")), posted={"x": "drop table"})
        assert error_of(form, "x") == "Выберите из списка"
        assert form.values() == {"x": None}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("select", "Выберите из списка"),
        ("radio", "Выберите один ответ"),
        ("checklist", "Отметьте хотя бы один пункт"),
        ("taglist", "Отметьте хотя бы один пункт"),
    ],
)
def test_a_missing_answer_says_what_to_do(kind: str, message: str) -> None:
    form = form_of(part(kind, "x", values=options("a"), validate={"required": True}), posted={})
    assert error_of(form, "x") == message


def test_check_lists_keep_the_order_of_the_options() -> None:
    form = form_of(part("checklist", "x", values=options("a", "b", "c")), posted={"x": ["", "c", "a", "a"]})
    assert error_of(form, "x") == ""
    assert form.values() == {"x": ["a", "c"]}


def test_an_unticked_list_is_an_empty_list() -> None:
    form = form_of(part("checklist", "x", values=options("a")), values={"x": ["a"]}, posted={"x": [""]})
    form.validate()
    assert form.values() == {"x": []}


def test_one_made_up_tick_refuses_the_list() -> None:
    form = form_of(part("checklist", "x", values=options("a", "b")), posted={"x": ["a", "z"]})
    assert error_of(form, "x") == "Выберите из списка"


@pytest.mark.parametrize("value", [5, 2.5, True, Decimal("0.25"), {"id": 8, "name": "СОШ № 8"}])
def test_options_may_be_any_plain_value(value: Any) -> None:
    component = part("select", "x", valuesKey="offered")
    context = {"offered": [{"label": "Первая", "value": value}, {"label": "Вторая", "value": "other"}]}
    shown = form_of(component, context=context)
    token = next(token for token, label, _ in shown["x"].shown() if label == "Первая")
    form = form_of(component, context=context, posted={"x": token})
    assert error_of(form, "x") == ""
    found = form.values()["x"]
    assert found == value
    assert type(found) is type(value)


def test_a_stored_context_is_shown_as_chosen() -> None:
    component = part("select", "x", valuesKey="offered")
    form = form_of(component, values={"x": SCHOOL}, context={"offered": [{"label": "Восьмая", "value": SCHOOL}]})
    assert [chosen for *_, chosen in form["x"].shown()] == [True]
    form.validate()
    assert form.values() == {"x": SCHOOL}


def test_a_number_and_the_same_text_are_two_options() -> None:
    component = part("select", "x", values=[{"label": "Число", "value": 1}, {"label": "Текст", "value": "1"}])
    tokens = [token for token, *_ in form_of(component)["x"].shown()]
    assert len(set(tokens)) == 2
    values = []
    for token in tokens:
        form = form_of(component, posted={"x": token})
        form.validate()
        values.append(form.values()["x"])
    assert values == [1, "1"]


def test_options_from_an_expression_follow_the_answers() -> None:
    components = (
        part("select", "kind", values=options("a", "b")),
        part("select", "x", valuesExpression='=if kind = "a" then ["один", "два"] else ["три"]'),
    )
    form = form_of(*components, posted={"kind": "b", "x": "три"})
    assert form.validate()
    form = form_of(*components, posted={"kind": "a", "x": "три"})
    assert error_of(form, "x") == "Выберите из списка"


def test_a_value_that_is_no_longer_offered_must_be_chosen_again() -> None:
    component = part("select", "x", valuesKey="offered", validate={"required": True})
    form = form_of(component, values={"x": "old"}, context={"offered": ["new"]}, posted={})
    assert error_of(form, "x") == "Выберите из списка"


def test_broken_data_offers_nothing() -> None:
    for data in (None, 7, "abc", [None, {}, [], {"label": "x"}, {"value": None}], {"a": 1}):
        form = form_of(part("select", "x", valuesKey="offered"), context={"offered": data})
        assert form["x"].shown() == []
        assert form.layout()


def test_labels_are_read_instead_of_keys() -> None:
    schema = schema_of(part("checklist", "x", "Что приложено", values=options("a", "b")))
    assert describe(schema, {"x": ["a", "b"]})[0].text == "A, B"
