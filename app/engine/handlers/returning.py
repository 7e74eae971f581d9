"""Bring back what a child case ended with, or escalated, to the case that called it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from app.engine.commands.deliver_published import deliver_published
from app.engine.commands.run_jobs import TakenJob
from app.engine.commands.steps.calls import ESCALATION, RETURN
from app.engine.commands.steps.messages import MESSAGE
from app.engine.commands.steps.readable import RESERVED
from app.engine.handlers.registry import BpmnError, BpmnEscalation, NotNow, register_job_handler
from app.engine.models import Case, CaseStatus
from app.foundation.clock import now
from app.foundation.database import db

FIRST_LOOK: Final = timedelta(seconds=10)
LAST_LOOK: Final = timedelta(hours=1)
"""How soon a message is offered again: soon at first, then each hour until it expires."""
STOPPED: Final = frozenset({CaseStatus.CANCELLED, CaseStatus.WITHDRAWN})


def install_engine() -> None:
    """Let the worker take results and escalations of child cases back."""
    register_job_handler(RETURN, bring_back)
    register_job_handler(ESCALATION, pass_on_escalation)
    register_job_handler(MESSAGE, hand_message_on)


def bring_back(job: TakenJob) -> Mapping[str, Any]:
    """Return the values of a child and how it ended; raises BpmnError for an error end.

    A child that was cancelled or withdrawn brings the error `cancelled` or `withdrawn` where the parent catches it.
    """
    child = db.session.execute(
        select(Case.number, Case.status, Case.outcome_element, Case.outcome_words, Case.readable).where(
            Case.id == job.payload["child"]
        )
    ).one()
    values = {name: value for name, value in (child.readable or {}).items() if name not in {*RESERVED, "initiator"}}
    variables = {
        **values,
        "result": child.outcome_element or child.status.value,
        "result_words": child.outcome_words,
        "result_case": child.number,
    }
    if job.payload.get("error") is not None:
        raise BpmnError(job.payload["error"], variables)
    if child.status in STOPPED:
        raise BpmnError(child.status.value, variables, may_pass=True)
    return variables


def hand_message_on(job: TakenJob) -> None:
    """Hand a message to those who want it now; raises NotNow while others may want it later."""
    if deliver_published(int(job.payload["message"])):
        age = now() - job.created_at
        raise NotNow("others may want it later", now() + min(max(age, FIRST_LOOK), LAST_LOOK))


def pass_on_escalation(job: TakenJob) -> Mapping[str, Any]:
    """Tell the parent of an escalation; raises BpmnEscalation always."""
    raise BpmnEscalation(job.payload["code"])
