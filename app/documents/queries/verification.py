"""Compare every row with its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.documents.commands.content import list_contents, path_of
from app.documents.models import FileSignature, StoredFile, TemplateVersion
from app.documents.queries.kept_contents import named_hashes
from app.foundation.database import db

_CHUNK = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class FileDamage:
    """A file whose content is missing or changed, a signature of other bytes, a content that no file names.

    `damage` is `missing`, `changed`, `signature` or `orphan`.
    """

    damage: str
    sha256: str
    file_id: str = ""
    name: str = ""


def verify_files(case_id: int | None = None) -> tuple[int, list[FileDamage]]:
    """Return how many files were looked at and what is wrong; every content is read once.

    With `case_id` only the files of that case are looked at, and neither templates nor contents without a file.
    """
    query = select(StoredFile.id, StoredFile.name, StoredFile.sha256).order_by(StoredFile.sha256, StoredFile.id)
    rows = db.session.execute(query if case_id is None else query.where(StoredFile.case_id == case_id)).all()
    found: list[FileDamage] = []
    seen: dict[str, str] = {}
    for row in rows:
        if row.sha256 not in seen:
            seen[row.sha256] = _damage_of(path_of(row.sha256), row.sha256)
        if seen[row.sha256]:
            found.append(FileDamage(damage=seen[row.sha256], sha256=row.sha256, file_id=row.id, name=row.name))
    found += _signatures_of_other_bytes(case_id)
    if case_id is not None:
        return len(rows), found
    templates = list(db.session.scalars(select(TemplateVersion).order_by(TemplateVersion.id)))
    for version in templates:
        if damage := _damage_of(path_of(version.sha256), version.sha256):
            found.append(FileDamage(damage=damage, sha256=version.sha256, name=version.name))
    return len(rows) + len(templates), found + list(_orphans(named_hashes()))


def _signatures_of_other_bytes(case_id: int | None) -> list[FileDamage]:
    """Return the signed files whose row names other bytes than those that were signed."""
    query = (
        select(StoredFile.id, StoredFile.name, StoredFile.sha256)
        .join(FileSignature, FileSignature.file_id == StoredFile.id)
        .where(FileSignature.sha256 != StoredFile.sha256)
        .distinct()
    )
    rows = db.session.execute(query if case_id is None else query.where(StoredFile.case_id == case_id))
    return [FileDamage(damage="signature", sha256=row.sha256, file_id=row.id, name=row.name) for row in rows]


def _damage_of(path: Path, sha256: str) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return "missing"
    return "" if digest.hexdigest() == sha256 else "changed"


def _orphans(named: set[str]) -> Iterator[FileDamage]:
    for path in sorted(list_contents()):
        if path.name not in named:
            yield FileDamage(damage="orphan", sha256=path.name)
