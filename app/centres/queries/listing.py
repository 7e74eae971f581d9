"""The registry as a list by keys, the counter against its target, and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from app.access.policy import Viewer
from app.centres.models import Centre, CentreState
from app.centres.policy import kept_schools, readable_places
from app.engine.models import Case
from app.engine.models.values import read_day
from app.engine.queries.keyset import read_key, write_key
from app.foundation.database import db
from app.foundation.errors import NotFound, SoglasError
from app.organisation.models import Organisation
from app.processes.queries import current_version_id, live_version, settings_for

PAGE: Final = 25
MOST: Final = 5_000
"""How many lines a workbook holds at most."""
PROCESS: Final = "centre-creation"
_CENTRE: Table = Centre.__table__  # type: ignore[assignment]  # the mapper made them Tables
_CASE: Table = Case.__table__  # type: ignore[assignment]
_ORGANISATION: Table = Organisation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class CentreRow:
    """A line of the registry with its school and its case; without a case it was entered by hand."""

    id: int
    case_number: str | None
    organisation_id: int
    organisation_name: str
    state: CentreState
    title: str
    kind: str
    selection_no: str
    selected_on: date | None
    order_no: str
    order_date: date | None
    head: str
    opening_on: date | None
    opened_on: date | None
    postponed: bool
    licence: str
    exception: str
    programmes: int | None
    pupils: int | None
    ended_words: str
    basis: str
    entered_by_name: str
    listed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CentreFilter:
    """What is asked for; what is empty asks nothing."""

    state: CentreState | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class CentresFound:
    """A page of lines; `next` is where the following one begins, empty at the end."""

    rows: tuple[CentreRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class Counter:
    """How many centres work and are being created, against the target of the roadmap and its day."""

    working: int
    creation: int
    target: int
    by: date | None

    @property
    def missing(self) -> int:
        """Return how many working centres the target still lacks."""
        return max(self.target - self.working, 0)


def list_centres(
    viewer: Viewer, wanted: CentreFilter | None = None, *, after: str | None = None, limit: int = PAGE
) -> CentresFound:
    """Return a page of the centres this person may read, latest first."""
    asked = [_readable(viewer), *_asked(wanted or CentreFilter())]
    key = read_key(after)
    if key is not None:
        at, row_id = key
        asked.append(or_(_CENTRE.c.listed_at < at, and_(_CENTRE.c.listed_at == at, _CENTRE.c.id < row_id)))
    rows = db.session.execute(
        select(
            *(column for column in _CENTRE.c if column.name not in {"case_id", "changed_at", "entered_by"}),
            _CASE.c.number.label("case_number"),
            _ORGANISATION.c.short_name.label("organisation_name"),
        )
        .outerjoin(_CASE, _CASE.c.id == _CENTRE.c.case_id)
        .join(_ORGANISATION, _ORGANISATION.c.id == _CENTRE.c.organisation_id)
        .where(*asked)
        .order_by(_CENTRE.c.listed_at.desc(), _CENTRE.c.id.desc())
        .limit(limit + 1)
    ).all()
    found = tuple(CentreRow(**row._mapping) for row in rows[:limit])
    last = found[-1] if len(rows) > limit else None
    return CentresFound(rows=found, next=write_key(last.listed_at, last.id) if last is not None else "")


def all_centres(viewer: Viewer, wanted: CentreFilter) -> Iterator[CentreRow]:
    """Return every line for a workbook, page after page, `MOST` at the most."""
    after, left = "", MOST
    while left > 0:
        page = list_centres(viewer, wanted, after=after or None, limit=min(left, 500))
        yield from page.rows
        after, left = page.next, left - len(page.rows)
        if not after:
            return


def get_entered_centre(viewer: Viewer, centre_id: int) -> Centre:
    """Return a line entered by hand that this person keeps; raises NotFound."""
    centre = db.session.get(Centre, centre_id)
    if centre is None or centre.case_id is not None or centre.organisation_id not in kept_schools(viewer):
        raise NotFound
    return centre


def count_centres(viewer: Viewer) -> Counter:
    """Return the counter over the centres this person may read; the target is the setting of the process."""
    query = select(_CENTRE.c.state, func.count()).where(_readable(viewer)).group_by(_CENTRE.c.state)
    by_state: dict[Any, int] = {row[0]: row[1] for row in db.session.execute(query)}
    settings = _settings(viewer)
    return Counter(
        working=by_state.get(CentreState.WORKING, 0),
        creation=by_state.get(CentreState.CREATION, 0),
        target=int(settings.get("centres_target", 0)),
        by=read_day(settings.get("centres_by")),
    )


def _readable(viewer: Viewer) -> ColumnElement[bool]:
    return _CENTRE.c.organisation_id.in_(sorted(readable_places(viewer)))


def _asked(wanted: CentreFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield _CENTRE.c.state == wanted.state
    if wanted.text:
        text = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{text}%"
        yield or_(
            _CENTRE.c.title.ilike(pattern, escape="\\"),
            _ORGANISATION.c.short_name.ilike(pattern, escape="\\"),
            _CASE.c.number.ilike(pattern, escape="\\"),
        )


def _settings(viewer: Viewer) -> dict[str, Any]:
    """Return the settings of centre creation as they hold for the organisation of the viewer."""
    try:
        live = live_version(current_version_id(PROCESS))
    except SoglasError:
        return {}
    place = viewer.acting.organisation_id if viewer.acting is not None else None
    settings = settings_for(live, place) if place is not None else live.settings
    return {name: setting.value for name, setting in settings.items()}
