"""The checks of the group support: the diagram holds only what runs exactly as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.workflow.checks.capabilities import (
    FOREIGN_ENGINES,
    MAX_DEPTH,
    SUPPORTED_EXTENSIONS,
    UNSUPPORTED_TAGS,
)
from app.workflow.checks.context import CheckContext, at_process, is_too_large
from app.workflow.checks.support_flows import check_flows
from app.workflow.checks.support_nodes import check_node, check_starts
from app.workflow.elements import ProcessSpec
from app.workflow.findings import Finding, Words
from app.workflow.refusals import what_cannot_run
from app.workflow.rewriting import rewrite
from app.workflow.rules import RULES
from app.workflow.source import MODEL, ZEEBE, attributes_of, line_of


def check_support(context: CheckContext) -> Iterator[Finding]:
    """Return every finding of the group."""
    for file, root in zip(context.package.diagrams, context.package.trees, strict=True):
        yield from _unsupported(root, file.name)
    filled = [process for process in context.processes if process.scope.nodes]
    if not filled and context.package.diagrams:
        yield RULES["no-process"].broken(file=context.package.diagrams[0].name)
    seen: set[str] = set()
    for process in filled:
        if process.process_id in seen:
            yield at_process("duplicate-process", process, f"«{process.process_id}»")
        seen.add(process.process_id)
        for finding in _check_process(process):
            # A try-out may name the start event itself.
            named = context.around.lenient and finding.rule == "several-start-events"
            yield finding.as_warning() if named else finding
    yield from _refused(context)


def _refused(context: CheckContext) -> Iterator[Finding]:
    """Return what the runtime refuses to run; whether a called process exists is a matter of the bindings."""
    drawing = rewrite(context.package)
    for process in context.package.processes.values():
        if not process.scope.nodes or is_too_large(process):
            continue
        for finding in what_cannot_run(drawing, process.process_id):
            node = process.by_id.get(finding.element)
            if finding.rule != "unknown-reference" or node is None or node.type != "callActivity":
                yield finding


def _check_process(process: ProcessSpec) -> Iterator[Finding]:
    if not process.process_id:
        yield at_process("missing-id", process)
    if not process.executable:
        yield at_process("not-executable", process)
    if is_too_large(process):
        yield at_process("too-many-elements", process)
        return
    parents = {
        node.inner.scope_id: scope.scope_id for scope in process.all_scopes() for node in scope.nodes if node.inner
    }
    for scope in process.all_scopes():
        depth, holder = 0, scope.scope_id
        while holder in parents and depth <= MAX_DEPTH:
            depth, holder = depth + 1, parents[holder]
        if depth > MAX_DEPTH:
            yield at_process("nesting-too-deep", process, f"«{scope.scope_id}»")
            return
        yield from check_starts(process, scope)
        yield from check_flows(process, scope)
        for node in scope.nodes:
            yield from check_node(process, scope, node)


def _unsupported(root: etree._Element, file: str) -> Iterator[Finding]:
    """Return the elements and extensions of a file that would be left out without a word."""
    for element in root.iter("*"):
        name = etree.QName(element)
        owner = _owner(element)
        place = {"element": owner.get("id", ""), "element_name": " ".join(owner.get("name", "").split())}
        if name.namespace == MODEL and name.localname in UNSUPPORTED_TAGS:
            ru, en = UNSUPPORTED_TAGS[name.localname]
            yield _broken("unsupported-element", place, Words(ru=ru, en=en), file, element)
        elif name.namespace == ZEEBE and _is_extension(element) and name.localname not in SUPPORTED_EXTENSIONS:
            yield _broken("unsupported-extension", place, f"zeebe:{name.localname}", file, element)
        elif name.namespace in FOREIGN_ENGINES:
            engine = FOREIGN_ENGINES[str(name.namespace)]
            yield _broken("unsupported-extension", place, f"{name.localname} ({engine})", file, element)
        for key in attributes_of(element):
            space = etree.QName(key).namespace if key.startswith("{") else None
            # What stands on the file itself is the label of a modeler: it has no part in the process.
            if space in FOREIGN_ENGINES and name.namespace == MODEL and name.localname != "definitions":
                detail = f"{etree.QName(key).localname} ({FOREIGN_ENGINES[str(space)]})"
                yield _broken("unsupported-extension", place, detail, file, element)


def _broken(rule: str, place: dict[str, str], detail: Words | str, file: str, element: etree._Element) -> Finding:
    return RULES[rule].broken(
        element=place["element"],
        element_name=place["element_name"],
        detail=detail,
        file=file,
        line=line_of(element),
    )


def _is_extension(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{{{MODEL}}}extensionElements"


def _owner(element: etree._Element) -> etree._Element:
    """Return the nearest BPMN element with an id: the one a person sees on the diagram."""
    owner: etree._Element | None = element
    while owner is not None:
        if etree.QName(owner).namespace == MODEL and owner.get("id"):
            return owner
        owner = owner.getparent()
    return element
