"""Links by their secret or their task, and what the page behind a link shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.documents.models import StoredFile
from app.engine.queries import TaskView
from app.engine.queries.tasks import get_task_by_link
from app.feel import FeelError, parse
from app.forms.fields.files import StoredFile as ShownFile
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.links.models import TaskLink
from app.links.policy import PROPERTY, has_links, hash_of, state_of
from app.organisation.queries import functions_for


@dataclass(frozen=True, kw_only=True)
class LinkedTask:
    """A link and the task behind it; `given` are values that the link answers by itself, `files` may be read."""

    link: TaskLink
    state: str
    task: TaskView
    given: Mapping[str, Any]
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, kw_only=True)
class LinksOfTask:
    """What the page of a task says of links: the address that the case has, and the link given last."""

    address: str
    last: TaskLink | None
    state: str


def get_linked_task(token: str) -> LinkedTask:
    """Return what is behind a secret, whatever has become of it; raises NotFound for one that never was."""
    link = db.session.scalar(select(TaskLink).where(TaskLink.token_hash == hash_of(token)))
    if link is None:
        raise NotFound
    task = get_task_by_link(link.task_id)
    state = state_of(link, clock.now())
    if state == "open" and (task.state.value != "open" or task.case_status.is_closed):
        state = "closed"
    properties = task.spec.properties
    given = _evaluate(task, properties.get("soglas:link-values", "")) if state == "open" else None
    return LinkedTask(
        link=link,
        state=state,
        task=task,
        given=given if isinstance(given, Mapping) else {},
        files=_files(task, properties.get("soglas:link-files", "")) if state == "open" else (),
    )


def find_links(task: TaskView) -> LinksOfTask | None:
    """Return what is known of links to a task; None where the diagram has none or the task is over."""
    if not has_links(task.spec) or task.state.value != "open":
        return None
    query = select(TaskLink).where(TaskLink.task_id == task.task_id).order_by(TaskLink.id.desc()).limit(1)
    last = db.session.scalar(query)
    address = _evaluate(task, task.spec.properties[PROPERTY])
    return LinksOfTask(
        address=address if isinstance(address, str) and "@" in address else "",
        last=last,
        state=state_of(last, clock.now()) if last is not None else "",
    )


def find_uploaded(link: TaskLink, file_id: str) -> ShownFile | None:
    """Return a file that was sent with this link and waits to be handed in."""
    row = db.session.scalar(
        select(StoredFile).where(
            StoredFile.id == file_id,
            StoredFile.task_id == link.task_id,
            StoredFile.uploaded_by.is_(None),
            StoredFile.submitted_at.is_(None),
        )
    )
    return shown(row, "") if row is not None else None


def shown(row: StoredFile, url: str) -> ShownFile:
    """Return a file as forms show it."""
    return ShownFile(id=row.id, name=row.name, size=row.size, added_at=row.created_at, url=url)


def link_address(token: str) -> str:
    """Return the whole address of a link, as it goes into a letter."""
    from flask import current_app

    base: str = current_app.config["SOGLAS"].base_url.rstrip("/")
    return f"{base}/answer/{token}"


def file_address(token: str, row: StoredFile) -> str:
    """Return where a file is read by a link."""
    return url_for("links.download", token=token, file_id=row.id)


def _files(task: TaskView, text: str) -> tuple[StoredFile, ...]:
    """Return the files of the case that the diagram shows to whoever has a link (`soglas:link-files`)."""
    ids = sorted(_texts(_evaluate(task, text)))
    if not ids:
        return ()
    mine = (StoredFile.id.in_(ids), StoredFile.case_id == task.case_id, StoredFile.submitted_at.is_not(None))
    return tuple(db.session.scalars(select(StoredFile).where(*mine).order_by(StoredFile.name, StoredFile.id)))


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return {text for item in value.values() for text in _texts(item)}
    if isinstance(value, list | tuple):
        return {text for item in value for text in _texts(item)}
    return set()


def _evaluate(task: TaskView, text: str) -> Any:
    """Return the value of a property for a task; None when it is no expression or cannot be evaluated."""
    if not text.strip().startswith("="):
        return None
    functions = functions_for(task.organisation_id)
    try:
        expression = parse(text, names=tuple(task.values), functions=functions)
        return expression.evaluate(dict(task.values), functions=functions, now=clock.now()).value
    except FeelError:
        return None
