"""Forms that the desktop modeler keeps inside a diagram become forms of their own."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from app.workflow.findings import SourceRefused
from app.workflow.package import Package, SourceFile
from app.workflow.source import ZEEBE, read_bpmn

_EMBEDDED: Final = "camunda-forms:bpmn:"
_REFERENCES: Final = frozenset({"formKey", "externalReference"})


def with_embedded_forms(package: Package) -> Package:
    """Return a package whose tasks name the forms that stood inside its diagrams; other diagrams stay as they are."""
    forms = dict(package.forms)
    diagrams = tuple(SourceFile(name=file.name, data=_taken_out(file.data, forms)) for file in package.diagrams)
    if diagrams == package.diagrams:
        return package
    return Package(diagrams=diagrams, forms=forms, decisions=package.decisions)


def _taken_out(data: bytes, forms: dict[str, Any]) -> bytes:
    """Return a diagram without embedded forms; they are put into `forms` under the ids that its tasks name now."""
    if b"userTaskForm" not in data:
        return data
    try:
        root = deepcopy(read_bpmn(data))
    except SourceRefused:
        return data
    found: dict[str, str] = {}
    named = {_named_form(one) for one in root.iter(f"{{{ZEEBE}}}formDefinition")} - {""}
    for element in list(root.iter(f"{{{ZEEBE}}}userTaskForm")):
        identifier = element.get("id", "")
        schema = _schema(element.text or "") if identifier in named else None
        holder = element.getparent()
        if schema is not None and holder is not None:
            found[identifier] = _keep(schema, identifier, forms)
            holder.remove(element)
    for element in root.iter(f"{{{ZEEBE}}}formDefinition"):
        form_id = found.get(_named_form(element))
        if form_id is not None:
            for key in _REFERENCES & set(element.attrib):
                del element.attrib[key]
            element.set("formId", form_id)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) if found else data


def _named_form(element: etree._Element) -> str:
    """Return the form inside the diagram that a task names: by its key, or by a reference to something outside."""
    key = element.get("formKey") or ""
    return key.removeprefix(_EMBEDDED) if key.startswith(_EMBEDDED) else element.get("externalReference") or ""


def _keep(schema: dict[str, Any], name: str, forms: dict[str, Any]) -> str:
    own = schema.get("id")
    base = own if isinstance(own, str) and own else name or "form"
    form_id = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if one not in forms)
    forms[form_id] = {**schema, "id": form_id}
    return form_id


def _schema(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
