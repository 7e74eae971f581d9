"""Rewrites what a diagram says into what runs: standard BPMN beside the dialect, before SpiffWorkflow sees anything.

`elements` reads the dialect. Here the standard ways to say the same are brought into its form (a FEEL `bpmn:script`,
the handler at the other end of an association, the activity that a compensation event names), and what has no form
is kept apart for the refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from app.workflow.elements import EventSpec, Node, ProcessSpec, Scope, ScriptSpec
from app.workflow.package import Package
from app.workflow.source import MODEL

FEEL_FORMATS: Final = frozenset({"feel", "text/feel", "application/feel", "application/feel+text"})
FEEL_LANGUAGES: Final = (
    "",
    "feel",
    "http://www.omg.org/spec/feel/20140401",
    "https://www.omg.org/spec/feel/20140401",
    "https://www.omg.org/spec/dmn/20180521/feel/",
    "https://www.omg.org/spec/dmn/20191111/feel/",
    "https://www.omg.org/spec/dmn/20211108/feel/",
    "https://www.omg.org/spec/dmn/20230324/feel/",
)


_EXPRESSIONS: Final = (
    "timeDate",
    "timeDuration",
    "timeCycle",
    "condition",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What an element says in standard BPMN beside the dialect."""

    script: str | None = None
    script_format: str = ""
    handler: str = ""
    compensates: tuple[str, ...] = ()
    waits_for_compensation: bool = True
    foreign_language: str = ""
    data_work: bool = False
    loop_data: bool = False
    result_variable: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The processes of a package in running form, and the extras by process and element (ids of files may meet)."""

    processes: Mapping[str, ProcessSpec]
    extras: Mapping[str, Mapping[str, Extra]] = field(default_factory=dict)

    def beside(self, process_id: str, element_id: str) -> Extra:
        """Return the extras of an element of a process."""
        return self.extras.get(process_id, {}).get(element_id, _NONE)


_NONE: Final = Extra()


def rewrite(package: Package) -> Drawing:
    """Return the package in running form; raises SourceRefused."""
    extras: dict[str, Mapping[str, Extra]] = {}
    for diagram, root in zip(package.parsed, package.trees, strict=True):
        found = dict(_extras(root))
        for process in diagram.processes:
            extras.setdefault(process.process_id, found)
    processes = {key: _process(process, extras[key]) for key, process in package.processes.items()}
    return Drawing(processes=processes, extras=extras)


def _extras(root: etree._Element) -> Iterator[tuple[str, Extra]]:
    handlers: dict[str, str] = {}
    for association in root.iter(f"{{{MODEL}}}association"):
        handlers.setdefault(association.get("sourceRef", ""), association.get("targetRef", ""))
    definitions = {child.get("id", ""): child for child in root}
    for element in root.iter(f"{{{MODEL}}}*"):
        node_id = element.get("id")
        if node_id and element.getparent() is not root:
            yield node_id, _extra(element, handlers.get(node_id, ""), definitions)


def _extra(element: etree._Element, handler: str, definitions: Mapping[str, etree._Element]) -> Extra:
    script = element.find(f"{{{MODEL}}}script")
    compensations = list(element.findall(f"{{{MODEL}}}compensateEventDefinition"))
    for reference in element.findall(f"{{{MODEL}}}eventDefinitionRef"):
        found = definitions.get((reference.text or "").strip().rpartition(":")[2])
        if found is not None and found.tag == f"{{{MODEL}}}compensateEventDefinition":
            compensations.append(found)
    loop = element.find(f"{{{MODEL}}}multiInstanceLoopCharacteristics")
    return Extra(
        script=None if script is None else (script.text or "").strip(),
        script_format=element.get("scriptFormat", "").strip().lower(),
        handler=handler,
        compensates=tuple(found.get("activityRef", "") for found in compensations),
        waits_for_compensation=all(found.get("waitForCompletion", "true") != "false" for found in compensations),
        foreign_language=_foreign_language(element),
        data_work=any(
            association.find(f"{{{MODEL}}}{tag}") is not None
            for direction in ("dataInputAssociation", "dataOutputAssociation")
            for association in element.findall(f"{{{MODEL}}}{direction}")
            for tag in ("assignment", "transformation")
        ),
        loop_data=loop is not None and loop.find(f"{{{MODEL}}}loopDataInputRef") is not None,
        result_variable=next((str(value) for key, value in element.items() if str(key).endswith("resultVariable")), ""),
    )


def _foreign_language(element: etree._Element) -> str:
    """Return the language of the first expression of the element that is not FEEL."""
    for expression in element.iterchildren(f"{{{MODEL}}}conditionExpression"):
        if expression.get("language", "").strip().lower() not in FEEL_LANGUAGES:
            return expression.get("language", "")
    for holder in element:
        for expression in holder.iterchildren(*(f"{{{MODEL}}}{tag}" for tag in _EXPRESSIONS)):
            if expression.get("language", "").strip().lower() not in FEEL_LANGUAGES:
                return expression.get("language", "")
    return ""


def _process(process: ProcessSpec, extras: Mapping[str, Extra]) -> ProcessSpec:
    return replace(process, scope=_scope(process.scope, extras))


def _scope(scope: Scope, extras: Mapping[str, Extra]) -> Scope:
    return replace(scope, nodes=tuple(_node(node, extras.get(node.node_id, _NONE), extras) for node in scope.nodes))


def _node(node: Node, extra: Extra, extras: Mapping[str, Extra]) -> Node:
    if node.inner is not None:
        node = replace(node, inner=_scope(node.inner, extras))
    if node.type == "scriptTask" and node.script is None and extra.script and extra.script_format in FEEL_FORMATS:
        node = replace(node, script=ScriptSpec(expression=extra.script, result_variable=extra.result_variable))
    if extra.compensates:
        activities = iter(extra.compensates)
        node = replace(node, events=tuple(_named(event, activities) for event in node.events))
    return node


def _named(event: EventSpec, activities: Iterator[str]) -> EventSpec:
    """Return a compensation event with the activity it undoes."""
    return replace(event, ref=next(activities, "").rpartition(":")[2]) if event.kind == "compensate" else event
