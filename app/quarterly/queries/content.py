"""What is signed: the content of a report, or of a summary as it stands at this moment, and its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.engine.models import Case
from app.engine.models.values import to_json
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.quarterly.models import QuarterlyReport
from app.quarterly.policy.quarters import find_quarter
from app.quarterly.queries.level import level_of


def print_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a content."""
    return hashlib.sha256(to_json(content, in_order=True).encode()).hexdigest()


def content_to_sign(case_id: int) -> dict[str, Any]:
    """Return what a signature in this case is given to now. Raises NotFound when the case is no report."""
    row = db.session.scalar(select(QuarterlyReport).where(QuarterlyReport.case_id == case_id))
    if row is None:
        raise NotFound(case=case_id)
    values = db.session.scalar(select(Case.readable).where(Case.id == case_id)) or {}
    content: dict[str, Any] = {"period": row.period, "organisation": row.organisation_id}
    if not row.is_summary:
        more = ("figures", "report_rows", "problems", "report_file")
        return {**content, **{name: values[name] for name in more if values.get(name)}}
    quarter = find_quarter(row.period)
    if quarter is None:
        raise NotFound(case=case_id)
    level = level_of(row.organisation_id, quarter)
    return {
        **content,
        "results": values.get("results") or "",
        "debtors_words": values.get("debtors_words") or "",
        "figures": [
            {
                "code": one.code,
                "name": one.name,
                "unit": one.unit,
                "rule": one.rule,
                "value": one.value,
                "from": len(one.sources),
            }
            for one in level.figures
        ],
        "reports": [one.node.id for one in level.standings if one.is_accepted],
        "debtors": [one.node.id for one in level.debtors],
    }
