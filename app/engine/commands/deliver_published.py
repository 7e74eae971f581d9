"""Hand a message that left its case to those who want it: once to each process, to a case that waits or a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, or_, select

from app.audit.commands import record
from app.audit.models import SYSTEM
from app.engine.commands.deliver_message import deliver_to
from app.engine.commands.steps.beginning import Beginning, announce_start, begin_case, start_facts
from app.engine.commands.steps.locked import lock_case
from app.engine.commands.steps.opening import Sender
from app.engine.commands.steps.people import read_people
from app.engine.commands.steps.settling import settle
from app.engine.commands.steps.stopping import stop
from app.engine.models import Case, CaseStatus, IncidentKind, MessageDelivery, PublishedMessage, Subscription
from app.engine.models.values import to_column
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from app.processes.queries import live_version
from app.processes.queries.messages import MessageStart, list_message_starts
from app.workflow.faults import NotWaiting, WorkflowError

_MESSAGE: Table = PublishedMessage.__table__  # type: ignore[assignment]  # the mapper made them Tables
_DELIVERY: Table = MessageDelivery.__table__  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Who is to get a message: a waiting case of a process, or a new case that begins at `start`."""

    process_id: int
    case_id: int | None = None
    start: MessageStart | None = None


def deliver_published(message_id: int) -> bool:
    """Hand a message to everybody who wants it now; say whether it may still be wanted later.

    Raises WorkflowError when a case that it opens fails in its first steps: nothing is kept of that case.
    """
    message = db.session.execute(select(_MESSAGE).where(_MESSAGE.c.id == message_id)).first()
    if message is None:
        return False
    targets = list(_targets(message))
    db.session.rollback()
    for target in targets:
        _hand_over(message, target)
    if message.expires_at > now():
        return True
    _expire(message_id)
    return False


def _targets(message: Any) -> Iterator[_Target]:
    taken = set(db.session.scalars(select(_DELIVERY.c.process_id).where(_DELIVERY.c.message_id == message.id)))
    waiting = (
        select(Subscription.case_id, Case.process_id)
        .join(Case, Case.id == Subscription.case_id)
        .where(
            Subscription.name == message.name,
            or_(Subscription.correlation_key == message.correlation_key, Subscription.correlation_key.is_(None)),
            Case.status == CaseStatus.RUNNING,
        )
        .order_by(Subscription.id)
    )
    for row in db.session.execute(waiting):
        if row.process_id not in taken:
            taken.add(row.process_id)
            yield _Target(process_id=row.process_id, case_id=row.case_id)
    for start in list_message_starts(message.name):
        if start.process_id not in taken:
            yield _Target(process_id=start.process_id, start=start)


def _hand_over(message: Any, target: _Target) -> None:
    try:
        _deliver(message.id, target)
    except WorkflowError as failure:
        if target.case_id is None:
            raise
        payload = {"message": message.name, "key": message.correlation_key or "", "variables": None}
        payload["variables"] = to_column(message.variables)
        stop(failure, case_id=target.case_id, kind=IncidentKind.FAILED_STEP, actor=SYSTEM, payload=payload)
        # The message is with the case now: repairing the incident delivers it again.
        _note(message.id, target.process_id, target.case_id)


@command
def _deliver(message_id: int, target: _Target) -> None:
    message = db.session.execute(select(_MESSAGE).where(_MESSAGE.c.id == message_id).with_for_update()).first()
    mine = (_DELIVERY.c.message_id == message_id, _DELIVERY.c.process_id == target.process_id)
    if message is None or db.session.scalar(select(_DELIVERY.c.case_id).where(*mine)) is not None:
        return
    if target.case_id is not None:
        case = lock_case(target.case_id)
        if case.status.is_closed:
            return
        try:
            deliver_to(case, message.name, message.correlation_key or "", message.variables, SYSTEM)
        except NotWaiting:
            return  # It went on meanwhile; the message is tried again with whoever waits then.
        case_id = case.id
    elif target.start is not None:
        case_id = _open(message, target.start)
    else:
        return
    _insert_delivery(message_id, target.process_id, case_id)


def _open(message: Any, start: MessageStart) -> int:
    sender = db.session.execute(
        select(
            Case.number, Case.initiator_id, Case.initiator_name, Case.initiator_role, Case.initiator_organisation_id
        ).where(Case.id == message.sender_id)
    ).one()
    beginning = Beginning(
        live=live_version(start.version_id),
        organisation_id=message.organisation_id,
        initiator_id=sender.initiator_id,
        initiator_name=sender.initiator_name,
        role=sender.initiator_role,
        post_organisation_id=sender.initiator_organisation_id,
        title="",
        variables=message.variables,
        element=start.element_id,
    )
    case = begin_case(beginning)
    people = read_people(case, None)
    facts = {**start_facts(beginning, case), "message": message.name, "sender": sender.number}
    settle(case, people, case.workflow.trail, action="start_case", actor=SYSTEM, facts=facts, sender=Sender())
    announce_start(case)
    return case.id


@command
def _note(message_id: int, process_id: int, case_id: int) -> None:
    _insert_delivery(message_id, process_id, case_id)


def _insert_delivery(message_id: int, process_id: int, case_id: int) -> None:
    values = {"message_id": message_id, "process_id": process_id, "case_id": case_id, "delivered_at": now()}
    db.session.execute(insert(_DELIVERY).values(values))


@command
def _expire(message_id: int) -> None:
    """Say in the record of the sender that nobody wanted a message."""
    sender_id = db.session.scalar(select(_MESSAGE.c.sender_id).where(_MESSAGE.c.id == message_id))
    if sender_id is None:
        return
    case = lock_case(sender_id)
    if db.session.scalar(select(_DELIVERY.c.case_id).where(_DELIVERY.c.message_id == message_id).limit(1)) is None:
        row = db.session.execute(select(_MESSAGE).where(_MESSAGE.c.id == message_id)).one()
        facts = {"message": row.name, "key": row.correlation_key or "", "element": row.element_id}
        case.head = record(case.stream, "message_expired", SYSTEM, facts, head=case.head)
        case.store()
