"""The tree that templates draw: lines of cells on 16 columns, groups, rows, texts, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from app.forms.documents import documents_of
from app.forms.layout_fields import field_node
from app.forms.layout_rows import Totals, computed_node, rows_node
from app.forms.nodes import WHOLE, Node
from app.forms.parts import Part
from app.forms.places import Names
from app.forms.safety import clean_html, escape_markdown, local_image, markdown_html
from app.forms.schema import Component, Computed, Feel, Group, Input, Kind, Rows, Shown
from app.forms.tables import table_of
from app.forms.templating import fill

if TYPE_CHECKING:
    from app.forms.form import SchemaForm

_SHOWN = {
    Kind.TEXT: "prose",
    Kind.HTML: "prose",
    Kind.IMAGE: "image",
    Kind.TABLE: "table",
    Kind.DOCUMENTS: "documents",
    Kind.SEPARATOR: "separator",
    Kind.SPACER: "spacer",
}


def layout_of(form: SchemaForm) -> tuple[Node, ...]:
    """The nodes of a form, each a line whose cells stand side by side."""
    prefix = form.setting.id_prefix
    drawer = Drawer(form)
    lines = enumerate(drawer.lines(form.parts))
    return tuple(Node(kind="line", id=f"{prefix}line-{number}", lines=(line,)) for number, line in lines)


class Drawer:
    """Draws the parts of one form."""

    def __init__(self, form: SchemaForm) -> None:
        self.form = form
        self.totals = Totals(form)

    def lines(self, parts: Sequence[Part]) -> Iterator[tuple[Node, ...]]:
        """The visible parts, those with the same layout row side by side."""
        together: dict[str, list[Part]] = {}
        for part in parts:
            together.setdefault(part.component.row or f"\x00{part.component.id}", []).append(part)
        for line in together.values():
            shown = [part for part in line if not part.hidden and self._drawn(part)]
            if shown:
                spans = spans_of([part.component for part in shown])
                yield tuple(self.node(part, span) for part, span in zip(shown, spans, strict=True))

    def _drawn(self, part: Part) -> bool:
        component = part.component
        if isinstance(component, Computed):
            return bool(component.label) and not self.totals.holds(part)
        return True

    def node(self, part: Part, span: int = WHOLE, in_table: bool = False) -> Node:
        """The node of one part."""
        component = part.component
        if isinstance(component, Input):
            return field_node(self.form, part, component, span, in_table)
        if isinstance(component, Rows):
            return rows_node(self, part, component, span)
        if isinstance(component, Computed):
            return computed_node(self.form, part, component, span)
        if isinstance(component, Group):
            label = self.form.words(component.label, part.scope)
            lines = tuple(self.lines(part.children))
            return Node(kind="group", id=self.form.id_of(part), span=span, label=label, lines=lines)
        return self._shown(part, component, span)

    def _shown(self, part: Part, component: Component, span: int) -> Node:
        form, locale = self.form, self.form.locale
        names, evaluator = Names(part.scope), form.setting.evaluator
        label = form.words(component.label, part.scope)
        common: dict[str, Any] = {"kind": _SHOWN[component.kind], "id": form.id_of(part), "span": span, "label": label}
        if not isinstance(component, Shown):
            return Node(**common)
        if component.kind is Kind.TEXT:
            return Node(**common, html=markdown_html(fill(component.text, names, evaluator, locale, escape_markdown)))
        if component.kind is Kind.HTML:
            return Node(**common, html=clean_html(fill(component.text, names, evaluator, locale, _escaped)))
        source: Any = component.source
        if isinstance(source, Feel):
            source = evaluator.value(source, names)
        if component.kind is Kind.IMAGE:
            address = fill(source, names, evaluator, locale) if isinstance(component.source, str) else source
            return Node(**common, text=local_image(address), hint=form.words(component.description, part.scope))
        if component.kind is Kind.TABLE:
            return Node(**common, table=table_of(component, source, names, evaluator, locale, form.find_file))
        if component.kind is Kind.DOCUMENTS:
            return Node(**common, files=documents_of(source, form.find_file))
        return Node(**common, text=str(min(5, 1 + component.height // 24)))


def spans_of(components: Sequence[Component]) -> list[int]:
    """The columns of each cell of a line: given ones as given, the rest share what is left of 16."""
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


def _escaped(value: str) -> str:
    return str(escape(value))
