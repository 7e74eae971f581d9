"""The sheet of agreement as its template prints it: from the events of the case, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.access.policy import Viewer, role_name
from app.documents.queries.agreed_content import Standing, list_standings
from app.engine.models import UserTask
from app.engine.queries import AgreementRow, list_agreement_rows, list_case_values
from app.foundation import words
from app.foundation.clock import now
from app.foundation.database import db
from app.processes.queries.step_words import decided


def sheet_values(viewer: Viewer, case_id: int) -> dict[str, Any]:
    """Return the values of the template `agreement-sheet` for a case that the person sees; raises NotFound."""
    rows = [row for row in list_agreement_rows(viewer, case_id) if row.state != "later"]
    received = dict(
        db.session.execute(select(UserTask.id, UserTask.opened_at).where(UserTask.case_id == case_id)).tuples().all()
    )
    standings = list_standings(case_id)
    remarks = list_case_values(viewer, case_id).get("remarks")
    return {
        "sheet": [_line(row, received, standings) for row in rows],
        "summary": remarks if isinstance(remarks, list) else [],
        "made_at": words.stamp_time(now()),
    }


def _line(row: AgreementRow, received: Mapping[int, Any], standings: Mapping[int, Standing]) -> dict[str, Any]:
    who = [row.who or (role_name(row.role) if row.role else ""), row.organisation_name]
    if row.on_behalf_of:
        who.append(f"за: {row.on_behalf_of}")
    if row.basis:
        who.append(row.basis)
    opened = received.get(row.task_id) if row.task_id is not None else None
    return {
        "round": row.round,
        "step": row.name,
        "who": ", ".join(part for part in who if part),
        "received": words.stamp_time(opened) if opened is not None else "",
        "decided": words.stamp_time(row.decided_at) if row.decided_at is not None else "",
        "outcome": decided(row.kind, row.outcome).word if row.state == "decided" else "ожидается",
        "remarks": row.remarks,
        "content": f"ред. {row.edition}, {words.fingerprint(row.content_hash)}" if row.content_hash else "",
        "standing": standing_words(standings.get(row.task_id)) if row.task_id is not None else "",
    }


def standing_words(standing: Standing | None) -> str:
    """Return in the words of the paper how a decision stands; nothing for a decision of an earlier round."""
    if standing is None:
        return ""
    if standing.changed:
        return f"утратило силу, изменено: {', '.join(standing.changed[:5])}"
    if standing.confirmed_at is not None:
        return f"подтверждено {words.stamp_time(standing.confirmed_at)}"
    return "да"
