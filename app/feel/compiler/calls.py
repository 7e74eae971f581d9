"""Closures of function calls."""

from __future__ import annotations

from app.feel import nodes
from app.feel.builtins.registry import Builtin, call_builtin, find_builtin
from app.feel.calling import Place, invoke
from app.feel.compiler.core import Compiled, Compiler, makes
from app.feel.names import hint
from app.feel.runtime import Frame, find, missing
from app.feel.values.functions import Function
from app.feel.values.kinds import Value


@makes(nodes.Call)
def call(compiler: Compiler, node: nodes.Call) -> Compiled:
    """A call by name or of any value that is a function."""
    arguments = [compiler.compile(argument) for argument in node.arguments]
    names = node.names
    if isinstance(node.callee, nodes.Name):
        return _by_name(compiler, node, node.callee, arguments)
    callee = compiler.compile(node.callee)
    place = Place(_written(node.callee), node.position, node.length)

    def of_value(frame: Frame) -> Value:
        function = callee(frame)
        values = [argument(frame) for argument in arguments]
        if type(function) is not Function:
            frame.run.warn("not-a-function", place.position, place.length, name=place.name)
            return None
        return invoke(frame.run, function, values, names, place)

    return of_value


def _by_name(compiler: Compiler, node: nodes.Call, callee: nodes.Name, arguments: list[Compiled]) -> Compiled:
    place = Place(callee.name, node.position, node.length)
    builtin = find_builtin(callee.name)
    if builtin is not None and not compiler.scopes:
        return _builtin_at_root(node, builtin, arguments, place)
    names = node.names

    def of_name(frame: Frame) -> Value:
        function = find(frame, callee.name)
        values = [argument(frame) for argument in arguments]
        if type(function) is Function:
            return invoke(frame.run, function, values, names, place)
        if builtin is not None:
            return call_builtin(frame.run, builtin, values, names, place)
        return _given_or_unknown(frame, missing(function), values, names, place)

    return of_name


def _builtin_at_root(node: nodes.Call, builtin: Builtin, arguments: list[Compiled], place: Place) -> Compiled:
    names = node.names
    name = builtin.name

    def at_root(frame: Frame) -> Value:
        values = [argument(frame) for argument in arguments]
        run = frame.run
        # Case data never takes a builtin's place; only a function value does.
        own = run.context.get(name)
        if type(own) is Function:
            return invoke(run, own, values, names, place)
        return call_builtin(run, builtin, values, names, place)

    return at_root


def _given_or_unknown(
    frame: Frame, unknown: bool, values: list[Value], names: tuple[str, ...] | None, place: Place
) -> Value:
    given = (frame.run.functions or {}).get(place.name)
    if given is not None:
        return invoke(frame.run, given, values, names, place)
    if not unknown:
        frame.run.warn("not-a-function", place.position, place.length, name=place.name)
        return None
    if frame.run.deaf:
        return None
    from app.feel.builtins.registry import builtin_names

    known = [*builtin_names(), *(frame.run.functions or {})]
    frame.run.warn(
        "unknown-function", place.position, place.length, name=place.name,
        hint=hint(place.name, known),
    )  # fmt: skip
    return None


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Path):
        return node.name
    return node.name if isinstance(node, nodes.Name) else "…"
