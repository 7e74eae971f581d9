"""A FEEL type as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.feel.values.kinds import Value, kind_of
from app.feel.values.ranges import Range

SIMPLE = (
    "Any", "null", "number", "string", "boolean", "date", "time", "date and time",
    "days and time duration", "years and months duration",
)  # fmt: skip
ALIASES = {
    "any": "Any", "Null": "null", "dateTime": "date and time", "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration", "daysDuration": "days and time duration",
    "yearsDuration": "years and months duration", "duration": "duration", "text": "string",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class FeelType:
    """A type: a simple one by name, or `list`, `context`, `range`, `function` with what they hold.

    `kind` "name" stands for a type declared elsewhere (a DMN item definition), looked up by `name`.
    """

    kind: str
    item: FeelType | None = None
    fields: tuple[tuple[str, FeelType], ...] = ()
    parameters: tuple[FeelType, ...] = ()
    name: str = ""
    # What a form or a caller wants people to read instead of the type.
    label: str = field(default="", compare=False)

    def field_types(self) -> Mapping[str, FeelType]:
        """Give the declared fields of a context type."""
        return dict(self.fields)

    def __str__(self) -> str:
        if self.kind == "name":
            return self.name
        if self.kind == "list":
            return f"list<{self.item or ANY}>"
        if self.kind == "range":
            return f"range<{self.item or ANY}>"
        if self.kind == "context" and self.fields:
            return "context<" + ", ".join(f"{key}: {held}" for key, held in self.fields) + ">"
        if self.kind == "function":
            return f"function<{', '.join(map(str, self.parameters))}> -> {self.item or ANY}"
        return self.kind


ANY = FeelType(kind="Any")
NULL = FeelType(kind="null")
NUMBER = FeelType(kind="number")
STRING = FeelType(kind="string")
BOOLEAN = FeelType(kind="boolean")
DATE = FeelType(kind="date")
TIME = FeelType(kind="time")
DATE_TIME = FeelType(kind="date and time")
DAYS_DURATION = FeelType(kind="days and time duration")
YEARS_DURATION = FeelType(kind="years and months duration")
LIST = FeelType(kind="list", item=ANY)
CONTEXT = FeelType(kind="context")

_BY_NAME = {
    held.kind: held
    for held in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION,
                 YEARS_DURATION, LIST, CONTEXT)
}  # fmt: skip


def simple_type(name: str) -> FeelType | None:
    """Give the type of that bare name, with the spellings other tools use; None when unknown."""
    return _BY_NAME.get(ALIASES.get(name, name))


def list_type(item: FeelType = ANY) -> FeelType:
    """Give the type of a list of such items."""
    return FeelType(kind="list", item=item)


def context_type(fields: Mapping[str, FeelType]) -> FeelType:
    """Give the type of a context with these fields."""
    return FeelType(kind="context", fields=tuple(fields.items()))


def type_of(value: Value) -> FeelType:
    """Give the narrowest type of a value."""
    kind = kind_of(value)
    if kind == "list":
        inner = {type_of(item) for item in value}
        return list_type(inner.pop() if len(inner) == 1 else ANY)
    if kind == "context":
        return context_type({key: type_of(item) for key, item in value.items()})
    if isinstance(value, Range):
        end = value.low if value.low is not None else value.high
        return FeelType(kind="range", item=type_of(end))
    return _BY_NAME.get(kind, FeelType(kind=kind))
