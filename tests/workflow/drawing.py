"""Draws small diagrams for tests from a few lines of text.

    start S
    user A Согласовать
    xor X
    end E
    S > A > X
    X > E
    X > A if =outcome = "return"

A line is a node (`kind id name`), a boundary event (`timer B on A P1D`, `beside` when it does not interrupt), a chain
of flows, or `sub P {` … `}`. Flows out of a choice get a condition each and the last one is the default, unless one is
written. `drawn(..., bare=True)` leaves them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from app.workflow.package import Package, SourceFile

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud"'
    ' id="definitions" targetNamespace="http://soglas.test">\n'
)
GATEWAYS = {
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "complex": "complexGateway",
}
TASKS = {
    "user": "userTask",
    "manual": "manualTask",
    "task": "task",
    "script": "scriptTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
}
DEFINITIONS = {
    "timer": "<bpmn:timerEventDefinition><bpmn:timeDuration>{0}</bpmn:timeDuration></bpmn:timerEventDefinition>",
    "cycle": "<bpmn:timerEventDefinition><bpmn:timeCycle>{0}</bpmn:timeCycle></bpmn:timerEventDefinition>",
    "message": '<bpmn:messageEventDefinition messageRef="{0}"/>',
    "signal": '<bpmn:signalEventDefinition signalRef="{0}"/>',
    "error": '<bpmn:errorEventDefinition errorRef="{0}"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="{0}"/>',
    "conditional": "<bpmn:conditionalEventDefinition><bpmn:condition>{0}</bpmn:condition>"
    "</bpmn:conditionalEventDefinition>",
    "terminate": "<bpmn:terminateEventDefinition/>",
    "link": '<bpmn:linkEventDefinition name="{0}"/>',
    "compensate": "<bpmn:compensateEventDefinition/>",
}
ROOTS = (
    '<bpmn:message id="Msg" name="ответ"><bpmn:extensionElements><zeebe:subscription correlationKey="=case.number"/>'
    '</bpmn:extensionElements></bpmn:message><bpmn:signal id="Sig" name="сигнал"/>'
    '<bpmn:error id="Err" name="ошибка" errorCode="broken"/>'
    '<bpmn:escalation id="Esc" name="эскалация" escalationCode="late"/>\n'
)


def document(body: str, *, roots: str = ROOTS) -> bytes:
    """Return a whole BPMN file around the text of its processes."""
    return f"{HEAD}{roots}{body}</bpmn:definitions>\n".encode()


def drawing(
    text: str,
    *,
    process: str = "P",
    bare: bool = False,
    inside: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    roots: str = ROOTS,
) -> bytes:
    """Return the file of one drawn process; `inside` is XML put into elements by id, `attributes` likewise."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    pen = _Pen(lines, bare, inside or {}, attributes or {})
    body = pen.scope()
    return document(
        f'<bpmn:process id="{process}" name="Процесс {process}" isExecutable="true">\n{body}</bpmn:process>\n',
        roots=roots,
    )


def drawn(text: str, **options: object) -> Package:
    """Return a package with one drawn process."""
    return package(drawing(text, **options))  # type: ignore[arg-type]


def package(
    *files: bytes, forms: Mapping[str, dict[str, object]] | None = None, decisions: tuple[bytes, ...] = ()
) -> Package:
    """Return a package of these files."""
    return Package(
        diagrams=tuple(SourceFile(name=f"d{number}.bpmn", data=data) for number, data in enumerate(files)),
        forms=dict(forms or {}),
        decisions=tuple(SourceFile(name=f"t{number}.dmn", data=data) for number, data in enumerate(decisions)),
    )


