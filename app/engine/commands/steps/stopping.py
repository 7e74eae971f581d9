"""What happens when a step fails: everything was rolled back, and a second transaction keeps what can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.engine.commands.steps.drafts import keep_draft
from app.engine.commands.steps.incidents import raise_incidents
from app.engine.commands.steps.locked import lock_case
from app.engine.models import IncidentKind
from app.foundation.errors import Stopped
from app.foundation.transaction import command
from app.workflow.faults import WorkflowError


@command
def stop(
    failure: WorkflowError,
    *,
    case_id: int,
    kind: IncidentKind,
    actor: Actor,
    task_id: int | None = None,
    job_id: int | None = None,
    draft: Mapping[str, Any] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> int:
    """Open an incident for a step that failed, keep the draft of the person, and return the id of the incident."""
    case = lock_case(case_id)
    if draft is not None and task_id is not None and actor.person_id is not None:
        keep_draft(task_id, actor.person_id, draft, case.at)
    element_id = getattr(failure, "element_id", "")
    (incident_id,) = raise_incidents(
        [
            {
                "case_id": case_id,
                "task_id": task_id,
                "job_id": job_id,
                "kind": kind,
                "element_id": element_id,
                "element_name": getattr(failure, "element_name", ""),
                "ru": failure.ru,
                "en": failure.en,
                "cause": f"{type(failure).__name__}: {getattr(failure, 'cause', '')}",
                "payload": dict(payload or {}),
            }
        ],
        case.at,
    )
    facts = {"incident": incident_id, "kind": kind.value, "element": element_id, "ru": failure.ru, "en": failure.en}
    if actor.person_id is not None:
        facts["after"] = actor.name
    case.head = record(case.stream, "raise_incident", SYSTEM, facts, head=case.head)
    case.store()
    return incident_id


def stopped(failure: WorkflowError, incident_id: int) -> Stopped:
    """Return the error that tells the page of an incident."""
    return Stopped(
        None,
        incident_id=incident_id,
        ru=failure.ru,
        en=failure.en,
        element_id=getattr(failure, "element_id", ""),
        element_name=getattr(failure, "element_name", ""),
    )
