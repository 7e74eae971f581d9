"""The heads of the audit streams of cases, kept in their rows: a cut-off tail of a stream is found by them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.audit.commands import ChainHead
from app.audit.queries import register_head_source
from app.engine.models import Case
from app.foundation.database import db


def install_audit_heads() -> None:
    """Let the verification of the record know the heads of all cases."""
    register_head_source("case:", _heads)


def _heads() -> Iterator[tuple[str, ChainHead]]:
    for row in db.session.execute(select(Case.id, Case.audit_number, Case.audit_hash)):
        yield f"case:{row.id}", ChainHead(number=row.audit_number, hash=row.audit_hash)
