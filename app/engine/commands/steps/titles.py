"""The title of a case: what the diagram says (`soglas:title`), or the process and the organisation."""

from __future__ import annotations

from app.engine.commands.steps.locked import LockedCase
from app.organisation.queries import current_tree
from app.processes.queries import Live
from app.workflow.faults import WorkflowError


def title_of(case: LockedCase, live: Live) -> str:
    """Return the title; a title whose expression gives no text is never a reason not to open a case."""
    text = live.process.properties.get("soglas:title", "")
    if text.startswith("="):
        try:
            value = case.workflow.evaluate(text)
        except WorkflowError:
            value = None
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:400]
    elif text:
        return text[:400]
    return f"{live.process_name}: {current_tree().node(case.organisation_id).short_name}"[:400]
