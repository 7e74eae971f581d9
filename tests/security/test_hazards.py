"""Diagrams that hang or blow up other engines without any code: a finding, or a run, within five seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import pytest

from app.workflow import DefinitionRefused, SourceRefused, Workflow, WorkflowError, compile_definition
from app.workflow.checks import check_package
from app.workflow.findings import errors_of
from app.workflow.package import Package
from app.workflow.trial import run_trial
from tests.security.places_of_tables import TABLES
from tests.security.trying import AT
from tests.workflow.drawing import document, drawing, package, zeebe

SECONDS: Final = 5.0
DATA_IN: Final = (
    '<bpmn:dataInputAssociation id="da"><bpmn:sourceRef>{0}</bpmn:sourceRef><bpmn:targetRef>prop</bpmn:targetRef>'
    "</bpmn:dataInputAssociation>"
)
PROPERTY: Final = '<bpmn:property id="prop" name="__targetRef_placeholder"/>'


def in_boxes(data: str, depth: int, named: str) -> bytes:
    """Return a process whose task lies in so many sub-processes and reads a data object."""
    body = f'<bpmn:task id="T">{PROPERTY}{DATA_IN.format(named)}</bpmn:task>'
    for level in range(depth):
        inner = f"B{level - 1}" if level else "T"
        body = (
            f'<bpmn:subProcess id="B{level}"><bpmn:startEvent id="I{level}"/>{body}<bpmn:endEvent id="O{level}"/>'
            f'<bpmn:sequenceFlow id="fi{level}" sourceRef="I{level}" targetRef="{inner}"/>'
            f'<bpmn:sequenceFlow id="fo{level}" sourceRef="{inner}" targetRef="O{level}"/>'
            "</bpmn:subProcess>"
        )
    top = f"B{depth - 1}" if depth else "T"
    return document(
        f'<bpmn:process id="P" name="П" isExecutable="true"><bpmn:startEvent id="S"/>{data}{body}'
        '<bpmn:endEvent id="E"/>'
        f'<bpmn:sequenceFlow id="f1" sourceRef="S" targetRef="{top}"/>'
        f'<bpmn:sequenceFlow id="f2" sourceRef="{top}" targetRef="E"/></bpmn:process>'
    )


def pairs(count: int, flows: int = 1) -> bytes:
    """Return parallel splits and joins in a row."""
    lines, last = ["start S", "end E"], "S"
    for n in range(count):
        lines += [f"and A{n}", f"and J{n}", f"task L{n}", f"task R{n}", f"{last} > A{n}"]
        lines += [f"A{n} > L{n} > J{n}", f"A{n} > R{n} > J{n}"] * flows
        last = f"J{n}"
    return drawing("\n".join([*lines, f"{last} > E"]))


def doubled(count: int) -> bytes:
    """Return parallel gateways joined by two flows each."""
    lines = ["start S", "end E", *(f"and A{n}" for n in range(count)), "S > A0"]
    for n in range(count - 1):
        lines += [f"A{n} > A{n + 1}"] * 2
    return drawing("\n".join([*lines, f"A{count - 1} > E"]))


def in_a_row(count: int) -> bytes:
    names = [f"T{n}" for n in range(count)]
    return drawing("\n".join(["start S", "end E", *(f"task {name}" for name in names), " > ".join(["S", *names, "E"])]))


def repeated(text: str) -> bytes:
    counted = f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>"
    inside = f"<bpmn:multiInstanceLoopCharacteristics>{counted}</bpmn:multiInstanceLoopCharacteristics>"
    return drawing("start S\nuser A Задача\nend E\nS > A > E", inside={"A": inside})


OBJECT: Final = '<bpmn:dataObject id="DO"/><bpmn:dataObjectReference id="DR" dataObjectRef="DO"/>'
CALL: Final = zeebe('<zeebe:calledElement processId="P"/>')
HAZARDS: Final[Mapping[str, Package]] = {
    "data of nowhere": package(in_boxes("", 1, "nowhere")),
    "data two boxes above": package(in_boxes(OBJECT, 2, "DR")),
    "fourteen pairs": package(pairs(14)),
    "forty pairs": package(pairs(40)),
    "doubled flows": package(doubled(18)),
    "six hundred tasks": package(in_a_row(600)),
    "three hundred and ninety tasks": package(in_a_row(390)),
    "a circle of gateways": package(drawing("start S\nxor X\nxor Y\nend E\nS > X > Y\nY > X if =true\nY > E default")),
    "a circle of tasks": package(drawing("start S\ntask A\nxor Y\nend E\nS > A > Y\nY > A if =true\nY > E default")),
    "a process that calls itself": package(drawing("start S\ncall C\nend E\nS > C > E", inside={"C": CALL})),
    "a thousand million instances": package(repeated("=10**9")),
    "as many written out": package(repeated("1000000000")),
    "a list of them": package(repeated("=count(for i in 1..1000000000 return i)")),
    "a long time": package(drawing("start S\ncatch-timer W P999999999999Y\nend E\nS > W > E")),
    "a longer time": package(
        drawing('start S\ncatch-timer W =duration("P" + string(10 ** 30) + "Y")\nend E\nS > W > E')
    ),
    "a cycle without end": package(drawing("start S\ncatch-cycle W R/PT0S\nend E\nS > W > E")),
    "a cell of question marks": TABLES["cell of a condition"]("?" * 16_000 + '"'),
    "a cell of brackets": TABLES["cell of a condition"]("(" * 20_000),
    "a reference that is a path": package(
        drawing(
            "start S\nreceive W\nend E\nS > W > E",
            attributes={"W": "messageRef='x\"] | //bpmn:message[1] | //*[@id=\"y'"},
        )
    ),
    "an id that is a path": package(
        document('<bpmn:process id="x\'] | //*[@id=\'y" isExecutable="true"><bpmn:startEvent id="S"/></bpmn:process>')
    ),
}
RUNS: Final = {"data of nowhere", "doubled flows",
    "data two boxes above", "fourteen pairs", "forty pairs", "three hundred and ninety tasks",
}  # fmt: skip
"""Honest diagrams that other engines cannot run; ours may run them or say why not."""


@pytest.mark.parametrize("name", HAZARDS)
def test_it_is_answered_in_time(name: str) -> None:
    hazard = HAZARDS[name]
    begun = time.process_time()
    refused = bool(errors_of(check_package(hazard, lenient=True)))
    answer = run_trial(hazard, {"start": {"at": AT.isoformat()}, "steps": [{"advance": "P10D"}]})
    stopped = _run(hazard)
    assert time.process_time() - begun < SECONDS
    assert refused or stopped or answer["state"] in {"failed", "waiting"} or name in RUNS


def _run(hazard: Package) -> bool:
    """Run it whatever the checks say; return whether it was stopped."""
    try:
        case = Workflow.start(compile_definition(hazard), at=AT)
        case.fire_due(AT)
        case.dump()
    except (SourceRefused, DefinitionRefused, WorkflowError):
        return True
    return False


@pytest.mark.parametrize("value", [{"typename": "nosuch"}, {"typename": "datetime", "value": "x"}, {"__class__": 1}])
def test_a_value_that_looks_like_a_type_stays_what_it_is(value: dict[str, Any]) -> None:
    definition = compile_definition(package(drawing("start S\nuser A Задача\nend E\nS > A > E")))
    case = Workflow.start(definition, variables={"given": value}, at=AT)
    again = Workflow.load(definition, case.dump())
    assert again.variables["given"] == value
