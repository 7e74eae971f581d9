"""Which contents of the store somebody still needs."""

from __future__ import annotations

from sqlalchemy import select, union

from app.documents.models import Dossier, StoredFile, TemplateVersion
from app.foundation.database import db


def named_hashes() -> set[str]:
    """Return the hashes that files, templates and dossiers name."""
    named = union(select(StoredFile.sha256), select(TemplateVersion.sha256), select(Dossier.sha256))
    return set(db.session.scalars(named)) - {""}
