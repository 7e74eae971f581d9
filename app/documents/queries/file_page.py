"""Everything the page of one file shows: versions, signatures, whether it can be looked at and compared."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.policy import Viewer
from app.documents.commands.content import path_of
from app.documents.models import FileSignature, ProducedDocument, SigningConsent, StoredFile
from app.documents.policy import DOCX, PDF
from app.documents.policy.content_types import JPEG, PNG, XLSX
from app.documents.queries.acquaintance import Acquaintance, acquaintances_of
from app.documents.queries.files import get_file_visible_to
from app.engine.models import Case
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.paper.comparing import Change, compare_documents

SHOWN = frozenset({PDF, PNG, JPEG})
_COMPARED = {DOCX: "docx", XLSX: "xlsx"}


@dataclass(frozen=True, kw_only=True)
class FilePage:
    """A file as its page shows it, with its versions (the latest first) and signatures."""

    file: StoredFile
    case_number: str
    versions: tuple[StoredFile, ...]
    signatures: tuple[FileSignature, ...]
    has_consent: bool
    can_be_shown: bool
    can_be_compared: bool
    token: str
    acquaintances: tuple[Acquaintance, ...] = ()

    @property
    def newest(self) -> StoredFile:
        """Return the latest version."""
        return self.versions[0]


def file_page(viewer: Viewer, file_id: str) -> FilePage:
    """Return the page of a handed-in file; raises NotFound."""
    file = get_file_visible_to(viewer, file_id)
    if file.submitted_at is None or file.case_id is None:
        raise NotFound
    versions = tuple(_versions(file))
    ids = [one.id for one in versions]
    signatures = select(FileSignature).where(FileSignature.file_id.in_(ids)).order_by(FileSignature.id)
    made = select(ProducedDocument.token).where(
        (ProducedDocument.file_id == file.id) | (ProducedDocument.pdf_id == file.id)
    )
    return FilePage(
        file=file,
        case_number=db.session.scalars(select(Case.number).where(Case.id == file.case_id)).one(),
        versions=versions,
        signatures=tuple(db.session.scalars(signatures)),
        has_consent=db.session.get(SigningConsent, viewer.person_id) is not None,
        can_be_shown=file.media_type in SHOWN,
        can_be_compared=file.media_type in _COMPARED and file.replaces_id is not None,
        token=db.session.scalar(made.limit(1)) or "",
        acquaintances=acquaintances_of(viewer, ids),
    )


def _versions(file: StoredFile) -> list[StoredFile]:
    query = select(StoredFile).where(
        StoredFile.case_id == file.case_id,
        StoredFile.field_key == file.field_key,
        StoredFile.name == file.name,
        StoredFile.submitted_at.is_not(None),
    )
    return list(db.session.scalars(query.order_by(StoredFile.version.desc(), StoredFile.id)))


def changes_since_before(viewer: Viewer, file_id: str) -> tuple[StoredFile, StoredFile, tuple[Change, ...]]:
    """Return the version before, this one, and what differs in words; raises NotFound when there is none before."""
    file = get_file_visible_to(viewer, file_id)
    kind = _COMPARED.get(file.media_type)
    if kind is None or file.replaces_id is None:
        raise NotFound
    before = get_file_visible_to(viewer, file.replaces_id)
    old, new = path_of(before.sha256), path_of(file.sha256)
    if not old.is_file() or not new.is_file():
        raise NotFound
    return before, file, compare_documents(old.read_bytes(), new.read_bytes(), kind)
