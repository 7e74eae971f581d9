"""Changes that the server makes to a diagram as a text: new empty ones, and another id for a process."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from app.workflow.source import MODEL, read_bpmn

_DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
_NOT_ID = re.compile(r"[^a-z0-9_.-]+")
MAX_KEY: Final = 100
_LATIN: Final = {
    **dict(zip("абвгдезийклмнопрстуфцыэ", "abvgdeziiklmnoprstufcye", strict=True)),
    "ё": "e",
    "ж": "zh",
    "х": "kh",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def process_key_from(text: str) -> str:
    """Return an id that may stand in a diagram and in an address, made from any text.

    The editor takes Latin letters alone in ids, so Cyrillic ones are written in Latin.
    """
    latin = "".join(_LATIN.get(sign, sign) for sign in text.strip().casefold())
    key = _NOT_ID.sub("-", latin).strip("-._")[:MAX_KEY]
    if not key:
        return "process"
    return key if key[0].isalpha() else f"p-{key}"[:MAX_KEY]


def blank_diagram(key: str, name: str) -> bytes:
    """Return a diagram with a pool, one lane, a start, one step of a person and an end, ready to be drawn on."""
    return _BLANK.format(key=key, name=quoteattr(name)).encode()


def with_process_id(data: bytes, old: str, new: str, *, name: str = "") -> bytes:
    """Return a diagram whose process has another id, everywhere it is named; raises SourceRefused.

    `name` also gives the process another name.
    """
    root = deepcopy(read_bpmn(data))
    for element in root.iter(f"{{{MODEL}}}process"):
        if element.get("id") == old:
            element.set("id", new)
            if name:
                element.set("name", name)
    for element in root.iter(f"{{{MODEL}}}participant"):
        if (element.get("processRef") or "").rpartition(":")[2] == old:
            element.set("processRef", new)
            if name:
                element.set("name", name)
    for element in root.iter(f"{{{_DI}}}BPMNPlane"):
        if (element.get("bpmnElement") or "").rpartition(":")[2] == old:
            element.set("bpmnElement", new)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def blank_table(key: str, name: str, *, asked: str, asked_type: str, asked_label: str, answer_label: str) -> bytes:
    """Return a decision table with one condition (`asked`, a name of the case), one answer and one empty row."""
    return _TABLE.format(
        key=key,
        name=quoteattr(name),
        asked=escape(asked),
        asked_type=asked_type,
        asked_label=quoteattr(asked_label),
        answer_label=quoteattr(answer_label),
    ).encode()


_TABLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
id="{key}-definitions" name={name} namespace="urn:soglas:{key}">
  <decision id="{key}" name={name}>
    <decisionTable id="{key}-table" hitPolicy="FIRST">
      <input id="{key}-if" label={asked_label}>
        <inputExpression id="{key}-if-expression" typeRef="{asked_type}"><text>{asked}</text></inputExpression>
      </input>
      <output id="{key}-then" label={answer_label} name="answer" typeRef="string"/>
      <rule id="{key}-row-1">
        <inputEntry id="{key}-row-1-if"><text></text></inputEntry>
        <outputEntry id="{key}-row-1-then"><text></text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="{key}"><dc:Bounds height="80" width="180" x="160" y="100"/></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
_BLANK: Final = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" \
xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="{key}-definitions" targetNamespace="urn:soglas:{key}" \
modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:collaboration id="{key}-collaboration">
    <bpmn:participant id="{key}-pool" name={name} processRef="{key}"/>
  </bpmn:collaboration>
  <bpmn:process id="{key}" name={name} isExecutable="true">
    <bpmn:laneSet id="{key}-lanes">
      <bpmn:lane id="{key}-lane" name="Школа">
        <bpmn:flowNodeRef>begin</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>first_step</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>end</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="begin" name="Начало"><bpmn:outgoing>to_first_step</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="first_step" name="Первый шаг">
      <bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements>
      <bpmn:incoming>to_first_step</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="end" name="Готово"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_first_step" sourceRef="begin" targetRef="first_step"/>
    <bpmn:sequenceFlow id="to_end" sourceRef="first_step" targetRef="end"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{key}-diagram">
    <bpmndi:BPMNPlane id="{key}-plane" bpmnElement="{key}-collaboration">
      <bpmndi:BPMNShape id="{key}-pool_di" bpmnElement="{key}-pool" isHorizontal="true">
        <dc:Bounds x="160" y="80" width="720" height="220"/></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="{key}-lane_di" bpmnElement="{key}-lane" isHorizontal="true">
        <dc:Bounds x="190" y="80" width="690" height="220"/></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="begin_di" bpmnElement="begin"><dc:Bounds x="250" y="172" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="first_step_di" bpmnElement="first_step">
        <dc:Bounds x="360" y="150" width="120" height="80"/></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="560" y="172" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="to_first_step_di" bpmnElement="to_first_step">
        <di:waypoint x="286" y="190"/><di:waypoint x="360" y="190"/></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="to_end_di" bpmnElement="to_end">
        <di:waypoint x="480" y="190"/><di:waypoint x="560" y="190"/></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
