"""The process that is measured: fourteen elements, a rework loop, a reminder, 1.7 KB of form data; in two dialects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.workflow.package import Package, SourceFile

KEY = "bench-approval"
FILL, REVIEW, REWORK = "fill", "review", "rework"
ITEMS: tuple[dict[str, Any], ...] = tuple(
    {
        "sku": f"SKU-{number:05d}",
        "title": f"Ноутбук учебный, модель {number}",
        "qty": 2,
        "price": 149,
        "place": "Каб. 7",
    }
    for number in range(8)
)
FORM_DATA: dict[str, Any] = {
    "subject": "Оборудование Центра на новый учебный год",
    "vendor": "ООО «Школьное снабжение»",
    "why": "Обоснование закупки. " * 14,
    "items": [dict(item) for item in ITEMS],
}
"""What a person fills in: about 1.7 KB as JSON."""

ELEMENTS = (
    ("startEvent", "began"), ("userTask", FILL), ("scriptTask", "calculate"), ("userTask", REVIEW),
    ("boundaryEvent", "late"), ("scriptTask", "note_late"), ("endEvent", "noted"), ("exclusiveGateway", "decided"),
    ("userTask", REWORK), ("endEvent", "refused"), ("exclusiveGateway", "large"), ("userTask", "fund"),
    ("scriptTask", "pay"), ("endEvent", "paid"),
)  # fmt: skip
FLOWS = (
    ("began", FILL), (FILL, "calculate"), ("calculate", REVIEW), ("late", "note_late"), ("note_late", "noted"),
    (REVIEW, "decided"), ("decided", REWORK), ("decided", "refused"), ("decided", "large"), (REWORK, "calculate"),
    ("large", "fund"), ("large", "pay"), ("fund", "pay"), ("pay", "paid"),
)  # fmt: skip
DEFAULTS = {"decided": "refused", "large": "pay"}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a drawing says conditions and scripts, and what stands inside its elements."""

    conditions: dict[tuple[str, str], str]
    scripts: dict[str, str]
    inside: dict[str, str]
    timer: str


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud"'
    ' id="definitions" targetNamespace="urn:soglas:bench">\n'
)


def drawing(dialect: Dialect, key: str = KEY, prefix: str = "") -> bytes:
    """Return the diagram in a dialect; `prefix` is XML put before the first element."""
    body = prefix + "".join(_element(kind, name, dialect) for kind, name in ELEMENTS)
    body += "".join(_flow(source, target, dialect) for source, target in FLOWS)
    process = f'<bpmn:process id="{key}" name="Закупка" isExecutable="true">{body}</bpmn:process>'
    return f"{HEAD}{process}</bpmn:definitions>".encode()


def _element(kind: str, name: str, dialect: Dialect) -> str:
    attributes, content = f'id="{name}" name={quoteattr(name)}', dialect.inside.get(name, "")
    if name in DEFAULTS:
        attributes += f' default="{_flow_id(name, DEFAULTS[name])}"'
    if kind == "boundaryEvent":
        attributes += f' attachedToRef="{REVIEW}" cancelActivity="false"'
    content += "".join(f"<bpmn:incoming>{_flow_id(*flow)}</bpmn:incoming>" for flow in FLOWS if flow[1] == name)
    content += "".join(f"<bpmn:outgoing>{_flow_id(*flow)}</bpmn:outgoing>" for flow in FLOWS if flow[0] == name)
    if kind == "boundaryEvent":
        content += (
            '<bpmn:timerEventDefinition id="term"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
            f"{dialect.timer}</bpmn:timeDuration></bpmn:timerEventDefinition>"
        )
    return f"<bpmn:{kind} {attributes}>{content}{dialect.scripts.get(name, '')}</bpmn:{kind}>\n"


def _flow(source: str, target: str, dialect: Dialect) -> str:
    condition = dialect.conditions.get((source, target), "")
    if condition:
        tag = "bpmn:conditionExpression"
        condition = f'<{tag} xsi:type="bpmn:tFormalExpression">{escape(condition)}</{tag}>'
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{_flow_id(source, target)}" {ends}>{condition}</bpmn:sequenceFlow>\n'


def _flow_id(source: str, target: str) -> str:
    return f"{source}_to_{target}"


def _task(groups: str, form: str, **properties: str) -> str:
    listed = "".join(
        f'<zeebe:property name="soglas:{name}" value={quoteattr(value)}/>' for name, value in properties.items()
    )
    return (
        f'<bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="{form}"/>'
        f"<zeebe:assignmentDefinition candidateGroups={quoteattr(groups)}/>"
        f"<zeebe:properties>{listed}</zeebe:properties></bpmn:extensionElements>"
    )


def _script(expression: str, result: str) -> str:
    written = f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>"
    return f"<bpmn:extensionElements>{written}</bpmn:extensionElements>"


