"""A draft with each kind of fault: the finding stands on the right element, in both languages, and stops publishing."""

from __future__ import annotations

from app.processes.commands import PublishRefused
from app.processes.commands.drafts import create_draft
from app.processes.commands.publish_draft import publish_draft
from app.processes.queries.drafts import package_of_draft
from app.processes.queries.examination import examine
from app.workflow.findings import Finding
from app.workflow.package import Package, SourceFile
from tests.cast import Cast
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, REMARKS, make_package, person_task
from tests.workflow.drawing import zeebe

FILL = APPROVAL_TASKS["Fill"]


def with_agree(**properties: str) -> Package:
    groups = properties.pop("groups", "mouo_officer@mouo")
    form = properties.pop("form", "remarks")
    given = {"kind": "agree", "outcomes": "approve return reject", **properties}
    return make_package(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task(groups, form=form, **given)})


def drawn(text: str, **inside: str) -> Package:
    return make_package(text, {"Fill": FILL, **inside})


def with_form(**component: object) -> Package:
    package = with_agree()
    return Package(
        diagrams=package.diagrams, forms={**package.forms, "remarks": {**REMARKS, "components": [component]}}
    )


def raw(data: bytes) -> Package:
    return Package(diagrams=(SourceFile(name="x.bpmn", data=data),))


