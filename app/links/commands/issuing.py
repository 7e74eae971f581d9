"""Give a link to a task to somebody outside, by mail or into the hand; take it back."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from app.audit.commands import record
from app.audit.models import Actor
from app.engine.commands.steps.jobs import add_job
from app.engine.commands.steps.locked import LockedCase, TaskRow, lock_task
from app.engine.commands.steps.people import is_candidate, read_people
from app.engine.commands.steps.rights import further_candidates, is_head, is_sysadmin, require_open, require_seen
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.foundation.transaction import command
from app.links.models import TaskLink
from app.links.policy import days_of, has_links, hash_of, token_of

MAIL: Final = "link.mail"
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}@[^\s@,;:<>()\[\]\\\"]{1,255}")


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A link was given; `token` is its secret, to be shown once (empty when it goes by mail)."""

    link_id: int
    token: str


@command
def issue_link(task_id: int, *, address: str, by_mail: bool, issued_by: Actor) -> Issued:
    """Give a new link to an open task; the links given before are taken back.

    Those who may do the task, and the head of its organisation, may. Raises NotFound, NotAllowed, TaskNotOpen,
    Conflict when the diagram has no links here, InvalidInput for an address that is none.
    """
    address = address.strip()
    if by_mail and _ADDRESS.fullmatch(address) is None:
        raise InvalidInput(problems={"address": "not an address"})
    case, task = lock_task(task_id)
    _require_giver(case, task, issued_by)
    require_open(task)
    spec = case.live.task_spec(task["element_id"])
    if spec is None or not has_links(spec):
        raise Conflict(task_id=task_id)
    _revoke_all(case, task_id, issued_by.name)
    seed = secrets.token_hex(32)
    link = TaskLink(
        task_id=task_id,
        case_id=case.id,
        seed=seed,
        token_hash=hash_of(token_of(seed)),
        address=address if by_mail else "",
        issued_by=issued_by.person_id,
        issued_by_name=issued_by.name,
        issued_at=case.at,
        expires_at=case.at + timedelta(days=days_of(spec.properties)),
        posts_since=case.at,
    )
    db.session.add(link)
    db.session.flush()
    if by_mail:
        add_job(MAIL, {"link": link.id, "name": task["name"]}, case_id=case.id, key=f"link:{link.id}")
    facts = {"task": task_id, "element": task["element_id"], "name": task["name"], "link": link.id}
    _record(case, "issue_link", issued_by, {**facts, "address": link.address})
    return Issued(link_id=link.id, token="" if by_mail else token_of(seed))


@command
def revoke_link(task_id: int, *, revoked_by: Actor) -> None:
    """Take back every open link to a task; raises NotFound and NotAllowed."""
    case, task = lock_task(task_id)
    _require_giver(case, task, revoked_by)
    if _revoke_all(case, task_id, revoked_by.name):
        facts = {"task": task_id, "element": task["element_id"], "name": task["name"]}
        _record(case, "revoke_link", revoked_by, facts)


def _revoke_all(case: LockedCase, task_id: int, name: str) -> bool:
    live = (TaskLink.task_id == task_id, TaskLink.used_at.is_(None), TaskLink.revoked_at.is_(None))
    if db.session.scalar(select(TaskLink.id).where(*live).limit(1)) is None:
        return False
    db.session.execute(
        update(TaskLink).where(*live).values(revoked_at=case.at, revoked_by_name=name),
        execution_options={"synchronize_session": False},
    )
    return True


def _require_giver(case: LockedCase, task: TaskRow, actor: Actor) -> None:
    people = read_people(case, actor.person_id)
    if actor.person_id is None or is_sysadmin(people) or is_head(people, task["organisation_id"]):
        return
    if task["assignee_id"] == actor.person_id:
        return
    if is_candidate(people, task, further_candidates(task["id"], people, task)):
        if task["assignee_id"] is None:
            return
        raise NotAllowed(task_id=task["id"])
    require_seen(task, people)
    raise NotAllowed(task_id=task["id"])


def _record(case: LockedCase, action: str, actor: Actor, facts: dict[str, object]) -> None:
    case.head = record(case.stream, action, actor, facts, head=case.head)
    case.store()
