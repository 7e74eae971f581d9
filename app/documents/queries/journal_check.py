"""Prove the journals: no ordinal is missing, and each line reads as the record says it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def verify_journals(case_id: int | None = None) -> tuple[int, list[JournalDamage]]:
    """Return how many lines were looked at and what is wrong; with `case_id` only the lines of that case."""
    if case_id is not None:
        return _verify_lines_of(case_id)
    found: list[JournalDamage] = []
    count = 0
    for journal in db.session.scalars(select(Journal).order_by(Journal.id)):
        prints = _recorded(journal.id)
        entries = list(db.session.scalars(select(JournalEntry).where(JournalEntry.journal_id == journal.id)))
        count += len(entries)
        found += _lines_unlike(entries, prints)
        seen = {entry.id for entry in entries}
        found += [
            JournalDamage(damage="lost", journal_id=journal.id, number=number)
            for entry_id, (number, _print) in prints.items()
            if entry_id not in seen
        ]
        found += _gaps(journal.id, entries)
        found += _broken_records(journal.id)
    return count, found


def _verify_lines_of(case_id: int) -> tuple[int, list[JournalDamage]]:
    query = select(JournalEntry).where(JournalEntry.case_id == case_id).order_by(JournalEntry.id)
    entries = list(db.session.scalars(query))
    found: list[JournalDamage] = []
    for journal_id in sorted({entry.journal_id for entry in entries}):
        own = [entry for entry in entries if entry.journal_id == journal_id]
        found += [*_lines_unlike(own, _recorded(journal_id)), *_broken_records(journal_id)]
    return len(entries), found


def _lines_unlike(entries: list[JournalEntry], prints: Mapping[int, tuple[str, str]]) -> Iterator[JournalDamage]:
    """Return the lines that read otherwise than the record says, or that it does not know."""
    for entry in entries:
        said = prints.get(entry.id)
        if said is None or said[1] != print_of(entry):
            damage = "unrecorded" if said is None else "changed"
            yield JournalDamage(damage=damage, journal_id=entry.journal_id, number=entry.number)


def _broken_records(journal_id: int) -> list[JournalDamage]:
    broken = verify_stream(stream_of(journal_id)).findings
    return [JournalDamage(damage="record", journal_id=journal_id, number=str(one)) for one in broken]


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
