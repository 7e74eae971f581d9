"""FEEL values as JSON and back; what JSON cannot hold becomes ISO text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel.temporal import reading
from app.feel.values.intake import take_in
from app.feel.values.kinds import Value, kind_of
from app.feel.values.text import to_text

_PLAIN = frozenset({"null", "boolean", "string"})


def to_json(value: Value) -> Any:
    """Give what `json.dumps` can write: dates and durations as ISO text, whole numbers as int.

    A number that a float cannot hold exactly enough (more than 15 digits) still becomes the nearest
    float, as JSON readers would make of it.
    """
    kind = kind_of(value)
    if kind in _PLAIN:
        return value
    if kind == "number":
        return _number(value)
    if kind == "list":
        return [to_json(item) for item in value]
    if kind == "context":
        return {key: to_json(item) for key, item in value.items()}
    return to_text(value)


def _number(value: Decimal) -> int | float:
    if value == value.to_integral_value() and value.adjusted() < 40:
        return int(value)
    return float(value)


_TYPED: dict[str, Callable[[str], Value]] = {
    "date": reading.read_date,
    "time": reading.read_time,
    "dateTime": reading.read_datetime,
    "daysDuration": reading.read_duration,
    "yearsDuration": reading.read_duration,
}


def from_json(value: Any) -> Value:
    """Take JSON data in: numbers become Decimal, ISO text stays text.

    A typed value is `{"@type": "date|time|dateTime|daysDuration|yearsDuration", "value": ISO text}`; what
    cannot be read is null. Raises OverflowError when the data is too large or too deep.
    """
    return _untyped(take_in(value))


def _untyped(value: Value) -> Value:
    if isinstance(value, list):
        return [_untyped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"@type", "value"}:
        read = _TYPED.get(str(value["@type"]))
        return read(value["value"]) if read is not None and isinstance(value["value"], str) else None
    return {key: _untyped(item) for key, item in value.items()}
