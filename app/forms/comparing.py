"""What changed between two fillings of a form: fields, cells, rows added and rows taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from app.feel import Function
from app.forms.choices import same
from app.forms.describing import Reader, cell_words, file_ids, reader_of, row_leaves, row_scopes, row_words
from app.forms.messages import lower_first, say
from app.forms.places import Scope, get_path
from app.forms.schema import Component, Computed, FileInput, FormSchema, Group, Kind, Rows

_NAMING = (Kind.TEXTFIELD, Kind.SELECT, Kind.TEXTAREA)


class ChangeKind(StrEnum):
    """What happened to a value."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference in words: `was` and `now` are empty when there was or is nothing."""

    key: str
    label: str
    was: str
    now: str
    kind: ChangeKind
    files_added: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sides:
    reader: Reader
    old: Scope
    new: Scope


def difference(
    schema: FormSchema,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    locale: str = "ru",
    *,
    context: Mapping[str, Any] | None = None,
    now: dt.datetime | None = None,
    zone: dt.tzinfo | None = None,
    functions: Mapping[str, Function] | None = None,
) -> tuple[Change, ...]:
    """What is different in `new`, in the order of the form."""
    reader, old_data = reader_of(old, context, locale, now, zone, functions)
    new_data = {**(context or {}), **new}
    sides = _Sides(reader=reader, old=Scope(old_data, []), new=Scope(new_data, []))
    return tuple(_changes(schema.components, sides, old, new))


def _changes(
    components: Sequence[Component],
    sides: _Sides,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    where: str = "",
    key: str = "",
) -> Iterable[Change]:
    for component in components:
        if isinstance(component, Group):
            yield from _changes(component.components, sides, old, new, where, key)
            continue
        if not component.path or (isinstance(component, Computed) and not component.label):
            continue
        was, now = get_path(old, component.path)[1], get_path(new, component.path)[1]
        if same(was, now):
            continue
        label = sides.reader.words(component.label, sides.new) or component.key
        placed = f"{where}, {lower_first(label)}" if where else label
        named = f"{key}.{component.key}" if key else component.key
        if isinstance(component, Rows):
            yield from _row_changes(component, sides, was, now, placed, named)
        elif isinstance(component, FileInput):
            yield from _file_change(was, now, placed, named)
        else:
            yield from _value_change(component, sides, was, now, placed, named)


def _value_change(component: Component, sides: _Sides, was: Any, now: Any, label: str, key: str) -> Iterable[Change]:
    before, after = sides.reader.text(component, was, sides.old), sides.reader.text(component, now, sides.new)
    if before != after:
        kind = ChangeKind.ADDED if not before else ChangeKind.REMOVED if not after else ChangeKind.CHANGED
        yield Change(key=key, label=label, was=before, now=after, kind=kind)


def _file_change(was: Any, now: Any, label: str, key: str) -> Iterable[Change]:
    before, after = file_ids(was), file_ids(now)
    added = tuple(found for found in after if found not in before)
    removed = tuple(found for found in before if found not in after)
    if added or removed:
        kind = ChangeKind.ADDED if not before else ChangeKind.REMOVED if not after else ChangeKind.CHANGED
        yield Change(
            key=key,
            label=label,
            was=str(len(before) or ""),
            now=str(len(after) or ""),
            kind=kind,
            files_added=added,
            files_removed=removed,
        )


def _row_changes(rows: Rows, sides: _Sides, was: Any, now: Any, label: str, key: str) -> Iterable[Change]:
    before, after = row_scopes(was, sides.old), row_scopes(now, sides.new)
    locale = sides.reader.locale
    for old, new in _pairs(rows, before, after, sides.reader):
        if new is None and old is not None:
            text = f"{label}, {say('row_gone', locale, number=str(old.index))}"
            yield Change(key=key, label=text, was=row_words(rows, old, sides.reader), now="", kind=ChangeKind.REMOVED)
        elif old is None and new is not None:
            text = f"{label}, {say('row_new', locale, number=str(new.index))}"
            yield Change(key=key, label=text, was="", now=row_words(rows, new, sides.reader), kind=ChangeKind.ADDED)
        elif old is not None and new is not None and not same(old.base, new.base):
            place = say("row_of", locale, list=label, number=str(new.index))
            yield from _changes(
                rows.components, _Sides(reader=sides.reader, old=old, new=new), old.base, new.base, place, key
            )


def _pairs(
    rows: Rows, before: list[Scope], after: list[Scope], reader: Reader
) -> list[tuple[Scope | None, Scope | None]]:
    """Which row became which: by what names a row (its first text), then by place; in the order of the new list."""
    old_names, new_names = [_name(rows, row, reader) for row in before], [_name(rows, row, reader) for row in after]
    pairs: list[tuple[Scope | None, Scope | None]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old_names, new_names, autojunk=False).get_opcodes():
        length = max(b - a, d - c)
        if tag == "replace" and b - a != d - c:
            pairs.extend((row, None) for row in before[a:b])
            pairs.extend((None, row) for row in after[c:d])
            continue
        for step in range(length):
            pairs.append((before[a + step] if a + step < b else None, after[c + step] if c + step < d else None))
    return pairs


def _name(rows: Rows, row: Scope, reader: Reader) -> str:
    leaves = row_leaves(rows.components)
    wanted = rows.properties.get("rowLabel")
    named = [leaf for leaf in leaves if leaf.key == wanted] or [leaf for leaf in leaves if leaf.kind in _NAMING]
    naming = next(iter(named or leaves), None)
    return "" if naming is None else cell_words(naming, get_path(row.base, naming.path)[1], row, reader)
