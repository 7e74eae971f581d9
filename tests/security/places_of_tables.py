"""Places of decision tables and of forms that hold expressions or are shown with some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.workflow.package import Package
from tests.security.places import GIVEN, STEP, Place, packed
from tests.workflow.dmn.models import data, decision, model, needs_data, table, text
from tests.workflow.drawing import drawing, zeebe

INPUTS: Final = "".join(data(one) for one in GIVEN) + data("x")
NEEDS: Final = needs_data("x", *GIVEN)


def decided(logic: Callable[[str], str]) -> Place:
    """Return the place inside the logic of a decision that a rule task asks."""

    def made(hostile: str) -> Package:
        called = '<zeebe:calledDecision decisionId="d" resultVariable="r"/>'
        given = '<zeebe:ioMapping><zeebe:input source="=1" target="x"/></zeebe:ioMapping>'
        drawn = drawing(STEP.format(step="rule X"), inside={"X": zeebe(called + given)})
        file = model(INPUTS + decision("d", logic(hostile), needs=NEEDS))
        return packed(drawn, tables=(file,))

    return made


TABLES: Final[Mapping[str, Place]] = {
    "input column": decided(lambda h: table("FIRST", [("-", "1")]).replace("<text>x</text>", text(h)[19:-20], 1)),
    "cell of a condition": decided(lambda h: table("FIRST", [(h, "1"), ("-", "2")])),
    "cell with a question mark": decided(lambda h: table("FIRST", [("? = " + h, "1"), ("-", "2")])),
    "cell of an answer": decided(lambda h: table("FIRST", [("-", h)])),
    "values of an answer": decided(lambda h: table("PRIORITY", [("-", "1"), ("> 0", "2")], allowed=h)),
    "default answer": decided(lambda h: table("UNIQUE", [("> 100", "1")], default=h)),
    "literal expression": decided(text),
    "entry of a context": decided(
        lambda h: f'<context><contextEntry><variable name="a"/>{text(h)}</contextEntry></context>'
    ),
    "argument": decided(
        lambda h: f'<invocation>{text("count")}<binding><parameter name="list"/>{text(h)}</binding></invocation>'
    ),
    "called function": decided(
        lambda h: f'<invocation>{text(h)}<binding><parameter name="list"/>{text("[1]")}</binding></invocation>'
    ),
    "body of a function": decided(
        lambda h: f'<functionDefinition><formalParameter name="a"/>{text(h)}</functionDefinition>'
    ),
    "row of a relation": decided(lambda h: f'<relation><column name="a"/><row>{text(h)}</row></relation>'),
}


def field(kind: str, **more: Callable[[str], Any] | Any) -> Callable[[str], dict[str, Any]]:
    """Return a form with one more component that holds the text; callables of `more` get it."""

    def made(hostile: str) -> dict[str, Any]:
        part: dict[str, Any] = {"type": kind, "id": "c9"}
        if kind not in {"text", "html", "expression", "image", "table", "group", "dynamiclist"}:
            part |= {"key": "typed", "label": "Поле"}
        part |= {name.rstrip("_"): value(hostile) if callable(value) else value for name, value in more.items()}
        known = [{"type": "textfield", "key": f"v_{one}", "id": f"k{n}", "label": one} for n, one in enumerate(GIVEN)]
        return {"type": "default", "id": "hostile", "schemaVersion": 19, "components": [*known, part]}

    return made


def said(hostile: str) -> str:
    """Return the text as an expression."""
    return "=" + hostile


def plain(hostile: str) -> str:
    """Return the text as it is."""
    return hostile


COLUMNS: Final = [{"key": "a", "label": "А"}]
FORMS: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "hidden when": field("textfield", conditional=lambda h: {"hide": said(h)}),
    "required when": field("textfield", validate=lambda h: {"required": said(h)}),
    "read-only when": field("textfield", readonly=said),
    "pattern": field("textfield", validate=lambda h: {"pattern": h}),
    "longest": field("textfield", validate=lambda h: {"maxLength": said(h)}),
    "least": field("number", validate=lambda h: {"min": said(h)}),
    "most": field("number", validate=lambda h: {"max": said(h)}),
    "default": field("textfield", defaultValue=said),
    "default of a number": field("number", defaultValue=plain),
    "default of a date": field("datetime", subtype="date", defaultValue=said),
    "options": field("select", valuesExpression=said),
    "key of options": field("select", valuesKey=plain),
    "option": field("select", values=lambda h: [{"value": h, "label": h}]),
    "label": field("textfield", label=lambda h: "{{" + h + "}}"),
    "label as an expression": field("textfield", label=said),
    "hint": field("textfield", description=lambda h: "{{" + h + "}}"),
    "text": field("text", text=lambda h: "До {{" + h + "}} после"),
    "text as an expression": field("text", text=said),
    "condition in a text": field("text", text=lambda h: "{{#if " + h + "}}да{{/if}}"),
    "loop in a text": field("text", text=lambda h: "{{#loop " + h + "}}да{{/loop}}"),
    "markup": field("html", content=lambda h: "<p>{{" + h + "}}</p>"),
    "words": field("text", text=plain),
    "computed value": field("expression", key="typed", expression=said),
    "rows of a table": field("table", id="c9", label="Т", dataSource=said, columns=COLUMNS),
    "columns of a table": field("table", id="c9", label="Т", dataSource="=items", columnsExpression=said),
    "picture": field("image", source=said, alt=said),
    "adorner": field("number", appearance=lambda h: {"prefixAdorner": said(h), "suffixAdorner": said(h)}),
    "property": field("textfield", properties=lambda h: {h[:50]: h}),
    "key": field("textfield", key=plain),
    "row condition": field(
        "dynamiclist",
        path="rows",
        label="Строки",
        components=lambda h: [
            {"type": "textfield", "id": "r1", "key": "a", "label": "А", "conditional": {"hide": said(h)}}
        ],
    ),
    "computed in a row": field(
        "dynamiclist",
        path="rows",
        label="Строки",
        components=lambda h: [{"type": "expression", "id": "r1", "key": "a", "expression": said(h)}],
    ),
    "key of documents": field("documentPreview", dataSource=said),
}
