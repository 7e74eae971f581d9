"""The file picker: ids of stored documents, kept from page to page, plus new uploads handed to the caller's store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from wtforms import widgets

from app.forms.fields.base import AnswerField
from app.forms.findings import FileRefused
from app.forms.messages import counted
from app.forms.schema import FileInput

MAX_NAME = 200


class Upload(Protocol):
    """An uploaded file, as Werkzeug's FileStorage."""

    filename: str | None

    @property
    def mimetype(self) -> str:
        """The media type that the browser claims."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A stored document: its id is the value, the rest is shown. `size` in bytes."""

    id: str
    name: str
    size: int | None = None
    added_at: dt.datetime | None = None
    url: str = ""


Store = Callable[[Upload, str], StoredFile]
FindFile = Callable[[str], StoredFile | None]


class FilesField(AnswerField):
    """`data` is the list of ids: stored before, standing in the draft, or known to `find_file`; no other is kept."""

    widget = widgets.FileInput()
    required_message = "required_file"

    def __init__(
        self, *args: Any, find_file: FindFile | None, store: Store | None, trusted: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find_file = find_file
        self.store = store
        self.trusted = set(trusted)
        self.known: dict[str, StoredFile] = {}
        self.data = []

    @property
    def files(self) -> FileInput:
        """The component, typed."""
        return cast(FileInput, self.component)

    @property
    def accept(self) -> str:
        """The kinds of files for the native control."""
        return ",".join(self.files.accept)

    def fitting(self, stored: Any) -> Any:
        """One id or a list of ids; documents as contexts with an id are read too."""
        listed = stored if isinstance(stored, list | tuple) else [] if stored is None else [stored]
        ids = [found for item in listed if (found := document_id(item))]
        self.trusted.update(ids)
        return list(dict.fromkeys(ids))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the ids that this person may attach; others are dropped and told."""
        wanted = list(dict.fromkeys(item for item in valuelist if item))[: self.files.max_files * 2]
        self.data = [item for item in wanted if self._may_keep(item)]
        if len(self.data) < len(wanted):
            raise ValueError(self.say("file_gone"))

    def _may_keep(self, file_id: str) -> bool:
        return len(file_id) <= MAX_NAME and (file_id in self.trusted or self.described(file_id) is not None)

    def described(self, file_id: str) -> StoredFile | None:
        """The stored document of an id, asked once."""
        if file_id not in self.known and self.find_file is not None and (found := self.find_file(file_id)) is not None:
            self.known[file_id] = found
        return self.known.get(file_id)

    def add(self, uploads: Sequence[Upload]) -> bool:
        """Store the good ones among new uploads; tell of the others. True when something was added."""
        new = [upload for upload in uploads if upload.filename]
        if not new or self.store is None:
            return False
        if not self.rules.multiple and len(new) > 1:
            self.process_errors.append(self.say("file_one"))
            return False
        if self.rules.multiple and len(new) + len(self.data) > self.files.max_files:
            self.process_errors.append(self.say("file_many", count=counted(self.files.max_files, "file", self.locale)))
            return False
        added = [self._add(upload, self.store) for upload in new]
        return any(added)

    def _add(self, upload: Upload, store: Store) -> bool:
        name = str(upload.filename)[-MAX_NAME:]
        if self.files.accept and not _accepted(name, upload.mimetype or "", self.files.accept):
            self.process_errors.append(self.say("file_kind", kinds=", ".join(self.files.accept), name=name))
            return False
        try:
            stored = store(upload, self.name)
        except FileRefused as error:
            self.process_errors.append(error.en if self.locale == "en" else error.ru)
            return False
        self.known[stored.id] = stored
        self.trusted.add(stored.id)
        self.data = [stored.id] if not self.rules.multiple else [*self.data, stored.id]
        self.raw = ["", *self.data] if self.raw is not None else None
        return True

    @property
    def is_empty(self) -> bool:
        """Whether no document is attached."""
        return not self.data

    @property
    def value(self) -> Any:
        """The ids of the documents."""
        return list(self.data or [])

    def complaint(self) -> str | None:
        """How many."""
        if not self.rules.multiple and len(self.data) > 1:
            return self.say("file_one")
        if len(self.data) > self.files.max_files:
            return self.say("file_many", count=counted(self.files.max_files, "file", self.locale))
        return None

    def shown(self) -> list[StoredFile]:
        """The attached documents; one that cannot be described is shown by its id."""
        return [self.described(found) or StoredFile(id=found, name=found) for found in self.data or []]

    def typed(self) -> list[str]:
        """The empty text that says the list was shown, then the ids."""
        return ["", *(self.data or [])]

    def _value(self) -> str:
        return ""


def document_id(item: object) -> str:
    """The id in a stored value: a text, or a context with `documentId` or `id`."""
    if isinstance(item, str):
        return item[:MAX_NAME]
    if isinstance(item, dict):
        found = item.get("documentId", item.get("id"))
        return found[:MAX_NAME] if isinstance(found, str) else ""
    return str(item) if isinstance(item, int) and not isinstance(item, bool) else ""


def _accepted(name: str, mimetype: str, accept: Sequence[str]) -> bool:
    lowered, kind = name.lower(), mimetype.lower().split(";")[0].strip()
    for wanted in accept:
        if wanted.startswith("."):
            if lowered.endswith(wanted):
                return True
        elif wanted == kind or (wanted.endswith("/*") and kind.startswith(wanted[:-1])):
            return True
    return False
