"""Calling functions: arguments to parameters, types, budget, and Python functions kept at bay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.feel.budget import STANDARD
from app.feel.coercion import MISMATCH, coerce
from app.feel.errors import budget_error
from app.feel.messages import kind_name
from app.feel.runtime import Run, described
from app.feel.types import ANY, FeelType, simple_type
from app.feel.values.functions import Function
from app.feel.values.kinds import Value

# What a Python function given by the caller may raise over arguments that do not suit it.
_UNSUITABLE = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Written:
    """The callable of a function written in FEEL; it charges the run that calls it."""

    __slots__ = ("body", "types")

    def __init__(self, body: Callable[[Run, list[Value]], Value], types: Sequence[FeelType | None] = ()) -> None:
        self.body = body
        self.types = tuple(types)

    def __call__(self, *arguments: Value) -> Value:
        """Call from Python, with a budget of its own."""
        return self.body(Run({}, STANDARD), list(arguments))


class Place:
    """Where in the text a call stands, for what is noted about it."""

    __slots__ = ("length", "name", "position")

    def __init__(self, name: str, position: int = 0, length: int = 1) -> None:
        self.name = name
        self.position = position
        self.length = length


def invoke(
    run: Run,
    function: Function,
    arguments: list[Value],
    names: Sequence[str] | None,
    place: Place,
) -> Value:
    """Call a function value; null with a notice when the arguments do not fit."""
    from app.feel.builtins.registry import Builtin, call_builtin

    target = function.callable
    if isinstance(target, Builtin):
        return call_builtin(run, target, arguments, names, place)
    ordered = _ordered(function, arguments, names)
    if ordered is None:
        usage = ", ".join(function.params) or "()"
        run.warn("wrong-count", place.position, place.length, name=place.name, usage=usage)
        return None
    fitted = _fitted(run, function, ordered, place)
    if fitted is None:
        return None
    if isinstance(target, Written):
        return _inside(run, target, fitted)
    return _outside(run, function, fitted, place)


def _ordered(function: Function, arguments: list[Value], names: Sequence[str] | None) -> list[Value] | None:
    parameters = function.parameters()
    if names is None:
        if parameters and parameters[-1].variadic:
            fixed = len(parameters) - 1
            return [*arguments[:fixed], arguments[fixed:]] if len(arguments) >= fixed else None
        required = sum(not parameter.optional for parameter in parameters)
        if not required <= len(arguments) <= len(parameters):
            return None
        return arguments + [None] * (len(parameters) - len(arguments))
    given = dict(zip(names, arguments, strict=True))
    known = {parameter.name for parameter in parameters}
    lacking = any(p.name not in given and not p.optional for p in parameters)
    if len(given) != len(arguments) or given.keys() - known or lacking:
        return None
    return [given.get(parameter.name) for parameter in parameters]


def _fitted(run: Run, function: Function, arguments: list[Value], place: Place) -> list[Value] | None:
    fitted = []
    for index, value in enumerate(arguments):
        held = _parameter_type(function, index)
        taken = value if held is ANY else coerce(value, held, run.types)
        if taken is MISMATCH:
            run.warn(
                "wrong-argument", place.position, place.length, name=place.name,
                parameter=function.params[index].strip("*?"), expected=kind_name(str(held)),
                found=described(value),
            )  # fmt: skip
            return None
        fitted.append(taken)
    return fitted


def _parameter_type(function: Function, index: int) -> FeelType:
    if isinstance(function.callable, Written):
        types = function.callable.types
        return (types[index] if index < len(types) else None) or ANY
    if index >= len(function.types):
        return ANY
    return declared_type(function.types[index])


def declared_type(text: str) -> FeelType:
    """Read the type text of a parameter."""
    found = simple_type(text)
    if found is None:
        from app.feel.parser import parse_type

        found = parse_type(text)
    return found


def _inside(run: Run, target: Written, arguments: list[Value]) -> Value:
    run.calls += 1
    if run.calls > run.budget.calls:
        raise budget_error("budget-depth")
    try:
        return target.body(run, arguments)
    finally:
        run.calls -= 1


def _outside(run: Run, function: Function, arguments: list[Value], place: Place) -> Value:
    run.spend(1)
    try:
        answer = function.callable(*arguments)
    except _UNSUITABLE:
        run.warn("function-failed", place.position, place.length, name=place.name, reason=("", ""))
        return None
    return run.take(place.name, answer)
