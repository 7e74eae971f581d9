"""Bindings: the templates of a task exist, its journal is known, and what the journal fills are fields of the form."""

from __future__ import annotations

from collections.abc import Iterator

from app.workflow.checks.binding_tasks import similar
from app.workflow.checks.context import CheckContext, at_node
from app.workflow.elements import Node, ProcessSpec, UserTaskSpec
from app.workflow.findings import Finding, Words
from app.workflow.production import TEMPLATES, wanted_documents
from app.workflow.registration import PROPERTY, RegistrationRefused, parse_registration


def check_documents(context: CheckContext, process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    """Return findings about what a task makes and registers."""
    for wanted in wanted_documents(task.properties):
        if wanted.key not in TEMPLATES:
            yield at_node("template-unknown", process, node, similar(wanted.key, TEMPLATES))
    try:
        registration = parse_registration(task.properties.get(PROPERTY, ""))
    except RegistrationRefused as refused:
        yield at_node("journal-unreadable", process, node, Words(ru=refused.ru, en=refused.en))
        return
    reader, schema = context.around.forms, context.package.forms.get(node.form_id)
    if registration is None or reader is None or schema is None:
        return
    try:
        known = reader.field_types(schema)
    except ValueError:
        return  # a form that cannot be read has a finding of its own
    for name in registration.fields:
        if name not in known:
            yield at_node("journal-field-missing", process, node, f"«{name}»")
