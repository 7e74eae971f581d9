"""Days, months and years as Russian plans print them: the words of which a deadline is made. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = (
    r"январ[ья]|феврал[ья]|март[а]?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|август[а]?|"
    r"сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
)
_STEMS: Final = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
YEAR: Final = r"(?:19|20|21)\d\d"
DAY: Final = rf"(?:\d{{1,2}} (?:{_MONTHS})(?: {YEAR})?|\d{{1,2}}\.\d{{1,2}}(?:\.{YEAR})?|{YEAR}-\d\d-\d\d)"
MONTH: Final = rf"(?:{_MONTHS})(?: {YEAR})?"
_WORDS: Final = re.compile(rf"^(\d{{1,2}}) ({_MONTHS})(?: ({YEAR}))?$")
_FIGURES: Final = re.compile(rf"^(\d{{1,2}})\.(\d{{1,2}})(?:\.({YEAR}))?$")
_ISO: Final = re.compile(rf"^({YEAR})-(\d\d)-(\d\d)$")
_MONTH_YEAR: Final = re.compile(rf"^({_MONTHS})(?: ({YEAR}))?$")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The life of the plan: it gives the year where a row prints none."""

    first: date
    last: date

    def years_of(self, month: int, day: int) -> list[int]:
        """Return the years in which this day lies in the life of the plan."""
        found = []
        for year in range(self.first.year, self.last.year + 1):
            if day <= monthrange(year, month)[1] and self.first <= date(year, month, day) <= self.last:
                found.append(year)
        return found


class NotRead(ValueError):
    """A day cannot be read; `code` says what has to be asked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def simplified(text: str) -> str:
    """Return the phrase in small letters, with plain hyphens and spaces, without square brackets and «г.»."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text.casefold().replace("ё", "е").replace("\u00a0", " "))
    text = text.replace("[", "").replace("]", "")
    text = re.sub(rf"({YEAR})\s*(?:гг\.?|г\.|годов|годы|годах|года|году|год|г\b)", r"\1", text)
    text = re.sub(rf"({YEAR})\s*-\s*({YEAR})", r"\1-\2", text)
    return " ".join(text.split())


def month_of(word: str) -> int:
    """Return the number of a month by its word."""
    if word.startswith("мар"):
        return 3
    return next(number for number, stem in enumerate(_STEMS, 1) if word.startswith(stem))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def read_day(text: str, frame: Frame, *, year: int | None = None) -> date:
    """Return the day; raises NotRead for a day that is none, or whose year neither the row nor the plan tells."""
    iso = _ISO.match(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    words, figures = _WORDS.match(text), _FIGURES.match(text)
    if words:
        day, month, printed = int(words[1]), month_of(words[2]), words[3]
    elif figures:
        day, month, printed = int(figures[1]), int(figures[2]), figures[3]
    else:
        raise NotRead("unknown")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2000, month)[1]:
        raise NotRead("no such day")
    if printed or year:
        return _date(int(printed or year or 0), month, day)
    return _date(_only(frame.years_of(month, day)), month, day)


def read_month(text: str, frame: Frame, *, year: int | None = None) -> tuple[int, int]:
    """Return year and month; raises NotRead like `read_day`."""
    match = _MONTH_YEAR.match(text)
    if match is None:
        raise NotRead("unknown")
    month = month_of(match[1])
    if match[2] or year:
        return int(match[2] or year or 0), month
    years = {*frame.years_of(month, 1), *frame.years_of(month, 28)}
    return _only(sorted(years)), month


def printed_year(text: str) -> int | None:
    """Return the year that the words end with, or None."""
    match = re.search(rf"({YEAR})$", text)
    return int(match[1]) if match else None


def _only(years: list[int]) -> int:
    if len(years) != 1:
        raise NotRead("which year")
    return years[0]


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotRead("no such day") from error
