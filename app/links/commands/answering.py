"""Answer a task by a link: the link is used up in the transaction that completes the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update

from app.audit.models import Actor
from app.engine.commands import complete_task
from app.engine.events import UserTaskCompleted
from app.engine.models import UserTask
from app.foundation import words
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.transaction import command
from app.links.models import TaskLink
from app.links.policy import POSTS_WINDOW, PROPERTY, state_of, too_many


class LinkNotOpen(Conflict):
    """The link was used, taken back, or is too old; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state=state)
        self.state = state


@dataclass(frozen=True, kw_only=True)
class Answerer:
    """Who answers by a link, as they say themselves."""

    name: str
    post: str

    @property
    def words(self) -> str:
        """Return name and post as the record keeps them."""
        return f"{self.name}, {self.post}"[:300]


def answer_by_link(
    link: TaskLink, answers: Mapping[str, Any], *, answerer: Answerer, outcome: str = "", comment: str = ""
) -> None:
    """Complete the task of a link as somebody outside; the record says by which link.

    Raises LinkNotOpen, TaskNotOpen, InvalidInput and Stopped as `complete_task` does.
    """
    actor = Actor(person_id=None, name=answerer.words, basis=basis_words(link))
    complete_task(
        link.task_id,
        None,
        answers,
        completed_by=actor,
        outcome=outcome,
        comment=comment,
        under_lock=lambda: _use(link.id, answerer.words),
    )


def basis_words(link: TaskLink) -> str:
    """Return «по ссылке, отправленной 28 ноября 2026 на a@b.ru», for the record: always in Russian."""
    with force_locale("ru"):
        day = words.day_year(words.local(link.issued_at).date())
        if link.address:
            return str(_("by the link sent on %(day)s to %(address)s", day=day, address=link.address))[:300]
        return str(_("by the link given on %(day)s by: %(who)s", day=day, who=link.issued_by_name))[:300]


def _use(link_id: int, name: str) -> None:
    """Use a link up, inside the transaction and under the lock of its case; raises LinkNotOpen."""
    link = db.session.scalar(
        select(TaskLink).where(TaskLink.id == link_id).execution_options(populate_existing=True).with_for_update()
    )
    at = now()
    state = state_of(link, at) if link is not None else "revoked"
    if link is None or state != "open":
        raise LinkNotOpen(state)
    link.used_at, link.used_by_name, link.by_link = at, name, True
    db.session.flush()


def close_links(done: UserTaskCompleted) -> None:
    """Let the links to a task say that it was answered, by whom and when; called inside that command."""
    if not done.properties.get(PROPERTY, "").strip():
        return  # The diagram allows no links to this task.
    live = (TaskLink.task_id == done.task_id, TaskLink.used_at.is_(None), TaskLink.revoked_at.is_(None))
    if db.session.scalar(select(TaskLink.id).where(*live).limit(1)) is None:
        return
    name = db.session.scalar(select(UserTask.completed_by_name).where(UserTask.id == done.task_id)) or ""
    db.session.execute(
        update(TaskLink).where(*live).values(used_at=now(), used_by_name=name),
        execution_options={"synchronize_session": False},
    )


@command
def count_post(link_id: int) -> bool:
    """Count what is sent with a link; False when it is more than a person sends in an hour."""
    link = db.session.scalar(select(TaskLink).where(TaskLink.id == link_id).with_for_update())
    at = now()
    if link is None or too_many(link, at):
        return False
    if at - link.posts_since >= POSTS_WINDOW:
        link.posts, link.posts_since = 0, at
    link.posts += 1
    return True
