"""What stopped and waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.engine.models import IncidentKind, IncidentState

if TYPE_CHECKING:
    from app.access.policy import Viewer


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
    raise NotImplementedError


def list_case_incidents(case_id: int) -> tuple[IncidentRow, ...]:
    """Return the open incidents of one case, first one first; the caller has asked whether it may be seen."""
    raise NotImplementedError
