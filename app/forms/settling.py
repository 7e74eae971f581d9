"""Works a form out to a fixed point: what is hidden, read-only, offered, required and computed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.forms.choices import options_from, same, tokens
from app.forms.evaluation import SPECIAL, Evaluator, mentioned
from app.forms.fields import FilesField, OptionsField, Rules
from app.forms.numerals import as_decimal
from app.forms.parts import Part, in_scope
from app.forms.places import Names, get_path, put_path
from app.forms.schema import ChoiceInput, Computed, Feel, FileInput, Input, NumberInput, Rows, TextInput

MAX_PASSES = 8


class Settler:
    """Evaluates the expressions of all parts again and again until nothing changes."""

    def __init__(self, parts: list[Part], evaluator: Evaluator) -> None:
        self.parts = parts
        self.evaluator = evaluator
        self.changed: set[str] = set()
        self.before: set[str] = set()
        self.first = True

    def settle(self) -> None:
        """Reach the fixed point. Conditions that chase each other end shown: hiding must not hang on chance."""
        for number in range(MAX_PASSES):
            self.first = number == 0
            self.before, self.changed = self.changed, set()
            self._pass(self.parts, hidden=False, may_hide=number < MAX_PASSES - 1)
            if not self.changed:
                break
        self._rules(self.parts)

    def _pass(self, parts: list[Part], hidden: bool, may_hide: bool) -> None:
        for part in parts:
            self._hide(part, hidden, may_hide)
            component = part.component
            if isinstance(component, Input):
                self._input(part, component)
            elif isinstance(component, Computed):
                self._compute(part, component)
            elif isinstance(component, Rows):
                for row in part.rows:
                    self._pass(row.parts, part.hidden, may_hide)
                live = None if part.hidden else [row.scope.live for row in part.rows]
                if part.hidden != (get_path(part.scope.live, component.path)[1] is None):
                    self._put(part, live)
            else:
                self._pass(part.children, part.hidden, may_hide)

    def _due(self, feel: Feel) -> bool:
        """Whether the expression may give another value than in the pass before."""
        words = mentioned(feel.text)
        return self.first or bool(words & (self.before | self.changed)) or bool(words & SPECIAL)

    def _hide(self, part: Part, hidden: bool, may_hide: bool) -> None:
        own = part.hidden
        if hidden:
            own = True
        elif part.component.hide is None:
            own = False
        elif self._due(part.component.hide) or part.hidden:
            own = self.evaluator.is_true(part.component.hide, Names(part.scope)) and (may_hide or part.hidden)
        if own != part.hidden:
            part.hidden = own
            self._note(part)

    def _input(self, part: Part, component: Input) -> None:
        field = part.made
        if isinstance(component.readonly, Feel):
            if self._due(component.readonly):
                part.readonly = self.evaluator.is_true(component.readonly, Names(part.scope))
        else:
            part.readonly = component.readonly
        if not part.hidden:
            if part.open and part.posted is not None and field.raw is None:
                field.take(part.posted)
            elif not part.open and field.raw is not None:
                field.load(part.initial)
        if isinstance(field, OptionsField) and isinstance(component, ChoiceInput):
            self._offer(part, component, field)
        if isinstance(field, FilesField) and isinstance(component, FileInput):
            field.rules.multiple = self._flag(component.multiple, part)
        self._put(part, None if part.hidden else field.value)

    def _offer(self, part: Part, component: ChoiceInput, field: OptionsField) -> None:
        names = Names(part.scope)
        if component.options_feel is not None:
            if not self._due(component.options_feel):
                return
            found = options_from(self.evaluator.value(component.options_feel, names))
        elif component.options_key:
            head, *rest = component.options_key
            data = names.get(head)
            found = options_from(get_path({head: data}, (head, *rest))[1])
        elif self.first:
            found = component.options
        else:
            return
        offered = tokens(found)
        if offered != field.options or self.first:
            field.set_options(offered)

    def _compute(self, part: Part, component: Computed) -> None:
        if part.hidden:
            part.computed = None
        elif self._due(component.expression) or part.computed is None:
            value = self.evaluator.value(component.expression, Names(part.scope))
            part.computed = (
                round(value, component.digits)
                if isinstance(value, Decimal) and component.digits is not None and abs(value) < 10**20
                else value
            )
        self._put(part, part.computed)

    def _put(self, part: Part, value: Any) -> None:
        there, old = get_path(part.scope.live, part.component.path)
        if not there or not same(old, value):
            put_path(part.scope.live, part.component.path, value)
            self._note(part)

    def _note(self, part: Part) -> None:
        """Remember that names changed: the part's own, those below it, and the lists that it stands in."""
        for inner in in_scope([part]):
            self.changed.update(inner.component.path[:1])
        self.changed.update(self.heads.get(id(part.scope), ()))

    @property
    def heads(self) -> Mapping[int, frozenset[str]]:
        """The names of the lists around each row's scope."""
        found = self.__dict__.get("_heads")
        if found is None:
            found = {}
            _heads(self.parts, frozenset(), found)
            self.__dict__["_heads"] = found
        return found

    def _flag(self, value: bool | Feel, part: Part) -> bool:
        return self.evaluator.is_true(value, Names(part.scope)) if isinstance(value, Feel) else value

    def _number(self, value: Decimal | int | Feel | None, part: Part) -> Decimal | None:
        found = self.evaluator.value(value, Names(part.scope)) if isinstance(value, Feel) else value
        return as_decimal(found)

    def _rules(self, parts: list[Part]) -> None:
        """What is asked of each open field, once the form stands still."""
        for part in parts:
            if isinstance(part.component, Input) and part.open:
                part.made.rules = self._rules_of(part, part.component)
            self._rules(part.children)
            if not part.hidden:
                for row in part.rows:
                    self._rules(row.parts)

    def _rules_of(self, part: Part, component: Input) -> Rules:
        rules = Rules(required=self._flag(component.required, part))
        if isinstance(component, NumberInput):
            rules.minimum = self._number(component.minimum, part)
            rules.maximum = self._number(component.maximum, part)
        elif isinstance(component, TextInput):
            least, most = self._number(component.min_length, part), self._number(component.max_length, part)
            rules.min_length = None if least is None else int(least)
            rules.max_length = None if most is None else max(0, int(most))
        elif isinstance(component, FileInput):
            rules.multiple = self._flag(component.multiple, part)
        return rules


def _heads(parts: list[Part], around: frozenset[str], found: dict[int, frozenset[str]]) -> None:
    for part in in_scope(parts):
        if isinstance(part.component, Rows):
            inner = around | set(part.component.path[:1])
            for row in part.rows:
                found[id(row.scope)] = inner
                _heads(row.parts, inner, found)
