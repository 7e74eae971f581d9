"""What type the builtin functions answer with, where it does not depend on the arguments."""

from __future__ import annotations

from collections.abc import Mapping

from app.feel.types import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    LIST,
    NUMBER,
    STRING,
    TIME,
    YEARS_DURATION,
    FeelType,
    list_type,
)

_NUMBERS = (
    "number", "string length", "count", "mean", "product", "median", "stddev", "decimal", "floor", "ceiling",
    "round up", "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp", "day of year",
    "week of year",
)  # fmt: skip
_BOOLEANS = (
    "not", "all", "any", "is", "contains", "starts with", "ends with", "matches", "list contains", "is empty", "odd",
    "even", "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
    "finished by", "includes", "during", "starts", "started by", "coincides",
)  # fmt: skip
_STRINGS = (
    "string", "substring", "upper case", "lower case", "substring before", "substring after", "replace",
    "string join", "trim", "day of week", "month of year",
)  # fmt: skip
_LISTS = (
    "sublist", "append", "concatenate", "insert before", "remove", "list replace", "reverse", "union",
    "distinct values", "duplicate values", "flatten", "partition", "sort", "get entries",
)  # fmt: skip

RESULTS: Mapping[str, FeelType] = {
    **dict.fromkeys(_NUMBERS, NUMBER),
    **dict.fromkeys(_BOOLEANS, BOOLEAN),
    **dict.fromkeys(_STRINGS, STRING),
    **dict.fromkeys(_LISTS, LIST),
    "split": list_type(STRING),
    "extract": list_type(STRING),
    "index of": list_type(NUMBER),
    "mode": list_type(NUMBER),
    "context": CONTEXT,
    "context put": CONTEXT,
    "context merge": CONTEXT,
    "date": DATE,
    "today": DATE,
    "last day of month": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "now": DATE_TIME,
    "years and months duration": YEARS_DURATION,
    "range": FeelType(kind="range"),
}
