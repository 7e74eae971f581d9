"""The tables of this room: stored files, journals of registration."""

from app.documents.models.files import StoredFile
from app.documents.models.journals import EntryState, Journal, JournalEntry, JournalYear

__all__ = ["EntryState", "Journal", "JournalEntry", "JournalYear", "StoredFile"]
