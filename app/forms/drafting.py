"""Drafts: everything as typed, so that it can be shown again exactly, right or wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.forms.fields import FilesField
from app.forms.parts import every
from app.forms.schema import FileInput, FormSchema, Rows, full_key

if TYPE_CHECKING:
    from app.forms.form import SchemaForm

VERSION = 1
_ROW = re.compile(r"-[0-9]+(?=-)")


def draft_of(form: SchemaForm) -> dict[str, Any]:
    """The texts of every field that this person may fill in, and which row was which."""
    return {"version": VERSION, "fields": texts_of(form)}


def texts_of(form: SchemaForm) -> dict[str, list[str]]:
    """The texts by name, as the page would post them now."""
    texts: dict[str, list[str]] = {}
    for part in every(form.parts):
        if part.locked:
            continue
        if isinstance(part.component, Rows):
            texts[part.name] = [" ".join(row.token for row in part.rows)]
        elif part.field is not None:
            unread = part.posted is not None and not part.open and not isinstance(part.field, FilesField)
            texts[part.name] = list(part.posted or ()) if unread else part.field.typed()
    return texts


def raw_from_draft(draft: Mapping[str, Any] | None) -> dict[str, list[str]] | None:
    """The texts of a stored draft; None when there is none or it is not ours."""
    if not draft or draft.get("version") != VERSION or not isinstance(draft.get("fields"), Mapping):
        return None
    return {
        str(name): [str(text) for text in texts]
        for name, texts in draft["fields"].items()
        if isinstance(texts, list | tuple)
    }


def trusted_files(schema: FormSchema, texts: Mapping[str, list[str]]) -> frozenset[str]:
    """The ids of files in a draft, let in when it was made. Texts of other fields are never trusted."""
    names = {
        full_key(component, inside).replace(".", "-")
        for component, inside in schema.walk()
        if isinstance(component, FileInput)
    }
    return frozenset(text for name, found in texts.items() if _ROW.sub("", name) in names for text in found if text)
