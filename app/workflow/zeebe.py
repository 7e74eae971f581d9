"""Reads the public `zeebe` extensions and the `soglas:` properties of one BPMN element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from app.workflow.elements import (
    DEFAULT_OUTCOMES,
    CallSpec,
    DecisionSpec,
    IoMapping,
    JobSpec,
    Outcome,
    ScriptSpec,
    TaskKind,
    UserTaskSpec,
)
from app.workflow.source import MODEL, ZEEBE

PREFIX: Final = "soglas:"
_ROLL = re.compile(r"\broll\s+(previous|next|none)\b")


class Extensions:
    """The extension elements of one BPMN element, read on demand."""

    def __init__(self, element: etree._Element) -> None:
        self._holders = element.findall(f"{{{MODEL}}}extensionElements")

    def find(self, tag: str) -> etree._Element | None:
        """Return the first zeebe element with this local name."""
        for holder in self._holders:
            found = holder.find(f"{{{ZEEBE}}}{tag}")
            if found is not None:
                return found
        return None

    def attribute(self, tag: str, name: str) -> str:
        """Return one attribute of the first zeebe element with this local name, or an empty text."""
        found = self.find(tag)
        return "" if found is None else (found.get(name) or "").strip()

    def tags(self) -> tuple[str, ...]:
        """Return the local names of all zeebe elements, for the check of what is supported."""
        names = []
        for holder in self._holders:
            for child in holder.iterchildren("*"):
                name = etree.QName(child)
                names.append(name.localname if name.namespace == ZEEBE else str(child.tag))
        return tuple(names)

    def mappings(self, direction: str) -> tuple[IoMapping, ...]:
        """Return the io mappings of one direction, `input` or `output`."""
        holder = self.find("ioMapping")
        if holder is None:
            return ()
        rows = holder.findall(f"{{{ZEEBE}}}{direction}")
        return tuple(
            IoMapping(source=row.get("source", "").strip(), target=row.get("target", "").strip()) for row in rows
        )

    def pairs(self, holder_tag: str, row_tag: str, key: str) -> dict[str, str]:
        """Return rows of name and value, such as properties and task headers."""
        holder = self.find(holder_tag)
        if holder is None:
            return {}
        rows = holder.findall(f"{{{ZEEBE}}}{row_tag}")
        return {(row.get(key) or "").strip(): row.get("value") or "" for row in rows}

    def properties(self) -> dict[str, str]:
        """Return `zeebe:properties` by name."""
        return self.pairs("properties", "property", "name")

    def headers(self) -> dict[str, str]:
        """Return `zeebe:taskHeaders` by key."""
        return self.pairs("taskHeaders", "header", "key")

    def script(self) -> ScriptSpec | None:
        """Return `zeebe:script`, if any."""
        if self.find("script") is None:
            return None
        return ScriptSpec(
            expression=self.attribute("script", "expression"),
            result_variable=self.attribute("script", "resultVariable"),
        )

    def decision(self) -> DecisionSpec | None:
        """Return `zeebe:calledDecision`, if any."""
        if self.find("calledDecision") is None:
            return None
        return DecisionSpec(
            decision_id=self.attribute("calledDecision", "decisionId"),
            result_variable=self.attribute("calledDecision", "resultVariable"),
        )

    def call(self) -> CallSpec | None:
        """Return `zeebe:calledElement`, if any; both directions propagate all variables unless told otherwise."""
        if self.find("calledElement") is None:
            return None
        return CallSpec(
            process_id=self.attribute("calledElement", "processId"),
            propagate_all_child=self.attribute("calledElement", "propagateAllChildVariables") != "false",
            propagate_all_parent=self.attribute("calledElement", "propagateAllParentVariables") != "false",
        )

    def job(self) -> JobSpec | None:
        """Return `zeebe:taskDefinition`, if any."""
        if self.find("taskDefinition") is None:
            return None
        return JobSpec(
            type=self.attribute("taskDefinition", "type"),
            retries=self.attribute("taskDefinition", "retries"),
        )


def split_list(text: str) -> tuple[str, ...]:
    """Split at commas, semicolons and line ends that are outside quotes and brackets; one `=…` stays whole."""
    if text.strip().startswith("="):
        return (text.strip(),)
    parts: list[str] = []
    current = ""
    depth = 0
    quoted = False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "([{":
            depth += 1
        elif not quoted and sign in ")]}":
            depth = max(0, depth - 1)
        if sign in ",;\n" and not quoted and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    parts.append(current)
    return tuple(part.strip() for part in parts if part.strip())


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a list without expressions."""
    return tuple(word for word in re.split(r"[\s,;]+", text) if word)


def kind_of(properties: Mapping[str, str]) -> TaskKind:
    """Return the kind of a user task; a missing or unknown word counts as `fill` (a check reports the latter)."""
    word = properties.get(f"{PREFIX}kind", "").strip()
    return TaskKind(word) if word in list(TaskKind) else TaskKind.FILL


def outcomes_of(properties: Mapping[str, str], kind: TaskKind) -> tuple[Outcome, ...]:
    """Return the outcomes offered: those named, or the usual ones of a deciding kind."""
    named = _words(properties.get(f"{PREFIX}outcomes", ""))
    known = tuple(dict.fromkeys(Outcome(word) for word in named if word in list(Outcome)))
    if known:
        return known
    return DEFAULT_OUTCOMES.get(kind, ())


def read_user_task(element: etree._Element, extensions: Extensions, *, lane: str) -> UserTaskSpec:
    """Return what the diagram says about a user task."""
    properties = extensions.properties()
    kind = kind_of(properties)
    deadline = properties.get(f"{PREFIX}deadline", "").strip()
    due_date = extensions.attribute("taskSchedule", "dueDate")
    if not deadline and due_date:
        deadline = f"date {due_date}"
    rolled = _ROLL.search(deadline)
    return UserTaskSpec(
        element_id=element.get("id", ""),
        name=element.get("name", ""),
        lane=lane,
        documentation=(element.findtext(f"{{{MODEL}}}documentation") or "").strip(),
        kind=kind,
        outcomes=outcomes_of(properties, kind),
        form_id=extensions.attribute("formDefinition", "formId"),
        assignee=extensions.attribute("assignmentDefinition", "assignee"),
        candidate_users=split_list(extensions.attribute("assignmentDefinition", "candidateUsers")),
        candidate_groups=split_list(extensions.attribute("assignmentDefinition", "candidateGroups")),
        deadline=deadline,
        roll=rolled[1] if rolled else "",
        remind=_words(properties.get(f"{PREFIX}remind", "")),
        escalate=properties.get(f"{PREFIX}escalate", "").strip(),
        exclude=_words(properties.get(f"{PREFIX}exclude", "")),
        documents=split_list(properties.get(f"{PREFIX}documents", "")),
        priority=extensions.attribute("priorityDefinition", "priority"),
        follow_up=extensions.attribute("taskSchedule", "followUpDate"),
        properties=properties,
    )