_FILLS = _task("school_admin@school", "bench-request", kind="fill", deadline="after 5 working days")
OURS = Dialect(
    conditions={
        ("decided", REWORK): '=outcome = "return"',
        ("decided", "large"): '=outcome = "approve"',
        ("large", "fund"): "=total > 1000",
    },
    scripts={},
    inside={
        FILL: _FILLS,
        REWORK: _FILLS,
        REVIEW: _task(
            "mouo_officer@mouo",
            "bench-remarks",
            kind="agree",
            outcomes="approve return reject",
            deadline="after 5 working days",
        ),
        "fund": _task("finance_officer@finance", "bench-remarks", kind="fill", deadline="after 3 working days"),
        "calculate": _script("=sum(for item in items return item.qty * item.price)", "total"),
        "note_late": _script("=true", "reminded"),
        "pay": _script('="paid " + string(total)', "payment"),
    },
    timer="PT24H",
)
NAIVE = Dialect(
    conditions={
        ("decided", REWORK): "decision == 'return'",
        ("decided", "large"): "decision == 'approve'",
        ("large", "fund"): "total > 1000",
    },
    scripts={
        "calculate": "<bpmn:script>total = sum(i['qty'] * i['price'] for i in items)</bpmn:script>",
        "note_late": "<bpmn:script>reminded = True</bpmn:script>",
        "pay": "<bpmn:script>payment = 'paid ' + str(total)</bpmn:script>",
    },
    inside={},
    timer="'PT24H'",
)


def _field(kind: str, key: str, label: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "id": f"Field_{key}", "label": label, **more}


REQUIRED: dict[str, Any] = {"validate": {"required": True, "maxLength": 2000}}
COUNTED: dict[str, Any] = {"validate": {"required": True, "min": 0}, "decimalDigits": 0}
REQUEST: dict[str, Any] = {
    "type": "default",
    "id": "bench-request",
    "schemaVersion": 19,
    "components": [
        _field("textfield", "subject", "Предмет", **REQUIRED),
        _field("textfield", "vendor", "Поставщик", **REQUIRED),
        _field("textarea", "why", "Обоснование", **REQUIRED),
        {
            "type": "dynamiclist",
            "path": "items",
            "id": "Field_items",
            "label": "Позиции",
            "isRepeating": True,
            "allowAddRemove": True,
            "defaultRepetitions": 1,
            "components": [
                _field("textfield", "sku", "Артикул", **REQUIRED),
                _field("textfield", "title", "Наименование", **REQUIRED),
                _field("number", "qty", "Количество", **COUNTED),
                _field("number", "price", "Цена", **COUNTED),
                _field("textfield", "place", "Место"),
            ],
        },
    ],
}
REMARKS: dict[str, Any] = {
    "type": "default",
    "id": "bench-remarks",
    "schemaVersion": 19,
    "components": [_field("textfield", "remark", "Замечание")],
}


def posted_form(data: dict[str, Any]) -> dict[str, str]:
    """Return what a browser posts for the request form filled in with `data`."""
    posted = {name: str(data[name]) for name in ("subject", "vendor", "why")}
    posted["items"] = " ".join(str(number) for number in range(len(data["items"])))
    for number, item in enumerate(data["items"]):
        posted |= {f"items-{number}-{name}": str(value) for name, value in item.items()}
    return posted


_PROCESS_PROPERTIES = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="soglas:start-roles" value="school_admin"/>'
    '<zeebe:property name="soglas:number-prefix" value="ИЗМ"/></zeebe:properties></bpmn:extensionElements>'
)


def our_package() -> Package:
    """Return the package that is published."""
    data = drawing(OURS, prefix=_PROCESS_PROPERTIES)
    forms = {"bench-request": REQUEST, "bench-remarks": REMARKS}
    return Package(diagrams=(SourceFile(name=f"{KEY}.bpmn", data=data),), forms=forms)


def long_package(key: str, steps: int) -> Package:
    """Return a package with a long row of user tasks, whose diagram is as large as asked for."""
    names = [f"step_{number}" for number in range(steps)]
    nodes = '<bpmn:startEvent id="began"/>' + '<bpmn:endEvent id="done"/>'
    nodes += "".join(f'<bpmn:userTask id="{name}" name="{name}">{_FILLS}</bpmn:userTask>\n' for name in names)
    stops = ["began", *names, "done"]
    nodes += "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{stops[number]}" targetRef="{stops[number + 1]}"/>\n'
        for number in range(len(stops) - 1)
    )
    process = f'<bpmn:process id="{key}" name="Ряд" isExecutable="true">{_PROCESS_PROPERTIES}{nodes}</bpmn:process>'
    data = f"{HEAD}{process}</bpmn:definitions>".encode()
    return Package(diagrams=(SourceFile(name=f"{key}.bpmn", data=data),), forms={"bench-request": REQUEST})


def form_bytes() -> int:
    """Return the size of the form data as JSON."""
    return len(json.dumps(FORM_DATA, ensure_ascii=False).encode())
