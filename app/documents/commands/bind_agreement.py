"""Bind a decision to what it was about, tell its maker when that is changed, and let them confirm it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.access.policy import Viewer
from app.audit.commands import record
from app.documents.commands.store_file import STREAM
from app.documents.models import AgreedContent
from app.documents.queries.agreed_content import list_standings, names_decided_on, names_people_gave, prints_of
from app.engine.events import NoticeGiven, UserTaskCompleted
from app.engine.models import UserTask
from app.engine.queries import list_case_values
from app.engine.queries.cases import get_case_visible_to
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.transaction import announce, command
from app.processes.queries import Live, live_version


def bind_decision(done: UserTaskCompleted, live: Live) -> None:
    """Keep what a decision was about; called inside the command that made it."""
    about = names_decided_on(live, done.case_id, done.element_id) if done.round > 1 else None
    if about is None and done.initiator_id is None:
        about = names_people_gave(live, done.case_id)
    prints = prints_of(live, done.values, about)
    db.session.add(
        AgreedContent(case_id=done.case_id, task_id=done.task_id, person_id=done.completed_by, prints=prints, at=now())
    )


def tell_whose_agreement_fell(case_id: int, element_id: str, by: int | None) -> None:
    """Tell people, once, whose agreement does not stand any more after a step."""
    for one in list_standings(case_id).values():
        if not one.changed or one.is_told:
            continue
        last = select(func.max(AgreedContent.id)).where(AgreedContent.task_id == one.task_id).scalar_subquery()
        db.session.execute(update(AgreedContent).where(AgreedContent.id == last).values(is_told=True))
        if one.person_id is not None and one.person_id != by:
            changed = ", ".join(one.changed[:5])
            text = _("What you agreed to was changed: %(what)s. Look at it and confirm", what=changed)
            announce(NoticeGiven(case_id=case_id, element_id=element_id, text=str(text), to=(one.person_id,)))


@command
def agree_again(task_id: int, *, agreed_by: Viewer) -> str:
    """Confirm one's own agreement after a change and return the number of the case.

    Raises NotFound, NotAllowed for anybody but the one who had agreed, Conflict when nothing was changed.
    """
    task = db.session.get(UserTask, task_id)
    if task is None:
        raise NotFound
    case = get_case_visible_to(agreed_by, task.case_id)
    standing = list_standings(case.case_id).get(task_id)
    if task.completed_by != agreed_by.person_id:
        raise NotAllowed(help=task.completed_by_name)
    if standing is None or not standing.changed:
        raise Conflict
    live = live_version(case.version_id)
    about = names_decided_on(live, case.case_id, task.element_id)
    prints = prints_of(live, list_case_values(agreed_by, case.case_id), about)
    db.session.add(
        AgreedContent(
            case_id=case.case_id, task_id=task_id, person_id=agreed_by.person_id, prints=prints, is_again=True, at=now()
        )
    )
    facts = {"case": case.case_id, "task": task_id, "changed": list(standing.changed)}
    record(STREAM, "agreed again", agreed_by.actor(), facts)
    return case.number
