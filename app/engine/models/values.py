"""Process values in a JSON column: readable for reports, and exactly the same Python values when read again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator

from app.foundation.database import Json
from app.workflow.codec import pack, unpack

_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "$number": Decimal,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$datetime": datetime.fromisoformat,
}


_SAME: Final = frozenset({type(None), bool, int})
_AS_GIVEN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_IN_ORDER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read_day(value: Any) -> date | None:
    """Return a day that a case or a setting keeps as a date or as its ISO text; None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def to_column(value: Any) -> Any:
    """Return `value` as JSON: what JSON has no type for becomes `{"$date": "2026-08-15"}` and the like."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind in _SAME:
        return value
    if kind is dict:
        plain = {_text(key) if type(key) is str else _text(str(key)): to_column(item) for key, item in value.items()}
        return {"$map": plain} if len(plain) == 1 and next(iter(plain)).startswith("$") else plain
    if kind is list:
        return [to_column(item) for item in value]
    return _rarer(value)


def _rarer(value: Any) -> Any:
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and value.adjusted() < 15
        return int(value) if whole else {"$number": str(value)}
    if isinstance(value, float):
        return {"$number": repr(value)}
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return to_column(list(value))
    if isinstance(value, Mapping):
        return to_column(dict(value))
    return {"$packed": base64.b64encode(pack(value)).decode()}


def _text(value: str) -> str:
    """Return the text without what PostgreSQL cannot hold: NUL and halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\x00", "\ufffd") if "\x00" in value else value


def to_json(values: Mapping[str, Any], *, in_order: bool = False) -> str:
    """Return the values as the text of such a column; `in_order` sorts names, so that equal values have equal texts."""
    encoder = _IN_ORDER if in_order else _AS_GIVEN
    return encoder.encode({name: to_column(value) for name, value in values.items()})


def from_column(value: Any) -> Any:
    """Return what `to_column` was given; whole numbers come back as int."""
    if isinstance(value, list):
        return [from_column(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, content),) = value.items()
        if key == "$map":
            return {name: from_column(item) for name, item in content.items()}
        if key == "$packed":
            return unpack(base64.b64decode(content))
        if key in _READERS:
            return _READERS[key](content)
    return {key: from_column(item) for key, item in value.items()}


class Values(TypeDecorator[dict[str, Any]]):
    """A column of process values."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Any:
        """Make the values into JSON."""
        return None if value is None else {name: to_column(item) for name, item in value.items()}

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Any] | None:
        """Make JSON into the values again."""
        return None if value is None else {name: from_column(item) for name, item in value.items()}
