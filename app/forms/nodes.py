"""What templates draw: frozen nodes with every word ready and every id unique."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.forms.fields import AnswerField, StoredFile
from app.forms.tables import Table

WHOLE = 16
NO_HTML = Markup("")


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A computed value under a column of a list."""

    column: str
    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RowNode:
    """One row of a list: its cells in a table, or its own lines when it is drawn as a block."""

    number: int
    id: str
    title: str
    cells: tuple[Node, ...]
    remove: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One thing to draw. `span` of 16 columns, `level` of its heading; `attributes` go onto the control as they are."""

    kind: str
    id: str
    span: int = WHOLE
    level: int = 2
    name: str = ""
    label: str = ""
    hint: str = ""
    error: str = ""
    control: str = ""
    field: AnswerField | None = None
    attributes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    described_by: str = ""
    required: bool = False
    optional: bool = False
    readonly: bool = False
    focused: bool = False
    numeric: bool = False
    width: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    html: Markup = NO_HTML
    table: Table | None = None
    files: tuple[StoredFile, ...] = ()
    lines: tuple[tuple[Node, ...], ...] = ()
    headings: tuple[Node, ...] = ()
    rows: tuple[RowNode, ...] = ()
    totals: tuple[Total, ...] = ()
    marker: str = ""
    add: str = ""
    add_label: str = ""
    as_table: bool = False


def described_by(node_id: str, hint: str, error: str) -> str:
    """The ids of what describes a control: its hint, then its error."""
    return " ".join(([f"{node_id}-hint"] if hint else []) + ([f"{node_id}-error"] if error else []))
