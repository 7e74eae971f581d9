"""Diagrams as other programs write them: a running draft or a clear list, never a failure and never a long wait.

The diagrams are written here in the manner of the reference files of the BPMN MIWG, of the examples of bpmn.io and
Camunda, and of Bizagi, Signavio and Visio: their namespaces, encodings and habits, not their content.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.foundation.database import db
from app.processes.queries.archive import read_upload
from app.processes.queries.drafts import list_drafts, package_of_draft
from app.processes.queries.examination import examine
from tests.cast import Cast, sign_in
from tests.checked_client import page_of, words_of
from tests.workshop.foreign import lead_through

Browser = Callable[[str], FlaskClient]
FOLDER = "SOGLAS_DIAGRAMS"
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def bpmn(body: str, *, prefix: str = "", more: str = "") -> str:
    name = f"{prefix}:definitions" if prefix else "definitions"
    space = f'xmlns:{prefix}="{MODEL}"' if prefix else f'xmlns="{MODEL}"'
    return f'<{name} {space} {DI} {more} id="d" targetNamespace="http://example.org/x">{body}</{name}>'


def flow(*ids: str, prefix: str = "") -> str:
    tag = f"{prefix}:sequenceFlow" if prefix else "sequenceFlow"
    return "".join(f'<{tag} id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids))


MIWG_A1 = bpmn(
    '<process isExecutable="false" id="_1"><startEvent name="Start Event" id="s"/><task name="Task 1" id="t1"/>'
    '<task name="Task 2" id="t2"/><endEvent name="End Event" id="e"/>' + flow("s", "t1", "t2", "e") + "</process>"
    '<bpmndi:BPMNDiagram id="D" name="A.1.0" resolution="96.0"><bpmndi:BPMNPlane bpmnElement="_1" id="P">'
    '<bpmndi:BPMNShape bpmnElement="s" id="s_di"><dc:Bounds x="18.0" y="343" width="30" height="3e1"/>'
    '<bpmndi:BPMNLabel labelStyle="ls"/></bpmndi:BPMNShape></bpmndi:BPMNPlane><bpmndi:BPMNLabelStyle id="ls">'
    '<dc:Font name="arial,helvetica" size="9" isBold="false"/></bpmndi:BPMNLabelStyle></bpmndi:BPMNDiagram>'
)
MIWG_B2 = bpmn(
    '<collaboration id="c"><participant id="p1" name="Participant" processRef="pr"/><participant id="p2" name="Pool"/>'
    '<messageFlow id="m" sourceRef="send" targetRef="p2"/><participantAssociation id="x"/></collaboration>'
    '<category id="cat"><categoryValue id="cv" value="Group"/></category><globalUserTask id="g" name="Global"/>'
    '<itemDefinition id="it" isCollection="true"/><interface id="i" name="I"><operation id="o" name="O">'
    '<inMessageRef>msg</inMessageRef></operation></interface><message id="msg" name="Message"/>'
    '<process id="pr" processType="None" isClosed="false"><ioSpecification id="io"><inputSet id="is"/>'
    '<outputSet id="os"/></ioSpecification><property id="prop" name="p"/><laneSet id="ls"><lane id="l1" name="Lane 1">'
    '<flowNodeRef>s</flowNodeRef><childLaneSet id="cls"><lane id="l2" name="Inner"/></childLaneSet></lane></laneSet>'
    '<startEvent id="s" parallelMultiple="true"><timerEventDefinition id="td"/><signalEventDefinition id="sd"/>'
    '</startEvent><sendTask id="send" name="Send" operationRef="o"/><receiveTask id="rec" instantiate="true"/>'
    '<manualTask id="man"/><businessRuleTask id="brt" implementation="##unspecified"/><complexGateway id="cg">'
    '<activationCondition>x</activationCondition></complexGateway><eventBasedGateway id="eg" instantiate="true"/>'
    '<adHocSubProcess id="ad" ordering="Parallel" cancelRemainingInstances="true"><task id="in"/>'
    '<completionCondition/></adHocSubProcess><transaction id="tr" method="##Compensate"/><callActivity id="ca"/>'
    '<subProcess id="loop"><standardLoopCharacteristics testBefore="false"/></subProcess><textAnnotation id="ta">'
    '<text>Text</text></textAnnotation><association id="as" sourceRef="s" targetRef="ta"/><group id="gr" '
    'categoryValueRef="cv"/><dataObject id="do" isCollection="true"/><dataObjectReference id="dor" dataObjectRef="do"/>'
    '<dataStoreReference id="dsr" dataStoreRef="ds"/><boundaryEvent id="b" attachedToRef="tr" cancelActivity="true">'
    '<cancelEventDefinition id="ced"/></boundaryEvent><intermediateThrowEvent id="ite"><linkEventDefinition id="led" '
    'name="A"/></intermediateThrowEvent><implicitThrowEvent id="imp"/><endEvent id="e"><terminateEventDefinition '
    'id="ted"/><errorEventDefinition id="eed"/></endEvent>' + flow("s", "send", "cg", "eg", "rec", "e") + "</process>"
    '<choreography id="ch"><choreographyTask id="ct" initiatingParticipantRef="p1"><participantRef>p1</participantRef>'
    '<participantRef>p2</participantRef></choreographyTask></choreography><conversation id="con"/>'
)
CAMUNDA_7 = bpmn(
    '<bpmn:process id="invoice" name="Invoice Receipt" isExecutable="true" camunda:versionTag="V2.0">'
    '<bpmn:startEvent id="StartEvent_1" name="Invoice received" camunda:formKey="embedded:app:forms/start.html"/>'
    '<bpmn:userTask id="approve" name="Approve Invoice" camunda:assignee="${approver}" '
    'camunda:formKey="embedded:app:forms/approve.html"><bpmn:extensionElements><camunda:taskListener '
    'event="create" class="org.example.Notify"/></bpmn:extensionElements><bpmn:potentialOwner><bpmn:resourceAssignment'
    "Expression><bpmn:formalExpression>user(demo)</bpmn:formalExpression></bpmn:resourceAssignmentExpression>"
    '</bpmn:potentialOwner></bpmn:userTask><bpmn:exclusiveGateway id="gw" name="Approved?"/><bpmn:serviceTask '
    'id="arch" name="Archive" camunda:class="org.example.Archive"/><bpmn:scriptTask id="js" scriptFormat="javascript">'
    "<bpmn:script>execution.setVariable('x', 1)</bpmn:script></bpmn:scriptTask><bpmn:endEvent id=\"e\"/>"
    + flow("StartEvent_1", "approve", "gw", prefix="bpmn")
    + '<bpmn:sequenceFlow id="yes" name="yes" sourceRef="gw" targetRef="arch"><bpmn:conditionExpression '
    'xsi:type="bpmn:tFormalExpression">${approved}</bpmn:conditionExpression></bpmn:sequenceFlow>'
    '<bpmn:sequenceFlow id="no" sourceRef="gw" targetRef="js"><bpmn:conditionExpression xsi:type='
    '"bpmn:tFormalExpression">${!approved}</bpmn:conditionExpression></bpmn:sequenceFlow>'
    + flow("arch", "e", prefix="bpmn") + flow("js", "e", prefix="bpmn") + "</bpmn:process>",
    prefix="bpmn",
    more='xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'exporter="Camunda Modeler" exporterVersion="4.12.0"',
)  # fmt: skip
PIZZA = bpmn(
    '<semantic:message id="order"/><semantic:collaboration id="col"><semantic:participant name="Pizza Customer" '
    'processRef="customer" id="p1"/><semantic:participant name="Pizza vendor" processRef="vendor" id="p2"/>'
    '<semantic:messageFlow name="pizza order" messageRef="order" sourceRef="orderPizza" targetRef="received" id="mf"/>'
    '</semantic:collaboration><semantic:process isExecutable="false" id="customer" name="Pizza Customer">'
    '<semantic:startEvent id="hungry" name="Hungry for pizza"><semantic:outgoing>f_hungry_select</semantic:outgoing>'
    '</semantic:startEvent><semantic:task id="select" name="Select a pizza"/><semantic:task id="orderPizza" '
    'name="Order a pizza"/><semantic:eventBasedGateway id="wait"/><semantic:intermediateCatchEvent id="got" '
    'name="pizza received"><semantic:messageEventDefinition/></semantic:intermediateCatchEvent>'
    '<semantic:intermediateCatchEvent id="late" name="60 minutes"><semantic:timerEventDefinition><semantic:timeCycle/>'
    '</semantic:timerEventDefinition></semantic:intermediateCatchEvent><semantic:task id="ask" name="Ask for the '
    'pizza"/><semantic:endEvent id="fed"/>'
    + flow("hungry", "select", "orderPizza", "wait", "got", "fed", prefix="semantic")
    + flow("wait", "late", "ask", "wait", prefix="semantic")
    + '</semantic:process><semantic:process isExecutable="false" id="vendor"><semantic:startEvent id="received">'
    '<semantic:messageEventDefinition messageRef="order"/></semantic:startEvent><semantic:task id="bake"/>'
    '<semantic:endEvent id="paid"><semantic:terminateEventDefinition/></semantic:endEvent>'
    + flow("received", "bake", "paid", prefix="semantic") + "</semantic:process>",
    prefix="semantic",
)  # fmt: skip
NESTED = bpmn(
    '<process id="outer"><startEvent id="s"/><subProcess id="a" name="Collapsed"><startEvent id="s2"/>'
    '<subProcess id="b"><startEvent id="s3"/><userTask id="u"/><endEvent id="e3"/>' + flow("s3", "u", "e3")
    + '</subProcess><endEvent id="e2"/>' + flow("s2", "b", "e2") + '</subProcess><endEvent id="e"/>'
    + flow("s", "a", "e") + '</process><bpmndi:BPMNDiagram id="D1"><bpmndi:BPMNPlane id="P1" bpmnElement="outer"/>'
    '</bpmndi:BPMNDiagram><bpmndi:BPMNDiagram id="D2"><bpmndi:BPMNPlane id="P2" bpmnElement="a"/></bpmndi:BPMNDiagram>'
)  # fmt: skip
SIGNAVIO = bpmn(
    '<process id="sid-1" isExecutable="false"><extensionElements><signavio:signavioDiagramMetaData metaKey="rev" '
    'metaValue=""/></extensionElements><startEvent id="sid-2" name=""><extensionElements><signavio:signavioMetaData '
    'metaKey="bgcolor" metaValue="#ffffff"/></extensionElements></startEvent><task completionQuantity="1" '
    'isForCompensation="false" startQuantity="1" id="sid-3" name="Antrag&#10;prüfen"/><endEvent id="sid-4"/>'
    + flow("sid-2", "sid-3", "sid-4") + "</process>",
    more='xmlns:signavio="http://www.signavio.com"',
)  # fmt: skip
BIZAGI = MIWG_A1.replace("Task 1", "Задача ёж").replace("Start Event", "")
MANY = bpmn(
    '<process id="many"><startEvent id="s"/>'
    + "".join(f'<userTask id="t{n}" name="Шаг {n}"/>' for n in range(2500))
    + '<endEvent id="e"/>' + flow("s", *(f"t{n}" for n in range(2500)), "e") + "</process>"
)  # fmt: skip
WIDE = bpmn(
    '<process id="wide"><startEvent id="s"/><parallelGateway id="a"/><parallelGateway id="z"/><endEvent id="e"/>'
    + "".join(f'<userTask id="t{n}"/>' + flow("a", f"t{n}", "z") for n in range(400))
    + flow("s", "a") + flow("z", "e") + "</process>"
)  # fmt: skip
LATTICE = bpmn(
    '<process id="lattice"><startEvent id="s"/><endEvent id="e"/>'
    + "".join(f'<inclusiveGateway id="g{n}"/>' for n in range(60))
    + "".join(flow(f"g{n}", f"g{m}") for n in range(60) for m in (n + 1, n + 2, n + 7) if m < 60)
    + flow("s", "g0") + flow("g59", "e") + "</process>"
)  # fmt: skip
DEEP = bpmn('<process id="deep">' + '<subProcess id="x">' * 300 + "</subProcess>" * 300 + "</process>")
FILES: Mapping[str, bytes] = {
    "miwg a.1": (HEAD + MIWG_A1).encode(),
    "miwg b.2": (HEAD + MIWG_B2).encode(),
    "camunda 7": (HEAD + CAMUNDA_7).encode(),
    "pizza": (HEAD + PIZZA).encode(),
    "nested": (HEAD + NESTED).encode(),
    "signavio": (HEAD + SIGNAVIO).encode(),
    "bizagi, with a mark of byte order": b"\xef\xbb\xbf" + (HEAD + BIZAGI).encode(),
    "miwg, latin-1": (HEAD.replace("UTF-8", "ISO-8859-1") + MIWG_A1).encode(),
    "visio, utf-16": ('<?xml version="1.0" encoding="UTF-16"?>\n' + BIZAGI).encode("utf-16"),
    "an old program, windows-1251": ('<?xml version="1.0" encoding="windows-1251"?>\n' + BIZAGI).encode("cp1251"),
    "without a declaration": NESTED.encode(),
    "many steps": MANY.encode(),
    "many branches": WIDE.encode(),
    "a lattice of gateways": LATTICE.encode(),
    "300 levels": DEEP.encode(),
    "no process": bpmn('<collaboration id="c"/>').encode(),
    "an empty process": bpmn('<process id="p"/>').encode(),
    "flows to nowhere": bpmn('<process id="p"><startEvent id="s"/>' + flow("s", "nowhere") + "</process>").encode(),
    "cut off": (HEAD + PIZZA).encode()[:900],
    "xpdl": b'<?xml version="1.0"?><Package xmlns="http://www.wfmc.org/2009/XPDL2.2" Id="x"/>',
    "visio drawing": b'<VisioDocument xmlns="http://schemas.microsoft.com/visio/2003/core"/>',
    "epc": b'<epml xmlns="http://www.epml.de"/>',
}


def test_a_diagram_of_another_program_is_a_draft_or_a_clear_list(app: Flask, cast: Cast) -> None:
    client = _owner(app, cast)
    led = {name: lead_through(client, f"{name}.bpmn", data) for name, data in FILES.items()}
    assert {name: one.faults for name, one in led.items() if one.faults} == {}
    assert [name for name, one in led.items() if one.refused or not one.findings] == []


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted(app: Flask, cast: Cast) -> None:
    body = "".join(f'<userTask id="t{n}" name="Шаг {n}"/>' for n in range(120))
    steps = f'<process id="p"><startEvent id="s"/>{body}{flow("s", *(f"t{n}" for n in range(120)))}</process>'
    client = _owner(app, cast)
    answer = client.post("/workshop/upload", data={"file": (io.BytesIO(bpmn(steps).encode()), "p.bpmn")})
    page = page_of(client.get(answer.headers["Location"]))
    (count,) = page.xpath("//a[@href='#check']/span[@class='count']/text()")
    assert len(page.xpath("//ul[@class='finds']/li")) == 200 < int(count)
    assert f"Ещё {int(count) - 200} замечан" in words_of(page.xpath("//section[@aria-labelledby='check']")[0])


@pytest.mark.skipif(not os.environ.get(FOLDER), reason=f"a folder of diagrams is wanted in {FOLDER}")
def test_every_diagram_of_a_folder_is_a_draft_or_a_clear_list(
    app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lead real files through, which are not ours to keep here: those of the BPMN MIWG, of Camunda, of bpmn.io."""
    client, led = _owner(app, cast), {}
    for path in sorted(Path(os.environ[FOLDER]).rglob("*.bpmn")):
        led[path.name] = one = lead_through(client, path.name, path.read_bytes())
        with capsys.disabled():
            became = "refused" if one.refused else "runs" if one.runs else f"{len(one.findings)} findings"
            print(f"{one.slowest:6.2f} s  {became:<14} {path.name} {'; '.join(one.faults)}")
    assert led
    assert {name: one.faults for name, one in led.items() if one.faults} == {}


