"""Files are stored, handed in with their task, and tidied away here."""

from app.documents.commands.hand_in import hand_in_files, hand_in_with_task
from app.documents.commands.store_file import store_file
from app.documents.commands.tidy_files import tidy_files

__all__ = ["hand_in_files", "hand_in_with_task", "store_file", "tidy_files"]
