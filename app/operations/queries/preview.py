"""What moving the running cases of a process to a version would do, case by case; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from app.engine.commands.steps.places import FACTS, LOGIN, given_of
from app.engine.models import Case, CaseStatus
from app.foundation.clock import now
from app.foundation.database import db
from app.organisation.queries import functions_for
from app.processes.models import ProcessVersion
from app.processes.queries import definition_of, live_version
from app.workflow.faults import StateRefused
from app.workflow.moving import Moved, Remark, move_case

MOST: Final = 1_000
"""How many cases are looked at for one page; the oldest first."""


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A running case: where it is, in which version, and what stands against the move, or what would change."""

    case_id: int
    number: str
    title: str
    open_words: str
    organisation_id: int
    version_number: int
    obstacles: tuple[Remark, ...]
    changes: tuple[Remark, ...]

    @property
    def can_move(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.obstacles


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The answer for one version; `left_out` cases were not looked at."""

    movable: tuple[PreviewRow, ...]
    stuck: tuple[PreviewRow, ...]
    left_out: int


def preview_migration(version_id: int) -> Preview:
    """Try to move every running case of other versions to this one, in memory."""
    version = db.session.get_one(ProcessVersion, version_id)
    query = (
        select(
            *(getattr(Case, name) for name in FACTS), Case.title, Case.open_words, Case.state, Case.version_id, LOGIN
        )
        .where(Case.process_id == version.process_id, Case.version_id != version_id, Case.status == CaseStatus.RUNNING)
        .order_by(Case.id)
    )
    rows = [_look(row._mapping, version_id) for row in db.session.execute(query.limit(MOST))]
    others = select(func.count()).where(
        Case.process_id == version.process_id, Case.version_id != version_id, Case.status == CaseStatus.RUNNING
    )
    total = db.session.scalar(others) or 0 if len(rows) == MOST else len(rows)
    return Preview(movable=_those(rows, True), stuck=_those(rows, False), left_out=total - len(rows))


def _those(rows: Iterable[PreviewRow], can_move: bool) -> tuple[PreviewRow, ...]:
    return tuple(row for row in rows if row.can_move is can_move)


def _look(row: Mapping[Any, Any], version_id: int) -> PreviewRow:
    moved = _try(row, version_id)
    return PreviewRow(
        case_id=row["id"],
        number=row["number"],
        title=row["title"],
        open_words=row["open_words"],
        organisation_id=row["organisation_id"],
        version_number=live_version(row["version_id"]).number,
        obstacles=moved.obstacles,
        changes=moved.changes,
    )


def _try(row: Mapping[Any, Any], version_id: int) -> Moved:
    target = live_version(version_id)
    try:
        return move_case(
            definition_of(row["version_id"]),
            row["state"],
            target.definition,
            at=now(),
            given=given_of(row, target),
            functions=functions_for(row["organisation_id"]),
        )
    except StateRefused as refused:
        return Moved(workflow=None, obstacles=(Remark(element_id="", name="", ru=refused.ru, en=refused.en),))
