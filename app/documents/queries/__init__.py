"""Find files: only those that the person may see."""

from app.documents.queries.files import find_file_of_case, get_file_visible_to, list_files_of_case
from app.documents.queries.verification import FileDamage, verify_files

__all__ = ["FileDamage", "find_file_of_case", "get_file_visible_to", "list_files_of_case", "verify_files"]
