"""Conditions, computed values, defaults and bounds are worked out again on the server, with what was posted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.forms.making import error_of, form_of, options, part

KIND = part("select", "kind", "Вид", values=options("annual", "unpaid"), validate={"required": True})
REASON = part("textarea", "reason", "Причина", conditional={"hide": '=kind != "unpaid"'}, validate={"required": True})


def test_a_hidden_field_is_not_required_and_left_out() -> None:
    form = form_of(KIND, REASON, posted={"kind": "annual", "reason": "подделка"})
    assert form.validate()
    assert form.values() == {"kind": "annual"}
    assert form.unknown_keys == ()


def test_a_shown_field_is_required() -> None:
    form = form_of(KIND, REASON, posted={"kind": "unpaid"})
    assert error_of(form, "reason") == "Заполните это поле"


def test_conditions_hang_on_each_other() -> None:
    chain = [part("textfield", "a")]
    for name, before in zip("bcdef", "abcde", strict=True):
        chain.append(part("textfield", name, conditional={"hide": f"={before} = null"}))
    texts = {name: name for name in "abcdef"}
    assert set(form_of(*chain, posted=texts).values()) == set("abcdef")
    assert set(form_of(*chain, posted={**texts, "b": ""}).values()) == {"a", "b"}
    assert set(form_of(*reversed(chain), posted={**texts, "b": ""}).values()) == {"a", "b"}


def test_a_hidden_group_hides_all_within() -> None:
    group = part(
        "group",
        "",
        "Группа",
        conditional={"hide": "=true"},
        components=[part("textfield", "x", validate={"required": True})],
    )
    form = form_of(group, posted={"x": "1"})
    assert form.validate()
    assert form.values() == {}


def test_a_hidden_list_is_left_out_and_seen_as_null() -> None:
    rows = part(
        "dynamiclist",
        "x",
        conditional={"hide": "=kind != null"},
        components=[part("textfield", "a", validate={"required": True})],
    )
    total = part("expression", "empty", expression="=x = null")
    form = form_of(part("textfield", "kind"), rows, total, posted={"kind": "1", "x": "-", "x-0-a": ""})
    assert form.validate()
    assert form.values() == {"kind": "1", "empty": True}


def test_fields_that_chase_each_other_end_shown() -> None:
    one = part("textfield", "a", conditional={"hide": "=b = null"}, defaultValue="1")
    two = part("textfield", "b", conditional={"hide": "=a != null"}, defaultValue="1")
    form = form_of(one, two, posted={"a": "1", "b": "1"})
    form.validate()
    assert form.values()


def test_a_broken_expression_is_null_and_remembered() -> None:
    form = form_of(
        part("textfield", "x", conditional={"hide": "=1 +"}, validate={"required": "=((("}), posted={"x": ""}
    )
    assert form.validate()
    assert form.warnings


@pytest.mark.parametrize("condition", ['="yes"', "=1", "=null", "=[true]", "=nothing.there"])
def test_only_true_hides(condition: str) -> None:
    assert "x" in form_of(part("textfield", "x", conditional={"hide": condition}), posted={"x": "1"}).values()


def test_required_may_hang_on_the_decision() -> None:
    rule = {"required": '=outcome = null or outcome = "approve"'}
    component = part("checklist", "checks", values=options("a"), validate=rule)
    assert not form_of(component, posted={}, context={"outcome": "approve"}).validate()
    assert form_of(component, posted={}, context={"outcome": "return"}).validate()


def test_a_default_may_be_an_expression() -> None:
    parts = (
        part("datetime", "on", subtype="date", defaultValue="=today()"),
        part("number", "units", defaultValue="=total"),
    )
    form = form_of(*parts, context={"total": Decimal("4.25")})
    assert form["on"].data == dt.date(2026, 6, 9)
    assert form["units"].data == Decimal("4.25")


def test_a_default_as_an_expression_may_ride_in_the_properties() -> None:
    assert form_of(part("number", "x", properties={"default": "=2 + 3"}))["x"].data == Decimal(5)
    assert form_of(part("number", "x", defaultValue=1, properties={"default": "=2 + 3"}))["x"].data == Decimal(1)


def test_today_is_the_day_of_the_person() -> None:
    late = dt.datetime(2026, 6, 9, 16, 30, tzinfo=dt.UTC)
    form = form_of(part("datetime", "on", subtype="date", defaultValue="=today()"), now=late)
    assert form["on"].data == dt.date(2026, 6, 10)


def test_a_stored_value_wins_over_the_default_also_when_it_is_empty() -> None:
    assert form_of(part("textfield", "x", defaultValue="да"), values={"x": None})["x"].data is None
    assert form_of(part("textfield", "x", defaultValue="да"))["x"].data == "да"


def test_computed_values_use_what_was_posted_and_each_other() -> None:
    rows = part(
        "dynamiclist",
        "staff",
        components=[
            part("number", "rate"),
            part("number", "pay"),
            part("expression", "fund", expression="=rate * pay"),
        ],
    )
    total = part("expression", "total", expression="=sum(staff.fund)")
    year = part("expression", "year", expression="=total * 12")
    texts = {
        "staff": "- -",
        "staff-0-rate": "1",
        "staff-0-pay": "24 600",
        "staff-1-rate": "0,5",
        "staff-1-pay": "18 900,50",
        "total": "1",
    }
    form = form_of(year, total, rows, posted=texts)
    assert form.values()["total"] == Decimal("34050.25")
    assert form.values()["year"] == Decimal("408603.00")
    assert form.unknown_keys == ("total",)


def test_money_is_exact() -> None:
    form = form_of(
        part("number", "a"),
        part("number", "b"),
        part("expression", "c", expression="=a + b = 0.3"),
        posted={"a": "0,1", "b": "0,2"},
    )
    assert form.values()["c"] is True


def test_read_only_may_be_an_expression() -> None:
    lock, x = part("checkbox", "lock"), part("textfield", "x", readonly="=lock = true")
    assert form_of(lock, x, values={"x": "было"}, posted={"lock": "true", "x": "стало"}).values() == {"lock": True}
    assert form_of(x, lock, values={"x": "было"}, posted={"lock": "true", "x": "стало"}).values() == {"lock": True}
    assert form_of(lock, x, values={"x": "было"}, posted={"lock": "", "x": "стало"}).values()["x"] == "стало"


def test_a_field_that_opens_again_takes_what_was_typed() -> None:
    lock, x = part("checkbox", "lock"), part("textfield", "x", readonly="=lock = true")
    values = {"x": "было", "lock": True}
    assert form_of(x, lock, values=values, posted={"lock": "", "x": "стало"}).values() == {"x": "стало", "lock": False}


def test_a_stored_value_that_is_hidden_now_is_taken_out_of_its_row_and_group() -> None:
    more = part("textfield", "more", conditional={"hide": '=kind != "b"'})
    rows = part("dynamiclist", "x", components=[part("textfield", "kind"), more])
    form = form_of(rows, values={"x": [{"kind": "b", "more": "старое", "tab": 1}]}, posted={"x": "0", "x-0-kind": "a"})
    assert form.values() == {"x": [{"kind": "a", "tab": 1}]}
    group = part(
        "group", "g", components=[part("textfield", "a"), part("textfield", "b", conditional={"hide": "=g.a = null"})]
    )
    form = form_of(group, values={"g": {"a": "1", "b": "2", "c": "3"}}, posted={"g-a": "", "g-b": "2"})
    assert form.values() == {"g": {"a": None, "c": "3"}}


def test_the_row_wins_over_the_form_and_special_names_work() -> None:
    rows = part(
        "dynamiclist",
        "x",
        components=[
            part("number", "n"),
            part("expression", "own", expression="=n"),
            part("expression", "outer", expression="=parent.n"),
            part("expression", "place", expression="=i[1]"),
        ],
    )
    form = form_of(part("number", "n"), rows, posted={"n": "7", "x": "- -", "x-0-n": "1", "x-1-n": "2"})
    assert [(row["own"], row["outer"], row["place"]) for row in form.values()["x"]] == [(1, 7, 1), (2, 7, 2)]


def test_labels_and_hints_are_filled_in() -> None:
    form = form_of(
        part("number", "n", "Ставок из {{limit}}", description='="Не больше " + string(limit)'), context={"limit": 5}
    )
    node = form.layout()[0].lines[0][0]
    assert (node.label, node.hint) == ("Ставок из 5", "Не больше 5")


def test_a_ticked_box_that_was_hidden_keeps_its_default_when_it_appears() -> None:
    box = part("checkbox", "box", defaultValue=True, conditional={"hide": "=kind = null"})
    form = form_of(KIND, box, posted={"kind": "annual"})
    assert form.values()["box"] is True
    form = form_of(KIND, box, posted={"kind": "annual", "box": ""})
    assert form.values()["box"] is False


def test_a_shown_box_that_does_not_come_is_unticked() -> None:
    assert form_of(part("checkbox", "box", defaultValue=True), posted={"a": "1"}).values() == {"box": False}


def test_names_with_spaces_come_from_the_process() -> None:
    form = form_of(part("expression", "x", expression="=число ставок * 2"), context={"число ставок": 4})
    assert form.values() == {"x": 8}
