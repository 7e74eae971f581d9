"""A draft need not be right: it is shown again exactly as it was typed."""

from __future__ import annotations

import json

from tests.forms.making import form_of, options, part

PARTS = (
    part("textfield", "name", "Имя", validate={"required": True}),
    part("number", "rate", "Ставок", validate={"max": 10}),
    part("datetime", "since", "С", subtype="date"),
    part("select", "kind", values=options("a", "b")),
    part("checklist", "docs", values=options("x", "y")),
    part("checkbox", "agree"),
    part("filepicker", "scan"),
    part("textarea", "why", conditional={"hide": '=kind != "b"'}),
    part("textfield", "locked", readonly=True),
    part("dynamiclist", "rows", components=[part("textfield", "a"), part("checkbox", "b", defaultValue=True)]),
)
TYPED = {
    "name": [""],
    "rate": ["полторы"],
    "since": ["31.02.2026"],
    "kind": ["zzz"],
    "docs": ["", "y"],
    "agree": [""],
    "scan": ["", "d1"],
    "rows": ["- -"],
    "rows-0-a": ["раз"],
    "rows-0-b": [""],
    "rows-1-a": [""],
    "rows-1-b": ["", "true"],
}


def test_a_wrong_draft_goes_round_unchanged() -> None:
    form = form_of(*PARTS, values={"scan": ["d1"]}, posted=TYPED)
    stored = json.loads(json.dumps(form.draft()))
    again = form_of(*PARTS, values={"scan": ["d1"]}, draft=stored)
    assert {name: again.draft()["fields"][name] for name in TYPED} == TYPED
    assert again["rate"]._value() == "полторы"
    assert again["since"]._value() == "31.02.2026"
    assert again["rows-0-b"].data is False
    assert again.unknown_keys == ()


def test_a_draft_is_shown_without_errors_until_it_is_sent() -> None:
    again = form_of(*PARTS, draft=form_of(*PARTS, posted=TYPED).draft())
    assert again.errors_summary() == []
    assert not again.validate()
    assert again.errors_summary()


def test_what_was_typed_into_a_field_that_is_hidden_now_comes_back() -> None:
    texts = {**TYPED, "kind": ["b"], "why": ["потому что"]}
    hidden = form_of(
        *PARTS, draft={"version": 1, "fields": {**form_of(*PARTS, posted=texts).draft()["fields"], "kind": ["a"]}}
    )
    assert hidden.draft()["fields"]["why"] == ["потому что"]


def test_a_draft_never_holds_what_may_not_be_written() -> None:
    form = form_of(*PARTS, posted={**TYPED, "locked": ["взлом"]}, values={"locked": "замок"})
    again = form_of(*PARTS, values={"locked": "замок"}, draft={"version": 1, "fields": {"locked": ["взлом"]}})
    assert "взлом" not in json.dumps(form_of(*PARTS, posted={"name": "а"}, editable=set()).draft(), ensure_ascii=False)
    for shown in (form, again):
        assert shown["locked"].data == "замок"
        assert "locked" not in shown.values()


def test_a_strange_draft_is_no_draft() -> None:
    for odd in (None, {}, {"version": 2, "fields": {}}, {"version": 1, "fields": []}, {"version": 1}):
        assert form_of(*PARTS, values={"name": "Имя"}, draft=odd)["name"].data == "Имя"


def test_a_draft_of_an_older_form_does_no_harm() -> None:
    form = form_of(*PARTS, draft={"version": 1, "fields": {"gone": ["1"], "name": ["Имя"], "rows-7-a": ["2"]}})
    assert form["name"].data == "Имя"
    assert form.unknown_keys == ()
