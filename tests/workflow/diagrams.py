"""Writes small BPMN diagrams from lines of text, for tests: one element a line, sub-processes by indentation.

start s -> a
xor g -> b{amount > 100} c{default}
boundary late on=a duration=PT1H -> chase
sub box -> e
  start in -> work
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from app.workflow import Package, SourceFile

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"\n'
    '    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\n'
    '    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"\n'
    '    id="Definitions" targetNamespace="http://soglas/conformance">\n'
)
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "manual": "manualTask",
    "user": "userTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "script": "scriptTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "complex": "complexGateway",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "sub": "subProcess",
    "esp": "subProcess",
    "transaction": "transaction",
    "adhoc": "adHocSubProcess",
    "property": "property",
    "data": "dataObject",
    "dataref": "dataObjectReference",
}
CONTAINERS = {"sub", "esp", "transaction", "adhoc", "process"}
_TARGET = re.compile(r"([^\W\d][\w.-]*)(?:\{([^}]*)\})?")
_EXPRESSION = 'xsi:type="bpmn:tFormalExpression"'


@dataclass
class _Element:
    kind: str
    name: str
    options: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    children: list[_Element] = field(default_factory=list)

    def get(self, key: str, default: str = "") -> str:
        return next((value for option, value in self.options if option == key), default)

    def has(self, key: str) -> bool:
        return any(option == key for option, _ in self.options)


class _Writer:
    """Writes one file."""

    def __init__(self) -> None:
        self.roots: dict[str, str] = {}
        self.lines: list[str] = []
        self.flows = 0

    def root(self, tag: str, name: str, attribute: str) -> str:
        identifier = f"{tag.capitalize()}_{re.sub(r'[^A-Za-z0-9_]', '_', name)}"
        extra = f" {attribute}={quoteattr(name)}" if attribute != "name" else ""
        self.roots.setdefault(identifier, f'  <bpmn:{tag} id="{identifier}" name={quoteattr(name)}{extra}/>')
        return identifier

    def container(self, element: _Element, indent: int) -> None:
        for child in element.children:
            self.element(child, indent)
        for child in element.children:
            for target, condition in child.targets:
                self.flow(child, target, condition, indent)
        for child in element.children:
            if child.kind == "boundary" and child.has("handler"):
                self.put(
                    indent,
                    f'<bpmn:association id="Undo_{child.name}" associationDirection="One" '
                    f'sourceRef="{child.name}" targetRef="{child.get("handler")}"/>',
                )

    def put(self, indent: int, text: str) -> None:
        self.lines.append("  " * indent + text)

    def flow(self, source: _Element, target: str, condition: str, indent: int) -> None:
        name = f"{source.name}_to_{target}"
        head = f'<bpmn:sequenceFlow id="{name}" sourceRef="{source.name}" targetRef="{target}"'
        if condition and condition != "default":
            body = f"<bpmn:conditionExpression {_EXPRESSION}>{escape(condition)}</bpmn:conditionExpression>"
            self.put(indent, f"{head}>{body}</bpmn:sequenceFlow>")
        else:
            self.put(indent, f"{head}/>")

    def element(self, element: _Element, indent: int) -> None:
        tag = TAGS[element.kind]
        attributes = [f'id="{element.name}"']
        if element.has("name"):
            attributes.append(f"name={quoteattr(element.get('name'))}")
        default = next((target for target, condition in element.targets if condition == "default"), "")
        if default:
            attributes.append(f'default="{element.name}_to_{default}"')
        if element.kind == "boundary":
            attributes.append(f'attachedToRef="{element.get("on")}"')
        if element.has("non"):
            attributes.append('cancelActivity="false"' if element.kind == "boundary" else 'isInterrupting="false"')
        if element.kind == "esp":
            attributes.append('triggeredByEvent="true"')
        if element.kind in {"receive", "send"} and element.has("message"):
            attributes.append(f'messageRef="{self.message(element)}"')
        for key, value in element.options:
            if key.startswith("@"):
                attributes.append(f"{key[1:]}={quoteattr(value)}")
        inside = self.inside(element)
        head = f"<bpmn:{tag} {' '.join(attributes)}"
        if not inside and not element.children:
            self.put(indent, f"{head}/>")
            return
        self.put(indent, f"{head}>")
        for line in inside:
            self.put(indent + 1, line)
        self.container(element, indent + 1)
        self.put(indent, f"</bpmn:{tag}>")

    def message(self, element: _Element) -> str:
        name = element.get("message")
        identifier = self.root("message", name, "name")
        if element.has("key"):
            self.roots[identifier] = (
                f'  <bpmn:message id="{identifier}" name={quoteattr(name)}><bpmn:extensionElements>'
                f"<zeebe:subscription correlationKey={quoteattr(element.get('key'))}/>"
                "</bpmn:extensionElements></bpmn:message>"
            )
        return identifier

    def inside(self, element: _Element) -> list[str]:
        lines = self.extensions(element)
        if element.kind not in {"receive", "send"}:
            lines += [line for key, value in element.options for line in self.definition(element, key, value)]
        if element.kind != "rule":
            lines += self.loop(element)
        if element.has("code"):
            lines.append(f"<bpmn:script>{escape(element.get('code'))}</bpmn:script>")
        return lines

    def extensions(self, element: _Element) -> list[str]:
        found = []
        if element.has("script"):
            variable, _, text = element.get("script").partition("=")
            found.append(
                f"<zeebe:script expression={quoteattr('=' + text.strip())} "
                f"resultVariable={quoteattr(variable.strip())}/>"
            )
        if element.has("calls"):
            child = element.get("child", "true")
            parent = element.get("parent", "true")
            found.append(
                f"<zeebe:calledElement processId={quoteattr(element.get('calls'))} "
                f'propagateAllChildVariables="{child}" propagateAllParentVariables="{parent}"/>'
            )
        if element.has("decision"):
            decision, _, variable = element.get("decision").partition(":")
            found.append(f'<zeebe:calledDecision decisionId="{decision}" resultVariable="{variable}"/>')
        if element.has("job"):
            found.append(f'<zeebe:taskDefinition type="{element.get("job")}"/>')
        rows = []
        for key, value in element.options:
            if key in {"in", "out"}:
                source, _, target = value.rpartition(":")
                tag = "input" if key == "in" else "output"
                rows.append(f"<zeebe:{tag} source={quoteattr(source)} target={quoteattr(target)}/>")
        if rows:
            found.append(f"<zeebe:ioMapping>{''.join(rows)}</zeebe:ioMapping>")
        return [f"<bpmn:extensionElements>{''.join(found)}</bpmn:extensionElements>"] if found else []

    def definition(self, element: _Element, key: str, value: str) -> list[str]:
        if key in {"date", "duration", "cycle"}:
            tag = f"time{key.capitalize()}"
            return [
                f"<bpmn:timerEventDefinition><bpmn:{tag} {_EXPRESSION}>{escape(value)}</bpmn:{tag}>"
                "</bpmn:timerEventDefinition>"
            ]
        if key == "message":
            return [f'<bpmn:messageEventDefinition messageRef="{self.message(element)}"/>']
        if key == "signal":
            return [f'<bpmn:signalEventDefinition signalRef="{self.root("signal", value, "name")}"/>']
        if key in {"error", "escalation"}:
            reference = f' {key}Ref="{self.root(key, value, f"{key}Code")}"' if value else ""
            return [f"<bpmn:{key}EventDefinition{reference}/>"]
        if key == "when":
            return [
                f"<bpmn:conditionalEventDefinition><bpmn:condition {_EXPRESSION}>{escape(value)}</bpmn:condition>"
                "</bpmn:conditionalEventDefinition>"
            ]
        if key == "link":
            return [f'<bpmn:linkEventDefinition id="Link_{element.name}" name={quoteattr(value)}/>']
        if key == "undo":
            reference = f' activityRef="{value}"' if value else ""
            return [f"<bpmn:compensateEventDefinition{reference}/>"]
        if key in {"terminate", "cancel"}:
            return [f"<bpmn:{key}EventDefinition/>"]
        if key == "ref":
            return [f"<bpmn:eventDefinitionRef>{value}</bpmn:eventDefinitionRef>"]
        return []

    def loop(self, element: _Element) -> list[str]:
        if element.has("while") or element.has("max") or element.has("loop"):
            condition = element.get("while")
            body = f"<bpmn:loopCondition {_EXPRESSION}>{escape(condition)}</bpmn:loopCondition>" if condition else ""
            maximum = f' loopMaximum="{element.get("max")}"' if element.has("max") else ""
            before = ' testBefore="true"' if element.has("before") else ""
            return [f"<bpmn:standardLoopCharacteristics{before}{maximum}>{body}</bpmn:standardLoopCharacteristics>"]
        if not (element.has("each") or element.has("times") or element.has("multi")):
            return []
        item, _, items = element.get("each").partition(" in ")
        attributes = ""
        if items:
            attributes += f' inputCollection={quoteattr("=" + items)} inputElement="{item}"'
        if element.has("collect"):
            collection, _, answer = element.get("collect").partition("=")
            attributes += f' outputCollection="{collection.strip()}" outputElement={quoteattr("=" + answer.strip())}'
        inner = (
            f"<bpmn:extensionElements><zeebe:loopCharacteristics{attributes}/></bpmn:extensionElements>"
            if attributes
            else ""
        )
        if element.has("times"):
            inner += f"<bpmn:loopCardinality {_EXPRESSION}>{escape(element.get('times'))}</bpmn:loopCardinality>"
        if element.has("until"):
            inner += (
                f"<bpmn:completionCondition {_EXPRESSION}>{escape(element.get('until'))}</bpmn:completionCondition>"
            )
        sequential = ' isSequential="true"' if element.has("sequential") else ""
        behavior = f' behavior="{element.get("behavior")}"' if element.has("behavior") else ""
        return [
            f"<bpmn:multiInstanceLoopCharacteristics{sequential}{behavior}>{inner}"
            "</bpmn:multiInstanceLoopCharacteristics>"
        ]


def _parse(text: str) -> list[_Element]:
    top = _Element("process", "process", [], [])
    processes = [top]
    stack: list[tuple[int, _Element]] = [(-1, top)]
    for line in text.splitlines():
        if not line.strip() or line.strip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        head, _, tail = line.strip().partition(" -> ")
        kind, *words = shlex.split(head)
        name = words[0] if words else ""
        options = [(word.partition("=")[0], word.partition("=")[2]) for word in words[1:]]
        if kind == "process":
            if not processes[0].children and len(processes) == 1:
                processes.clear()
            current = _Element("process", name, options, [])
            processes.append(current)
            stack = [(-1, current)]
            continue
        element = _Element(kind, name, options, [(m[1], m[2] or "") for m in _TARGET.finditer(tail)])
        while stack[-1][0] >= indent:
            stack.pop()
        stack[-1][1].children.append(element)
        if kind in CONTAINERS:
            stack.append((indent, element))
    return processes


def diagram(text: str, roots: str = "") -> str:
    """Return the BPMN file that the lines describe; `roots` is put before the processes as it is."""
    writer = _Writer()
    for process in _parse(text):
        writer.put(1, f'<bpmn:process id="{process.name}" isExecutable="true">')
        writer.container(process, 2)
        writer.put(1, "</bpmn:process>")
    before = "".join(f"{line}\n" for line in (*writer.roots.values(), *roots.splitlines()))
    return HEAD + before + "\n".join(writer.lines) + "\n</bpmn:definitions>\n"


def package(text: str, roots: str = "") -> Package:
    """Return the package of one diagram."""
    return Package(diagrams=(SourceFile(name="test.bpmn", data=diagram(text, roots).encode()),))
