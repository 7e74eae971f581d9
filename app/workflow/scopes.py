"""Variables as in Camunda 8: each token may hold local ones, everything else lives in the scope of the process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from app.feel.values import DaysDuration, Range, WideDate, WideDateTime, WideTime, YearsDuration
from app.workflow.faults import ValueRefused
from app.workflow.tree import Token

MAX_DEPTH: Final = 40
MAX_ITEMS: Final = 200_000
MAX_TEXT: Final = 1_000_000
MAX_DIGITS: Final = 200
_PLAIN: Final = frozenset(
    {type(None), bool, date, datetime, time, DaysDuration, YearsDuration, WideDate, WideDateTime, WideTime}
)


def keep(value: Any) -> Any:
    """Return a copy of plain data that shares nothing with its origin; raises ValueRefused."""
    return _keep(value, 0, [0])


def _keep(value: Any, depth: int, count: list[int]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is str:
        if len(value) > MAX_TEXT:
            raise ValueRefused(f"a text of {len(value)} characters")
        return value
    if kind in (int, float, Decimal):
        return _number(value)
    if kind is timedelta:
        return DaysDuration.from_timedelta(value)
    if kind is Range:
        return value
    count[0] += 1
    if depth >= MAX_DEPTH or count[0] > MAX_ITEMS:
        raise ValueRefused("nested too deep or too large")
    if isinstance(value, list | tuple):
        count[0] += len(value)
        return [_keep(item, depth + 1, count) for item in value]
    if isinstance(value, Mapping):
        count[0] += len(value)
        if not all(type(key) is str for key in value):
            raise ValueRefused("a key that is not a text")
        return {key: _keep(item, depth + 1, count) for key, item in value.items()}
    if isinstance(value, str):
        return str.__str__(value)
    raise ValueRefused(kind.__name__)


def _number(value: float | Decimal) -> Decimal:
    """Return the number as a Decimal; what is infinite or absurdly long is refused."""
    if isinstance(value, int) and value.bit_length() > 3 * MAX_DIGITS:
        raise ValueRefused("a number with too many digits")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or len(number.as_tuple().digits) > MAX_DIGITS:
        raise ValueRefused("a number that is not finite or has too many digits")
    return number


def is_process_scope(token: Token) -> bool:
    """Say whether the token stands for a whole process: the outermost place a variable can live in."""
    return bool(token.task_spec.is_process)


def visible(token: Token) -> Mapping[str, Any]:
    """Return every variable that an expression at this token sees; not to be changed."""
    layers = []
    holder: Token | None = token
    while holder is not None:
        if holder.data:
            layers.append(holder.data)
        if is_process_scope(holder):
            break
        holder = holder.parent
    if not layers:
        return {}
    if len(layers) == 1:
        only: dict[str, Any] = layers[0]
        return only
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged.update(layer)
    return merged


def holder_of(token: Token, name: str) -> Token:
    """Return the nearest token that already has this variable, else the scope of the process."""
    holder = token
    while name not in holder.data and not is_process_scope(holder):
        holder = holder.parent
    return holder


def write(token: Token, variables: Mapping[str, Any]) -> None:
    """Write values where their names live, as completing a task does in Camunda 8."""
    for name, value in variables.items():
        holder = holder_of(token, name)
        holder.data[name] = keep(value)
        _remember(holder, name)
    token.workflow.changed = True


def write_local(token: Token, variables: Mapping[str, Any]) -> None:
    """Write values that only this token and what is inside it see."""
    for name, value in variables.items():
        token.data[name] = keep(value)
    token.workflow.changed = True


def write_path(token: Token, path: str, value: Any, *, local: bool) -> None:
    """Write `a.b.c`: groups on the way are kept and extended, as io mappings do."""
    name, *rest = path.split(".")
    holder = token if local else holder_of(token, name)
    if not rest:
        holder.data[name] = keep(value)
    else:
        present = holder.data.get(name)
        group = dict(present) if isinstance(present, dict) else {}
        holder.data[name] = group
        for part in rest[:-1]:
            inner = group.get(part)
            group[part] = dict(inner) if isinstance(inner, dict) else {}
            group = group[part]
        group[rest[-1]] = keep(value)
    _remember(holder, name)
    token.workflow.changed = True


def _remember(holder: Token, name: str) -> None:
    """Note what a called process wrote: only that goes back to its caller, never a stale copy."""
    if is_process_scope(holder) and holder._parent is not None:
        written = holder.internal_data.setdefault("written", [])
        if name not in written:
            written.append(name)
