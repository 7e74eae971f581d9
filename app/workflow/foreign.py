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


def with_embedded_forms(package: Package) -> Package:
    """Return a package whose tasks name the forms that stood inside its diagrams; other diagrams stay as they are."""
    forms = dict(package.forms)
    diagrams = tuple(SourceFile(name=file.name, data=_taken_out(file.data, forms)) for file in package.diagrams)
    if diagrams == package.diagrams:
        return package
    return Package(diagrams=diagrams, forms=forms, decisions=package.decisions)


def _taken_out(data: bytes, forms: dict[str, Any]) -> bytes:
    """Return a diagram without embedded forms; they are put into `forms` under the ids that its tasks name now."""
    if _EMBEDDED.encode() not in data:
        return data
    try:
        root = deepcopy(read_bpmn(data))
    except SourceRefused:
        return data
    found: dict[str, str] = {}
    for element in list(root.iter(f"{{{ZEEBE}}}userTaskForm")):
        schema = _schema(element.text or "")
        if schema is not None:
            found[element.get("id", "")] = _keep(schema, element.get("id", ""), forms)
            holder = element.getparent()
            if holder is not None:
                holder.remove(element)
    for element in root.iter(f"{{{ZEEBE}}}formDefinition"):
        form_id = found.get((element.get("formKey") or "").removeprefix(_EMBEDDED))
        if form_id is not None:
            del element.attrib["formKey"]
            element.set("formId", form_id)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) if found else data


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
