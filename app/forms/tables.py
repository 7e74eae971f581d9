"""Read-only tables: columns from the schema or an expression, rows from data, every cell in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.forms.evaluation import Evaluator
from app.forms.schema import Column, Shown
from app.forms.templating import fill, words_for

MAX_ROWS = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell; numbers stand at the right."""

    text: str
    numeric: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table ready to be drawn; `tall` when it is longer than the page the author asked for."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    tall: bool = False
    more: int = 0
    totals: tuple[Cell, ...] = ()


def cell_of(value: Any, locale: str, text: str | None = None) -> Cell:
    """The cell of a value, in words unless they are given."""
    numeric = isinstance(value, Decimal | int | float) and not isinstance(value, bool)
    return Cell(text=words_for(value, locale) if text is None else text, numeric=numeric)


def table_of(component: Shown, data: Any, names: Mapping[str, Any], evaluator: Evaluator, locale: str) -> Table:
    """The table of a table component with its data."""
    columns = component.table
    if component.table_feel is not None:
        columns = _columns(evaluator.value(component.table_feel, names)) or columns
    columns = tuple(Column(key=column.key, label=fill(column.label, names, evaluator, locale)) for column in columns)
    listed = [item for item in data if item is not None] if isinstance(data, list | tuple) else []
    rows = tuple(tuple(cell_of(_at(item, column.key), locale) for column in columns) for item in listed[:MAX_ROWS])
    tall = bool(component.page_size) and len(rows) > component.page_size
    return Table(columns=columns, rows=rows, tall=tall, more=max(0, len(listed) - MAX_ROWS))


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
