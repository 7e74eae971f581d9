"""Values for reading: labels and words instead of keys, tables for lists, for pages that show what was filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.feel import Function
from app.forms.choices import options_from, same
from app.forms.evaluation import Evaluator, odd_names
from app.forms.fields.files import document_id
from app.forms.messages import known_locale, say
from app.forms.moments import as_moment, show_moment
from app.forms.numerals import as_decimal, show_number
from app.forms.places import Names, Scope, get_path
from app.forms.schema import (
    CheckBox,
    ChoiceInput,
    Column,
    Component,
    Computed,
    FileInput,
    FormSchema,
    Group,
    Input,
    MomentInput,
    NumberInput,
    Option,
    Rows,
)
from app.forms.tables import Cell, Table
from app.forms.templating import fill, words_for


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One filled-in field: `text` in words, a `table` for a list, or `files` (ids). `title` is its group."""

    key: str
    label: str
    title: str = ""
    text: str = ""
    table: Table | None = None
    files: tuple[str, ...] = ()
    empty: bool = False
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How values are read: language, zone, and what expressions of labels and options see."""

    locale: str
    zone: dt.tzinfo
    evaluator: Evaluator

    def words(self, text: str, scope: Scope) -> str:
        """A label with its expressions filled in."""
        return fill(text, Names(scope), self.evaluator, self.locale)

    def options(self, component: Component, scope: Scope) -> tuple[Option, ...]:
        """The options of a choice for these data."""
        if not isinstance(component, ChoiceInput):
            return ()
        names = Names(scope)
        if component.options_feel is not None:
            return options_from(self.evaluator.value(component.options_feel, names))
        if component.options_key:
            head, *rest = component.options_key
            return options_from(get_path({head: names.get(head)}, (head, *rest))[1])
        return component.options

    def text(self, component: Component, value: Any, scope: Scope) -> str:
        """The value in words; empty when there is none."""
        return shown_value(component, value, self.locale, self.options(component, scope), self.zone)


def reader_of(
    values: Mapping[str, Any],
    context: Mapping[str, Any] | None,
    locale: str,
    now: dt.datetime | None,
    zone: dt.tzinfo | None,
    functions: Mapping[str, Function] | None,
) -> tuple[Reader, dict[str, Any]]:
    """A reader and the data that it reads in."""
    moment = now or dt.datetime.now(dt.UTC)
    data = {**(context or {}), **values}
    reader = Reader(
        locale=known_locale(locale),
        zone=zone or moment.tzinfo or dt.UTC,
        evaluator=Evaluator(functions, moment, odd_names(data)),
    )
    return reader, data


def describe(
    schema: FormSchema,
    values: Mapping[str, Any],
    locale: str = "ru",
    *,
    context: Mapping[str, Any] | None = None,
    now: dt.datetime | None = None,
    zone: dt.tzinfo | None = None,
    functions: Mapping[str, Function] | None = None,
) -> tuple[Answer, ...]:
    """What was filled in, in the order of the form; what is not among the values was hidden and is left out."""
    reader, data = reader_of(values, context, locale, now, zone, functions)
    return tuple(_answers(schema.components, values, Scope(data, []), reader, ""))


def _answers(
    components: Sequence[Component], values: Mapping[str, Any], scope: Scope, reader: Reader, title: str
) -> Iterable[Answer]:
    for component in components:
        if isinstance(component, Group):
            yield from _answers(
                component.components, values, scope, reader, reader.words(component.label, scope) or title
            )
            continue
        if not component.path or (isinstance(component, Computed) and not component.label):
            continue
        there, value = get_path(values, component.path)
        if there:
            yield answer_of(component, value, scope, reader, title)


def answer_of(component: Component, value: Any, scope: Scope, reader: Reader, title: str = "") -> Answer:
    """One value read."""
    label = reader.words(component.label, scope) or component.key
    if isinstance(component, Rows):
        table = rows_table(component, value, scope, reader)
        return Answer(
            key=component.key,
            label=label,
            title=title,
            table=table,
            empty=not table.rows,
            text="" if table.rows else say("empty", reader.locale),
        )
    if isinstance(component, FileInput):
        files = file_ids(value)
        return Answer(
            key=component.key,
            label=label,
            title=title,
            files=files,
            empty=not files,
            text="" if files else say("empty", reader.locale),
        )
    text = reader.text(component, value, scope)
    numeric = isinstance(component, NumberInput) or isinstance(value, Decimal)
    return Answer(
        key=component.key,
        label=label,
        title=title,
        text=text or say("empty", reader.locale),
        empty=not text,
        numeric=numeric,
    )


def file_ids(value: Any) -> tuple[str, ...]:
    """The ids of documents in a stored value."""
    listed = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return tuple(found for item in listed if (found := document_id(item)))


def row_leaves(components: Sequence[Component]) -> list[Component]:
    """What a row shows: its fields and lists, through groups, computed ones with a label."""
    found: list[Component] = []
    for component in components:
        if isinstance(component, Group):
            found.extend(row_leaves(component.components))
        elif component.path and (not isinstance(component, Computed) or component.label):
            found.append(component)
    return found


def row_scopes(value: Any, parent: Scope) -> list[Scope]:
    """A scope for each row of a stored list."""
    listed = value if isinstance(value, list | tuple) else []
    return [
        Scope(item if isinstance(item, Mapping) else {}, [], parent, number) for number, item in enumerate(listed, 1)
    ]


def rows_table(rows: Rows, value: Any, scope: Scope, reader: Reader) -> Table:
    """A list as a table; lists inside its rows become words in a cell."""
    leaves = row_leaves(rows.components)
    columns = tuple(Column(key=leaf.key, label=reader.words(leaf.label, scope) or leaf.key) for leaf in leaves)
    drawn = tuple(tuple(_cell(leaf, row, reader) for leaf in leaves) for row in row_scopes(value, scope))
    return Table(columns=columns, rows=drawn)


def _cell(leaf: Component, row: Scope, reader: Reader) -> Cell:
    value = get_path(row.base, leaf.path)[1]
    numeric = isinstance(leaf, NumberInput) or (isinstance(value, Decimal | int) and not isinstance(value, bool))
    files = file_ids(value) if isinstance(leaf, FileInput) else ()
    return Cell(text=cell_words(leaf, value, row, reader), numeric=numeric and not files, files=files)


def cell_words(component: Component, value: Any, scope: Scope, reader: Reader) -> str:
    """Any value of a row on one line."""
    if isinstance(component, Rows):
        return "; ".join(row_words(component, row, reader) for row in row_scopes(value, scope))
    return reader.text(component, value, scope)


def row_words(rows: Rows, row: Scope, reader: Reader) -> str:
    """One row in words: «Педагог по шахматам, 0,5»."""
    found = (cell_words(leaf, get_path(row.base, leaf.path)[1], row, reader) for leaf in row_leaves(rows.components))
    return ", ".join(text for text in found if text)


def shown_value(component: Component, value: Any, locale: str, options: Sequence[Option], zone: dt.tzinfo) -> str:
    """One value in words: «107 265,00», «1 сентября 2026 года», «да», the label of an option; empty for none."""
    if isinstance(component, CheckBox):
        return "" if value is None else say("yes" if value is True else "no", locale)
    if isinstance(component, ChoiceInput):
        listed = (
            value
            if isinstance(value, list | tuple) and component.many
            else []
            if value is None or value == []
            else [value]
        )
        return ", ".join(_option_words(item, options, locale) for item in listed)
    if isinstance(component, NumberInput | Computed) and (number := as_decimal(value)) is not None:
        text = show_number(number, locale, component.digits)
        return (
            f"{text}\u00a0{component.suffix}"
            if component.suffix and "{{" not in component.suffix and not component.suffix.startswith("=")
            else text
        )
    if isinstance(component, MomentInput) and value is not None:
        moment = as_moment(value, component.subtype, zone, dt.date(2026, 1, 1))
        return show_moment(moment, locale) if moment is not None else words_for(value, locale)
    if isinstance(component, FileInput):
        ids = file_ids(value)
        return str(len(ids)) if ids else ""
    if isinstance(component, Input) and isinstance(value, str):
        return value
    return words_for(value, locale)


def _option_words(value: Any, options: Sequence[Option], locale: str) -> str:
    return next((option.label for option in options if same(option.value, value)), words_for(value, locale))
