"""What a form means to FEEL and to programs: types, places of expressions, findings, JSON Schema."""

from __future__ import annotations

import json

from app.feel.types import BOOLEAN, DATE, NUMBER, STRING
from app.forms import Severity, expressions, field_types, problems, to_json_schema
from tests.forms.making import options, part, raw_schema, schema_of

STAFF = part(
    "dynamiclist",
    "staff",
    components=[
        part("textfield", "post"),
        part("number", "rate", validate={"max": "=most"}),
        part("expression", "fund", expression="=this.rate * pay + parent.extra"),
    ],
)
PARTS = (
    part("textfield", "name"),
    part("number", "extra"),
    part("number", "code", serializeToString=True),
    part("datetime", "since", subtype="date"),
    part("checkbox", "ok"),
    part("select", "kind", values=options("a", "b")),
    part("checklist", "many", values=options("a")),
    part("filepicker", "docs"),
    part("group", "employee", components=[part("textfield", "phone"), part("textfield", "address.city")]),
    STAFF,
    part("text", text="{{name}} {{#loop staff}}{{post}}{{/loop}}", conditional={"hide": "=ok"}),
)


def test_types_for_the_checks() -> None:
    types = field_types(schema_of(*PARTS))
    assert (types["name"], types["extra"], types["code"], types["since"], types["ok"], types["kind"]) == (
        STRING,
        NUMBER,
        STRING,
        DATE,
        BOOLEAN,
        STRING,
    )
    assert str(types["many"]) == "list<string>"
    assert str(types["docs"]) == "list<string>"
    assert str(types["employee"]) == "context<phone: string, address: context<city: string>>"
    assert str(types["staff"]) == "list<context<post: string, rate: number, fund: Any>>"


def test_every_expression_is_listed_with_its_place() -> None:
    found = {(place.key, place.property): place for place in expressions(schema_of(*PARTS))}
    assert found["staff.rate", "validate.max"].text == "most"
    row = found["staff.fund", "expression"]
    assert row.types["rate"] == NUMBER
    assert str(row.types["this"]).startswith("context<post")
    assert "extra" in row.types["parent"].field_types()
    texts = [place for place in expressions(schema_of(*PARTS)) if place.property == "text"]
    assert [(place.text, place.open_names) for place in texts] == [("name", False), ("staff", False), ("post", True)]
    hide = [place.expected for place in expressions(schema_of(*PARTS)) if place.property == "conditional.hide"]
    assert hide == [BOOLEAN]


def test_a_good_form_has_no_findings() -> None:
    assert problems(schema_of(*PARTS), types={"most": NUMBER, "pay": NUMBER}) == []


def test_a_broken_expression_is_found_with_its_place() -> None:
    found = problems(schema_of(part("textfield", "x", conditional={"hide": "=kind ="})))
    assert [(problem.key, problem.property, problem.severity) for problem in found] == [
        ("x", "conditional.hide", Severity.ERROR)
    ]
    assert found[0].position is not None


def test_an_unknown_name_is_an_error_once_all_names_are_known() -> None:
    schema = schema_of(part("number", "сумма"), part("expression", "x", expression="=сума * 2"))
    assert [problem.severity for problem in problems(schema)] == [Severity.WARNING]
    found = problems(schema, types={})
    assert [problem.severity for problem in found] == [Severity.ERROR]
    assert "сумма" in found[0].ru


def test_findings_of_the_form_itself() -> None:
    schema = schema_of(
        part("textfield", "outcome"),
        part("textfield", "i"),
        part("number", "n", validate={"min": 5, "max": 1}),
        part("table", ""),
        {"type": "textfield", "id": "nolabel", "key": "nolabel"},
        part("text", text="{{#if a}}"),
        part("dynamiclist", "empty", components=[]),
        part("textfield", "a", conditional={"hide": "=b = null"}),
        part("textfield", "b", conditional={"hide": "=a = null"}),
        part("image", source="/x.png"),
        part("dynamiclist", "rows", components=[part("textfield", "a")]),
    )
    found = {
        (problem.code, problem.key) for problem in problems(schema, types={}) if not problem.code.startswith("unknown")
    }
    wanted = {
        ("protected", "outcome"),
        ("special", "i"),
        ("bounds", "n"),
        ("no-label", "nolabel"),
        ("empty-rows", "empty"),
        ("circle", "a"),
        ("circle", "b"),
        ("shadowed", "rows.a"),
    }
    assert wanted <= found
    assert {"no-source", "no-columns", "template", "no-alt"} <= {code for code, _ in found}


def test_refused_schemas_are_findings_too() -> None:
    found = problems(raw_schema(part("iframe"), part("textfield", "__x")))
    assert [problem.code for problem in found] == ["refused", "bad-key"]
    assert all(problem.message("ru") != problem.message("en") for problem in found)


def test_json_schema_for_programs() -> None:
    schema = schema_of(
        part("textfield", "name", "Имя", validate={"required": True, "maxLength": 5}),
        part("number", "rate", decimalDigits=2, increment=0.25, validate={"min": 0.25}),
        part("textfield", "hidden", validate={"required": True}, conditional={"hide": "=a"}),
        part("select", "kind", values=options("a"), validate={"required": True}),
        part("group", "g", components=[part("checkbox", "b")]),
        part("dynamiclist", "rows", properties={"minRows": "1"}, components=[part("datetime", "d", subtype="date")]),
        part("expression", "x", expression="=1"),
        part("filepicker", "f", multiple=True),
    )
    made = to_json_schema(schema)
    json.dumps(made)
    assert made["required"] == ["name", "kind"]
    assert made["additionalProperties"] is False
    assert made["properties"]["rate"] == {
        "type": ["number", "null"],
        "minimum": 0.25,
        "multipleOf": 0.25,
        "title": "Поле rate",
    }
    assert made["properties"]["kind"]["enum"] == ["a"]
    assert made["properties"]["g"]["properties"]["b"]["type"] == "boolean"
    assert made["properties"]["rows"]["items"]["properties"]["d"]["format"] == "date"
    assert made["properties"]["rows"]["minItems"] == 1
    assert made["properties"]["x"] == {"readOnly": True}
