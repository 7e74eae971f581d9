"""What stopped and waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, Table, select, true

from app.access.models import Role
from app.access.policy import Viewer
from app.engine.models import Incident, IncidentKind, IncidentState
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db

INCIDENT: Table = Incident.__table__  # type: ignore[assignment]  # the mapper made it a Table
_COLUMNS: Final = (
    *("id", "case_id", "task_id", "kind", "state", "element_id", "element_name", "ru", "en", "cause", "opened_at"),
    "closed_at",
)


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """An incident with its case; `ru` and `en` are for people, `cause` only for administrators."""

    incident_id: int
    case_id: int | None
    case_number: str
    case_title: str
    task_id: int | None
    kind: IncidentKind
    state: IncidentState
    element_id: str
    element_name: str
    ru: str
    en: str
    cause: str
    opened_at: datetime
    closed_at: datetime | None

    def words(self, locale: str) -> str:
        """Return what happened in the language of `locale`."""
        return self.ru if locale == "ru" else self.en


def list_open_incidents(viewer: Viewer, *, limit: int = 100) -> tuple[IncidentRow, ...]:
    """Return the open incidents of cases this person may see, latest first (sysadmin: all)."""
    seen = INCIDENT.c.case_id.in_(select(CASE.c.id).where(sees_case(viewer)))
    condition = true() if viewer.holds(Role.SYSADMIN) else seen
    query = _query().where(INCIDENT.c.state == IncidentState.OPEN, condition)
    rows = db.session.execute(query.order_by(INCIDENT.c.opened_at.desc(), INCIDENT.c.id.desc()).limit(limit))
    return tuple(_row(row) for row in rows)


def list_case_incidents(case_id: int) -> tuple[IncidentRow, ...]:
    """Return the open incidents of one case, first one first; the caller has asked whether it may be seen."""
    query = _query().where(INCIDENT.c.state == IncidentState.OPEN, INCIDENT.c.case_id == case_id)
    return tuple(_row(row) for row in db.session.execute(query.order_by(INCIDENT.c.opened_at, INCIDENT.c.id)))


def _query() -> Select[Any]:
    return select(*(INCIDENT.c[name] for name in _COLUMNS), CASE.c.number, CASE.c.title).outerjoin(
        CASE, CASE.c.id == INCIDENT.c.case_id
    )


def _row(row: Any) -> IncidentRow:
    same = {name: getattr(row, name) for name in _COLUMNS if name != "id"}
    return IncidentRow(**same, incident_id=row.id, case_number=row.number or "", case_title=row.title or "")