def zeebe(inner: str) -> str:
    """Return extension elements around zeebe elements."""
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def script(expression: str, result: str) -> str:
    """Return the extension of a script task."""
    return zeebe(f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>")


class _Pen:
    def __init__(self, lines: list[str], bare: bool, inside: Mapping[str, str], attributes: Mapping[str, str]) -> None:
        self.lines = lines
        self.bare = bare
        self.inside = inside
        self.attributes = attributes
        self.flows = 0

    def scope(self) -> str:
        """Draw lines up to the closing brace."""
        nodes: list[tuple[str, str, str, str]] = []
        flows: list[tuple[str, str, str]] = []
        while self.lines:
            line = self.lines.pop(0)
            if line == "}":
                break
            if " > " in line:
                flows += self._chain(line)
            else:
                nodes.append(self._node(line))
        return self._written(nodes, flows)

    @staticmethod
    def _chain(line: str) -> list[tuple[str, str, str]]:
        condition = ""
        if match := re.match(r"(.*?) (if =.*|default)$", line):
            line, condition = match[1], match[2].removeprefix("if ")
        stops = [part.strip() for part in line.split(" > ")]
        return [(source, target, condition) for source, target in pairwise(stops)]

    def _node(self, line: str) -> tuple[str, str, str, str]:
        """Return tag, id, attributes and content of a node."""
        words = line.split()
        kind, node_id = words[0], words[1]
        attributes = f' id="{node_id}" {self.attributes.get(node_id, "")}'
        content = self.inside.get(node_id, "")
        if len(words) > 3 and words[2] in {"on", "beside"}:
            attributes += f' attachedToRef="{words[3]}" cancelActivity="{str(words[2] == "on").lower()}"'
            content += DEFINITIONS[kind].format(escape(" ".join(words[4:])))
            return "boundaryEvent", node_id, attributes, content
        if kind in {"sub", "transaction", "adhoc", "handler"}:
            tag = {"transaction": "transaction", "adhoc": "adHocSubProcess"}.get(kind, "subProcess")
            if kind == "handler":
                attributes += ' triggeredByEvent="true"'
            return tag, node_id, attributes, content + self.scope()
        if kind in TASKS or kind in GATEWAYS:
            name = " ".join(words[2:])
            if name:
                attributes += f" name={quoteattr(name)}"
            if kind == "script" and "zeebe:script" not in content and "bpmn:script" not in content:
                content += script("=1 + 1", "total")
            return {**TASKS, **GATEWAYS}[kind], node_id, attributes, content
        position, _, event = kind.partition("-")
        tag = {
            "start": "startEvent",
            "end": "endEvent",
            "catch": "intermediateCatchEvent",
            "throw": "intermediateThrowEvent",
        }[position]
        if event:
            content += DEFINITIONS[event].format(escape(" ".join(words[2:])))
        return tag, node_id, attributes, content

    def _written(self, nodes: list[tuple[str, str, str, str]], flows: list[tuple[str, str, str]]) -> str:
        leaving: dict[str, int] = {}
        for source, _, _ in flows:
            leaving[source] = leaving.get(source, 0) + 1
        tags = {node_id: tag for tag, node_id, _, _ in nodes}
        given = {source for source, _, condition in flows if condition}
        seen: dict[str, int] = {}
        text, defaults = "", {}
        for source, target, condition in flows:
            self.flows += 1
            flow_id = f"f{self.flows}_{source}_{target}"
            seen[source] = seen.get(source, 0) + 1
            chooses = tags.get(source) in {"exclusiveGateway", "inclusiveGateway"} and leaving[source] > 1
            if chooses and source not in given and not self.bare:
                condition = "default" if seen[source] == leaving[source] else f'=outcome = "way{seen[source]}"'
            if condition == "default":
                defaults[source] = flow_id
                condition = ""
            inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
            ends = f'sourceRef="{source}" targetRef="{target}"'
            text += f'<bpmn:sequenceFlow id="{flow_id}" {ends}>{inner}</bpmn:sequenceFlow>\n'
        drawn_nodes = ""
        for tag, node_id, attributes, content in nodes:
            default = f' default="{defaults[node_id]}"' if node_id in defaults else ""
            drawn_nodes += f"<bpmn:{tag}{attributes}{default}>{content}</bpmn:{tag}>\n"
        return drawn_nodes + text
