"""Give numbers in a journal: without gaps, none twice. Called inside a command; the row of the year is the lock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.commands import record
from app.audit.models import Actor
from app.documents.models import EntryState, Journal, JournalEntry, JournalYear
from app.documents.policy.journal_names import DEFAULT_TEMPLATE, INDEXES, make_number, read_ordinal
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import InvalidInput
from app.organisation.queries import timezone_of

_YEAR: Table = JournalYear.__table__  # type: ignore[assignment]  # the mapper made them Tables
_JOURNAL: Table = Journal.__table__  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a number is given to."""

    title: str
    correspondent: str = ""
    reason: str = ""
    case_id: int | None = None
    case_number: str = ""
    task_id: int | None = None


def stream_of(journal_id: int) -> str:
    """Return the name of the audit stream of a journal."""
    return f"journal:{journal_id}"


def journal_for(organisation_id: int, kind: str) -> Journal:
    """Return the journal of an organisation; an empty one is opened when there is none yet."""
    query = select(Journal).where(Journal.organisation_id == organisation_id, Journal.kind == kind)
    found = db.session.scalar(query)
    if found is None:
        values = {"index": INDEXES[kind], "template": DEFAULT_TEMPLATE, "created_at": now()}
        _insert_once(_JOURNAL, {"organisation_id": organisation_id, "kind": kind, **values})
        found = db.session.scalars(query).one()
    return found


def lock_year(journal: Journal, year: int) -> JournalYear:
    """Return the row of a year, locked until the transaction ends. Raises InvalidInput when the year is closed."""
    _insert_once(_YEAR, {"journal_id": journal.id, "year": year, "last": 0, "closed_by_name": ""})
    query = select(JournalYear).where(JournalYear.journal_id == journal.id, JournalYear.year == year)
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    if row.closed_at is not None:
        words = _("The journal of the year %(year)d is closed: give a date of an open year", year=year)
        raise InvalidInput(str(words), problems={"dated": str(words)})
    return row


def check_date(journal: Journal, dated: date, *, whole_year: bool = False) -> None:
    """Raise InvalidInput for a date in the future (`whole_year`: in a future year) or before last year."""
    day = today(timezone_of(journal.organisation_id))
    if dated > (day.replace(month=12, day=31) if whole_year else day):
        words = str(_("The date is in the future"))
    elif dated.year < day.year - 1:
        words = str(_("The date is too long ago: before %(year)d", year=day.year - 1))
    else:
        return
    raise InvalidInput(words, problems={"dated": words})


def next_entry(journal: Journal, year: JournalYear, subject: Subject, by: Actor, dated: date | None) -> JournalEntry:
    """Give the next number of a locked year: to a document with its date, or (no date) to the reserve."""
    last = update(_YEAR).where(_YEAR.c.journal_id == journal.id, _YEAR.c.year == year.year)
    ordinal = db.session.execute(last.values(last=_YEAR.c.last + 1).returning(_YEAR.c.last)).scalar_one()
    number = make_number(journal.template, index=journal.index, ordinal=ordinal, year=year.year)
    state = EntryState.RESERVED if dated is None else EntryState.REGISTERED
    return insert_entry(journal, year.year, ordinal, number, state, subject, by, dated)


def entry_for_number(journal: Journal, number: str, subject: Subject, by: Actor, dated: date) -> JournalEntry:
    """Register under a number that somebody wrote: a reserved one, the next one, or one from outside the count.

    A number that this case has already stays its own.

    Raises InvalidInput when it is taken, or when it would leave numbers out.
    """
    year = lock_year(journal, dated.year)
    db.session.refresh(year)
    ordinal = read_ordinal(journal.template, number, index=journal.index, year=year.year)
    if ordinal == year.last + 1:
        return next_entry(journal, year, subject, by, dated)
    there = select(JournalEntry).where(JournalEntry.journal_id == journal.id, JournalEntry.year == year.year)
    taken = db.session.scalar(there.where(JournalEntry.number == number))
    if taken is not None and taken.state is EntryState.RESERVED:
        return fill_reserved(taken, subject, by, dated)
    if taken is not None and subject.case_id is not None and taken.case_id == subject.case_id:
        return taken  # the same document of the same case, handed in once more
    coming = make_number(journal.template, index=journal.index, ordinal=year.last + 1, year=year.year)
    if taken is not None:
        words = _("The number %(number)s is given already; the next one is %(next)s", number=number, next=coming)
    elif ordinal is not None:
        words = _("The number %(number)s would leave a gap; the next one is %(next)s", number=number, next=coming)
    else:
        return insert_entry(journal, year.year, None, number, EntryState.REGISTERED, subject, by, dated)
    raise InvalidInput(str(words), problems={"number": str(words)})


def insert_entry(
    journal: Journal,
    year: int,
    ordinal: int | None,
    number: str,
    state: EntryState,
    subject: Subject,
    by: Actor,
    dated: date | None,
) -> JournalEntry:
    """Write a line of the journal and its entry of the record."""
    entry = JournalEntry(
        journal_id=journal.id,
        year=year,
        ordinal=ordinal,
        number=number,
        state=state,
        entered_at=now(),
        entered_by=by.person_id,
        entered_by_name=by.name,
    )
    db.session.add(entry)
    _fill(entry, subject, dated)
    db.session.flush()
    record_entry(entry, by)
    return entry


def fill_reserved(entry: JournalEntry, subject: Subject, by: Actor, dated: date) -> JournalEntry:
    """Give a reserved number to its document."""
    entry.state = EntryState.REGISTERED
    reserved_for = entry.reason
    _fill(entry, subject, dated)
    entry.reason = subject.reason or reserved_for
    entry.entered_at, entry.entered_by, entry.entered_by_name = now(), by.person_id, by.name
    db.session.flush()
    record_entry(entry, by)
    return entry


def record_entry(entry: JournalEntry, by: Actor) -> None:
    """Append to the record how a line of the journal reads now."""
    facts = {"entry": entry.id, "number": entry.number, "state": entry.state.value, "print": print_of(entry)}
    record(stream_of(entry.journal_id), "journal entry", by, facts)


def print_of(entry: JournalEntry) -> str:
    """Return the SHA-256 (hex) over what a line of the journal says."""
    said = [
        entry.journal_id,
        entry.year,
        entry.ordinal,
        entry.number,
        entry.state.value,
        entry.dated.isoformat() if entry.dated else "",
        entry.title,
        entry.correspondent,
        entry.reason,
        entry.case_number,
        entry.entered_by_name,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _fill(entry: JournalEntry, subject: Subject, dated: date | None) -> None:
    entry.dated = dated
    entry.title = subject.title[:400]
    entry.correspondent = subject.correspondent[:300]
    entry.reason = subject.reason[:400]
    entry.case_id, entry.case_number, entry.task_id = subject.case_id, subject.case_number, subject.task_id


def _insert_once(table: Table, values: dict[str, object]) -> None:
    """Insert a row unless it is there already."""
    dialect = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
