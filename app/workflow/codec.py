"""The state of a case as few bytes: the tokens without the specification, as MessagePack with types of its own."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgpack  # type: ignore[import-untyped]

from app.feel.values import DaysDuration, Range, WideDate, WideDateTime, WideTime, YearsDuration
from app.workflow.faults import StateRefused, ValueRefused
from app.workflow.tree import CaseTree, Token

FORMAT: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024
_DATE, _TIME, _DATETIME, _DECIMAL, _DAYS, _YEARS, _WIDE_DATE, _WIDE_TIME, _WIDE_DATETIME, _RANGE, _ZONED = range(1, 12)
_GIVEN_CODE: Final = 12
_GIVEN: Final = msgpack.ExtType(_GIVEN_CODE, b"")
"""Stands for a value that the host gives whenever a state is loaded."""

_WRITERS: Mapping[type, tuple[int, Callable[[Any], Any]]] = {
    date: (_DATE, lambda value: value.isoformat()),
    Decimal: (_DECIMAL, str),
    DaysDuration: (_DAYS, lambda value: str(value.nanoseconds)),
    YearsDuration: (_YEARS, lambda value: str(value.months)),
    WideDate: (_WIDE_DATE, lambda value: [value.year, value.month, value.day]),
}
_READERS: Mapping[int, Callable[[str], Any]] = {
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _DATETIME: datetime.fromisoformat,
    _DECIMAL: Decimal,
    _DAYS: lambda text: DaysDuration(int(text)),
    _YEARS: lambda text: YearsDuration(int(text)),
}


def pack(value: Any) -> bytes:
    """Return plain data as bytes; raises ValueRefused for anything else."""
    try:
        return bytes(msgpack.packb(value, default=_write, strict_types=True))
    except (TypeError, ValueError, OverflowError, RecursionError) as problem:
        raise ValueRefused(str(problem)) from None


def unpack(blob: bytes) -> Any:
    """Return the data in bytes made by `pack`; raises StateRefused."""
    try:
        return msgpack.unpackb(blob, ext_hook=_read, strict_map_key=True)
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, msgpack.UnpackException) as problem:
        raise StateRefused(type(problem).__name__) from None


def _write(value: Any) -> msgpack.ExtType:
    kind = type(value)
    if kind in _WRITERS:
        code, writer = _WRITERS[kind]
        return _ext(code, writer(value))
    if kind in (datetime, time):
        zone = value.tzinfo
        if isinstance(zone, ZoneInfo):
            return _ext(_ZONED, [value.replace(tzinfo=None).isoformat(), str(zone.key), value.fold])
        return _ext(_DATETIME if kind is datetime else _TIME, value.isoformat())
    if kind is WideTime:
        return _ext(_WIDE_TIME, [value.hour, value.minute, value.second, value.nanosecond, _zone(value.tzinfo)])
    if kind is WideDateTime:
        parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.nanosecond]
        return _ext(_WIDE_DATETIME, [*parts, _zone(value.tzinfo)])
    if kind is Range:
        return _ext(_RANGE, [getattr(value, name) for name in Range.__slots__])
    raise TypeError(f"{kind.__name__} is not plain data")


def _ext(code: int, content: Any) -> msgpack.ExtType:
    return msgpack.ExtType(code, content.encode() if isinstance(content, str) else pack(content))


def _zone(zone: Any) -> str | None:
    """Return a zone as a text that a time of day can carry."""
    return None if zone is None else time(tzinfo=zone).isoformat() if zone.utcoffset(None) is not None else str(zone)


def _unzone(text: str | None) -> Any:
    if text is None:
        return None
    return time.fromisoformat(text).tzinfo if text[:2].isdecimal() else ZoneInfo(text)


def _read(code: int, content: bytes) -> Any:
    if code in _READERS:
        return _READERS[code](content.decode())
    if code == _GIVEN_CODE:
        return _GIVEN
    parts: Any = unpack(content)
    if code == _WIDE_DATE:
        return WideDate(*parts)
    if code == _WIDE_TIME:
        return replace(WideTime(*parts[:4]), tzinfo=_unzone(parts[4]))
    if code == _WIDE_DATETIME:
        return replace(WideDateTime(*parts[:7]), tzinfo=_unzone(parts[7]))
    if code == _RANGE:
        return Range(*parts)
    if code == _ZONED:
        text, zone, fold = parts
        naive = datetime.fromisoformat(text) if "T" in text else time.fromisoformat(text)
        return naive.replace(tzinfo=ZoneInfo(zone), fold=fold)
    raise ValueError(f"unknown type {code}")


def seal(body: bytes) -> bytes:
    """Return the bytes with a checksum behind them, so that damage is seen."""
    return body + zlib.crc32(body).to_bytes(4, "big")


def unseal(blob: bytes) -> bytes:
    """Return the bytes without their checksum; raises StateRefused."""
    if not isinstance(blob, bytes | bytearray | memoryview) or not 4 < len(blob) <= MAX_BYTES:
        raise StateRefused("no state")
    body, check = bytes(blob[:-4]), bytes(blob[-4:])
    if zlib.crc32(body).to_bytes(4, "big") != check:
        raise StateRefused("damaged")
    return body


def encode(tree: CaseTree, digest: bytes, state: str) -> bytes:
    """Return the whole live tree as bytes."""
    places: dict[UUID, int] = {}
    rows = []
    for position, token in enumerate(tree.tasks.values()):
        places[token.id] = position
        parent = places[token._parent] if token._parent is not None else -1
        row = [token.id.bytes, parent, token.task_spec.index, token._state, token.last_state_change]
        if token.data or token.internal_data:
            row.append(_stored(tree, token) or None)
        if token.internal_data:
            row.append(token.internal_data)
        rows.append(row)
    return seal(pack([FORMAT, digest, state, tree.now, tree.ended, rows]))


def _stored(tree: CaseTree, token: Token) -> Mapping[str, Any]:
    """Return the data of a token as the state keeps it: of what the host gives, only that the process sees it."""
    data: Mapping[str, Any] = token.data
    if not tree.given or not token.task_spec.is_process:
        return data
    return {name: _GIVEN if name in tree.given else value for name, value in data.items()}


def _seen(tree: CaseTree, data: dict[str, Any]) -> dict[str, Any]:
    """Return stored data with what the host gives now; what it does not give is not there."""
    if not any(value is _GIVEN for value in data.values()):
        return data
    return {
        name: tree.given[name] if value is _GIVEN else value
        for name, value in data.items()
        if value is not _GIVEN or name in tree.given
    }


def decode(blob: bytes, digest: bytes) -> tuple[str, datetime, list[str], list[list[Any]]]:
    """Return state, time, reached ends and rows of tokens; raises StateRefused."""
    parts = unpack(unseal(blob))
    if not isinstance(parts, list) or len(parts) != 6:
        raise StateRefused("not a state")
    version, owner, state, now, ended, rows = parts
    if version != FORMAT:
        raise StateRefused(f"format {version}, this program reads {FORMAT}")
    if owner != digest:
        raise StateRefused("it belongs to another version of the process")
    if not isinstance(now, datetime) or not isinstance(rows, list) or not isinstance(ended, list):
        raise StateRefused("not a state")
    return state, now, ended, rows


def restore(tree: CaseTree, rows: list[list[Any]], last_index: int) -> None:
    """Put the tokens of `rows` into an empty tree; raises StateRefused."""
    tokens: list[Token] = []
    nodes = tree.spec.nodes
    try:
        for row in rows:
            token = Token.__new__(Token)
            token.id = UUID(bytes=row[0])
            token.workflow = tree
            token._children = []
            token._state = row[3]
            token.triggered = False
            if not 0 <= row[2] <= last_index:
                raise StateRefused("an element that the process does not have")
            token.task_spec = nodes[row[2]]
            token.thread_id = 0
            token.data = _seen(tree, row[5]) if len(row) > 5 and row[5] else {}
            token.internal_data = row[6] if len(row) > 6 else {}
            token.last_state_change = row[4]
            parent = tokens[row[1]] if row[1] >= 0 else None
            token._parent = parent.id if parent is not None else None
            if parent is not None:
                parent._children.append(token.id)
            tree.tasks[token.id] = token
            tokens.append(token)
    except (IndexError, TypeError, ValueError, AttributeError) as problem:
        raise StateRefused(type(problem).__name__) from None
    if not tokens or tokens[0]._parent is not None or len(tree.tasks) != len(rows):
        raise StateRefused("no root")
    tree.task_tree = tokens[0]
    tree.task_tree.data.update(tree.given)
