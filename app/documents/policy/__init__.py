"""What may be stored, under which name, and who may have it."""

from app.documents.policy.content_types import ALLOWED, FileNotTaken, recognise
from app.documents.policy.names import tidy_name

__all__ = ["ALLOWED", "FileNotTaken", "recognise", "tidy_name"]
