"""The texts of cases that can be searched: exactly what the page of a case shows to everybody who may see it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.discussions.models import Comment
from app.documents.models import StoredFile
from app.engine.models import Case, Remark, TaskState, UserTask
from app.forms import Answer, describe
from app.foundation import clock
from app.foundation.database import db
from app.organisation.queries import current_tree, reading_in
from app.organisation.queries.organisations import timezone_of
from app.processes.queries import live_version

log = logging.getLogger("soglas.search")
LONGEST_TEXT: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A readable piece of a case: `kind` is `number`, `title`, `organisation`, `person`, `answer`, `file`, `decision`,
    `remark`, `comment`; `label` is the field, the step or empty."""

    kind: str
    label: str
    text: str


def pieces_of(case_ids: Collection[int]) -> dict[int, list[Piece]]:
    """Return the pieces of these cases, in the order in which they are offered as what matched."""
    found: dict[int, list[Piece]] = {case_id: [] for case_id in case_ids}
    cases = db.session.execute(select(*_CASE_COLUMNS, Case.readable).where(Case.id.in_(case_ids))).all()
    for row in cases:
        found[row.id] += _heads(row)
    for source in (lambda ids: _answers(ids, {row.id: row for row in cases}), _files, _decisions, _remarks, _comments):
        for case_id, piece in source(case_ids):
            if piece.text.strip():
                found[case_id].append(piece)
    return found


_CASE_COLUMNS = (Case.id, Case.number, Case.title, Case.version_id, Case.organisation_id, Case.initiator_name)


def _heads(row: Any) -> Iterator[Piece]:
    node = current_tree().nodes[row.organisation_id]
    yield Piece(kind="number", label="", text=row.number)
    yield Piece(kind="title", label="", text=row.title)
    yield Piece(kind="organisation", label="", text=f"{node.short_name}. {node.name}")
    if row.initiator_name:
        yield Piece(kind="person", label="", text=row.initiator_name)


def _answers(case_ids: Collection[int], cases: Mapping[int, Any]) -> Iterator[tuple[int, Piece]]:
    """Yield what was said at the start and the latest answers of each step, in words."""
    for row in cases.values():
        live = live_version(row.version_id)
        yield from ((row.id, piece) for piece in _described(row, live.start_form_id, row.readable or {}))
    columns = (UserTask.case_id, UserTask.element_id, UserTask.instance, UserTask.form_id, UserTask.answers)
    query = select(*columns).where(UserTask.case_id.in_(case_ids), UserTask.state == TaskState.COMPLETED)
    latest: dict[tuple[int, str, int | None], Any] = {}
    for row in db.session.execute(query.order_by(UserTask.completed_at, UserTask.id)):
        latest[row.case_id, row.element_id, row.instance] = row
    for row in latest.values():
        yield from ((row.case_id, piece) for piece in _described(cases[row.case_id], row.form_id, row.answers or {}))


def _described(case: Any, form_id: str, values: Mapping[str, Any]) -> Iterator[Piece]:
    schema = live_version(case.version_id).forms.get(form_id) if form_id else None
    if schema is None or not values:
        return
    zone = ZoneInfo(timezone_of(case.organisation_id))
    try:
        answers = describe(schema, values, "ru", now=clock.now(), zone=zone, **reading_in(case.organisation_id))
    except Exception:  # one form that cannot be read must not keep all other cases out of the index
        log.exception("the form %s of case %s cannot be read for the search", form_id, case.id)
        return
    for answer in answers:
        text = _text_of(answer)
        if text and not answer.empty:
            yield Piece(kind="answer", label=answer.label, text=text[:LONGEST_TEXT])


def _text_of(answer: Answer) -> str:
    if answer.table is None:
        return "" if answer.files else answer.text
    return "; ".join(", ".join(cell.text for cell in row if cell.text and not cell.files) for row in answer.table.rows)


def _files(case_ids: Collection[int]) -> Iterator[tuple[int, Piece]]:
    """Yield the names of the files that are handed in; until then they are their uploader's alone."""
    query = select(StoredFile.case_id, StoredFile.name, StoredFile.kind).where(
        StoredFile.case_id.in_(case_ids), StoredFile.submitted_at.is_not(None)
    )
    for row in db.session.execute(query.order_by(StoredFile.submitted_at.desc(), StoredFile.id)):
        yield row.case_id, Piece(kind="file", label=row.kind, text=row.name)


def _decisions(case_ids: Collection[int]) -> Iterator[tuple[int, Piece]]:
    columns = (UserTask.case_id, UserTask.name, UserTask.comment)
    query = select(*columns).where(
        UserTask.case_id.in_(case_ids), UserTask.state == TaskState.COMPLETED, UserTask.comment != ""
    )
    for row in db.session.execute(query.order_by(UserTask.completed_at.desc(), UserTask.id)):
        yield row.case_id, Piece(kind="decision", label=row.name, text=row.comment[:LONGEST_TEXT])


def _remarks(case_ids: Collection[int]) -> Iterator[tuple[int, Piece]]:
    query = select(Remark.case_id, Remark.number, Remark.label, Remark.talk).where(Remark.case_id.in_(case_ids))
    for row in db.session.execute(query.order_by(Remark.case_id, Remark.number)):
        for said in row.talk:
            yield row.case_id, Piece(kind="remark", label=row.label, text=str(said.get("text") or "")[:LONGEST_TEXT])


def _comments(case_ids: Collection[int]) -> Iterator[tuple[int, Piece]]:
    query = select(Comment.case_id, Comment.author_name, Comment.text)
    query = query.where(Comment.case_id.in_(case_ids), Comment.deleted_at.is_(None)).order_by(Comment.id.desc())
    for row in db.session.execute(query):
        yield row.case_id, Piece(kind="comment", label=row.author_name, text=row.text)
