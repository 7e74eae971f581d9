"""The sheet of agreement as its template prints it: from the events of the case, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.access.policy import role_name
from app.documents.queries.agreed_content import AGREES, Standing, list_standings
from app.documents.queries.remarks_summary import remarks_summary
from app.engine.models import Case, UserTask
from app.engine.queries.agreement import AgreementRow, read_agreement_rows
from app.foundation import words
from app.foundation.database import db
from app.foundation.i18n import words_on_paper
from app.organisation.queries import timezone_of
from app.processes.queries import live_version
from app.processes.queries.step_words import decided


def sheet_values(case_id: int) -> dict[str, Any]:
    """Return the values of the template `agreement-sheet`, whoever asks."""
    case = db.session.execute(select(Case.version_id, Case.organisation_id).where(Case.id == case_id)).one()
    rows = [row for row in read_agreement_rows(case_id) if row.state != "later"]
    query = select(UserTask.id, UserTask.opened_at).where(UserTask.case_id == case_id)
    received = {row.id: row.opened_at for row in db.session.execute(query)}
    standings = list_standings(case_id)
    with words_on_paper(timezone_of(case.organisation_id)):
        return {
            "sheet": [_line(row, received, standings) for row in rows],
            "summary": remarks_summary(case_id, live_version(case.version_id)),
            "made_at": words.stamp_of_paper(),
        }


def _line(row: AgreementRow, received: Mapping[int, Any], standings: Mapping[int, Standing]) -> dict[str, Any]:
    opened = received.get(row.task_id) if row.task_id is not None else None
    return {
        "round": row.round,
        "step": row.name,
        "who": _who(row),
        "received": words.stamp_time(opened) if opened is not None else "",
        "decided": words.stamp_time(row.decided_at) if row.decided_at is not None else "",
        "outcome": decided(row.kind, row.outcome).word if row.state == "decided" else "ожидается",
        "remarks": row.remarks,
        "content": f"ред. {row.edition}, {words.fingerprint(row.content_hash)}" if row.content_hash else "",
        "standing": _standing(row, standings),
    }


def _who(row: AgreementRow) -> str:
    """Return name, post and organisation; after «за» those of the absent one, and the basis of the substitution."""
    post = role_name(row.role) if row.role else ""
    place = ", ".join(part for part in (words.lower_first(post), row.organisation_name) if part)
    if not row.who:
        return ", ".join(part for part in (post, row.organisation_name) if part)
    if not row.on_behalf_of:
        return ", ".join(part for part in (row.who, place) if part)
    basis = f"; основание: {row.basis}" if row.basis else ""
    return f"{row.who} за: {row.on_behalf_of}, {place}{basis}"


def _standing(row: AgreementRow, standings: Mapping[int, Standing]) -> str:
    if row.state != "decided" or row.outcome not in AGREES:
        return ""
    standing = standings.get(row.task_id or 0)
    return standing_words(standing) if standing is not None else "решалось заново"


def standing_words(standing: Standing) -> str:
    """Return in the words of the paper how a decision stands."""
    if standing.changed:
        return f"утратило силу, изменено: {', '.join(standing.changed[:5])}"
    if standing.confirmed_at is not None:
        return f"подтверждено {words.stamp_time(standing.confirmed_at)}"
    return "да"
