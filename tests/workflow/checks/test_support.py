"""What cannot run as drawn is refused at its element; what the runtime rewrites is not."""

import pytest

from app.workflow.checks import check_package
from tests.workflow.drawing import document, drawn, package, script, zeebe

STEP = "start S\nuser A a\nend E\nS > A > E"


def found(text: str, **options: object) -> set[tuple[str, str]]:
    findings = check_package(drawn(text, **options), groups=["support"])
    for finding in findings:
        assert finding.ru
        assert finding.remedy_ru
        assert finding.ru != finding.en
    return {(finding.rule, finding.element) for finding in findings}


def loop(content: str, **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:multiInstanceLoopCharacteristics{written}>{content}</bpmn:multiInstanceLoopCharacteristics>"


BAD = {
    "complex gateway": ("start S\ncomplex X\nend E\nS > X > E", {("unsupported-element", "X")}),
    "ad hoc": ("start S\nadhoc U {\nuser A a\n}\nend E\nS > U > E", {("unsupported-element", "U")}),
    "catch event without definition": ("start S\ncatch W\nend E\nS > W > E", {("event-without-definition", "W")}),
    "receive task without message": ("start S\nreceive R r\nend E\nS > R > E", {("message-missing", "R")}),
    "unknown message": ("start S\ncatch-message W Gone\nend E\nS > W > E", {("unknown-reference", "W")}),
    "timer that is no time": ("start S\ncatch-timer W soon\nend E\nS > W > E", {("timer-unreadable", "W")}),
    "timer without time": ("start S\ncatch-timer W\nend E\nS > W > E", {("timer-missing", "W")}),
    "repeating timer that interrupts": (
        "start S\nuser A a\ncycle T on A R3/P1D\nend E\nS > A > E\nT > E",
        {("timer-cycle-not-allowed", "T")},
    ),
    "repetition that stands still": (
        "start S\nuser A a\ncycle T beside A R3/PT0S\nend E\nS > A > E\nT > E",
        {("timer-unreadable", "T")},
    ),
    "link without pair": ("start S\nthrow-link L on\nS > L", {("link-without-pair", "L")}),
    "event gateway before a task": (
        "start S\nevent X\nuser A a\nend E\nS > X > A > E",
        {("event-gateway-target", "A")},
    ),
    "flow into a start": ("start S\nuser A a\nend E\nS > A > E\nA > S", {("incoming-on-start", "S")}),
    "flow out of an end": ("start S\nuser A a\nend E\nS > A > E\nE > A", {("outgoing-on-end", "E")}),
    "missing condition": (
        "start S\nxor X\nend E\nend D\nS > X\nX > E\nX > D if =outcome = \"a\"",
        {("missing-condition", "f2_X_E")},
    ),
    "condition behind a parallel gateway": (
        "start S\nand X\nend E\nend D\nS > X\nX > E\nX > D if =true",
        {("ignored-condition", "f3_X_D")},
    ),
    "event sub-process without trigger": (
        "start S\nend E\nS > E\nhandler H {\nstart I\nend O\nI > O\n}",
        {("event-sub-process-start", "H")},
    ),
    "two plain starts": ("start S\nstart T\nend E\nS > E\nT > E", {("several-start-events", "T")}),
    "nothing begins": ("user A a\nuser B b\nA > B > A", {("no-start-event", "P")}),
    "call without target": ("start S\ncall C\nend E\nS > C > E", {("call-missing", "C")}),
    "uncaught error": (
        "start S\nsub U {\nstart I\nend-error F Err\nI > F\n}\nend E\nS > U > E",
        {("error-not-caught", "F")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD.values(), ids=BAD)
def test_refused_at_its_element(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        (loop(""), "loop-without-collection"),
        (loop("<bpmn:loopCardinality>1000000000</bpmn:loopCardinality>"), "loop-out-of-range"),
        (loop("<bpmn:loopCardinality>=-1</bpmn:loopCardinality>"), "loop-out-of-range"),
        (loop("<bpmn:loopCardinality>3</bpmn:loopCardinality>", behavior="One"), "unsupported-attribute"),
        ("<bpmn:standardLoopCharacteristics/>", "loop-without-condition"),
        ('<bpmn:standardLoopCharacteristics loopMaximum="-1"/>', "loop-out-of-range"),
        (zeebe("<zeebe:executionListeners/>"), "unsupported-extension"),
        (zeebe('<c:formData xmlns:c="http://camunda.org/schema/1.0/bpmn"/>'), "unsupported-extension"),
        (
            zeebe('<s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">x</s:preScript>'),
            "unsupported-extension",
        ),
        (zeebe('<zeebe:ioMapping><zeebe:output source="=1" target="outcome"/></zeebe:ioMapping>'), "reserved-variable"),
    ],
)
def test_refused_property_of_a_task(inside: str, rule: str) -> None:
    assert found(STEP, inside={"A": inside}) == {(rule, "A")}


def test_attributes_of_another_engine_are_refused() -> None:
    attributes = {"A": 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="demo"'}
    assert found(STEP, attributes=attributes) == {("unsupported-extension", "A")}


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ("<bpmn:script>print(1)</bpmn:script>", "script-body"),
        (script("=", "x"), "script-missing"),
        (script("=1", ""), "script-missing"),
        (script("=1", "case"), "reserved-variable"),
    ],
)
def test_script_task(inside: str, rule: str) -> None:
    assert found("start S\nscript A a\nend E\nS > A > E", inside={"A": inside}) == {(rule, "A")}


def test_flows_across_a_border_and_into_nothing() -> None:
    body = (
        '<bpmn:process id="P" isExecutable="true"><bpmn:startEvent id="S"/>'
        '<bpmn:subProcess id="U"><bpmn:startEvent id="I"/>'
        '<bpmn:endEvent id="O"/><bpmn:sequenceFlow id="in" sourceRef="I" targetRef="O"/></bpmn:subProcess>'
        '<bpmn:sequenceFlow id="across" sourceRef="S" targetRef="O"/>'
        '<bpmn:sequenceFlow id="lost" sourceRef="S" targetRef="Nowhere"/></bpmn:process>'
    )
    findings = check_package(package(document(body)), groups=["support"])
    assert {("flow-across-scope", "across"), ("dangling-flow", "lost")} <= {(f.rule, f.element) for f in findings}


def test_empty_file_of_processes_and_processes_twice() -> None:
    assert [f.rule for f in check_package(package(document("")), groups=["support"])] == ["no-process"]
    same = drawn(STEP).diagrams[0].data
    assert [f.rule for f in check_package(package(same, same), groups=["support"])] == ["duplicate-process"]


def test_element_without_id_is_refused() -> None:
    body = '<bpmn:process id="P" isExecutable="true"><bpmn:startEvent/></bpmn:process>'
    assert {f.rule for f in check_package(package(document(body)), groups=["support"])} == {"missing-id"}


def test_nesting_has_a_limit() -> None:
    text = "end O\n"
    for level in range(12):
        text = f"sub U{level} {{\n{text}}}\n"
    assert ("nesting-too-deep", "P") in found(text)


REWRITTEN = {
    "reserved ids": "start Start\nuser End a\nend Root\nStart > End > Root",
    "implicit split": "start S\nuser A a\nend E\nend D\nS > A\nA > E\nA > D",
    "one conditional flow": "start S\nuser A a\nend E\nS > A\nA > E if =true",
    "conditional event": "start S\ncatch-conditional W =case.ready\nend E\nS > W > E",
    "signal end": "start S\nend-signal E Sig\nS > E",
    "escalation": (
        "start S\nsub U {\nstart I\nend-escalation O Esc\nI > O\n}\nescalation B beside U Esc\nend E\nend D\n"
        "S > U > E\nB > D"
    ),
    "timer in an event sub-process": (
        "start S\nuser A a\nend E\nS > A > E\nhandler H {\nstart-timer I PT1H\nend O\nI > O\n}"
    ),
}


@pytest.mark.parametrize("text", REWRITTEN.values(), ids=REWRITTEN)
def test_what_the_runtime_runs_right_is_not_refused(text: str) -> None:
    assert found(text) == set()


def test_choice_without_default_is_only_a_warning_and_none_when_nothing_is_left_out() -> None:
    text = "start S\nuser A a\nxor X\nend E\nend D\nS > A > X\nX > E if =%s\nX > D if =%s"
    findings = check_package(drawn(text % ("total > 1", "total < 1")), groups=["support"])
    assert [(finding.rule, finding.severity) for finding in findings] == [("no-default-flow", "warning")]
    assert found(text % ("ok", "not(ok)")) == set()
    kind = zeebe(
        '<zeebe:properties><zeebe:property name="soglas:kind" value="approve"/>'
        '<zeebe:property name="soglas:outcomes" value="approve return"/></zeebe:properties>'
    )
    assert found(text % ('outcome = "approve"', 'outcome = "return"'), inside={"A": kind}) == set()