STEP = "start S\nuser Fill Заполнить\n"
FAULTS: dict[str, tuple[Package, str, str]] = {
    "no form of that id": (with_agree(form="gone"), "form-missing", "Agree"),
    "no form chosen": (with_agree(form=""), "form-not-chosen", "Agree"),
    "nobody chosen": (with_agree(groups=""), "role-not-chosen", "Agree"),
    "unknown role": (with_agree(groups="mouo_oficer@mouo"), "role-unknown", "Agree"),
    "unknown place": (with_agree(groups="mouo_officer@moon"), "place-unknown", "Agree"),
    "role that nobody holds": (with_agree(groups="sysadmin@mouo"), "role-not-held", "Agree"),
    "unknown kind": (with_agree(kind="dance"), "task-kind-unknown", "Agree"),
    "unknown decision": (with_agree(outcomes="maybe"), "outcome-unknown", "Agree"),
    "unknown exclusion": (with_agree(exclude="everybody"), "exclude-unknown", "Agree"),
    "unreadable deadline": (with_agree(deadline="soon"), "deadline-unreadable", "Agree"),
    "unreadable reminder": (with_agree(remind="often", deadline="after 5 days"), "reminder-unreadable", "Agree"),
    "unreadable escalation": (
        with_agree(escalate="somebody", deadline="after 5 days"),
        "escalation-unreadable",
        "Agree",
    ),
    "unknown name in a condition": (
        drawn(STEP + "xor X\nend E\nend F\nS > Fill > X\nX > E if =nobody_wrote_it = 1\nX > F default"),
        "unknown-name",
        "f3_X_E",
    ),
    "broken expression": (
        drawn(STEP + "xor X\nend E\nend F\nS > Fill > X\nX > E if =amount >\nX > F default"),
        "expression-syntax",
        "f3_X_E",
    ),
    "python in a condition": (
        drawn(STEP + "xor X\nend E\nend F\nS > Fill > X\nX > E if =amount == 1\nX > F default"),
        "python-expression",
        "f3_X_E",
    ),
    "unknown function": (
        drawn(STEP + "xor X\nend E\nend F\nS > Fill > X\nX > E if =shout(subject) = 1\nX > F default"),
        "unknown-function",
        "f3_X_E",
    ),
    "no table of that id": (
        drawn(
            STEP + "rule R\nend E\nS > Fill > R > E",
            R=zeebe('<zeebe:calledDecision decisionId="gone" resultVariable="r"/>'),
        ),
        "decision-missing",
        "R",
    ),
    "no process of that id": (
        drawn(STEP + "call C\nend E\nS > Fill > C > E", C=zeebe('<zeebe:calledElement processId="gone"/>')),
        "called-process-missing",
        "C",
    ),
    "two beginnings": (
        drawn("start S\nstart S2\nuser Fill Заполнить\nend E\nS > Fill > E\nS2 > Fill"),
        "several-start-events",
        "S2",
    ),
    "unreachable step": (
        drawn(STEP + "user Lost Забытый\nend E\nS > Fill > E\nLost > E", Lost=FILL),
        "unreachable-element",
        "Lost",
    ),
    "no way to the end": (
        drawn(
            STEP + "user B Второй\nend E\nxor X\nS > Fill > X\nX > E if =amount > 1\nX > B\nB > Fill\nuser C Третий\n"
            "B > C\nC > C",
            B=FILL,
            C=FILL,
        ),
        "no-way-to-end",
        "C",
    ),
    "join that waits for ever": (
        drawn(
            STEP
            + "xor X\nuser B Б\nuser C В\nand J\nend E\nS > Fill > X\nX > B if =amount > 1\nX > C\nB > J\nC > J\nJ > E",
            B=FILL,
            C=FILL,
        ),
        "deadlock",
        "J",
    ),
    "loop without a person": (
        drawn(
            "start S\nscript A\nxor X\nend E\nS > A > X\nX > A if =n < 3\nX > E default",
            A=zeebe('<zeebe:script expression="=1" resultVariable="n"/>'),
        ),
        "cycle-without-wait",
        "A",
    ),
    "timer without a term": (drawn(STEP + "end E\nend L\ntimer T on Fill\nS > Fill > E\nT > L"), "timer-missing", "T"),
    "unreadable timer": (
        drawn(STEP + "end E\nend L\ntimer T on Fill tomorrow\nS > Fill > E\nT > L"),
        "timer-unreadable",
        "T",
    ),
    "element that does not run": (drawn(STEP + "complex X\nend E\nS > Fill > X > E"), "unsupported-element", "X"),
    "script without expression": (
        drawn(STEP + "script A\nend E\nS > Fill > A > E", A=zeebe('<zeebe:script expression="" resultVariable="r"/>')),
        "expression-empty",
        "A",
    ),
    "reserved name": (
        drawn(
            STEP + "script A\nend E\nS > Fill > A > E", A=zeebe('<zeebe:script expression="=1" resultVariable="case"/>')
        ),
        "reserved-variable",
        "A",
    ),
    "field the server cannot draw": (
        with_form(type="iframe", id="c", url="https://example.org"),
        "form-not-drawable",
        "Agree",
    ),
    "not well-formed": (raw(b"<definitions"), "xml-not-well-formed", ""),
    "document type": (raw(b'<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'), "xml-doctype", ""),
    "no BPMN": (raw(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "xml-wrong-root", ""),
}


def found(name: str) -> tuple[list[Finding], str, str]:
    package, rule, element = FAULTS[name]
    return examine(package, "P"), rule, element


def test_there_are_enough_kinds() -> None:
    assert len(FAULTS) >= 25


def test_each_fault_is_found_on_its_element_and_stops_publishing(cast: Cast) -> None:
    actor = cast.viewer("region.owner").actor()
    wrong = []
    for name, (package, _rule, _element) in FAULTS.items():
        findings, rule, element = found(name)
        hits = [one for one in findings if one.rule == rule]
        if not any(one.element == element and one.ru and one.en and one.remedy_ru for one in hits):
            wrong.append(f"{name}: {[(one.rule, one.element) for one in findings]}")
        draft = create_draft(package, process_key="P", name="Ошибочный", owner_organisation_id=None, created_by=actor)
        try:
            publish_draft(draft, revision=1, published_by=actor, warnings_read=True)
        except PublishRefused:
            pass
        else:
            wrong.append(f"{name}: published")
        if package_of_draft(draft) != package:
            wrong.append(f"{name}: something of the draft is lost")
    assert wrong == []
