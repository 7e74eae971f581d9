"""Bindings: the form of a task or start exists and can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.workflow.checks.context import CheckContext, at_node
from app.workflow.checks.names import form_types, known_types
from app.workflow.elements import Node, ProcessSpec, Scope
from app.workflow.findings import Finding, Words
from app.workflow.functions import FUNCTION_NAMES

# Components that could show foreign content or cover the page.
_UNSAFE: Final = frozenset({"html", "iframe"})


def check_forms(context: CheckContext, process: ProcessSpec, node: Node) -> Iterator[Finding]:
    """Return findings about the form that a node names."""
    if node.form_key and not node.form_id:
        yield at_node("form-embedded", process, node, f"«{node.form_key[:80]}»")
    elif node.form_id:
        schema = context.package.forms.get(node.form_id)
        if schema is None:
            yield at_node("form-missing", process, node, f"«{node.form_id}»")
        else:
            yield from _drawable(context, process, node, schema)
            yield from _shared(context, process, node, schema)
    elif node.user_task is not None:
        yield at_node("form-not-chosen", process, node)


def _shared(context: CheckContext, process: ProcessSpec, node: Node, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a warning when several people fill in the same variables of the case one after the other."""
    if node.user_task is None or node.loop is None or node.loop.kind == "standard":
        return
    own = {node.loop.input_element, *(mapping.target for mapping in node.inputs)}
    shared = sorted(form_types(context, schema).keys() - own)
    if shared:
        yield at_node("answers-shared", process, node, ", ".join(f"«{name}»" for name in shared[:10]))


def check_unused_forms(context: CheckContext) -> Iterator[Finding]:
    """Return findings about forms of the package that no element names (a form may be checked alone)."""
    used = {node.form_id for process in context.processes for node in process.all_nodes()}
    for form_id in sorted(context.package.forms.keys() - used):
        node = Node(node_id=form_id, name="", type="", scope_id="")
        nowhere = ProcessSpec(process_id="", name="", executable=False, scope=Scope(scope_id="", type="process"))
        yield from _drawable(context, nowhere, node, context.package.forms[form_id])


def _drawable(context: CheckContext, process: ProcessSpec, node: Node, schema: Mapping[str, Any]) -> Iterator[Finding]:
    reader = context.around.forms
    if reader is None:
        if not isinstance(schema.get("components"), list):
            detail = Words(ru="в форме нет списка полей", en="the form has no list of components")
            yield at_node("form-not-drawable", process, node, detail)
        for kind in sorted(_unsafe(schema, 0)):
            yield at_node("form-not-drawable", process, node, f"«{schema.get('id', node.form_id)}»: {kind}")
        return
    for problem in reader.problems(schema, known_types(context), (*FUNCTION_NAMES, *context.around.functions)):
        rule = "form-not-drawable" if str(problem.severity) == "error" else "form-remark"
        where = f"«{node.form_id or node.node_id}»" + (f", {problem.key}" if problem.key else "")
        yield at_node(rule, process, node, Words(ru=f"{where}. {problem.ru}", en=f"{where}. {problem.en}"))


def _unsafe(component: Mapping[str, Any], depth: int) -> set[str]:
    found: set[str] = set()
    children = component.get("components")
    for child in children if isinstance(children, list) and depth < 20 else ():
        if isinstance(child, dict):
            if child.get("type") in _UNSAFE:
                found.add(str(child["type"]))
            found |= _unsafe(child, depth + 1)
    return found
