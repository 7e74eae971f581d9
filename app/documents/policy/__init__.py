"""What may be stored, under which name, and who may have it."""

from app.documents.policy.content_types import ALLOWED, DOCX, PDF, FileNotTaken, recognise
from app.documents.policy.names import tidy_name

__all__ = ["ALLOWED", "DOCX", "PDF", "FileNotTaken", "recognise", "tidy_name"]
