"""What a diagram names outside itself: forms, roles, places, decisions, processes, deadlines."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from app.feel import FeelType
from app.feel.types import NUMBER
from app.workflow.checks import Finding, Surroundings, check_package
from app.workflow.package import Package
from tests.workflow.drawing import drawing, drawn, package, zeebe

STEP = "start S\nuser A Согласовать\nend E\nS > A > E"
FORMS = {"f": {"id": "f", "components": []}}
GOOD = {
    "kind": "fill",
    "deadline": "after 5 working days",
    "remind": "3d 1d",
    "escalate": "mouo_head@mouo after 1d",
}


def task(form: str = "f", groups: str = "mouo_officer@mouo", **properties: str) -> str:
    written = "".join(
        f'<zeebe:property name="soglas:{name}" value="{value}"/>'
        for name, value in {**GOOD, **properties}.items()
        if value
    )
    parts = f"<zeebe:properties>{written}</zeebe:properties>"
    parts += f'<zeebe:formDefinition formId="{form}"/>' if form else ""
    parts += f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>' if groups else ""
    return zeebe(parts)


def check(inside: str, text: str = STEP, **options: Any) -> list[Finding]:
    files = drawn(text, inside={"A": inside})
    return check_package(Package(diagrams=files.diagrams, forms=FORMS), groups=["bindings"], **options)


def test_a_timer_moves_with_tasks_that_exist() -> None:
    text = "start S\nuser A Согласовать\ntimer T beside A P1D\nend E\nend F\nS > A > E\nT > F"
    for value, found in (("A", set()), ("A gone", {"moves-with-unknown"})):
        moves = f'<zeebe:properties><zeebe:property name="soglas:moves-with" value="{value}"/></zeebe:properties>'
        files = drawn(text, inside={"A": task(), "T": zeebe(moves)})
        findings = check_package(Package(diagrams=files.diagrams, forms=FORMS), groups=["bindings"])
        assert {one.rule for one in findings} == found


def test_complete_task_is_accepted() -> None:
    assert check(task()) == []


@pytest.mark.parametrize(
    ("inside", "rule", "severity"),
    [
        (task(form="gone"), "form-missing", "error"),
        (task(form=""), "form-not-chosen", "error"),
        (task(groups=""), "role-not-chosen", "error"),
        (task(groups="mouo_oficer@mouo"), "role-unknown", "error"),
        (task(groups="mouo_officer@moon"), "place-unknown", "error"),
        (task(groups="mouo_officer"), "place-not-given", "warning"),
        (task(kind="dance"), "task-kind-unknown", "error"),
        (task(outcomes="maybe"), "outcome-unknown", "error"),
        (task(exclude="everybody"), "exclude-unknown", "error"),
        (task(exclude="done:nothing"), "exclude-unknown", "error"),
        (task(exclude="person:1x"), "exclude-unknown", "error"),
        (task(deadline="soon"), "deadline-unreadable", "error"),
        (task(remind="often"), "reminder-unreadable", "error"),
        (task(escalate="somebody"), "escalation-unreadable", "error"),
        (task(escalate="nobody@mouo after 1d"), "role-unknown", "error"),
        (task(deadline="none"), "reminder-without-deadline", "warning"),
        (task(kind="approve"), "outcome-not-used", "warning"),
    ],
)
def test_wrong_task_is_named(inside: str, rule: str, severity: str) -> None:
    (finding,) = check(inside)
    assert (finding.rule, finding.element, finding.element_name) == (rule, "A", "Согласовать")
    assert finding.severity == severity
    assert finding.remedy_ru
    assert finding.remedy_en


def test_task_without_words_is_warned_about() -> None:
    shown = check(task(deadline="", remind="", escalate=""), text="start S\nuser A\nend E\nS > A > E")
    assert {finding.rule for finding in shown} == {"name-missing", "deadline-not-given"}


def test_wrong_role_is_told_the_right_one() -> None:
    (finding,) = check(task(groups="mouo_oficer@mouo"))
    assert "«mouo_officer»" in finding.ru
    assert check(task(groups="chef@mouo", escalate=""), roles=["chef"]) == []


def test_role_that_nobody_holds_is_named_with_the_organisations() -> None:
    gaps = {"A": ("МОУО Читы", "МОУО Борзи")}
    (finding,) = check(task(), around=Surroundings(gaps=gaps, organisations=2))
    assert (finding.rule, finding.severity) == ("role-not-held", "error")
    assert "МОУО Читы, МОУО Борзи" in finding.ru


def test_role_that_is_not_held_in_some_organisations_is_a_warning() -> None:
    (finding,) = check(task(), around=Surroundings(gaps={"A": ("МОУО Читы",)}, organisations=2))
    assert (finding.rule, finding.severity) == ("role-not-held-somewhere", "warning")


def test_try_out_runs_in_spite_of_missing_forms_and_roles() -> None:
    shown = check(task(form="", groups=""), lenient=True)
    assert {(finding.rule, finding.severity) for finding in shown} == {
        ("form-not-chosen", "warning"),
        ("role-not-chosen", "warning"),
    }


def test_called_process_may_lie_in_the_package_or_be_known() -> None:
    inside = {"C": zeebe('<zeebe:calledElement processId="Q"/>')}
    caller = drawing("start S\ncall C\nend E\nS > C > E", inside=inside)
    called = drawing("start S\nend E\nS > E", process="Q")
    alone = check_package(package(caller), groups=["bindings"])
    assert [(finding.rule, finding.element) for finding in alone] == [("called-process-missing", "C")]
    assert check_package(package(caller, called), groups=["bindings"]) == []
    known = Surroundings(known_processes=frozenset({"Q"}))
    assert check_package(package(caller), groups=["bindings"], around=known) == []


TABLE = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
    '<decision id="rates" name="rates"><literalExpression><text>1</text></literalExpression></decision></definitions>'
)


def test_decision_has_to_exist_and_to_have_a_result() -> None:
    def rule_task(inside: str, *tables: str) -> list[str]:
        data = drawing("start S\nrule R\nend E\nS > R > E", inside={"R": zeebe(inside)})
        files = package(data, decisions=tuple(table.encode() for table in tables))
        return [finding.rule for finding in check_package(files, groups=["bindings"])]

    assert rule_task('<zeebe:calledDecision decisionId="rates" resultVariable="r"/>', TABLE) == []
    assert rule_task('<zeebe:calledDecision decisionId="rates" resultVariable="r"/>') == ["decision-missing"]
    assert rule_task('<zeebe:calledDecision decisionId="rates" resultVariable=""/>', TABLE) == ["decision-not-chosen"]
    assert rule_task("") == ["decision-not-chosen"]


def test_form_that_could_cover_the_page_is_refused() -> None:
    files = drawn(STEP, inside={"A": task()})
    forms = {"f": {"id": "f", "components": [{"type": "group", "components": [{"type": "iframe"}]}]}}
    (finding,) = check_package(Package(diagrams=files.diagrams, forms=forms), groups=["bindings"])
    assert (finding.rule, finding.element) == ("form-not-drawable", "A")
    assert "iframe" in finding.ru


@dataclass(frozen=True)
class Remark:
    ru: str = "Нельзя показать"
    en: str = "Cannot be shown"
    key: str = "сумма"
    severity: str = "error"


class Forms:
    """The forms of the server, as the caller hands them in."""

    def field_types(self, schema: Mapping[str, Any]) -> Mapping[str, FeelType]:
        return {"сумма": NUMBER}

    def problems(
        self, schema: Mapping[str, Any], types: Mapping[str, FeelType] | None, functions: Collection[str]
    ) -> Iterable[Remark]:
        assert types is not None
        assert "case" in types
        assert "add working days" in functions
        return [Remark(), Remark(severity="warning")]


def test_forms_of_the_server_are_asked_when_they_are_handed_in() -> None:
    shown = check(task(), around=Surroundings(forms=Forms()))
    assert [(finding.rule, finding.severity) for finding in shown] == [
        ("form-not-drawable", "error"),
        ("form-remark", "warning"),
    ]
    assert "«f», сумма. Нельзя показать" in shown[0].ru


def test_fields_that_several_people_fill_in_one_after_the_other_are_named() -> None:
    loop = zeebe('<zeebe:loopCharacteristics inputCollection="=people" inputElement="one"/>')
    many = f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"
    form = {"id": "f", "components": [{"type": "textfield", "key": key} for key in ("word", "other")]}
    own = '<zeebe:ioMapping><zeebe:input source="=null" target="word"/></zeebe:ioMapping>'

    def found(inside: str) -> list[tuple[str, str]]:
        files = drawn(STEP, inside={"A": inside})
        package_of_one = Package(diagrams=files.diagrams, forms={"f": form})
        return [(one.rule, one.ru) for one in check_package(package_of_one, groups=["bindings"])]

    assert found(task()) == []
    ((rule, words),) = found(task() + many)
    assert (rule, "«other», «word»" in words) == ("answers-shared", True)
    mapped = task().replace("<zeebe:formDefinition", own + "<zeebe:formDefinition")
    ((_rule, words),) = found(mapped + many)
    assert "«other»" in words
    assert "«word»" not in words
