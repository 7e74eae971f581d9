"""The tables of this room: files, journals of registration, templates and what was made from them, signatures."""

from app.documents.models.agreed import AgreedContent
from app.documents.models.files import StoredFile
from app.documents.models.journals import EntryState, Journal, JournalEntry, JournalYear
from app.documents.models.produced import ProducedDocument, TemplateVersion
from app.documents.models.signing import Dossier, FileSignature, SigningConsent

__all__ = [
    "AgreedContent",
    "Dossier",
    "EntryState",
    "FileSignature",
    "Journal",
    "JournalEntry",
    "JournalYear",
    "ProducedDocument",
    "SigningConsent",
    "StoredFile",
    "TemplateVersion",
]
