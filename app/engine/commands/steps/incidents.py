"""Open incidents, and say what happened in Russian and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import Table, insert

from app.access.models import Role
from app.access.policy import role_name
from app.engine.events import IncidentRaised
from app.engine.models import Incident, IncidentState
from app.foundation.database import db
from app.foundation.transaction import announce
from app.organisation.queries import current_tree
from app.workflow.elements import CandidateGroup, UserTaskSpec

INCIDENT: Table = Incident.__table__  # type: ignore[assignment]  # the mapper made it a Table
_PLACES = {
    "initiator": ("инициатор", "the initiator"),
    "school": ("школа", "the school"),
    "centre": ("центр", "the centre"),
    "mouo": ("муниципальный орган управления образованием", "the municipal education authority"),
    "region": ("региональный орган управления образованием", "the regional education authority"),
    "institute": ("институт развития образования", "the institute"),
    "coordinator": ("региональный координатор", "the regional coordinator"),
    "partner": ("партнёр", "the partner"),
    "finance": ("бухгалтерия", "the bookkeeping"),
}


def raise_incidents(rows: Iterable[dict[str, Any]], at: datetime) -> list[int]:
    """Insert incidents (kind, ru, en and what they belong to), announce them and return their ids."""
    complete = [{**_EMPTY, **row, "state": IncidentState.OPEN, "opened_at": at} for row in rows]
    ids = list(db.session.scalars(insert(INCIDENT).returning(INCIDENT.c.id, sort_by_parameter_order=True), complete))
    for incident_id, row in zip(ids, complete, strict=True):
        announce(IncidentRaised(incident_id=incident_id, case_id=row["case_id"], kind=row["kind"]))
    return ids


_EMPTY: dict[str, Any] = {
    "case_id": None,
    "task_id": None,
    "job_id": None,
    "element_id": "",
    "element_name": "",
    "cause": "",
    "payload": {},
    "closed_words": "",
}


def nobody_words(
    spec: UserTaskSpec, groups: Sequence[tuple[CandidateGroup, int]], missing: Sequence[CandidateGroup]
) -> tuple[str, str]:
    """Return «Некому делать …» in both languages, with the posts and organisations where somebody is missing."""
    tree = current_tree()
    russian, english = [], []
    for group, organisation_id in groups:
        name = tree.node(organisation_id).short_name
        russian.append(f"в организации {name} никто не может действовать как «{_role(group.role, 'ru')}»")
        english.append(f'nobody in {name} can act as "{_role(group.role, "en")}"')
    for group in missing:
        ru, en = _PLACES.get(group.place, (group.place, group.place))
        russian.append(f"для роли «{_role(group.role, 'ru')}» не указана организация: {ru}")
        english.append(f'there is no organisation for the role "{_role(group.role, "en")}": {en}')
    why_ru = "; ".join(russian) or "на схеме не указано, кто выполняет задачу"
    why_en = "; ".join(english) or "the diagram does not say who does the task"
    name = " ".join(spec.name.split()) or spec.element_id
    return f"Некому делать «{name}»: {why_ru}", f'Nobody can do "{name}": {why_en}'


def _role(role: str, locale: str) -> str:
    if role not in {known.value for known in Role}:
        return role
    with force_locale(locale):
        return role_name(role)
