"""Bindings: who does a user task, until when, and how it may end."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator

from app.workflow.checks.context import CheckContext, at_node
from app.workflow.deadline import DeadlineKind, DeadlineRefused, parse_deadline
from app.workflow.elements import PLACES, CandidateGroup, Node, Outcome, ProcessSpec, TaskKind, UserTaskSpec
from app.workflow.findings import Finding, Words
from app.workflow.reminders import parse_escalate, parse_remind
from app.workflow.user_tasks import DONE, NAMED

_NAME = re.compile(r"[^\W\d]\w*")


def check_user_task(context: CheckContext, process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    """Return findings about one user task."""
    if not task.name.strip():
        yield at_node("name-missing", process, node)
    yield from _words(process, node, task)
    yield from _people(context, process, node, task)
    yield from _times(context, process, node, task)


def _words(process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    kind = task.properties.get("soglas:kind", "").strip()
    if kind and kind not in list(TaskKind):
        yield at_node("task-kind-unknown", process, node, similar(kind, list(TaskKind)))
    for word in _split(task.properties.get("soglas:outcomes", "")):
        if word not in list(Outcome):
            yield at_node("outcome-unknown", process, node, similar(word, list(Outcome)))
    for word in task.exclude:
        done = word.startswith(DONE) and word.removeprefix(DONE) in process.user_tasks
        named = word.startswith(NAMED) and _NAME.fullmatch(word.removeprefix(NAMED))
        if word not in {"initiator", "previous"} and not done and not named:
            known = ("initiator", "previous", *(f"{DONE}{element}" for element in process.user_tasks))
            yield at_node("exclude-unknown", process, node, similar(word, known))


def _people(context: CheckContext, process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    if not task.assignee and not task.candidate_users and not task.candidate_groups:
        yield at_node("role-not-chosen", process, node)
    for group in task.groups:
        yield from _group(context, process, node, group)
    yield from _gaps(context, process, node, task)


def _gaps(context: CheckContext, process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    missing = (context.around.gaps or {}).get(node.node_id, ())
    if missing:
        everywhere = len(missing) >= context.around.organisations
        names = ", ".join(missing[:5]) + (f" (+{len(missing) - 5})" if len(missing) > 5 else "")
        roles = ", ".join(f"{group.role}@{group.place}" for group in task.groups)
        detail = Words(ru=f"«{roles}»: {names}", en=f'"{roles}": {names}')
        yield at_node("role-not-held" if everywhere else "role-not-held-somewhere", process, node, detail)


def _group(context: CheckContext, process: ProcessSpec, node: Node, group: CandidateGroup) -> Iterator[Finding]:
    if group.role not in context.around.roles:
        yield at_node("role-unknown", process, node, similar(group.role, context.around.roles))
        return
    if not group.place:
        yield at_node("place-not-given", process, node, f"«{group.role}»")
    elif not group.place_is_expression and group.place not in PLACES:
        yield at_node("place-unknown", process, node, similar(group.place, PLACES))
        return


def _times(context: CheckContext, process: ProcessSpec, node: Node, task: UserTaskSpec) -> Iterator[Finding]:
    try:
        deadline = parse_deadline(task.deadline)
    except DeadlineRefused as refused:
        yield at_node("deadline-unreadable", process, node, Words(ru=refused.ru, en=refused.en))
    else:
        if not task.deadline:
            yield at_node("deadline-not-given", process, node)
        if deadline.kind is DeadlineKind.NONE and (task.remind or task.escalate):
            yield at_node("reminder-without-deadline", process, node)
    try:
        parse_remind(task.remind)
    except DeadlineRefused as refused:
        yield at_node("reminder-unreadable", process, node, Words(ru=refused.ru, en=refused.en))
    try:
        escalations = parse_escalate(task.escalate)
    except DeadlineRefused as refused:
        yield at_node("escalation-unreadable", process, node, Words(ru=refused.ru, en=refused.en))
    else:
        for escalation in escalations:
            yield from _group(context, process, node, escalation.group)


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", text) if word]


def similar(word: str, known: Collection[str]) -> Words:
    """Return the wrong word with the nearest right one."""
    close = difflib.get_close_matches(word, [str(name) for name in known], n=1, cutoff=0.6)
    shown = word[:60]
    if not close:
        return Words(ru=f"«{shown}»", en=f'"{shown}"')
    return Words(ru=f"«{shown}», есть «{close[0]}»", en=f'"{shown}", there is "{close[0]}"')
