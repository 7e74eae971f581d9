"""May a case still be withdrawn, and by whom: what the diagram says at the message that ends it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.processes.queries import Live
from app.workflow.elements import parse_candidate_group
from app.workflow.faults import WorkflowError
from app.workflow.workflow import MessageWait, Workflow

MESSAGE_PROPERTY = "soglas:withdraw-message"
DEFAULT_MESSAGE = "withdraw"


def find_withdrawal(live: Live, workflow: Workflow) -> MessageWait | None:
    """Return the message that withdraws the case, while the diagram waits for it and its condition holds."""
    name = live.process.properties.get(MESSAGE_PROPERTY, DEFAULT_MESSAGE)
    for wait in workflow.messages():
        if wait.name == name and _holds(live, workflow, wait):
            return wait
    return None


def may_withdraw(
    live: Live,
    wait: MessageWait | None,
    initiator_id: int | None,
    places: Mapping[str, int],
    person_id: int | None,
    posts: Collection[tuple[str, int]],
) -> bool:
    """Say whether this person is one of those who may: the initiator, and whom `soglas:who` names besides."""
    if person_id is None or person_id == initiator_id:
        return True
    node = live.process.by_id.get(wait.element_id) if wait is not None else None
    words = (node.properties.get("soglas:who", "") if node is not None else "").replace(",", " ").split()
    groups = (parse_candidate_group(word) for word in words if "@" in word)
    return any((group.role, places.get(group.place, 0)) in posts for group in groups)


def _holds(live: Live, workflow: Workflow, wait: MessageWait) -> bool:
    node = live.process.by_id.get(wait.element_id)
    condition = node.properties.get("soglas:when", "") if node is not None else ""
    if not condition:
        return True
    try:
        return workflow.evaluate(condition) is True
    except WorkflowError:
        return False
