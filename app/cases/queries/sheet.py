"""The sheet of agreement: decisions as stamps, awaited ones dashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.access.policy import role_name
from app.documents.queries.agreed_content import Standing
from app.engine.queries import AgreementRow
from app.foundation import words
from app.processes.queries.step_words import decided


@dataclass(frozen=True, kw_only=True)
class StampWords:
    """A stamp as the macro draws it."""

    tone: str
    word: str
    who: str
    when: str


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One line of the sheet."""

    who: str
    where: str
    step: str
    stamp: StampWords
    remarks: str
    note: str
    print: str
    fallen: str = ""
    task_id: int | None = None
    may_confirm: bool = False


def sheet_lines(
    rows: Iterable[AgreementRow], standings: Mapping[int, Standing] | None = None, person_id: int | None = None
) -> tuple[SheetLine, ...]:
    """Return the lines of the sheet in order; `standings` say which decisions fell, `person_id` who looks."""
    return tuple(_stand(_line(row), row, (standings or {}).get(row.task_id or 0), person_id) for row in rows)


def _stand(line: SheetLine, row: AgreementRow, standing: Standing | None, person_id: int | None) -> SheetLine:
    if standing is None or not standing.changed:
        return replace(line, task_id=row.task_id)
    fallen = str(_("No longer stands, changed since: %(what)s", what=", ".join(standing.changed[:5])))
    return replace(line, task_id=row.task_id, fallen=fallen, may_confirm=standing.person_id == person_id)


def _line(row: AgreementRow) -> SheetLine:
    post = role_name(row.role) if row.role else ""
    where = [part for part in (post if row.who else "", row.organisation_name) if part]
    if row.round > 1:
        where.append(str(_("round %(number)d", number=row.round)))
    notes = []
    if row.on_behalf_of:
        notes.append(str(_("instead of: %(who)s", who=row.on_behalf_of)))
    if row.basis:
        notes.append(row.basis)
    return SheetLine(
        who=row.who or post,
        where=", ".join(where),
        step=row.name,
        stamp=_stamp(row),
        remarks=row.remarks,
        note=", ".join(notes),
        print=words.fingerprint(row.content_hash) if row.content_hash else "",
    )


def _stamp(row: AgreementRow) -> StampWords:
    if row.state == "decided" and row.decided_at is not None:
        mark = decided(row.kind, row.outcome)
        edition = str(_("edition %(number)d", number=row.edition)) if row.edition else ""
        return StampWords(tone=mark.tone, word=mark.word, who=edition, when=words.stamp_time(row.decided_at))
    until = words.not_later(row.legal_date, short=True) if row.legal_date else ""
    word = _("Decision awaited") if row.state == "open" else _("Not reached yet")
    return StampWords(tone="wait", word=str(word), who="", when=until)
