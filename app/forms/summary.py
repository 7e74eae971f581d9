"""The list of errors over a form: each names its field, its row, and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.messages import lower_first, say
from app.forms.parts import Part
from app.forms.schema import Rows

if TYPE_CHECKING:
    from app.forms.form import SchemaForm


def summary_of(form: SchemaForm) -> list[tuple[str, str]]:
    """Each error as (id of its control, sentence)."""
    found: list[tuple[str, str]] = []
    _collect(form, form.parts, [], found)
    return found


def _collect(form: SchemaForm, parts: list[Part], rows: list[str], found: list[tuple[str, str]]) -> None:
    for part in parts:
        if part.hidden:
            continue
        if part.field is not None and part.field.errors:
            found.append((str(part.field.id), _sentence(form, part, rows, str(part.field.errors[0]))))
        if part.errors:
            found.append((f"{form.setting.id_prefix}{part.name}", _sentence(form, part, rows, part.errors[0])))
        _collect(form, part.children, rows, found)
        for row in part.rows:
            where = _row_words(form, part, row.scope.index, bool(rows))
            _collect(form, row.parts, [*rows, where], found)


def _sentence(form: SchemaForm, part: Part, rows: list[str], message: str) -> str:
    label = form.words(part.component.label, part.scope).rstrip(" :?.") or part.component.key
    if rows:
        label = ", ".join([*rows, lower_first(label)])
    return f"{label}: {lower_first(message)}"


def _row_words(form: SchemaForm, part: Part, number: int, nested: bool) -> str:
    """«Строка 2», or «Нагрузка, строка 2» when several lists could be meant."""
    lists = sum(1 for component, _ in form.schema.walk() if isinstance(component, Rows))
    label = form.words(part.component.label, part.scope)
    if lists > 1 and label and not nested:
        return say("row_of", form.locale, list=label, number=str(number))
    text = (
        say("row_of", form.locale, list=label, number=str(number))
        if label and nested
        else say("row", form.locale, number=str(number))
    )
    return lower_first(text) if nested else text
