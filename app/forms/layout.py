"""The tree that templates draw: rows of cells on 16 columns, every word ready, every id unique."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from app.forms.describing import shown_value
from app.forms.documents import documents_of
from app.forms.fields import AnswerField, FilesField, MomentField, StoredFile
from app.forms.numerals import show_number
from app.forms.parts import Part, RowPart, in_scope
from app.forms.places import Names
from app.forms.safety import clean_html, escape_markdown, local_image, markdown_html
from app.forms.schema import (
    Component,
    Computed,
    Feel,
    Group,
    Input,
    Kind,
    MomentInput,
    NumberInput,
    Rows,
    Shown,
    Subtype,
    TextInput,
)
from app.forms.tables import Table, table_of
from app.forms.templating import fill, words_for

if TYPE_CHECKING:
    from app.forms.form import SchemaForm

WHOLE = 16
MAX_TABLE_COLUMNS = 8
SIMPLE = frozenset(
    {Kind.TEXTFIELD, Kind.TEXTAREA, Kind.NUMBER, Kind.DATETIME, Kind.SELECT, Kind.CHECKBOX, Kind.EXPRESSION}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A computed value under a column of a list."""

    column: str
    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RowNode:
    """One row of a list: its cells in a table, or its own layout when it is drawn as a block."""

    number: int
    id: str
    title: str
    cells: tuple[Node, ...]
    remove: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One thing to draw. `span` of 16 columns; `attributes` go onto the control as they are."""

    kind: str
    id: str
    span: int = WHOLE
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
    html: Markup = Markup("")
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


def layout_of(form: SchemaForm) -> tuple[Node, ...]:
    """The nodes of a form: each is a line whose cells stand side by side."""
    drawer = _Drawer(form)
    return tuple(
        Node(kind="line", id=f"{form.setting.id_prefix}line-{n}", lines=(line,))
        for n, line in enumerate(drawer.lines(form.parts))
    )


class _Drawer:
    def __init__(self, form: SchemaForm) -> None:
        self.form = form
        self.prefix = form.setting.id_prefix
        self.totals: dict[str, list[Part]] = {}
        self.names: dict[str, str] = {}
        for part in in_scope(form.parts):
            if isinstance(part.component, Computed) and part.component.column:
                head = part.component.column.rpartition(".")[0]
                self.totals.setdefault(head, []).append(part)

    def lines(self, parts: Sequence[Part]) -> Iterator[tuple[Node, ...]]:
        """The visible parts, those with the same layout row side by side."""
        together: dict[str, list[Part]] = {}
        for part in parts:
            key = part.component.row or f"\x00{part.component.id}"
            together.setdefault(key, []).append(part)
        for line in together.values():
            shown = [part for part in line if not part.hidden and self._drawn(part)]
            if shown:
                spans = spans_of([part.component for part in shown])
                yield tuple(self.node(part, span) for part, span in zip(shown, spans, strict=True))

    def _drawn(self, part: Part) -> bool:
        component = part.component
        if isinstance(component, Computed):
            return bool(component.label) and not (component.column and part.scope is self.form.scope)
        return True

    def node(self, part: Part, span: int = WHOLE, row: RowPart | None = None) -> Node:
        """The node of one part; inside a table's row its label names the row too."""
        component = part.component
        if isinstance(component, Input):
            return self._field(part, component, span, row)
        if isinstance(component, Rows):
            return self._rows(part, component, span)
        if isinstance(component, Group):
            lines = tuple(self.lines(part.children))
            return Node(
                kind="group", id=self._id(part), span=span, label=self._words(part, component.label), lines=lines
            )
        if isinstance(component, Computed):
            return self._computed(part, component, span)
        assert isinstance(component, Shown)
        return self._shown(part, component, span)

    def _words(self, part: Part, text: str) -> str:
        return self.form.words(text, part.scope)

    def _id(self, part: Part) -> str:
        if part.name:
            return self.prefix + part.name
        place = "-".join(str(number) for number in part.scope.indexes())
        return f"{self.prefix}{_plain_id(part.component.id)}" + (f"-{place}" if place else "")

    def _field(self, part: Part, component: Input, span: int, row: RowPart | None) -> Node:
        made = part.field
        assert made is not None
        id = self._id(part)
        hint = self._hint(part, component, made)
        error = str(made.errors[0]) if made.errors else ""
        inside = row is not None
        described = " ".join(([f"{id}-hint"] if hint and not inside else []) + ([f"{id}-error"] if error else []))
        readonly = part.readonly or part.locked
        return Node(
            kind="field",
            id=id,
            span=span,
            name=part.name,
            label=self._words(part, component.label) or component.key,
            hint=hint,
            error=error,
            control=_CONTROLS[component.kind],
            field=made,
            attributes=self._attributes(part, component, made),
            described_by=described,
            required=made.rules.required,
            optional=not made.rules.required and not readonly and component.kind is not Kind.CHECKBOX,
            readonly=readonly,
            focused=bool(self.form.focus) and self.form.focus == id,
            numeric=isinstance(component, NumberInput),
            width=_width(component),
            prefix=self._words(part, getattr(component, "prefix", "")),
            suffix=self._words(part, getattr(component, "suffix", "")),
            text=shown_value(
                component,
                part.initial if readonly and part.has_stored else made.value,
                self.form.locale,
                self._options(made),
                self.form.setting.zone,
            ),
            files=tuple(made.shown()) if isinstance(made, FilesField) else (),
        )

    def _options(self, made: AnswerField) -> Any:
        options = getattr(made, "options", None)
        return tuple(options.values()) if options else ()

    def _hint(self, part: Part, component: Input, made: AnswerField) -> str:
        own = self._words(part, component.description)
        if own or not isinstance(made, MomentField) or part.readonly or part.locked:
            return own
        return ("For example, " if self.form.locale == "en" else "Например, ") + made.example

    def _attributes(self, part: Part, component: Input, made: AnswerField) -> dict[str, str]:
        found: dict[str, str] = {}
        if isinstance(component, NumberInput):
            found["inputmode"] = "numeric" if component.digits == 0 and not component.minimum else "decimal"
            found["autocomplete"] = "off"
        elif isinstance(component, MomentInput):
            found["inputmode"] = "numeric" if component.subtype is Subtype.DATE else "text"
            found["autocomplete"] = "off"
        elif isinstance(component, TextInput):
            found.update(_text_attributes(component))
        elif isinstance(made, FilesField) and made.accept:
            found["accept"] = made.accept
        if isinstance(made, FilesField) and made.rules.multiple:
            found["multiple"] = "multiple"
        if made.errors:
            found["aria-invalid"] = "true"
        if component.kind not in (Kind.CHECKLIST, Kind.TAGLIST, Kind.RADIO) and made.rules.required:
            found["aria-required"] = "true"
        if wanted := component.properties.get("autocomplete"):
            found["autocomplete"] = wanted
        return found

    def _rows(self, part: Part, rows: Rows, span: int) -> Node:
        id = self._id(part)
        as_table = (
            0 < len(rows.components) <= MAX_TABLE_COLUMNS
            and all(child.kind in SIMPLE for child in rows.components)
            and not _side_by_side(rows)
        )
        may = rows.may_change and not part.locked and not part.readonly
        headings = tuple(self._heading(child) for child in rows.components if _column_shown(child)) if as_table else ()
        drawn = tuple(self._row(part, rows, row, as_table, may) for row in part.rows)
        hint = self._words(part, rows.properties.get("hint", rows.description))
        error = part.errors[0] if part.errors else ""
        return Node(
            kind="rows",
            id=id,
            span=span,
            name=part.name,
            label=self._words(part, rows.label),
            hint=hint,
            error=error,
            described_by=" ".join(([f"{id}-hint"] if hint else []) + ([f"{id}-error"] if error else [])),
            headings=headings,
            rows=drawn,
            totals=self._totals(rows) if as_table and part.scope is self.form.scope else (),
            marker=" ".join(row.token for row in part.rows) if not part.locked else "",
            readonly=part.locked,
            add=f"add:{part.name}" if may and len(part.rows) < rows.max_rows else "",
            add_label=self._words(part, rows.properties.get("addLabel", "")),
            focused=self.form.focus == f"{id}-add",
            as_table=as_table,
        )

    def _heading(self, child: Component) -> Node:
        text = self.form.words(child.label, self.form.scope) or child.key
        return Node(
            kind="heading",
            id="",
            name=child.key,
            label=text,
            numeric=isinstance(child, NumberInput | Computed),
            hint=self.form.words(child.description, self.form.scope),
        )

    def _row(self, part: Part, rows: Rows, row: RowPart, as_table: bool, may: bool) -> RowNode:
        number = row.scope.index
        if as_table:
            shown = [child for child in row.parts if _column_shown(child.component)]
            cells = tuple(
                Node(kind="empty", id="", label=child.component.label) if child.hidden else self.node(child, row=row)
                for child in shown
            )
        else:
            cells = tuple(
                Node(kind="line", id=f"{self.prefix}{part.name}-{number - 1}-line-{n}", lines=(line,))
                for n, line in enumerate(self.lines(row.parts))
            )
        return RowNode(
            number=number,
            id=f"{self.prefix}{part.name}-{number - 1}",
            title=self._row_title(row),
            cells=cells,
            remove=f"remove:{part.name}:{number - 1}" if may and len(part.rows) > rows.min_rows else "",
        )

    def _row_title(self, row: RowPart) -> str:
        """The first text of a row, to tell people which one a button removes."""
        for child in row.parts:
            if (
                child.field is not None
                and not child.hidden
                and child.component.kind in (Kind.TEXTFIELD, Kind.SELECT, Kind.TEXTAREA)
            ):
                assert isinstance(child.component, Input)
                return shown_value(
                    child.component,
                    child.field.value,
                    self.form.locale,
                    self._options(child.field),
                    self.form.setting.zone,
                )[:120]
        return ""

    def _totals(self, rows: Rows) -> tuple[Total, ...]:
        found = []
        for part in self.totals.get(rows.key, ()):
            component = part.component
            assert isinstance(component, Computed)
            if not part.hidden:
                column = component.column.rpartition(".")[2]
                found.append(
                    Total(
                        column=column,
                        label=self._words(part, component.label),
                        text=_computed_text(component, part.computed, self.form.locale),
                    )
                )
        return tuple(found)

    def _computed(self, part: Part, component: Computed, span: int) -> Node:
        text = _computed_text(component, part.computed, self.form.locale)
        return Node(
            kind="computed", id=self._id(part), span=span, name=part.name, label=self._words(part, component.label), text=text, suffix=component.suffix, numeric=True,
            hint=self._words(part, component.description),
        )  # fmt: skip

    def _shown(self, part: Part, component: Shown, span: int) -> Node:
        names, evaluator, locale = Names(part.scope), self.form.setting.evaluator, self.form.locale
        common: dict[str, Any] = {
            "kind": _SHOWN[component.kind],
            "id": self._id(part),
            "span": span,
            "label": self._words(part, component.label),
        }
        if component.kind is Kind.TEXT:
            return Node(**common, html=markdown_html(fill(component.text, names, evaluator, locale, escape_markdown)))
        if component.kind is Kind.HTML:
            return Node(
                **common,
                html=clean_html(fill(component.text, names, evaluator, locale, lambda value: str(escape(value)))),
            )
        source = evaluator.value(component.source, names) if isinstance(component.source, Feel) else component.source
        if component.kind is Kind.IMAGE:
            address = (
                fill(source, names, evaluator, locale)
                if isinstance(source, str) and not isinstance(component.source, Feel)
                else source
            )
            return Node(**common, text=local_image(address), hint=self._words(part, component.description))
        if component.kind is Kind.TABLE:
            return Node(**common, table=table_of(component, source, names, evaluator, locale))
        if component.kind is Kind.DOCUMENTS:
            return Node(**common, files=documents_of(source, self.form.setting.find_file))
        return Node(**common, text=str(min(5, 1 + component.height // 24)))


_CONTROLS = {
    Kind.TEXTFIELD: "text", Kind.TEXTAREA: "area", Kind.NUMBER: "text", Kind.DATETIME: "text", Kind.SELECT: "select", Kind.RADIO: "boxes",
    Kind.CHECKLIST: "boxes", Kind.TAGLIST: "boxes", Kind.CHECKBOX: "check", Kind.FILEPICKER: "files",
}  # fmt: skip
_SHOWN = {
    Kind.TEXT: "prose", Kind.HTML: "prose", Kind.IMAGE: "image", Kind.TABLE: "table", Kind.DOCUMENTS: "documents", Kind.SEPARATOR: "separator", Kind.SPACER: "spacer",
}  # fmt: skip


def spans_of(components: Sequence[Component]) -> list[int]:
    """The columns of each cell of a line, 16 in all when they fit: given ones as given, the rest share what is left."""
    given = [component.columns or 0 for component in components]
    free = given.count(0)
    left = WHOLE - sum(given)
    if not free:
        return given
    if left < free * 2:
        return [span or WHOLE for span in given]
    share, more = divmod(left, free)
    spans = []
    for span in given:
        spans.append(span or share + (1 if more > 0 else 0))
        more -= 0 if span else 1
    return spans


def _computed_text(component: Computed, value: Any, locale: str) -> str:
    if (
        isinstance(value, Decimal | int)
        and not isinstance(value, bool)
        and component.digits is not None
        and Decimal(value).is_finite()
    ):
        return show_number(value, locale, component.digits)
    return words_for(value, locale) or "—"


def _column_shown(child: Component) -> bool:
    return not isinstance(child, Computed) or bool(child.label)


def _side_by_side(rows: Rows) -> bool:
    """Whether the author laid the fields of a row out in lines of their own, some side by side, some below."""
    named = [child.row for child in rows.components if child.row]
    return len(set(named)) > 1 and len(named) != len(set(named))


def _width(component: Input) -> str:
    wanted = component.properties.get("width", "")
    if wanted in ("s", "m", "l"):
        return "" if wanted == "l" else wanted
    if isinstance(component, MomentInput):
        return "m" if component.subtype is Subtype.DATETIME else "s"
    return "s" if isinstance(component, NumberInput) else ""


def _text_attributes(component: TextInput) -> dict[str, str]:
    if component.check == "email":
        return {"type": "email", "inputmode": "email", "autocomplete": "off"}
    if component.check == "phone":
        return {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
    return {"rows": "4"} if component.kind is Kind.TEXTAREA else {"autocomplete": "off"}


def _plain_id(id: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in id)
