"""Messages that leave their case: written with the step that throws them, woken when somebody begins to wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import String, Table, cast, exists, insert, select, update

from app.engine.commands.steps.calls import resolve_organisation
from app.engine.commands.steps.jobs import add_job
from app.engine.commands.steps.locked import LockedCase
from app.engine.commands.steps.readable import RESERVED
from app.engine.models import Job, JobState, MessageDelivery, PublishedMessage
from app.foundation.database import db
from app.workflow.timing import message_expires
from app.workflow.tree import Thrown
from app.workflow.workflow import MessageWait

MESSAGE: Final = "case.message"
_MESSAGE: Table = PublishedMessage.__table__  # type: ignore[assignment]  # the mapper made them Tables
_JOB: Table = Job.__table__  # type: ignore[assignment]


def publish_messages(case: LockedCase, thrown: Iterable[Thrown]) -> None:
    """Write the messages that nobody in the case waited for, each with the job that hands it on."""
    for message in thrown:
        values = {
            "name": message.name[:200],
            "correlation_key": message.key[:400] if message.key is not None else None,
            "sender_id": case.id,
            "element_id": message.element_id,
            "organisation_id": _organisation(case, message),
            "variables": {name: value for name, value in message.variables.items() if name not in RESERVED},
            "published_at": case.at,
            "expires_at": message_expires(message.keep, case.at),
        }
        row = db.session.execute(insert(_MESSAGE).values(values).returning(_MESSAGE.c.id)).scalar_one()
        add_job(MESSAGE, {"message": row, "name": message.name}, key=f"message:{row}")


def _organisation(case: LockedCase, message: Thrown) -> int:
    if message.organisation is None:
        return case.organisation_id
    node = case.live.process.by_id.get(message.element_id) or next(
        process.by_id[message.element_id]
        for process in case.live.package.processes.values()
        if message.element_id in process.by_id
    )
    return resolve_organisation(case, node, message.organisation)


def wake_messages(case: LockedCase, waits: Iterable[MessageWait]) -> None:
    """Let the messages that were thrown before and that the case now waits for be handed on at once.

    A message that is thrown at the same moment is not seen here; its job finds the wait, or comes back to it soon.
    """
    for wait in waits:
        fits = [_MESSAGE.c.name == wait.name, _MESSAGE.c.expires_at > case.at]
        if wait.correlation_key is not None:
            fits.append(_MESSAGE.c.correlation_key == wait.correlation_key)
        taken = select(MessageDelivery.message_id).where(
            MessageDelivery.message_id == _MESSAGE.c.id, MessageDelivery.process_id == case.process_id
        )
        keys = select("message:" + cast(_MESSAGE.c.id, String)).where(*fits, ~exists(taken))
        db.session.execute(
            update(_JOB).where(_JOB.c.key.in_(keys), _JOB.c.state == JobState.WAITING).values(run_at=case.at)
        )
