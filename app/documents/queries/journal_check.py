"""Prove the journals: no ordinal is missing, and each line reads as the record says it was written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.audit.queries import verify_stream
from app.documents.commands.give_number import print_of, stream_of
from app.documents.models import Journal, JournalEntry, JournalYear
from app.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class JournalDamage:
    """What is wrong with a journal: `gap`, `changed`, `unrecorded`, `lost` (a recorded line is gone) or `record`."""

    damage: str
    journal_id: int
    number: str


def verify_journals() -> tuple[int, list[JournalDamage]]:
    """Return how many lines were looked at and what is wrong."""
    found: list[JournalDamage] = []
    count = 0
    for journal in db.session.scalars(select(Journal).order_by(Journal.id)):
        prints = _recorded(journal.id)
        entries = list(db.session.scalars(select(JournalEntry).where(JournalEntry.journal_id == journal.id)))
        count += len(entries)
        for entry in entries:
            said = prints.pop(entry.id, None)
            if said is None:
                found.append(JournalDamage(damage="unrecorded", journal_id=journal.id, number=entry.number))
            elif said[1] != print_of(entry):
                found.append(JournalDamage(damage="changed", journal_id=journal.id, number=entry.number))
        found += [
            JournalDamage(damage="lost", journal_id=journal.id, number=number) for number, _hash in prints.values()
        ]
        found += _gaps(journal.id, entries)
        for broken in verify_stream(stream_of(journal.id)).findings:
            found.append(JournalDamage(damage="record", journal_id=journal.id, number=str(broken)))
    return count, found


def _recorded(journal_id: int) -> dict[int, tuple[str, str]]:
    """Return number and print of each line as the record has them last."""
    query = select(AuditEntry.facts).where(
        AuditEntry.stream == stream_of(journal_id), AuditEntry.action == "journal entry"
    )
    rows = db.session.scalars(query.order_by(AuditEntry.number))
    return {int(facts["entry"]): (str(facts["number"]), str(facts["print"])) for facts in rows}


def _gaps(journal_id: int, entries: list[JournalEntry]) -> list[JournalDamage]:
    found = []
    for year in db.session.scalars(select(JournalYear).where(JournalYear.journal_id == journal_id)):
        there = {entry.ordinal for entry in entries if entry.year == year.year}
        missing = sorted(set(range(1, year.last + 1)) - there)
        found += [
            JournalDamage(damage="gap", journal_id=journal_id, number=f"{ordinal}/{year.year}") for ordinal in missing
        ]
    return found