def _owner(app: Flask, cast: Cast) -> FlaskClient:
    app.test_client_class = FlaskClient  # the names of other programs are English, and may be
    client = sign_in(app.test_client(), cast.person("region.owner"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


CAMUNDA_8 = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" \
exporter="Camunda Modeler" exporterVersion="5.20.0" modeler:executionPlatform="Camunda Cloud" \
modeler:executionPlatformVersion="8.5.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" \
camunda:diagramRelationId="dd3bb858-30cd-4f85-8d20-0b75762fbdf6">
  <bpmn:process id="Process_leave" name="Отпуск" isExecutable="true">
    <bpmn:extensionElements><zeebe:userTaskForm id="userTaskForm_1">{ "type": "default", "id": "Form_leave", \
"schemaVersion": 16, "components": [ { "type": "number", "key": "days", "id": "Field_1", "label": "Дней" } ] }\
</zeebe:userTaskForm></bpmn:extensionElements>
    <bpmn:startEvent id="StartEvent_1"/>
    <bpmn:userTask id="Activity_ask" name="Попросить"><bpmn:extensionElements>
      <zeebe:formDefinition formKey="camunda-forms:bpmn:userTaskForm_1"/>
      <zeebe:assignmentDefinition candidateGroups="school_admin@school"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:exclusiveGateway id="Gateway_1" default="Flow_short"/>
    <bpmn:userTask id="Activity_agree" name="Согласовать"><bpmn:extensionElements><zeebe:userTask/>
      <zeebe:formDefinition formId="Form_agree"/>
      <zeebe:assignmentDefinition candidateGroups="mouo_officer@mouo"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:endEvent id="Event_end"/>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_ask"/>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_ask" targetRef="Gateway_1"/>
    <bpmn:sequenceFlow id="Flow_long" sourceRef="Gateway_1" targetRef="Activity_agree">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=days &gt; 14</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_short" sourceRef="Gateway_1" targetRef="Event_end"/>
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Activity_agree" targetRef="Event_end"/>
  </bpmn:process>
</bpmn:definitions>
""".encode()


def test_a_diagram_of_the_desktop_modeler_keeps_tasks_forms_and_conditions(cast: Cast, browser: Browser) -> None:
    client = browser("region.owner")
    answer = client.post("/workshop/upload", data={"file": (io.BytesIO(CAMUNDA_8), "leave.bpmn")})
    client.post(answer.headers["Location"] + "/accept")
    db.session.rollback()
    (row,) = list_drafts(cast.viewer("region.owner"))[0]
    package = package_of_draft(row.draft_id)
    process = package.processes["Process_leave"]
    assert {task: spec.candidate_groups for task, spec in process.user_tasks.items()} == {
        "Activity_ask": ("school_admin@school",), "Activity_agree": ("mouo_officer@mouo",),
    }  # fmt: skip
    assert [process.by_id[one].form_id for one in process.user_tasks] == ["Form_leave", "Form_agree"]
    assert package.forms["Form_leave"]["components"][0]["label"] == "Дней"
    (condition,) = [one.condition for scope in process.all_scopes() for one in scope.flows if one.condition]
    assert condition == "=days > 14"
    missing = [(one.rule, one.element) for one in examine(package, "Process_leave") if one.is_error]
    assert missing == [("form-missing", "Activity_agree")]


def test_what_holds_no_embedded_form_is_kept_byte_for_byte() -> None:
    plain = CAMUNDA_8.replace(b"camunda-forms:bpmn:userTaskForm_1", b"embedded:app:form.html")
    assert read_upload("leave.bpmn", plain).package.diagrams[0].data == plain
    broken = CAMUNDA_8.replace(b'"type": "default"', b'"type" "default"')
    assert read_upload("leave.bpmn", broken).package.forms == {}
