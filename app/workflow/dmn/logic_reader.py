"""Reading the boxed expressions of a DMN file."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from app.workflow.dmn.model import (
    BoxedContext,
    BoxedEntry,
    BoxedList,
    Conditional,
    DecisionTable,
    Filter,
    FunctionLogic,
    HitPolicy,
    Invocation,
    Iteration,
    Literal,
    Logic,
    Relation,
    TableInput,
    TableOutput,
    TableRule,
)


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children of that name, whatever version of DMN their namespace is."""
    return [] if element is None else [each for each in element if local_name(each) == name]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of that name, or None."""
    found = children(element, name)
    return found[0] if found else None


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element without the blanks around it."""
    return (element.text or "").strip() if element is not None else ""


def type_reference(element: etree._Element | None) -> str:
    """Return what an element names as its type, without the `feel:` prefix some tools write."""
    if element is None:
        return ""
    written: str = element.get("typeRef", "").strip()
    return written.removeprefix("feel:")


def read_logic(parent: etree._Element | None) -> Logic | None:
    """Return the first boxed expression among the children of `parent`; None when there is none."""
    if parent is None:
        return None
    for element in parent:
        reader = READERS.get(local_name(element))
        if reader is not None:
            return reader(element)
    return None


def _inner(parent: etree._Element | None) -> Logic:
    return read_logic(parent) or Literal(text="null")


def _literal(element: etree._Element) -> Logic:
    return Literal(text=text_of(child(element, "text")), type_ref=type_reference(element))


def _table(element: etree._Element) -> Logic:
    written = element.get("hitPolicy", "UNIQUE").upper()
    policy = HitPolicy(written) if written in set(HitPolicy) else HitPolicy.UNIQUE
    return DecisionTable(
        inputs=tuple(_table_input(each) for each in children(element, "input")),
        outputs=tuple(_table_output(each) for each in children(element, "output")),
        rules=tuple(_table_rule(each) for each in children(element, "rule")),
        hit_policy=policy,
        aggregation=element.get("aggregation", "").upper(),
        type_ref=type_reference(element),
    )


def _table_input(element: etree._Element) -> TableInput:
    expression = child(element, "inputExpression")
    return TableInput(
        text=text_of(child(expression, "text")),
        type_ref=type_reference(expression),
        allowed=text_of(child(child(element, "inputValues"), "text")),
    )


def _table_output(element: etree._Element) -> TableOutput:
    default = child(element, "defaultOutputEntry")
    nested = child(default, "literalExpression")
    return TableOutput(
        name=element.get("name", ""),
        type_ref=type_reference(element),
        allowed=text_of(child(child(element, "outputValues"), "text")),
        default=text_of(child(nested if nested is not None else default, "text")),
    )


def _table_rule(element: etree._Element) -> TableRule:
    return TableRule(
        tests=tuple(text_of(child(each, "text")) or "-" for each in children(element, "inputEntry")),
        answers=tuple(text_of(child(each, "text")) for each in children(element, "outputEntry")),
    )


def _context(element: etree._Element) -> Logic:
    entries = []
    for each in children(element, "contextEntry"):
        variable = child(each, "variable")
        name = " ".join(variable.get("name", "").split()) if variable is not None else ""
        entries.append(BoxedEntry(name=name, type_ref=type_reference(variable), logic=_inner(each)))
    return BoxedContext(entries=tuple(entries), type_ref=type_reference(element))


def _relation(element: etree._Element) -> Logic:
    rows = []
    for row in children(element, "row"):
        cells = [READERS[local_name(cell)](cell) for cell in row if local_name(cell) in READERS]
        rows.append(tuple(cells))
    columns = tuple(each.get("name", "") for each in children(element, "column"))
    return Relation(columns=columns, rows=tuple(rows), type_ref=type_reference(element))


def _list(element: etree._Element) -> Logic:
    items = [READERS[local_name(each)](each) for each in element if local_name(each) in READERS]
    return BoxedList(items=tuple(items), type_ref=type_reference(element))


def _invocation(element: etree._Element) -> Logic:
    bindings = []
    for each in children(element, "binding"):
        parameter = child(each, "parameter")
        name = parameter.get("name", "") if parameter is not None else ""
        bindings.append((" ".join(name.split()), _inner(each)))
    return Invocation(called=_inner(element), bindings=tuple(bindings), type_ref=type_reference(element))


def _function(element: etree._Element) -> Logic:
    parameters = tuple(
        (" ".join(each.get("name", "").split()), type_reference(each)) for each in children(element, "formalParameter")
    )
    return FunctionLogic(
        parameters=parameters,
        body=read_logic(element),
        kind=element.get("kind", "FEEL"),
        type_ref=type_reference(element),
    )


def _conditional(element: etree._Element) -> Logic:
    return Conditional(
        condition=_inner(child(element, "if")),
        then=_inner(child(element, "then")),
        otherwise=_inner(child(element, "else")),
        type_ref=type_reference(element),
    )


def _filter(element: etree._Element) -> Logic:
    items, match = _inner(child(element, "in")), _inner(child(element, "match"))
    return Filter(items=items, match=match, type_ref=type_reference(element))


def _iteration(element: etree._Element) -> Logic:
    kind = local_name(element)
    return Iteration(
        kind=kind,
        variable=element.get("iteratorVariable", ""),
        items=_inner(child(element, "in")),
        body=_inner(child(element, "return" if kind == "for" else "satisfies")),
        type_ref=type_reference(element),
    )


READERS: dict[str, Callable[[etree._Element], Logic]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "relation": _relation,
    "list": _list,
    "invocation": _invocation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
