"""Which messages the published processes begin with or wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.processes.queries.catalogue import list_processes
from app.processes.queries.live import Live, live_version
from app.workflow.elements import Node

_CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})


@dataclass(frozen=True, kw_only=True)
class MessageStart:
    """A start event that a message of this name begins a case with."""

    process_id: int
    version_id: int
    element_id: str


def list_message_starts(name: str) -> tuple[MessageStart, ...]:
    """Return the start events of the versions in effect that begin with a message, by the name of the process."""
    found = []
    for live in _in_effect():
        for node in live.process.scope.nodes:
            if node.type == "startEvent" and name in _names(node):
                found.append(
                    MessageStart(process_id=live.process_id, version_id=live.version_id, element_id=node.node_id)
                )
                break
    return tuple(found)


def wanted_messages() -> frozenset[str]:
    """Return the names of all messages that a version in effect begins with or waits for."""
    nodes = (node for live in _in_effect() for node in live.process.all_nodes() if node.type in _CATCHES)
    return frozenset(name for node in nodes for name in _names(node))


def _in_effect() -> Iterator[Live]:
    for process in list_processes():
        if process.version_id is not None:
            yield live_version(process.version_id)


def _names(node: Node) -> set[str]:
    return {event.name for event in node.events if event.kind == "message" and event.name}
