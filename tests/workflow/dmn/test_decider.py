"""Decisions, knowledge models, services and imports answer for given values."""

from decimal import Decimal

import pytest

from app.workflow.dmn import Decider, DecisionUnknown, read_library
from tests.workflow.dmn.models import data, decider, decision, model, needs_data, text


def needs_decision(name: str) -> str:
    return f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>'


def needs_knowledge(name: str, namespace: str = "") -> str:
    href = f"{namespace}#{name}"
    return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'


DOUBLE = (
    '<businessKnowledgeModel id="double" name="double"><variable name="double"/><encapsulatedLogic>'
    f'<formalParameter name="n" typeRef="number"/>{text("n * 2")}</encapsulatedLogic></businessKnowledgeModel>'
)


def test_a_decision_uses_the_decisions_it_requires() -> None:
    body = data("часы", "number") + decision("норма", text("часы * 2"), needs=needs_data("часы"))
    body += decision("мало", text("норма < 34"), needs=needs_decision("норма"))
    assert decider(body).decide("мало", {"часы": 10}).value is True


def test_a_decision_sees_only_what_it_requires() -> None:
    body = data("a") + data("b") + decision("d", text("a = null and b = null"), needs=needs_data("a"))
    assert decider(body).decide("d", {"a": None, "b": 5}).value is True


def test_a_value_of_the_wrong_type_is_null_with_a_problem() -> None:
    answer = decider(data("a", "number") + decision("d", text("a"), needs=needs_data("a"))).decide("d", {"a": "много"})
    assert answer.value is None
    assert any("number" in problem for problem in answer.problems)


def test_a_knowledge_model_is_a_function() -> None:
    body = DOUBLE + decision("d", text("double(n: 21)"), needs=needs_knowledge("double"))
    assert decider(body).decide("d", {}).value == Decimal(42)


def test_a_decision_service_answers_with_what_it_is_given() -> None:
    service = (
        '<decisionService id="s" name="s"><variable name="s"/>'
        '<outputDecision href="#out"/><inputDecision href="#inner"/></decisionService>'
    )
    body = service + decision("inner", text('"inner"')) + decision("out", text("inner"), needs=needs_decision("inner"))
    assert decider(body).decide("out", {}).value == "inner"
    assert decider(body).decide("s", {"inner": "given"}).value == "given"


def test_an_imported_model_is_found_by_its_namespace() -> None:
    imported = '<import namespace="urn:other" name="other" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    main = model(decision("d", text("other.double(4)"), needs=needs_knowledge("double", "urn:other")), imports=imported)
    library = read_library([("main.dmn", main), ("other.dmn", model(DOUBLE, namespace="urn:other"))])
    assert Decider(library).decide("d", {}).value == Decimal(8)


def test_endless_knowledge_is_stopped() -> None:
    endless = DOUBLE.replace("n * 2", "double(n)").replace(
        "<encapsulatedLogic>", needs_knowledge("double") + "<encapsulatedLogic>"
    )
    answer = decider(endless + decision("d", text("double(1)"), needs=needs_knowledge("double"))).decide("d", {})
    assert answer.value is None


def test_a_circle_of_decisions_is_null_not_endless() -> None:
    body = decision("a", text("b"), needs=needs_decision("b")) + decision("b", text("a"), needs=needs_decision("a"))
    assert decider(body).decide("a", {}).value is None


def test_functions_outside_feel_are_refused() -> None:
    java = (
        '<businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic kind="Java">'
        f"{text('{class: &quot;java.lang.Math&quot;}')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    answer = decider(java + decision("d", text("k()"), needs=needs_knowledge("k"))).decide("d", {})
    assert answer.value is None


def test_an_unknown_decision_is_said() -> None:
    with pytest.raises(DecisionUnknown):
        decider(decision("d", text("1"))).decide("e", {})
