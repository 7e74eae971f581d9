"""The table of builtin functions: signatures, descriptions, and how one is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.feel.messages import kind_name
from app.feel.runtime import Run, described
from app.feel.temporal.reckoning import midnight_utc
from app.feel.values.functions import Function
from app.feel.values.kinds import KINDS, Value

Implementation = Callable[..., Value]
# Stands for an argument that was left out, which is not the same as one given as null.
_LEFT_OUT: Any = object()


@dataclass(frozen=True, kw_only=True, slots=True)
class Param:
    """A parameter: `kinds` empty means any value, null included."""

    name: str
    kinds: frozenset[str]
    written: str
    optional: bool = False
    nullable: bool = False
    variadic: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """One way to call a builtin."""

    params: tuple[Param, ...]
    implementation: Implementation
    text: str

    def order(self, arguments: list[Value], names: Sequence[str] | None) -> list[Value] | None:
        """Put arguments in the order of the parameters; None when their number or names differ."""
        params = self.params
        if names is not None:
            return self._order_named(arguments, names)
        if params and params[-1].variadic:
            fixed = len(params) - 1
            if len(arguments) <= fixed:
                return None
            rest = arguments[fixed:]
            return [*arguments[:fixed], rest if fixed else _gathered(rest)]
        if len(arguments) == len(params):
            return arguments
        if len(arguments) > len(params) or not params[len(arguments)].optional:
            return None
        return arguments + [_LEFT_OUT] * (len(params) - len(arguments))

    def _order_named(self, arguments: list[Value], names: Sequence[str]) -> list[Value] | None:
        given = dict(zip(names, arguments, strict=True))
        known = {param.name for param in self.params}
        if len(given) != len(arguments) or given.keys() - known:
            return None
        if any(param.name not in given and not param.optional for param in self.params):
            return None
        return [given.get(param.name, _LEFT_OUT) for param in self.params]


def _gathered(arguments: list[Value]) -> Value:
    if len(arguments) == 1 and type(arguments[0]) is list:
        return arguments[0]
    return arguments


@dataclass(frozen=True, kw_only=True, slots=True)
class Builtin:
    """A builtin function with all its signatures."""

    name: str
    family: str
    ru: str
    en: str
    # Null is a proper answer, not a failure to be explained.
    null_answers: bool = False
    signatures: list[Signature] = field(default_factory=list)

    def __call__(self, *arguments: Value) -> Value:
        """Call from Python, with a budget of its own."""
        from app.feel.budget import STANDARD
        from app.feel.calling import Place

        return call_builtin(Run({}, STANDARD), self, list(arguments), None, Place(self.name))


_TABLE: dict[str, Builtin] = {}
_VALUES: dict[str, Function] = {}


def builtin(
    name: str, signature: str, *, family: str = "", ru: str = "", en: str = "",
    null_answers: bool = False,
) -> Callable[[Implementation], Implementation]:  # fmt: skip
    """Enter a builtin, or another signature of one.

    A signature reads `string: string, start position: number, length?: number`; "?" after a name
    lets it be left out, after a type lets it be null; "*list" takes all arguments; kinds are
    joined by "/".
    """

    def enter(implementation: Implementation) -> Implementation:
        known = _TABLE.get(name)
        if known is None:
            known = Builtin(name=name, family=family, ru=ru, en=en, null_answers=null_answers)
            _TABLE[name] = known
        known.signatures.append(
            Signature(
                params=_params(signature),
                implementation=implementation,
                text=f"{name}({signature.replace('*', '')})",
            )
        )
        return implementation

    return enter


def _params(signature: str) -> tuple[Param, ...]:
    found = []
    for part in filter(None, signature.split(", ")):
        name, _, written = part.partition(": ")
        kinds = written.rstrip("?")
        found.append(
            Param(
                name=name.strip("*?"),
                kinds=frozenset() if kinds == "Any" else frozenset(kinds.split("/")),
                written=kinds,
                optional=name.endswith("?"),
                nullable=written.endswith("?") or kinds == "Any",
                variadic=name.startswith("*"),
            )
        )
    return tuple(found)


def find_builtin(name: str) -> Builtin | None:
    """Give the builtin of that name."""
    return _table().get(name)


def builtin_value(name: str) -> Function | None:
    """Give the builtin of that name as a function value."""
    found = _table().get(name)
    if found is None:
        return None
    if name not in _VALUES:
        params = tuple(f"{param.name}?" if param.optional else param.name for param in found.signatures[0].params)
        _VALUES[name] = Function(params, found, found.ru, found.en, name=name)
    return _VALUES[name]


def builtin_names() -> list[str]:
    """Give the names of all builtins."""
    return list(_table())


def builtins() -> Iterator[Builtin]:
    """Give all builtins."""
    yield from _table().values()


def _table() -> dict[str, Builtin]:
    if not _TABLE:
        from app.feel.builtins import (  # noqa: F401
            contexts,
            conversion,
            lists,
            logic,
            numbers,
            ranges,
            statistics,
            strings,
            temporal,
        )
    return _TABLE


def call_builtin(run: Run, known: Builtin, arguments: list[Value], names: Sequence[str] | None, place: Any) -> Value:
    """Call a builtin; null with a notice when the arguments do not fit or it gives none."""
    run.spend(1)
    refused: tuple[Param, Value] | None = None
    for signature in known.signatures:
        ordered = signature.order(arguments, names)
        if ordered is None:
            continue
        fitted, wrong = _fit(signature.params, ordered)
        if wrong is not None:
            refused = refused or wrong
            continue
        answer = signature.implementation(run, *fitted)
        if answer is None and not known.null_answers:
            run.warn("function-failed", place.position, place.length, name=known.name, reason=("", ""))
        return answer
    _explain(run, known, refused, place)
    return None


def _fit(params: tuple[Param, ...], arguments: list[Value]) -> tuple[list[Value], tuple[Param, Value] | None]:
    fitted: list[Value] = []
    for param, value in zip(params, arguments, strict=True):
        if value is _LEFT_OUT:
            fitted.append(None)
            continue
        kinds = param.kinds
        kind = KINDS[type(value)]
        if not kinds or kind in kinds or (value is None and param.nullable):
            fitted.append(value)
        elif value is not None and "list" in kinds:
            fitted.append([value])
        elif type(value) is list and len(value) == 1 and KINDS[type(value[0])] in kinds:
            fitted.append(value[0])
        elif kind == "date" and "date and time" in kinds:
            fitted.append(midnight_utc(value))
        else:
            return [], (param, value)
    return fitted, None


def _explain(run: Run, known: Builtin, refused: tuple[Param, Value] | None, place: Any) -> None:
    if refused is None:
        usage = "; ".join(signature.text for signature in known.signatures)
        run.warn("wrong-count", place.position, place.length, name=known.name, usage=usage)
        return
    param, value = refused
    expected = [kind_name(kind) for kind in param.written.split("/")]
    run.warn(
        "wrong-argument", place.position, place.length, name=known.name, parameter=param.name,
        expected=(" / ".join(e[0] for e in expected), " / ".join(e[1] for e in expected)),
        found=described(value),
    )  # fmt: skip
