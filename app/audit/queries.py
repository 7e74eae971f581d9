"""Read the record, and prove that nobody changed it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from app.audit.commands import DESTRUCTION, EMPTY, ERASED, ChainHead, entry_hash
from app.audit.models import AuditEntry, AuditHead
from app.foundation.database import db

HeadSource = Callable[[], Iterable[tuple[str, ChainHead]]]
_head_sources: dict[str, HeadSource] = {}
_CHUNK = 1000


class Damage(StrEnum):
    """How the record can disagree with itself."""

    GAP = "gap"
    CHANGED = "changed"
    BROKEN_LINK = "broken link"
    CUT_OFF = "cut off"
    HEAD_DIFFERS = "head differs"
    UNKNOWN_STREAM = "stream without head"
    ANCHOR_DIFFERS = "differs from the saved heads"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The first broken place of one stream: the number of the entry and what is wrong with it."""

    stream: str
    number: int
    damage: Damage

    def __str__(self) -> str:
        return f"{self.stream} #{self.number}: {self.damage}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a verification saw. `heads` may be kept outside the database as an anchor against a full rewrite."""

    streams: int
    entries: int
    findings: tuple[Finding, ...]
    heads: Mapping[str, ChainHead]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings

    @property
    def digest(self) -> str:
        """Return one SHA-256 over all heads: what to print or mail once a day."""
        lines = [f"{stream} {head.number} {head.hash}\n" for stream, head in sorted(self.heads.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def register_head_source(stream_prefix: str, source: HeadSource) -> None:
    """Let `source` tell the heads of all streams that begin with `stream_prefix`, kept outside `audit_head`."""
    _head_sources[stream_prefix] = source


def list_entries(stream: str, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
    """Return the entries of `stream` with numbers above `after`, oldest first."""
    query = select(AuditEntry).where(AuditEntry.stream == stream, AuditEntry.number > after)
    return list(db.session.scalars(query.order_by(AuditEntry.number).limit(limit)))


def list_latest_entries(streams: Iterable[str], *, limit: int = 50) -> list[AuditEntry]:
    """Return the newest entries of several streams, newest first."""
    query = select(AuditEntry).where(AuditEntry.stream.in_(list(streams)))
    return list(db.session.scalars(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)))


def verify_stream(stream: str) -> Report:
    """Check one stream from its first entry to its head."""
    heads = {name: head for name, head in _kept_heads() if name == stream}
    return _verify(_rows(AuditEntry.stream == stream), heads, anchor={})


def verify_all(anchor: Mapping[str, ChainHead] | None = None) -> Report:
    """Check every stream; `anchor` holds heads that were saved outside the database at an earlier time."""
    return _verify(_rows(), dict(_kept_heads()), anchor or {})


def _rows(*conditions: Any) -> Iterator[Row[Any]]:
    table = AuditEntry.__table__
    query = select(table).where(*conditions).order_by(table.c.stream, table.c.number, table.c.id)
    yield from db.session.execute(query.execution_options(yield_per=_CHUNK))


def _kept_heads() -> Iterator[tuple[str, ChainHead]]:
    for row in db.session.execute(select(AuditHead.stream, AuditHead.number, AuditHead.hash)):
        yield row.stream, ChainHead(number=row.number, hash=row.hash)
    for source in _head_sources.values():
        yield from source()


def _verify(rows: Iterator[Row[Any]], kept: dict[str, ChainHead], anchor: Mapping[str, ChainHead]) -> Report:
    findings: list[Finding] = []
    heads: dict[str, ChainHead] = {}
    entries = 0
    erased = _erased_heads()
    for stream, group in groupby(rows, key=lambda row: row.stream):
        saved = anchor.get(stream)
        damage, head, count = _walk(stream, group, saved, erased.get(stream))
        entries += count
        heads[stream] = head
        damage = damage or _compare_with_head(stream, head, kept.get(stream))
        if damage:
            findings.append(damage)
    for stream, head in sorted((kept | dict(anchor)).items()):
        if stream not in heads and head.number > 0:
            findings.append(Finding(stream=stream, number=1, damage=Damage.CUT_OFF))
    return Report(streams=len(heads), entries=entries, findings=tuple(findings), heads=heads)


def _erased_heads() -> dict[str, str]:
    """Return the hash of the last entry of each stream that was erased with its case, as the record has it."""
    query = select(AuditEntry.facts).where(AuditEntry.stream == DESTRUCTION, AuditEntry.action == "stream erased")
    return {str(facts["stream"]): str(facts["hash"]) for facts in db.session.scalars(query)}


def _walk(
    stream: str, rows: Iterable[Row[Any]], saved: ChainHead | None, erased: str | None
) -> tuple[Finding | None, ChainHead, int]:
    """Follow the chain; return the first damage, the last entry, the number of entries read.

    `erased` is the head that the record of destruction has of the stream: its entries say nothing any more, but their
    hashes still make one chain up to it.
    """
    last, damage, count = EMPTY, None, 0
    for row in rows:
        count += 1
        wrong = damage is None and _damage_of(row, last, saved, is_erased=erased is not None)
        if wrong:
            damage = Finding(stream=stream, number=min(row.number, last.number + 1), damage=wrong)
        last = ChainHead(number=row.number, hash=row.hash)
    if damage is None and erased not in (None, last.hash):
        damage = Finding(stream=stream, number=last.number, damage=Damage.HEAD_DIFFERS)
    if damage is None and saved is not None and last.number < saved.number:
        damage = Finding(stream=stream, number=last.number + 1, damage=Damage.CUT_OFF)
    return damage, last, count


def _damage_of(row: Row[Any], last: ChainHead, saved: ChainHead | None, *, is_erased: bool) -> Damage | None:
    if row.number != last.number + 1:
        return Damage.GAP
    if row.previous_hash != last.hash:
        return Damage.BROKEN_LINK
    if row.facts != ERASED if is_erased else row.hash != entry_hash(row._asdict()):
        return Damage.CHANGED
    if saved is not None and row.number == saved.number and row.hash != saved.hash:
        return Damage.ANCHOR_DIFFERS
    return None


def _compare_with_head(stream: str, last: ChainHead, kept: ChainHead | None) -> Finding | None:
    if kept is None:
        return Finding(stream=stream, number=last.number, damage=Damage.UNKNOWN_STREAM)
    if kept.number > last.number:
        return Finding(stream=stream, number=last.number + 1, damage=Damage.CUT_OFF)
    if kept != last:
        return Finding(stream=stream, number=last.number, damage=Damage.HEAD_DIFFERS)
    return None
