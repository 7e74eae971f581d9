"""The part of a deadline that names days: «до 15 августа», «май-июнь 2021», «I квартал», «2022-2025». Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from app.roadmaps.policy.phrase_dates import (
    DAY,
    MONTH,
    YEAR,
    Frame,
    NotRead,
    month_end,
    printed_year,
    read_day,
    read_month,
)

_NUMBERS: Final[Mapping[str, int]] = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4,
    "первый": 1, "второй": 2, "третий": 3, "четвертый": 4, "первое": 1, "второе": 2,
    "первом": 1, "втором": 2, "третьем": 3, "четвертом": 4,
}  # fmt: skip
_NUMBER: Final = (
    r"(i{1,3}|iv|[1-4]|перв(?:ый|ое|ом)|втор(?:ой|ое|ом)|трет(?:ий|ьем)|четверт(?:ый|ом))(?:-?(?:й|ый|ое|м))?"
)
_LOST: Final = r"(?:-|\(начало утрачено\)|начало утрачено)"
Window = dict[str, Any]


def read_window(text: str, frame: Frame) -> Window | None:
    """Return type, start and end of the days that the text names, None when it names none that we know.

    Raises NotRead when it names a day that cannot be told.
    """
    for pattern, reader in _READERS:
        match = pattern.match(text)
        if match is not None:
            return reader(match, frame)
    return None


def window(kind: str, start: date | None, end: date | None) -> Window:
    """Return a schedule of that kind between two days."""
    return {"type": kind, "start": start and start.isoformat(), "end": end and end.isoformat()}


def _by(match: re.Match[str], frame: Frame) -> Window:
    return window("by-date", None, read_day(match[1], frame))


def _by_month(match: re.Match[str], frame: Frame) -> Window:
    return window("by-date", None, month_end(*read_month(match[1], frame)))


def _by_year_end(match: re.Match[str], frame: Frame) -> Window:
    days = [f"{year}-12-31" for year in sorted(set(re.findall(YEAR, match[1])))]
    return {"type": "by-date", "start": None, "end": days[-1], "control_points": days}


def _on(match: re.Match[str], frame: Frame) -> Window:
    day = read_day(match[1], frame)
    return window("on-date", day, day)


def _between(match: re.Match[str], frame: Frame) -> Window:
    last = read_day(match[2], frame)
    first = read_day(match[1], frame, year=None if printed_year(match[1]) else last.year)
    if first > last and not printed_year(match[1]):
        first = read_day(match[1], frame, year=last.year - 1)
    return _ordered("exact-window", first, last)


def _days(match: re.Match[str], frame: Frame) -> Window:
    last = read_day(match[2], frame)
    if not 1 <= int(match[1]) <= last.day:
        raise NotRead("order")
    return window("exact-window", last.replace(day=int(match[1])), last)


def _month(match: re.Match[str], frame: Frame) -> Window:
    year, month = read_month(match[1], frame)
    return window("month", date(year, month, 1), month_end(year, month))


def _months(match: re.Match[str], frame: Frame) -> Window:
    last_year, last_month = read_month(match[2], frame)
    first_year, first_month = read_month(match[1], frame, year=None if printed_year(match[1]) else last_year)
    if not printed_year(match[1]) and first_month > last_month:
        first_year = last_year - 1
    first, last = date(first_year, first_month, 1), month_end(last_year, last_month)
    whole = (first.month, last.month) == (1, 12) and first.year == last.year
    return _ordered("year" if whole else "month-window", first, last)


def _quarter(match: re.Match[str], frame: Frame) -> Window:
    return _part("quarter", _NUMBERS[match[1]], 3, match[2], frame)


def _half(match: re.Match[str], frame: Frame) -> Window:
    number = _NUMBERS[match[1]]
    if number > 2:
        raise NotRead("unknown")
    return _part("half-year", number, 6, match[2], frame)


def _quarters(match: re.Match[str], frame: Frame) -> Window:
    low, high = _NUMBERS[match[1]], _NUMBERS[match[2]]
    if low >= high:
        raise NotRead("order")
    if (low, high) in ((1, 2), (3, 4)):
        return _part("half-year", high // 2, 6, match[3], frame)
    first, last = (_part("quarter", number, 3, match[3], frame) for number in (low, high))
    return {"type": "month-window", "start": first["start"], "end": last["end"]}


def _part(kind: str, number: int, months: int, year: str | None, frame: Frame) -> Window:
    """Return a quarter or a half of a year."""
    last_month = number * months
    at, _ = read_month(f"{_NAMES[last_month]}{' ' + year if year else ''}", frame)
    return window(kind, date(at, last_month - months + 1, 1), month_end(at, last_month))


_NAMES: Final = {3: "март", 6: "июнь", 9: "сентябрь", 12: "декабрь"}


def _year(match: re.Match[str], frame: Frame) -> Window:
    year = int(match[1])
    return window("year", date(year, 1, 1), date(year, 12, 31))


def _years(match: re.Match[str], frame: Frame) -> Window:
    first, last = int(match[1]), int(match[2])
    if first == last:
        return window("year", date(first, 1, 1), date(first, 12, 31))
    return _ordered("multi-year", date(first, 1, 1), date(last, 12, 31))


def _all_year(match: re.Match[str], frame: Frame) -> Window:
    if frame.first.year == frame.last.year:
        return window("year", date(frame.first.year, 1, 1), date(frame.first.year, 12, 31))
    if (frame.last - frame.first).days <= 366:
        return window("exact-window", frame.first, frame.last)
    raise NotRead("which year")


def _school_year(match: re.Match[str], frame: Frame) -> Window:
    """Read «в течение учебного года» only in a plan that lives for one school year."""
    if frame.first.year == frame.last.year or (frame.last - frame.first).days > 366:
        raise NotRead("which year")
    return window("exact-window", frame.first, frame.last)


def _whole_plan(match: re.Match[str], frame: Frame) -> Window:
    return window("exact-window", frame.first, frame.last)


def _from_month(match: re.Match[str], frame: Frame) -> Window:
    year, month = read_month(match[1], frame)
    return window("open-ended", date(year, month, 1), None)


def _from_day(match: re.Match[str], frame: Frame) -> Window:
    return window("open-ended", read_day(match[1], frame), None)


def _from_year(match: re.Match[str], frame: Frame) -> Window:
    return window("open-ended", date(int(match[1]), 1, 1), None)


def _ordered(kind: str, first: date, last: date) -> Window:
    if first > last:
        raise NotRead("order")
    return window(kind, first, last)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{text})$")


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Frame], Window]], ...]] = (
    (_pattern(rf"(?:до|не позднее|к|не позже) ({DAY})(?: включительно)?"), _by),
    (_pattern(rf"{_LOST} ?- ?({DAY})"), _by),
    (_pattern(rf"(?:до конца|к концу) ({MONTH})"), _by_month),
    (_pattern(rf"(?:до конца|к концу) ({YEAR}(?:(?:,| и|, и)? {YEAR})*)"), _by_year_end),
    (_pattern(rf"({DAY})"), _on),
    (_pattern(rf"(?:с )?({DAY}) ?(?:-|по|до) ?({DAY})"), _between),
    (_pattern(rf"(?:с )?(\d{{1,2}}) ?(?:-|по|до) ?({DAY})"), _days),
    (_pattern(rf"(?:в )?({MONTH})"), _month),
    (_pattern(rf"(?:с )?({MONTH}) ?(?:-|по|до) ?({MONTH})"), _months),
    (_pattern(rf"(?:в )?{_NUMBER} квартале?(?: ({YEAR}))?"), _quarter),
    (_pattern(rf"(?:в )?{_NUMBER} ?- ?{_NUMBER} квартал(?:ы|е|ах)?(?: ({YEAR}))?"), _quarters),
    (_pattern(rf"(?:в )?{_NUMBER} полугоди[еи](?: ({YEAR}))?"), _half),
    (_pattern(rf"(?:в течение |в )?({YEAR})"), _year),
    (_pattern(rf"(?:в течение )?({YEAR})-({YEAR})"), _years),
    (_pattern(r"в течение (?:всего )?(?:календарного )?года"), _all_year),
    (_pattern(r"в течение (?:всего )?учебного года"), _school_year),
    (_pattern(r"в течение (?:всего )?(?:срока|периода)(?: реализации)?(?: .{0,60})?"), _whole_plan),
    (_pattern(r"постоянно|весь период"), _whole_plan),
    (_pattern(rf"(?:с |начиная с )({MONTH})(?: и далее)?"), _from_month),
    (_pattern(rf"(?:с |начиная с )({DAY})(?: и далее)?"), _from_day),
    (_pattern(rf"(?:с |начиная с )?({YEAR}) и далее"), _from_year),
    (_pattern(rf"(?:с |начиная с )({YEAR})"), _from_year),
)  # fmt: skip
