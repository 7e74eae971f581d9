"""Read-only tables: columns from the schema or an expression, rows from data, every cell in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from app.forms.documents import documents_of
from app.forms.evaluation import Evaluator
from app.forms.fields import FindFile, StoredFile
from app.forms.schema import Column, Shown
from app.forms.templating import fill, words_for

MAX_ROWS = 1_000
_FILE_ID: Final = re.compile(r"[0-9a-f]{24}")
"""What the ids of stored documents look like: any other text in a cell is only a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell; numbers stand at the right. `files` are the ids of its documents, which a page shows by name."""

    text: str
    numeric: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table ready to be drawn; `tall` when it is longer than the page the author asked for.

    `documents` are those of its cells by id, as far as this person may see them.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    tall: bool = False
    more: int = 0
    totals: tuple[Cell, ...] = ()
    documents: Mapping[str, StoredFile] = field(default_factory=dict)


def cell_of(value: Any, locale: str, text: str | None = None) -> Cell:
    """The cell of a value, in words unless they are given."""
    numeric = isinstance(value, Decimal | int | float) and not isinstance(value, bool)
    return Cell(text=words_for(value, locale) if text is None else text, numeric=numeric)


def table_of(
    component: Shown,
    data: Any,
    names: Mapping[str, Any],
    evaluator: Evaluator,
    locale: str,
    find_file: FindFile | None = None,
) -> Table:
    """The table of a table component with its data; ids of documents that `find_file` knows become their names."""
    columns = component.table
    if component.table_feel is not None:
        columns = _columns(evaluator.value(component.table_feel, names)) or columns
    columns = tuple(Column(key=column.key, label=fill(column.label, names, evaluator, locale)) for column in columns)
    listed = [item for item in data if item is not None] if isinstance(data, list | tuple) else []
    known: dict[str, StoredFile] = {}
    rows = tuple(
        tuple(_shown(_at(item, column.key), locale, find_file, known) for column in columns)
        for item in listed[:MAX_ROWS]
    )
    tall = bool(component.page_size) and len(rows) > component.page_size
    return Table(columns=columns, rows=rows, tall=tall, more=max(0, len(listed) - MAX_ROWS), documents=known)


def _shown(value: Any, locale: str, find_file: FindFile | None, known: dict[str, StoredFile]) -> Cell:
    """The cell of a value; the documents that it names are added to the known ones."""
    listed = value if isinstance(value, list | tuple) else [value]
    if find_file is None or not listed or not all(isinstance(one, str) and _FILE_ID.fullmatch(one) for one in listed):
        return cell_of(value, locale)
    found = documents_of(listed, find_file)
    if not found:
        return cell_of(value, locale)
    known.update((file.id, file) for file in found)
    return Cell(text=", ".join(file.name for file in found), files=tuple(file.id for file in found))


def _columns(found: Any) -> tuple[Column, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(
        Column(key=item["key"], label=item["label"])
        for item in found[:50]
        if isinstance(item, Mapping) and isinstance(item.get("key"), str) and isinstance(item.get("label"), str)
    )


def _at(item: Any, key: str) -> Any:
    here = item
    for part in key.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here
