"""Builds the parts of a form: names, rows, fields, what is locked, and the stored value or default of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.meta import DefaultMeta

from app.forms.evaluation import Evaluator
from app.forms.fields import (
    AnswerField,
    CheckField,
    ChoiceField,
    FilesField,
    FindFile,
    ManyField,
    MomentField,
    NumberField,
    Store,
    TextField,
)
from app.forms.parts import Part, RowPart
from app.forms.places import Names, Scope, get_path, put_path
from app.forms.schema import (
    CheckBox,
    ChoiceInput,
    Component,
    Computed,
    Feel,
    FileInput,
    Group,
    Input,
    MomentInput,
    NumberInput,
    Rows,
    direct_children,
)

_META = DefaultMeta()


class _NoWords:
    """WTForms' own messages are never shown: ours are already in the language of the form."""

    def gettext(self, text: str) -> str:
        """The text itself."""
        return text

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The text itself."""
        return one if n == 1 else many


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a form is built with, the same for all its parts."""

    locale: str
    now: dt.datetime
    zone: dt.tzinfo
    editable: frozenset[str] | None
    read_only: bool
    store: Store | None
    find_file: FindFile | None
    trusted: Collection[str]
    id_prefix: str
    evaluator: Evaluator

    def may_write(self, key: str) -> bool:
        """Whether this person may write the key: it, or what it lies in, is listed."""
        if self.read_only:
            return False
        if self.editable is None:
            return True
        parts = key.split(".")
        return any(".".join(parts[:n]) in self.editable for n in range(1, len(parts) + 1))


class Raw:
    """Posted or drafted texts by name; no more than the form asks for is looked at."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self.texts = texts

    def get(self, name: str) -> list[str] | None:
        """The texts of a name, None when the name did not come."""
        found = self.texts.get(name)
        return None if found is None else [item if isinstance(item, str) else "" for item in found]

    def highest(self, prefix: str, most: int) -> int:
        """How many rows the names speak of when no marker says it."""
        highest = -1
        for name in self.texts:
            if name.startswith(prefix):
                digits = name[len(prefix) :].partition("-")[0]
                if digits.isascii() and digits.isdigit() and len(digits) <= 6:
                    highest = max(highest, int(digits))
        return min(highest + 1, most + 1)


class Builder:
    """Makes the parts of one form."""

    def __init__(self, setting: Setting, raw: Raw | None, form: Any) -> None:
        self.setting = setting
        self.raw = raw
        self.form = form
        self.fields: dict[str, AnswerField] = {}
        self.marked: set[str] = set()

    def parts(
        self, components: Iterable[Component], scope: Scope, prefix: str, key: str, fresh: bool, may_hide: bool = False
    ) -> list[Part]:
        """The parts of some components in one scope."""
        return [self._part(component, scope, prefix, key, fresh, may_hide) for component in components]

    def _part(self, component: Component, scope: Scope, prefix: str, key: str, fresh: bool, may_hide: bool) -> Part:
        may_hide = may_hide or component.hide is not None
        name = prefix + "-".join(component.path) if component.path and not isinstance(component, Group) else ""
        part = Part(component=component, scope=scope, name=name, may_hide=may_hide)
        if isinstance(component, Group):
            part.children = self.parts(component.components, scope, prefix, key, fresh, may_hide)
            return part
        if not component.path:
            return part
        own = f"{key}.{component.key}" if key else component.key
        part.locked = not self.setting.may_write(own)
        if isinstance(component, Rows):
            self._rows(part, component, own, may_hide)
        elif isinstance(component, Input):
            self._input(part, component, fresh)
        elif isinstance(component, Computed):
            put_path(scope.live, component.path, None)
        return part

    def _input(self, part: Part, component: Input, fresh: bool) -> None:
        part.locked = part.locked or component.disabled
        part.has_stored, part.initial = get_path(part.scope.base, component.path)
        if not part.has_stored:
            part.initial = self._default(component, part.scope)
        field = self._field(component, part.name)
        field.load(part.initial)
        part.field = field
        part.fresh = fresh
        self.fields[part.name] = field
        put_path(part.scope.live, component.path, field.value)

    def _default(self, component: Input, scope: Scope) -> Any:
        if isinstance(component.default, Feel):
            return self.setting.evaluator.value(component.default, Names(scope))
        return component.default

    def _field(self, component: Input, name: str) -> AnswerField:
        common: dict[str, Any] = {
            "component": component,
            "locale": self.setting.locale,
            "label": component.label,
            "name": name,
            "id": self.setting.id_prefix + name,
            "_form": self.form,
            "_meta": _META,
            "_translations": _NoWords(),
        }
        if isinstance(component, NumberInput):
            return NumberField(**common)
        if isinstance(component, MomentInput):
            return MomentField(**common, now=self.setting.now, zone=self.setting.zone)
        if isinstance(component, ChoiceInput):
            return ManyField(**common) if component.many else ChoiceField(**common)
        if isinstance(component, CheckBox):
            return CheckField(**common)
        if isinstance(component, FileInput):
            return FilesField(
                **common, find_file=self.form.find_file, store=self.setting.store, trusted=self.setting.trusted
            )
        return TextField(**common)

    def _rows(self, part: Part, rows: Rows, key: str, may_hide: bool) -> None:
        part.has_stored, stored = get_path(part.scope.base, rows.path)
        kept = (
            [item if isinstance(item, Mapping) else {} for item in stored[: rows.max_rows]]
            if isinstance(stored, list | tuple)
            else None
        )
        self.marked.add(part.name)
        tokens = self._tokens(part, rows, kept)
        paths = [child.path for child in direct_children(rows.components) if child.path]
        for number, (origin, fresh) in enumerate(tokens, 1):
            base = kept[origin] if kept is not None and origin is not None else {}
            scope = Scope(base, paths, part.scope, number)
            row = RowPart(scope=scope, origin=origin, fresh=fresh)
            row.parts = self.parts(rows.components, scope, f"{part.name}-{number - 1}-", key, fresh, may_hide)
            part.rows.append(row)
        put_path(part.scope.live, rows.path, [row.scope.live for row in part.rows])

    def _tokens(self, part: Part, rows: Rows, kept: list[Mapping[str, Any]] | None) -> list[tuple[int | None, bool]]:
        """Which stored row each row was (None: a new one), and whether it has not been shown yet."""
        standing: list[tuple[int | None, bool]]
        if kept is None:
            standing = [(None, True)] * min(max(rows.default_rows, rows.min_rows), rows.max_rows)
        else:
            standing = [(index, False) for index in range(len(kept))]
        posted = self._posted_tokens(part, rows, self.raw) if self.raw is not None else None
        if posted is None or part.locked or not rows.may_change:
            return standing if posted is None else [(origin, False) for origin, _ in standing]
        if len(posted) > rows.max_rows:
            part.overflow = True
        free = set(range(len(kept or ())))
        result: list[tuple[int | None, bool]] = []
        for mark in posted[: rows.max_rows]:
            origin = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 5 else None
            if origin not in free:
                origin = None
            free.discard(origin if origin is not None else -1)
            result.append((origin, mark == "+"))
        return result

    def _posted_tokens(self, part: Part, rows: Rows, raw: Raw) -> list[str] | None:
        marker = raw.get(part.name)
        if marker is not None:
            return marker[-1].split()[: rows.max_rows + 1] if len(marker) == 1 and len(marker[0]) < 100_000 else []
        count = raw.highest(part.name + "-", rows.max_rows)
        return [str(number) for number in range(count)] if count else None
