"""Journals and their lines through the eyes of a viewer: what cases they may not see say stays out, also of search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.access.policy import Viewer
from app.documents.models import EntryState, Journal, JournalEntry, JournalYear
from app.documents.policy.journal_names import journal_name
from app.documents.policy.journal_rights import visible_journals
from app.engine.queries.visibility import CASE, sees_case
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.organisation.models import PATH, Organisation

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class JournalLine:
    """A journal of the list."""

    journal: Journal
    organisation_name: str
    last: int
    year: int | None


@dataclass(frozen=True, kw_only=True)
class JournalsPage:
    """Some journals, and the id after which the next ones come."""

    lines: tuple[JournalLine, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """A line of a journal as the viewer may read it."""

    id: int
    ordinal: int | None
    number: str
    state: EntryState
    dated: date | None
    entered_at: datetime
    entered_by_name: str
    title: str
    correspondent: str
    reason: str
    case_number: str
    year: int
    journal_id: int
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class EntriesPage:
    """Some lines of a journal, and the id after which the next ones come."""

    lines: tuple[EntryLine, ...]
    next: int | None


@dataclass(frozen=True, kw_only=True)
class NumberedEntry:
    """A number that was given, with the journal it stands in."""

    journal_id: int
    year: int
    number: str
    journal: str


def list_journals(viewer: Viewer, *, text: str = "", kind: str = "", after: int | None = None) -> JournalsPage:
    """Return one page of the journals that the person may read, by place in the tree and kind."""
    other = aliased(JournalYear)
    latest = select(func.max(other.year)).where(other.journal_id == Journal.id).scalar_subquery()
    query = (
        select(Journal, Organisation.short_name, JournalYear.last, JournalYear.year)
        .join(Organisation, Organisation.id == Journal.organisation_id)
        .outerjoin(JournalYear, and_(JournalYear.journal_id == Journal.id, JournalYear.year == latest))
        .where(visible_journals(viewer))
    )
    if kind:
        query = query.where(Journal.kind == kind)
    for word in text.lower().split()[:8]:
        names = (Organisation.name, Organisation.short_name)
        query = query.where(or_(*[func.lower(name).contains(word, autoescape=True) for name in names]))
    if after is not None:
        key = select(Organisation.path, Journal.kind).join(Journal, Journal.organisation_id == Organisation.id)
        there = db.session.execute(key.where(Journal.id == after)).first()
        if there is not None:
            place = tuple_(literal(there.path, PATH), literal(there.kind))
            query = query.where(tuple_(Organisation.path, Journal.kind) > place)
    rows = db.session.execute(query.order_by(Organisation.path, Journal.kind).limit(PAGE + 1)).all()
    lines = tuple(JournalLine(journal=r[0], organisation_name=r[1], last=r[2] or 0, year=r[3]) for r in rows[:PAGE])
    return JournalsPage(lines=lines, next=lines[-1].journal.id if len(rows) > PAGE else None)


def get_journal_visible_to(viewer: Viewer, journal_id: int) -> Journal:
    """Return a journal; raises NotFound also when this person must not know of it."""
    query = select(Journal).join(Organisation, Organisation.id == Journal.organisation_id)
    found = db.session.scalar(query.where(Journal.id == journal_id, visible_journals(viewer)))
    if found is None:
        raise NotFound(journal=journal_id)
    return found


def list_years(journal_id: int) -> list[JournalYear]:
    """Return the years of a journal, the latest first."""
    query = select(JournalYear).where(JournalYear.journal_id == journal_id)
    return list(db.session.scalars(query.order_by(JournalYear.year.desc())))


def list_entries(
    viewer: Viewer,
    journal_id: int,
    *,
    year: int,
    text: str = "",
    state: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> EntriesPage:
    """Return one page of the lines of a year, the latest first; the caller has asked for the journal."""
    query = _entries(viewer).where(JournalEntry.journal_id == journal_id, JournalEntry.year == year)
    if state in set(EntryState):
        query = query.where(JournalEntry.state == EntryState(state))
    for word in text.lower().split()[:8]:
        query = query.where(_says(viewer, word))
    if after is not None:
        query = query.where(JournalEntry.id < after)
    rows = db.session.execute(query.order_by(JournalEntry.id.desc()).limit(limit + 1)).all()
    lines = tuple(_line(row[0], bool(row[1])) for row in rows[:limit])
    return EntriesPage(lines=lines, next=lines[-1].id if len(rows) > limit else None)


def find_entries_by_number(viewer: Viewer, number: str, limit: int = 10) -> list[NumberedEntry]:
    """Return the lines with exactly this number in the journals that the person may read, the latest first."""
    query = (
        select(JournalEntry.journal_id, JournalEntry.year, JournalEntry.number, Journal.kind, Organisation.short_name)
        .join(Journal, Journal.id == JournalEntry.journal_id)
        .join(Organisation, Organisation.id == Journal.organisation_id)
        .where(JournalEntry.number.in_(sorted({number, number.upper()})), visible_journals(viewer))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    return [
        NumberedEntry(
            journal_id=row.journal_id,
            year=row.year,
            number=row.number,
            journal=f"{journal_name(row.kind)}, {row.short_name}",
        )
        for row in db.session.execute(query)
    ]


def get_entry(viewer: Viewer, journal_id: int, entry_id: int) -> EntryLine:
    """Return a line of a journal that the caller has asked for; raises NotFound."""
    query = _entries(viewer).where(JournalEntry.id == entry_id, JournalEntry.journal_id == journal_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(entry=entry_id)
    return _line(row[0], bool(row[1]))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may read what a line says: it is of no case, or of one that they see."""
    seen = exists(select(CASE.c.id).where(CASE.c.id == JournalEntry.case_id, sees_case(viewer)))
    return or_(and_(JournalEntry.case_id.is_(None), JournalEntry.case_number == ""), seen)


def _entries(viewer: Viewer) -> Select[Any]:
    return select(JournalEntry, case((_visible(viewer), 1), else_=0))


def _says(viewer: Viewer, word: str) -> ColumnElement[bool]:
    inside = (JournalEntry.title, JournalEntry.correspondent, JournalEntry.reason, JournalEntry.case_number)
    open_words = or_(*[func.lower(column).contains(word, autoescape=True) for column in inside])
    return or_(func.lower(JournalEntry.number).contains(word, autoescape=True), and_(open_words, _visible(viewer)))


def _line(entry: JournalEntry, may_read: bool) -> EntryLine:
    return EntryLine(
        id=entry.id,
        ordinal=entry.ordinal,
        number=entry.number,
        state=entry.state,
        dated=entry.dated,
        entered_at=entry.entered_at,
        entered_by_name=entry.entered_by_name if may_read else "",
        title=entry.title if may_read else "",
        correspondent=entry.correspondent if may_read else "",
        reason=entry.reason if may_read else "",
        case_number=entry.case_number if may_read else "",
        year=entry.year,
        journal_id=entry.journal_id,
        is_hidden=not may_read,
    )
