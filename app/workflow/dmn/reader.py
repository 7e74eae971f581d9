"""From a DMN file to its frozen model."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.workflow.dmn.logic_reader import child, children, local_name, read_logic, text_of, type_reference
from app.workflow.dmn.model import (
    Decision,
    DecisionModel,
    FunctionLogic,
    Import,
    InputData,
    ItemDefinition,
    Knowledge,
    Reference,
    Service,
)
from app.workflow.source import read_dmn

DMN_IMPORT = "/DMN/"


def read_model(data: bytes, *, name: str = "") -> DecisionModel:
    """Return the model of a DMN file; raises SourceRefused when the file is unsafe or no DMN."""
    root = read_dmn(data, name=name)
    return DecisionModel(
        namespace=root.get("namespace", ""),
        name=root.get("name", ""),
        file=name,
        imports=tuple(_imports(root)),
        items=tuple(_item(element) for element in children(root, "itemDefinition")),
        inputs=tuple(_input(element) for element in children(root, "inputData")),
        decisions=tuple(_decision(element) for element in children(root, "decision")),
        knowledge=tuple(_knowledge(element) for element in children(root, "businessKnowledgeModel")),
        services=tuple(_service(element) for element in children(root, "decisionService")),
    )


def _imports(root: etree._Element) -> Iterator[Import]:
    for element in children(root, "import"):
        if DMN_IMPORT in element.get("importType", ""):
            yield Import(namespace=element.get("namespace", ""), name=element.get("name", ""))


def _item(element: etree._Element) -> ItemDefinition:
    function = child(element, "functionItem")
    return ItemDefinition(
        name=element.get("name", ""),
        base=text_of(child(element, "typeRef")) or element.get("typeRef", ""),
        components=tuple(_item(component) for component in children(element, "itemComponent")),
        is_collection=element.get("isCollection") == "true",
        allowed=text_of(child(child(element, "allowedValues"), "text")),
        constraint=text_of(child(child(element, "typeConstraint"), "text")),
        is_function=function is not None,
        parameters=tuple((each.get("name", ""), each.get("typeRef", "")) for each in children(function, "parameters")),
        result=function.get("outputTypeRef", "") if function is not None else "",
    )


def _identity(element: etree._Element) -> tuple[str, str, str]:
    variable = child(element, "variable")
    name = element.get("name", "")
    if variable is not None:
        name = variable.get("name", "") or name
    return element.get("id") or name, " ".join(name.split()), type_reference(variable)


def _input(element: etree._Element) -> InputData:
    id_, name, type_ref = _identity(element)
    return InputData(id=id_, name=name, type_ref=type_ref)


def _decision(element: etree._Element) -> Decision:
    id_, name, type_ref = _identity(element)
    return Decision(
        id=id_,
        name=name,
        type_ref=type_ref,
        inputs=_required(element, "informationRequirement", "requiredInput"),
        decisions=_required(element, "informationRequirement", "requiredDecision"),
        knowledge=_required(element, "knowledgeRequirement", "requiredKnowledge"),
        logic=read_logic(element),
        question=text_of(child(element, "question")),
    )


def _knowledge(element: etree._Element) -> Knowledge:
    id_, name, type_ref = _identity(element)
    encapsulated = child(element, "encapsulatedLogic")
    function = None
    if encapsulated is not None:
        parameters = tuple(
            (" ".join(each.get("name", "").split()), type_reference(each))
            for each in children(encapsulated, "formalParameter")
        )
        function = FunctionLogic(
            parameters=parameters,
            body=read_logic(encapsulated),
            kind=encapsulated.get("kind", "FEEL"),
            type_ref=type_reference(encapsulated),
        )
    return Knowledge(
        id=id_,
        name=name,
        knowledge=_required(element, "knowledgeRequirement", "requiredKnowledge"),
        function=function,
        type_ref=type_ref,
    )


def _service(element: etree._Element) -> Service:
    id_, name, type_ref = _identity(element)
    return Service(
        id=id_,
        name=name,
        outputs=_references(children(element, "outputDecision")),
        encapsulated=_references(children(element, "encapsulatedDecision")),
        input_decisions=_references(children(element, "inputDecision")),
        input_data=_references(children(element, "inputData")),
        type_ref=type_ref,
    )


def _required(element: etree._Element, requirement: str, kind: str) -> tuple[Reference, ...]:
    wanted = [each for group in children(element, requirement) for each in group if local_name(each) == kind]
    return _references(wanted)


def _references(elements: list[etree._Element]) -> tuple[Reference, ...]:
    found = []
    for element in elements:
        namespace, _, id_ = element.get("href", "").rpartition("#")
        found.append(Reference(namespace=namespace, element=id_))
    return tuple(found)
