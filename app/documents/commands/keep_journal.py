"""What the office does in its journals by hand: open, register, reserve, annul, change the template, close a year."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.policy import Viewer
from app.audit.commands import record
from app.documents.commands.give_number import (
    Subject,
    check_date,
    entry_for_number,
    fill_reserved,
    journal_for,
    lock_year,
    next_entry,
    record_entry,
    stream_of,
)
from app.documents.models import EntryState, Journal, JournalEntry
from app.documents.policy.journal_names import check_template
from app.documents.policy.journal_rights import require_keeper
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.foundation.transaction import command
from app.organisation.queries import timezone_of

MOST_AT_ONCE = 50


@command
def open_journal(organisation_id: int, kind: str, *, opened_by: Viewer) -> Journal:
    """Open a journal of an organisation, or return the one that is there."""
    require_keeper(opened_by, organisation_id)
    journal = journal_for(organisation_id, kind)
    record(stream_of(journal.id), "journal opened", opened_by.actor(), {"kind": kind, "organisation": organisation_id})
    return journal


@command
def change_journal(journal_id: int, *, index: str, template: str, changed_by: Viewer) -> None:
    """Change index and template; numbers given so far stay as they are. Raises InvalidInput."""
    journal = _kept_journal(journal_id, changed_by)
    facts = {"index": [journal.index, index], "template": [journal.template, template]}
    journal.index, journal.template = index.strip()[:40], check_template(template)
    record(stream_of(journal.id), "journal changed", changed_by.actor(), facts)


@command
def register_by_hand(
    journal_id: int, *, title: str, dated: date, reason: str, correspondent: str, number: str, registered_by: Viewer
) -> JournalEntry:
    """Register a document that no case registers: under the next number or a written one. Raises InvalidInput."""
    journal = _kept_journal(journal_id, registered_by)
    check_date(journal, dated)
    subject = Subject(title=title, correspondent=correspondent, reason=reason)
    if number:
        return entry_for_number(journal, number, subject, registered_by.actor(), dated)
    return next_entry(journal, lock_year(journal, dated.year), subject, registered_by.actor(), dated)


@command
def reserve_numbers(journal_id: int, *, count: int, reason: str, reserved_by: Viewer) -> list[JournalEntry]:
    """Keep the next `count` numbers of this year for later. Raises InvalidInput."""
    journal = _kept_journal(journal_id, reserved_by)
    if not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInput(problems={"count": str(_("From 1 to %(max)d numbers at once", max=MOST_AT_ONCE))})
    year = lock_year(journal, today(timezone_of(journal.organisation_id)).year)
    subject = Subject(title="", reason=reason)
    return [next_entry(journal, year, subject, reserved_by.actor(), None) for _number in range(count)]


@command
def use_reserved(
    entry_id: int, *, title: str, dated: date, correspondent: str, reason: str, used_by: Viewer
) -> JournalEntry:
    """Give a reserved number to a document. Raises Conflict when it is not reserved any more, InvalidInput."""
    journal, entry = _kept_entry(entry_id, used_by)
    if entry.state is not EntryState.RESERVED:
        raise Conflict
    check_date(journal, dated)
    if dated.year != entry.year:
        words = str(_("The number belongs to the year %(year)d", year=entry.year))
        raise InvalidInput(words, problems={"dated": words})
    subject = Subject(title=title, correspondent=correspondent, reason=reason)
    return fill_reserved(entry, subject, used_by.actor(), dated)


@command
def annul_entry(entry_id: int, *, reason: str, annulled_by: Viewer) -> None:
    """Annul a number: it stays in its place with the reason. Raises Conflict when it is annulled already."""
    _journal, entry = _kept_entry(entry_id, annulled_by)
    if entry.state is EntryState.ANNULLED:
        raise Conflict
    entry.state, entry.reason = EntryState.ANNULLED, reason[:400]
    db.session.flush()
    record_entry(entry, annulled_by.actor())


@command
def close_year(journal_id: int, year: int, *, closed_by: Viewer) -> None:
    """Close a past year: no number is given in it any more. Raises InvalidInput while numbers are still reserved."""
    journal = _kept_journal(journal_id, closed_by)
    if year >= today(timezone_of(journal.organisation_id)).year:
        raise InvalidInput(str(_("Only a year that is over can be closed")))
    row = lock_year(journal, year)
    reserved = db.session.scalar(
        select(func.count()).where(
            JournalEntry.journal_id == journal.id,
            JournalEntry.year == year,
            JournalEntry.state == EntryState.RESERVED,
        )
    )
    if reserved:
        raise InvalidInput(str(_("Use or annul the reserved numbers first: %(count)d", count=reserved)))
    row.closed_at, row.closed_by_name = now(), closed_by.name
    record(stream_of(journal.id), "journal year closed", closed_by.actor(), {"year": year, "last": row.last})


def _kept_journal(journal_id: int, viewer: Viewer) -> Journal:
    journal = db.session.get(Journal, journal_id)
    if journal is None:
        raise NotFound
    require_keeper(viewer, journal.organisation_id)
    return journal


def _kept_entry(entry_id: int, viewer: Viewer) -> tuple[Journal, JournalEntry]:
    """Return a line whose year is open, with its journal, both locked."""
    entry = db.session.get(JournalEntry, entry_id)
    if entry is None:
        raise NotFound
    journal = _kept_journal(entry.journal_id, viewer)
    lock_year(journal, entry.year)
    db.session.refresh(entry)
    return journal, entry
