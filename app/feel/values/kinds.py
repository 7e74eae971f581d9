"""The kind of a value by its exact Python type; the table every operator looks into."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypeAlias

from app.feel.values.calendar import WideDate, WideDateTime, WideTime
from app.feel.values.durations import DaysDuration, YearsDuration
from app.feel.values.functions import Function
from app.feel.values.ranges import Range

# None, bool, Decimal, str, list, dict[str, Value], dates, times, durations, ranges, functions.
Value: TypeAlias = Any

KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    dt.date: "date",
    WideDate: "date",
    dt.time: "time",
    WideTime: "time",
    dt.datetime: "date and time",
    WideDateTime: "date and time",
    DaysDuration: "days and time duration",
    YearsDuration: "years and months duration",
    Range: "range",
    Function: "function",
}


def kind_of(value: Value) -> str:
    """Name the FEEL kind of a value that has been taken in."""
    return KINDS[type(value)]
