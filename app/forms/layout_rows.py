"""The nodes of lists: a table when the fields of a row are simple, else a block a row; totals and buttons."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.forms.layout_fields import value_words
from app.forms.nodes import WHOLE, Node, RowNode, Total, described_by
from app.forms.numerals import show_number
from app.forms.parts import Part, RowPart, in_scope
from app.forms.schema import Component, Computed, Kind, NumberInput, Rows
from app.forms.templating import words_for

if TYPE_CHECKING:
    from app.forms.form import SchemaForm
    from app.forms.layout import Drawer

MAX_TABLE_COLUMNS = 8
MOST_TITLE = 120
TITLES = (Kind.TEXTFIELD, Kind.SELECT, Kind.TEXTAREA)
SIMPLE = frozenset(
    {Kind.TEXTFIELD, Kind.TEXTAREA, Kind.NUMBER, Kind.DATETIME, Kind.SELECT, Kind.CHECKBOX, Kind.EXPRESSION}
)


class Totals:
    """Which computed values stand under which list; `column` is `staff.fund`, or `fund` when one list has it."""

    def __init__(self, form: SchemaForm) -> None:
        self.form = form
        self.found: dict[str, list[tuple[str, Part]]] = {}
        self.held: set[int] = set()
        lists = [part for part in in_scope(form.parts) if isinstance(part.component, Rows)]
        for part in in_scope(form.parts):
            component = part.component
            if isinstance(component, Computed) and component.column and component.label:
                self._place(part, component.column, lists)

    def _place(self, part: Part, column: str, lists: list[Part]) -> None:
        head, _, leaf = column.rpartition(".")
        for listed in lists:
            rows = listed.component
            named = isinstance(rows, Rows) and (head == rows.key or not head)
            if named and isinstance(rows, Rows) and any(child.key == leaf for child in rows.components):
                if not listed.hidden:
                    self.found.setdefault(listed.name, []).append((leaf, part))
                    self.held.add(id(part))
                return

    def holds(self, part: Part) -> bool:
        """Whether the value is drawn under a list and not where it stands."""
        return id(part) in self.held

    def under(self, part: Part) -> tuple[Total, ...]:
        """The totals of one list."""
        result = []
        for leaf, total in self.found.get(part.name, ()):
            component = total.component
            if isinstance(component, Computed) and not total.hidden:
                label = self.form.words(component.label, total.scope)
                result.append(Total(column=leaf, label=label, text=computed_text(self.form, component, total.computed)))
        return tuple(result)


def computed_text(form: SchemaForm, component: Computed, value: Any) -> str:
    """A computed value in words with its unit, a dash when there is none."""
    number = isinstance(value, Decimal | int) and not isinstance(value, bool) and Decimal(value).is_finite()
    if number and component.digits is not None:
        text = show_number(value, form.locale, component.digits)
    else:
        text = words_for(value, form.locale)
    return f"{text}\u00a0{component.suffix}" if text and component.suffix else text or "—"


def computed_node(form: SchemaForm, part: Part, component: Computed, span: int) -> Node:
    """The node of a computed value."""
    return Node(
        kind="computed",
        id=form.id_of(part),
        span=span,
        name=part.name,
        label=form.words(component.label, part.scope),
        hint=form.words(component.description, part.scope),
        text=computed_text(form, component, part.computed),
        numeric=True,
    )


def rows_node(drawer: Drawer, part: Part, rows: Rows, span: int = WHOLE) -> Node:
    """The node of a list."""
    form = drawer.form
    own_id = form.id_of(part)
    as_table = drawn_as_table(rows)
    may_change = rows.may_change and not part.locked
    hint = form.words(rows.properties.get("hint", rows.description), part.scope)
    error = part.errors[0] if part.errors else ""
    headings = [child for child in rows.components if _is_column(child)] if as_table else []
    return Node(
        kind="rows",
        id=own_id,
        span=span,
        level=2 + min(3, len(part.scope.indexes())),
        name=part.name,
        label=form.words(rows.label, part.scope),
        hint=hint,
        error=error,
        described_by=described_by(own_id, hint, error),
        headings=tuple(_heading(form, part, child) for child in headings),
        rows=tuple(_row(drawer, part, rows, row, as_table, may_change) for row in part.rows),
        totals=drawer.totals.under(part),
        marker=" ".join(row.token for row in part.rows),
        readonly=part.locked,
        add=f"add:{part.name}" if may_change and len(part.rows) < rows.max_rows else "",
        add_label=form.words(rows.properties.get("addLabel", ""), part.scope),
        focused=form.focus == f"{own_id}-add",
        as_table=as_table,
    )


def drawn_as_table(rows: Rows) -> bool:
    """A table when the fields are few and simple and the author has not laid them out in lines."""
    few = 0 < len(rows.components) <= MAX_TABLE_COLUMNS
    named = [child.row for child in rows.components if child.row]
    laid_out = len(set(named)) > 1 and len(named) != len(set(named))
    return few and not laid_out and all(child.kind in SIMPLE for child in rows.components)


def _is_column(child: Component) -> bool:
    return not isinstance(child, Computed) or bool(child.label)


def _heading(form: SchemaForm, part: Part, child: Component) -> Node:
    return Node(
        kind="heading",
        id="",
        name=child.key,
        label=form.words(child.label, part.scope) or child.key,
        hint=form.words(child.description, part.scope),
        numeric=isinstance(child, NumberInput | Computed),
        required=bool(getattr(child, "required", False)),
    )


def _row(drawer: Drawer, part: Part, rows: Rows, row: RowPart, as_table: bool, may_change: bool) -> RowNode:
    number = row.scope.index
    own_id = f"{drawer.form.id_of(part)}-{number - 1}"
    if as_table:
        cells = tuple(_cell(drawer, child) for child in row.parts if _is_column(child.component))
    else:
        lines = enumerate(drawer.lines(row.parts))
        cells = tuple(Node(kind="line", id=f"{own_id}-line-{place}", lines=(line,)) for place, line in lines)
    return RowNode(
        number=number,
        id=own_id,
        title=_title(drawer.form, rows, row),
        cells=cells,
        remove=f"remove:{part.name}:{number - 1}" if may_change and len(part.rows) > rows.min_rows else "",
    )


def _cell(drawer: Drawer, child: Part) -> Node:
    return Node(kind="empty", id="", label=child.component.label) if child.hidden else drawer.node(child, in_table=True)


def _title(form: SchemaForm, rows: Rows, row: RowPart) -> str:
    """What tells this row from the others: the field named by `rowLabel`, else its first text."""
    wanted = rows.properties.get("rowLabel", "")
    if "{{" in wanted or wanted.startswith("="):
        return _short(form.words(wanted, row.scope))
    fields = [child for child in in_scope(row.parts) if child.field is not None and not child.hidden]
    named = [child for child in fields if child.component.key == wanted] or [
        child for child in fields if child.component.kind in TITLES
    ]
    return _short(value_words(form, named[0])) if named else ""


def _short(words: str) -> str:
    return words if len(words) <= MOST_TITLE else words[: MOST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:«(") + "…"
