"""What placeholders mean: names in plain data, written as a Russian document writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

BLANK: Final = "_____________"
PLACEHOLDER: Final = re.compile(r"\{\{\s*([#?!]?)\s*([^\W\d][\w.]*|№)\s*(?:\|\s*(\w+)\s*)?\}\}")
FILTERS: Final = ("дата", "деньги", "прописными", "кратко", "инициалы")
_FULL_NAME: Final = re.compile(r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)*)\s+([А-ЯЁ])[а-яё]+\s+([А-ЯЁ])[а-яё]+")
_MONTHS: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, kw_only=True)
class Content:
    """The data of a document. `labels` are the words for stored codes by name («posts.category»), `titles` the labels
    of fields by name, for the list of what is missing."""

    values: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str, row: Row | None = None) -> Any:
        """Return what a name means: in the row first, then in the whole; None when there is no such thing."""
        if row is not None:
            if name == "№":
                return row.number
            found = _walk(row.values, name)
            if found is not None:
                return found
        return _walk(self.values, name)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a list; nothing when it is no list."""
        found = self.find(name)
        items = found if isinstance(found, Sequence) and not isinstance(found, str | bytes) else ()
        return [
            Row(name=name, number=place, values=item if isinstance(item, Mapping) else {"value": item})
            for place, item in enumerate(items, start=1)
        ]

    def says(self, name: str, row: Row | None = None) -> bool:
        """Tell whether there is something to print under this name."""
        found = self.find(name, row)
        return found is not None and found is not False and found != "" and found != [] and found != {}

    def text(self, name: str, how: str = "", row: Row | None = None) -> str:
        """Return the words for a name, an empty text when there is nothing."""
        found = self.find(name, row)
        of_row = row is not None and _walk(row.values, name) is not None
        labels = self.labels.get(f"{row.name}.{name}" if row is not None and of_row else name, {})
        return printable(_words(found, how, labels))

    def title(self, name: str) -> str:
        """Return what a field is called, for the list of what is missing."""
        return self.titles.get(name) or name


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list: its number from 1 and its values."""

    name: str
    number: int
    values: Mapping[str, Any]


def _walk(values: Any, name: str) -> Any:
    found = values
    for part in name.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _words(value: Any, how: str, labels: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime | date):
        return _date(value.date() if isinstance(value, datetime) else value, how)
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(str(value)), how)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Mapping):
        return "; ".join(_words(item, how, labels) for item in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(_words(item, how, labels) for item in value)
    text = labels.get(str(value), str(value))
    if how == "инициалы" and (name := _FULL_NAME.fullmatch(text.strip())):
        return f"{name[2]}.{name[3]}.\u00a0{name[1]}"
    return text.upper() if how == "прописными" else text


def _date(day: date, how: str) -> str:
    return f"{day:%d.%m.%Y}" if how == "кратко" else f"{day.day} {_MONTHS[day.month - 1]} {day.year} г."


def _number(value: Decimal, how: str) -> str:
    places = 2 if how == "деньги" else max(0, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 0
    if places == 0 and abs(value) < 10_000:
        return f"{value:.0f}"  # a year looks like a year
    return f"{value:,.{min(places, 6)}f}".replace(",", "\u00a0").replace(".", ",")


def printable(text: str) -> str:
    """Return the text without signs that XML cannot hold or that turn the reading direction."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
