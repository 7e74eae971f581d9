"""The values of FEEL: plain Python data, and frozen types for what Python cannot hold."""

from app.feel.values.calendar import (
    MAX_YEAR,
    MIN_YEAR,
    AnyDate,
    AnyDateTime,
    AnyTime,
    WideDate,
    WideDateTime,
    WideTime,
    make_date,
    make_datetime,
    make_time,
)
from app.feel.values.durations import DaysDuration, YearsDuration
from app.feel.values.functions import Function, Parameter
from app.feel.values.intake import Intake, take_in
from app.feel.values.json import from_json, to_json
from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range
from app.feel.values.text import to_text

__all__ = [
    "MAX_YEAR",
    "MIN_YEAR",
    "AnyDate",
    "AnyDateTime",
    "AnyTime",
    "DaysDuration",
    "Function",
    "Intake",
    "Parameter",
    "Range",
    "Value",
    "WideDate",
    "WideDateTime",
    "WideTime",
    "YearsDuration",
    "from_json",
    "kind_of",
    "make_date",
    "make_datetime",
    "make_time",
    "take_in",
    "to_json",
    "to_text",
]
