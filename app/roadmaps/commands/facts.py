"""Facts of indicators: from accepted answers, by hand with their evidence, and frozen by approval."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select, update

from app.audit.commands import record
from app.audit.models import SYSTEM, Actor
from app.documents.models import StoredFile
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.roadmaps.commands.streams import indicator_stream
from app.roadmaps.models import FactSource, IndicatorFact, MeasureOccurrence
from app.roadmaps.policy.adding_up import Measured, is_too_much, read_measured, share_of
from app.roadmaps.policy.indicators import Indicator, number_of
from app.roadmaps.queries.indicator_library import find_indicator, get_indicator
from app.roadmaps.queries.rights import actor_may_give, actor_may_manage

_PERIOD: Final = re.compile(r"^(19|20|21)\d\d(-Q[1-4])?$")
_MOST: Final = Decimal("1e12")


def write_answer(fact: Mapping[str, Any], row: MeasureOccurrence) -> None:
    """Keep what the executor of an accepted measure reported; a frozen fact stays. Called inside a command.

    The two numbers of a share count before the share itself, when both were given. What was done years before it was
    due is a fact of the year in which it was done.
    """
    indicator = find_indicator(str(fact.get("indicator", "")))
    measured = _measured(fact, indicator) if indicator is not None else None
    if indicator is None or measured is None:
        return
    period = indicator.period_of(row.done_on if row.done_on and row.done_on.year < row.due.year else row.due)
    kept = _find(indicator.id, row.organisation_id, period)
    if kept is not None and kept.is_frozen:
        return
    words = str(fact.get("source") or "")
    _write(kept, indicator.id, row.organisation_id, period, measured, FactSource.ANSWER, words, SYSTEM, row.case_id)


def _measured(fact: Mapping[str, Any], indicator: Indicator) -> Measured | None:
    part, whole, value = (number_of(str(fact.get(name))) for name in ("part", "whole", "value"))
    return share_of(part, whole, indicator) or (Measured(value=value) if value is not None else None)


def write_reported(
    indicator_id: str, organisation_id: int, day: date, value: Decimal, *, words: str, case_id: int | None
) -> None:
    """Keep what an accepted report says of an indicator; a frozen fact stays. Called inside a command.

    A report gives one number: the two numbers of a share stay when it is the share that they make.
    """
    indicator = find_indicator(indicator_id)
    if indicator is None or indicator.formula:
        return
    period = indicator.period_of(day)
    kept = _find(indicator.id, organisation_id, period)
    if kept is None or not kept.is_frozen:
        known = share_of(number_of(kept.part), number_of(kept.whole), indicator) if kept is not None else None
        measured = known if known is not None and known.value == value else Measured(value=value)
        _write(kept, indicator.id, organisation_id, period, measured, FactSource.ANSWER, words, SYSTEM, case_id)


@command
def enter_fact(
    indicator_id: str,
    *,
    organisation_id: int,
    period: str,
    value: str,
    evidence: str,
    entered_by: Actor,
    evidence_file_id: str = "",
) -> IndicatorFact:
    """Enter a fact by hand, with the words that say where it comes from and the paper itself, if it was uploaded.

    A share may be given as two numbers («12 из 40»): only then is it weighted where organisations are added up.
    Raises NotFound, NotAllowed for somebody who neither works in the organisation nor manages it (or, with the fact
    `giver`, does not hold the role that gives it), Conflict when the fact is frozen, InvalidInput for a value that is
    no number, a wrong period or missing evidence.
    """
    indicator = get_indicator(indicator_id)
    current_tree().node(organisation_id)
    if not actor_may_give(entered_by, indicator.giver, organisation_id):
        raise NotAllowed(indicator=indicator_id, giver=indicator.giver)
    measured = read_measured(value, indicator)
    problems = {}
    if measured is None or abs(measured.value) > _MOST:
        problems["value"] = "share" if is_too_much(value, indicator) else "number"
    if not _PERIOD.match(period) or indicator.is_quarterly != ("Q" in period):
        problems["period"] = "period"
    if not evidence.strip():
        problems["evidence"] = "required"
    if problems or measured is None:
        raise InvalidInput(problems=problems)
    kept = _find(indicator_id, organisation_id, period)
    if kept is not None and kept.is_frozen:
        raise Conflict(indicator=indicator_id, period=period)
    words = " ".join(evidence.split())
    row = _write(kept, indicator_id, organisation_id, period, measured, FactSource.MANUAL, words, entered_by, None)
    if evidence_file_id:
        _hand_in(evidence_file_id, entered_by)
        row.evidence_file_id = evidence_file_id
    return row


@command
def approve_facts(indicator_id: str, *, organisation_id: int, period: str, approved_by: Actor) -> int:
    """Freeze the facts of a period in the organisation and below; return how many were frozen now.

    Raises NotFound, and NotAllowed for somebody who does not manage the organisation or entered one of them.
    """
    get_indicator(indicator_id)
    if not actor_may_manage(approved_by, organisation_id):
        raise NotAllowed(indicator=indicator_id)
    below = [node.id for node in current_tree().below(organisation_id)]
    rows = db.session.scalars(
        select(IndicatorFact).where(
            IndicatorFact.indicator == indicator_id,
            IndicatorFact.organisation_id.in_(below),
            IndicatorFact.period == period,
            IndicatorFact.approved_at.is_(None),
        )
    ).all()
    if approved_by.person_id is not None and any(row.entered_by == approved_by.person_id for row in rows):
        raise NotAllowed(indicator=indicator_id, own=True)
    for row in rows:
        row.approved_at, row.approved_by, row.approved_by_name = now(), approved_by.person_id, approved_by.name
    db.session.flush()
    facts = {"organisation": organisation_id, "period": period, "facts": [row.id for row in rows]}
    record(indicator_stream(indicator_id), "approve_facts", approved_by, facts)
    return len(rows)


def _hand_in(file_id: str, actor: Actor) -> None:
    """Let the file stay: one that the actor has uploaded and that was not handed in elsewhere. Raises NotFound."""
    handed = db.session.execute(
        update(StoredFile)
        .where(
            StoredFile.id == file_id,
            StoredFile.uploaded_by == actor.person_id,
            StoredFile.case_id.is_(None),
            StoredFile.submitted_at.is_(None),
        )
        .values(submitted_at=now())
    )
    if handed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise NotFound(file=file_id)


def _find(indicator: str, organisation_id: int, period: str) -> IndicatorFact | None:
    return db.session.scalar(
        select(IndicatorFact).where(
            IndicatorFact.indicator == indicator,
            IndicatorFact.organisation_id == organisation_id,
            IndicatorFact.period == period,
        )
    )


def _write(
    kept: IndicatorFact | None,
    indicator: str,
    organisation_id: int,
    period: str,
    measured: Measured,
    source: FactSource,
    words: str,
    actor: Actor,
    case_id: int | None,
) -> IndicatorFact:
    was = kept.value if kept is not None else None
    row = kept or IndicatorFact(indicator=indicator, organisation_id=organisation_id, period=period)
    row.value, row.source, row.words, row.case_id = plain_number(measured.value), source, words[:400], case_id
    row.part, row.whole = _plain(measured.part), _plain(measured.whole)
    row.evidence_file_id = None
    row.entered_by, row.entered_by_name, row.entered_at = actor.person_id, actor.name, now()
    db.session.add(row)
    db.session.flush()
    facts = {
        "organisation": organisation_id,
        "period": period,
        "was": was,
        "value": row.value,
        "of": [row.part, row.whole] if row.whole else None,
        "source": source.value,
        "case": case_id,
        "words": row.words,
    }
    record(indicator_stream(indicator), "enter_fact", actor, facts)
    return row


def _plain(number: Decimal | None) -> str:
    return "" if number is None else plain_number(number)


def plain_number(value: Decimal) -> str:
    """Return the number as short plain text: «13.2», never «1.32E+1»."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text)[:40]
