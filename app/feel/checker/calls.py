"""The check of function calls: known functions, as many arguments, of fitting kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.feel import nodes
from app.feel.builtins.registry import Builtin, Param, Signature, builtin_names, find_builtin
from app.feel.calling import declared_type
from app.feel.checker.results import RESULTS
from app.feel.checker.scope import Scope
from app.feel.messages import kind_name
from app.feel.names import hint
from app.feel.types import ANY, DAYS_DURATION, FeelType
from app.feel.values.functions import Function

if TYPE_CHECKING:
    from app.feel.checker.inference import Inference

_UNSURE = frozenset({"Any", "name", "null", "duration"})
_OF_ITEMS = frozenset({"min", "max", "sum"})
_SAME_LIST = frozenset({"sublist", "reverse", "remove", "distinct values", "duplicate values", "sort"})


def infer_call(inference: Inference, node: nodes.Call, scope: Scope) -> FeelType:
    """Give the type a call answers with; note what is wrong with it."""
    held = [inference.infer(argument, scope) for argument in node.arguments]
    if not isinstance(node.callee, nodes.Name):
        callee = inference.infer(node.callee, scope)
        return (callee.item or ANY) if callee.kind == "function" else ANY
    name = node.callee.name
    bound = scope.find(name)
    if bound is not None and (bound.kind == "function" or find_builtin(name) is None):
        return _call_of_value(inference, node, bound)
    builtin = find_builtin(name)
    if builtin is not None:
        return _builtin(inference, node, builtin, held)
    if name in inference.functions:
        return _given(inference, node, name)
    known = [*builtin_names(), *inference.functions]
    inference.note("unknown-function", node.callee, name=name, hint=hint(name, known))
    return ANY


def _call_of_value(inference: Inference, node: nodes.Call, bound: FeelType) -> FeelType:
    if bound.kind == "function":
        return bound.item or ANY
    if bound.kind not in _UNSURE:
        name = node.callee.name if isinstance(node.callee, nodes.Name) else "…"
        inference.note("not-a-function", node.callee, name=name)
    return ANY


def _given(inference: Inference, node: nodes.Call, name: str) -> FeelType:
    functions = inference.functions
    if not isinstance(functions, Mapping) or not isinstance(functions[name], Function):
        return ANY
    function: Function = functions[name]
    parameters = function.parameters()
    required = sum(not parameter.optional for parameter in parameters)
    variadic = bool(parameters) and parameters[-1].variadic
    count = len(node.arguments)
    if node.names is None and not variadic and not required <= count <= len(parameters):
        inference.note("wrong-count", node, name=name, usage=f"{name}({', '.join(function.params)})")
    return declared_type(function.result)


def _builtin(inference: Inference, node: nodes.Call, builtin: Builtin, held: list[FeelType]) -> FeelType:
    fitting = [signature for signature in builtin.signatures if _ordered(signature, node, held) is not None]
    if not fitting:
        usage = "; ".join(signature.text for signature in builtin.signatures)
        inference.note("wrong-count", node, name=builtin.name, usage=usage)
        return ANY
    refused: tuple[int, Param] | None = None
    for signature in fitting:
        wrong = _first_wrong(signature, node, held)
        if wrong is None:
            return _result(builtin.name, held)
        refused = refused or wrong
    if refused is not None:
        index, param = refused
        expected = [kind_name(kind) for kind in param.written.split("/")]
        inference.note(
            "wrong-argument",
            node.arguments[index],
            name=builtin.name,
            parameter=param.name,
            expected=(" / ".join(e[0] for e in expected), " / ".join(e[1] for e in expected)),
            found=kind_name(held[index].kind),
        )
    return ANY


def _ordered(signature: Signature, node: nodes.Call, held: list[FeelType]) -> list[object] | None:
    return signature.order(list(range(len(held))), node.names)


def _first_wrong(signature: Signature, node: nodes.Call, held: list[FeelType]) -> tuple[int, Param] | None:
    ordered = _ordered(signature, node, held) or []
    for param, index in zip(signature.params, ordered, strict=True):
        if isinstance(index, int) and not _fits(param, held[index]):
            return index, param
    return None


def _fits(param: Param, held: FeelType) -> bool:
    if not param.kinds or held.kind in _UNSURE or held.kind in param.kinds or "list" in param.kinds:
        return True
    if held.kind == "list":
        inner = held.item or ANY
        return inner.kind in _UNSURE or inner.kind in param.kinds
    return held.kind == "date" and "date and time" in param.kinds


def _result(name: str, held: list[FeelType]) -> FeelType:
    if name in _SAME_LIST and held and held[0].kind == "list":
        return held[0]
    if name in _OF_ITEMS and held:
        return (held[0].item or ANY) if held[0].kind == "list" else held[0]
    if name == "abs" and held:
        return held[0]
    if name == "duration":
        return FeelType(kind="duration")
    return RESULTS.get(name, ANY) if name != "time offset" else DAYS_DURATION
