"""Remarks of a case as a person may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.access.policy import Viewer
from app.engine.commands.steps.remarks import asks, open_keys
from app.engine.models import Remark, RemarkState
from app.engine.queries.record import require_case
from app.engine.queries.tasks import TaskView
from app.foundation.database import db
from app.processes.queries import live_version


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing said about a remark: `kind` is said, accepted, declined, closed or kept."""

    kind: str
    text: str
    who: str
    instead: str
    at: datetime
    round: int


@dataclass(frozen=True, kw_only=True)
class RemarkRow:
    """A remark with its talk; `key` is the field it is about, `was` what the maker saw there."""

    remark_id: int
    number: int
    label: str
    key: str
    file_id: str
    was: str
    state: RemarkState
    element_id: str
    element_name: str
    round: int
    talk: tuple[Said, ...]


def list_remarks(viewer: Viewer, case_id: int) -> tuple[RemarkRow, ...]:
    """Return every remark of a case by number; raises NotFound."""
    require_case(viewer, case_id)
    return read_remarks(case_id)


def read_remarks(case_id: int) -> tuple[RemarkRow, ...]:
    """Return every remark of a case by number, whoever asks."""
    return tuple(_row(one) for one in _remarks(case_id))


def list_remarks_to_answer(task: TaskView) -> tuple[tuple[RemarkRow, ...], frozenset[str] | None]:
    """Return the open remarks that a filling task answers, and the fields that may be changed (None: all)."""
    writable = live_version(task.version_id).writable_names(task.form_id)
    asked = [one for one in _remarks(task.case_id) if asks(one, writable, task.sent_outcome)]
    return tuple(_row(one) for one in asked), open_keys(asked) if asked else None


def list_remarks_to_judge(task: TaskView) -> tuple[RemarkRow, ...]:
    """Return the remarks of this deciding step that are not closed yet."""
    return tuple(
        _row(one)
        for one in _remarks(task.case_id)
        if one.element_id == task.element_id and one.state is not RemarkState.CLOSED
    )


def _remarks(case_id: int) -> list[Remark]:
    return list(db.session.scalars(select(Remark).where(Remark.case_id == case_id).order_by(Remark.number)))


def _row(remark: Remark) -> RemarkRow:
    return RemarkRow(
        remark_id=remark.id,
        number=remark.number,
        label=remark.label,
        key=remark.key,
        file_id=remark.file_id,
        was=remark.was,
        state=remark.state,
        element_id=remark.element_id,
        element_name=remark.element_name,
        round=remark.round,
        talk=tuple(_said(one) for one in remark.talk),
    )


def _said(kept: Mapping[str, Any]) -> Said:
    return Said(
        kind=kept["kind"],
        text=kept["text"],
        who=kept["who"],
        instead=kept["instead"],
        at=datetime.fromisoformat(kept["at"]),
        round=kept["round"],
    )
