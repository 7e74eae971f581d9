"""Documents that a form only shows: ids from an expression, described by the caller."""

from __future__ import annotations

from typing import Any

from app.forms.fields import FindFile, StoredFile
from app.forms.fields.files import document_id

MAX_SHOWN = 200


def documents_of(source: Any, find_file: FindFile | None) -> tuple[StoredFile, ...]:
    """The documents of a list of ids (or of form-js references); unknown ones are left out."""
    listed = source if isinstance(source, list | tuple) else [] if source is None else [source]
    found = []
    for item in listed[:MAX_SHOWN]:
        file_id = document_id(item)
        if file_id and find_file is not None and (stored := find_file(file_id)) is not None:
            found.append(stored)
    return tuple(found)
