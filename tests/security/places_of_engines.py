"""Places that other engines would run: here they are refused by name, or stay a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from tests.security.places import Place, foreign, rooted, step

# What SpiffWorkflow, Camunda 7 and others would run; here it is refused by name or stays a text.
ENGINES: Final[Mapping[str, Place]] = {
    "spiff preScript": step("user X Вторая", foreign("<spiffworkflow:preScript>{t}</spiffworkflow:preScript>")),
    "spiff postScript": step("user X Вторая", foreign("<spiffworkflow:postScript>{t}</spiffworkflow:postScript>")),
    "spiff preScript of a sub-process": step(
        "sub X {\nstart I\nend O\nI > O\n}", foreign("<spiffworkflow:preScript>{t}</spiffworkflow:preScript>")
    ),
    "spiff service parameter": step(
        "service X",
        foreign(
            '<spiffworkflow:serviceTaskOperator id="o"><spiffworkflow:parameters>'
            '<spiffworkflow:parameter id="p" type="str" value={q}/></spiffworkflow:parameters>'
            "</spiffworkflow:serviceTaskOperator>"
        ),
    ),
    "spiff message payload": step(
        "send X", foreign("<spiffworkflow:messagePayload>{t}</spiffworkflow:messagePayload>")
    ),
    "spiff correlation": step(
        "receive X",
        foreign(
            "<spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>p</spiffworkflow:propertyId><spiffworkflow:expression>{t}</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>"
        ),
    ),
    "spiff payload of a signal": rooted(
        "throw-signal X Sig",
        '<bpmn:signal id="Sig" name="s"><bpmn:extensionElements>'
        "<spiffworkflow:payloadExpression>{t}</spiffworkflow:payloadExpression></bpmn:extensionElements></bpmn:signal>",
    ),
    "spiff payload of an error": rooted(
        "throw-escalation X Esc",
        '<bpmn:escalation id="Esc" name="e" escalationCode="c"><bpmn:extensionElements>'
        "<spiffworkflow:payloadExpression>{t}</spiffworkflow:payloadExpression></bpmn:extensionElements></bpmn:escalation>",
    ),
    "spiff instructions": step(
        "user X Вторая", foreign("<spiffworkflow:instructionsForEndUser>{t}</spiffworkflow:instructionsForEndUser>")
    ),
    "camunda script": step(
        "task X",
        foreign(
            '<camunda:executionListener event="start"><camunda:script scriptFormat="python">{t}</camunda:script>'
            "</camunda:executionListener>"
        ),
    ),
    "camunda listener": step("task X", foreign('<camunda:executionListener event="start" expression={q}/>')),
    "camunda input": step(
        "task X",
        foreign(
            '<camunda:inputOutput><camunda:inputParameter name="a">{t}</camunda:inputParameter></camunda:inputOutput>'
        ),
    ),
    "camunda form field": step(
        "user X Вторая",
        foreign('<camunda:formData><camunda:formField id="a" type="string" defaultValue={q}/></camunda:formData>'),
    ),
    "camunda collection": step(
        "user X Вторая", lambda h: f"<bpmn:multiInstanceLoopCharacteristics camunda:collection={quoteattr(h)}/>"
    ),
    "camunda expression": step(
        "service X", lambda _h: "", attributes=lambda h: {"X": f"camunda:expression={quoteattr(h)}"}
    ),
    "camunda class": step("service X", lambda _h: "", attributes=lambda h: {"X": f"camunda:class={quoteattr(h)}"}),
    "camunda assignee": step(
        "user X Вторая", lambda _h: "", attributes=lambda h: {"X": f"camunda:assignee={quoteattr(h)}"}
    ),
    "activiti expression": step(
        "service X", lambda _h: "", attributes=lambda h: {"X": f"activiti:expression={quoteattr(h)}"}
    ),
    "zeebe execution listener": step(
        "task X",
        foreign(
            '<zeebe:executionListeners><zeebe:executionListener eventType="start" type={q}/></zeebe:executionListeners>'
        ),
    ),
    "zeebe task listener": step(
        "user X Вторая",
        foreign('<zeebe:taskListeners><zeebe:taskListener eventType="complete" type={q}/></zeebe:taskListeners>'),
    ),
}
