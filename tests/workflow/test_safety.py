"""No text of a diagram is ever run as code: the public payloads in every field that the engine evaluates."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from app.workflow import DefinitionRefused, SourceRefused, Workflow, WorkflowError, compile_definition
from tests.payloads import DATA, NO_DATA, WIRE, Payload, payloads
from tests.workflow.diagrams import HEAD, Package, SourceFile

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)
MARK = "never-made"
EXPRESSION = 'xsi:type="bpmn:tFormalExpression"'
DATA_BEFORE = {"amount": 5, "approved": False, "form": {"amount": 5, "approved": False}, "items": [1, 2, 3]}


def body(tag: str, inside: str, attributes: str = "") -> str:
    return (
        f'<bpmn:startEvent id="s"/><bpmn:{tag} id="a" {attributes}>{inside}</bpmn:{tag}>'
        '<bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    )


def extension(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def loop(inside: str) -> str:
    return f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"


PLACES = {
    "condition": lambda text: body("task", "").replace(
        'id="f2" sourceRef="a" targetRef="e"/>',
        f'id="f2" sourceRef="a" targetRef="e"><bpmn:conditionExpression {EXPRESSION}>{escape(text)}'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>",
    ),
    "script": lambda text: body(
        "scriptTask", extension(f'<zeebe:script expression={quoteattr("=" + text)} resultVariable="r"/>')
    ),
    "bpmn script": lambda text: body("scriptTask", f"<bpmn:script>{escape(text)}</bpmn:script>", 'scriptFormat="feel"'),
    "input": lambda text: body(
        "task",
        extension(f'<zeebe:ioMapping><zeebe:input source={quoteattr("=" + text)} target="r"/></zeebe:ioMapping>'),
    ),
    "output": lambda text: body(
        "task",
        extension(f'<zeebe:ioMapping><zeebe:output source={quoteattr("=" + text)} target="r"/></zeebe:ioMapping>'),
    ),
    "collection": lambda text: body(
        "task",
        loop(extension(f'<zeebe:loopCharacteristics inputCollection={quoteattr("=" + text)} inputElement="i"/>')),
    ),
    "cardinality": lambda text: body(
        "task", loop(f"<bpmn:loopCardinality {EXPRESSION}>{escape(text)}</bpmn:loopCardinality>")
    ),
    "completion condition": lambda text: body(
        "task",
        loop(
            f"<bpmn:loopCardinality {EXPRESSION}>2</bpmn:loopCardinality>"
            f"<bpmn:completionCondition {EXPRESSION}>{escape(text)}</bpmn:completionCondition>"
        ),
    ),
    "loop condition": lambda text: body(
        "task",
        f'<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition {EXPRESSION}>{escape(text)}'
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>",
    ),
    "timer": lambda text: body(
        "intermediateCatchEvent",
        f"<bpmn:timerEventDefinition><bpmn:timeDuration {EXPRESSION}>{escape('=' + text)}</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>",
    ),
    "timer text": lambda text: body(
        "intermediateCatchEvent",
        f"<bpmn:timerEventDefinition><bpmn:timeDate {EXPRESSION}>{escape(text)}</bpmn:timeDate>"
        "</bpmn:timerEventDefinition>",
    ),
    "event condition": lambda text: body(
        "intermediateCatchEvent",
        f"<bpmn:conditionalEventDefinition><bpmn:condition {EXPRESSION}>{escape(text)}</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>",
    ),
    "correlation key": lambda text: body("receiveTask", "", 'messageRef="M"'),
    "decision": lambda text: body(
        "businessRuleTask", extension(f'<zeebe:calledDecision decisionId={quoteattr("=" + text)} resultVariable="r"/>')
    ),
    "called process": lambda text: body(
        "callActivity", extension(f"<zeebe:calledElement processId={quoteattr('=' + text)}/>")
    ),
}


def diagram(place: str, text: str) -> bytes:
    message = ""
    if place == "correlation key":
        key = quoteattr("=" + text)
        message = (
            f'<bpmn:message id="M" name="Go">{extension(f"<zeebe:subscription correlationKey={key}/>")}</bpmn:message>'
        )
    inside = f'<bpmn:process id="p" isExecutable="true">{PLACES[place](text)}</bpmn:process></bpmn:definitions>'
    return (HEAD + message + inside).encode("utf-8", "surrogatepass")


@pytest.mark.skipif(not DATA.exists(), reason=NO_DATA)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", payloads(Path(MARK)), ids=lambda payload: payload.id)
def test_a_payload_does_nothing(place: str, payload: Payload, tmp_path: Path) -> None:
    hostile = payload.text.replace(MARK, str(tmp_path / "mark"))
    package = Package(diagrams=(SourceFile(name="hostile.bpmn", data=diagram(place, hostile)),))
    started = time.monotonic()
    with WIRE.set() as executed:
        try:
            case = Workflow.start(compile_definition(package), variables=DATA_BEFORE, at=AT)
            kept = {key: value for key, value in case.variables.items() if key != "r"}
        except (SourceRefused, DefinitionRefused, WorkflowError):
            kept = None
    assert executed == []
    assert not (tmp_path / "mark").exists()
    assert time.monotonic() - started < 2
    assert kept in (None, DATA_BEFORE)


def test_the_trip_wire_sees_code_that_is_run() -> None:
    with WIRE.set() as executed:
        exec("1 + 1")
    assert executed == ["<string>"]


def test_spiffworkflow_gets_no_script_engine() -> None:
    import app.workflow.workflow as module

    case = Workflow.start(
        compile_definition(Package(diagrams=(SourceFile(name="a.bpmn", data=diagram("input", "1")),))), at=AT
    )
    assert not hasattr(case._tree, "script_engine")
    assert "PythonScriptEngine" not in vars(module)
