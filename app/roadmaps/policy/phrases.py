"""Deadlines as plans print them, read into our kinds of schedules; what is not understood is asked, never invented.

The words of a deadline are taken apart: what comes by request, what an outside schedule says, how often, and between
which days. Every part has to be understood: a phrase with a rest is a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from app.roadmaps.policy.phrase_dates import DAY, YEAR, Frame, NotRead, month_end, printed_year, read_day, simplified
from app.roadmaps.policy.phrase_windows import read_window
from app.roadmaps.policy.shifting import shift_years

MOST_LETTERS: Final = 400
_DEMAND: Final = re.compile(
    r"(?:далее )?(?:по мере [^,;)(]*|при необходимости|в случае необходимости|"
    r"по (?:письменн\w+ )?(?:запрос\w*|заявк\w*|заявлени\w*|обращени\w*|требовани\w*)"
    r"(?: (?!в соответствии)[^,;)(\d]{1,40}?(?=$|[,;)]))?)"
)
_OUTSIDE: Final = re.compile(
    r"(?:(?:в соответствии с|согласно)[^,;)(]*?(?:график|план|расписани|положени)[^,;)(]*"
    r"|по (?!заявк|запрос|мере)[^,;)(\d]{0,30}?(?:план\w*-)?график[^,;)(]*|(?:в )?срок[иа]?,? (?:определя|устан)[^;]*"
    r"|по согласованию(?: с[^,;)(]*)?)"
)
_AFTER_PERIOD: Final = re.compile(
    r"(?:ежеквартально,? )?до (\d{1,2})(?:-?го)? числа месяца, следующего за (?:отчетным )?(кварталом|месяцем)"
)
_DAY_OF_MONTH: Final = re.compile(r"до (\d{1,2})(?:-?го)? числа(?: каждого месяца)?")
_OFTEN: Final = (
    ("weekly", re.compile(r"еженедельно|(?:1 |один )?раз в неделю")),
    ("monthly", re.compile(r"ежемесячно|(?:1 |один )?раз в месяц|каждый месяц")),
    ("quarterly", re.compile(r"ежеквартально|(?:1 |один )?раз в квартал")),
    ("half-yearly", re.compile(r"(?:1 |один )?раз в (?:полугодие|полгода)|(?:2|два) раза в год")),
    ("yearly", re.compile(r"ежегодно|(?:1 |один )?раз в год")),
)
_YEARS: Final = re.compile(rf"(?<!\d)({YEAR})-({YEAR})$")
_UNREADABLE: Final = re.compile(r"не читается|утрачен|нечитаем|неразборчив")
_QUARTER_ENDS: Final = (3, 6, 9, 12)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What became of a phrase: a schedule as a plan file holds it, or a question (a code) and no schedule."""

    schedule: dict[str, Any] | None = None
    question: str = ""


@dataclass(kw_only=True)
class _Parts:
    """A phrase taken apart."""

    demand: str = ""
    outside: str = ""
    often: str = ""
    rest: str = ""
    assumed: list[str] = field(default_factory=list)


def read_phrase(text: str, frame: Frame) -> Reading:
    """Return the schedule of a deadline as printed, or what has to be asked about it."""
    plain = simplified(text)
    if len(plain) > MOST_LETTERS:
        return Reading(question="unknown")
    if not plain.strip(" -()") or plain in {"(пусто)", "нет"}:
        return Reading(question="empty")
    try:
        return _read(plain, frame)
    except NotRead as refused:
        return Reading(question=refused.code)


def _read(plain: str, frame: Frame) -> Reading:
    after = _AFTER_PERIOD.search(plain)
    if after:
        return Reading(schedule=_after_period(int(after[1]), after[2], frame))
    if _UNREADABLE.search(plain) and read_window(plain, frame) is None:
        return Reading(question="unreadable")
    parts = _taken_apart(plain)
    if parts.often:
        schedule = _recurring(parts, frame)
    elif parts.rest:
        found = read_window(parts.rest, frame)
        if found is None:
            raise NotRead("unknown")
        schedule = found
    else:
        schedule = {"type": "", "start": frame.first.isoformat(), "end": frame.last.isoformat()}
    return Reading(schedule=_finished(schedule, parts))


def _taken_apart(plain: str) -> _Parts:
    parts = _Parts()
    text = plain
    outside = _OUTSIDE.search(text)
    if outside:
        parts.outside, text = outside[0].strip(), text.replace(outside[0], " ", 1)
    demand = _DEMAND.search(text)
    if demand:
        parts.demand, text = demand[0].strip(), text.replace(demand[0], " ", 1)
    for name, pattern in _OFTEN:
        often = pattern.search(text)
        if often:
            parts.often, text = name, text.replace(often[0], " ", 1)
            break
    text = re.sub(r"\(\s*\)|\(\s*(?:далее)?[\s,-]*\)|[;()]", " ", text)
    text = re.sub(r"(?<!и)(?:^|[\s,])далее[\s,]*-?\s*$", " ", " ".join(text.split()))
    parts.rest = " ".join(text.split()).strip(" ,.").removesuffix(" -").strip(" ,")
    if (parts.demand or parts.outside) and parts.rest == "в течение года":
        parts.rest = ""
    return parts


def _finished(schedule: dict[str, Any], parts: _Parts) -> dict[str, Any]:
    """Add what comes by request or from an outside schedule; alone they make the kind."""
    dated = bool(schedule["type"]) and not (parts.outside and schedule["type"] == "multi-year")
    if parts.demand:
        schedule |= {"on_demand": True, "then" if dated else "trigger": parts.demand if dated else "request"}
        schedule["type"] = schedule["type"] or "on-demand"
    if parts.outside:
        schedule["source"] = parts.outside
        if not dated and not parts.demand:
            schedule |= {"type": "external-schedule", "trigger": "external-schedule", "external_schedule": True}
    if parts.assumed:
        schedule["assumed"] = parts.assumed
    return schedule


def _recurring(parts: _Parts, frame: Frame) -> dict[str, Any]:
    rest, years = parts.rest, _YEARS.search(parts.rest)
    first, last = frame.first, frame.last
    if years:
        first, last = date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
        rest = rest[: years.start()].strip(" ,")
        frame = Frame(first=first, last=last)
    if parts.often == "yearly" and rest:
        return _yearly(rest, frame, parts)
    number = _DAY_OF_MONTH.fullmatch(rest)
    if number and parts.often == "monthly":
        return _monthly(first, last, int(number[1]))
    anchor = None
    if rest:
        found = read_window(rest, frame)
        if found is None or found["type"] not in {"open-ended", "month", "exact-window", "year", "multi-year"}:
            raise NotRead("unknown")
        first = date.fromisoformat(found["start"])
        if found["type"] in {"open-ended", "month"}:
            anchor = first
        else:
            last = date.fromisoformat(found["end"])
    return _RULES[parts.often](first, last, anchor, parts)


def _rule(kind: str, first: date, last: date, rule: str, start: date, lead: str) -> dict[str, Any]:
    """Return a recurrence from `start` on that ends with `last`; nothing is due when it begins after it."""
    if start > last:
        raise NotRead("order")
    return {
        "type": f"recurring-{kind}",
        "start": first.isoformat(),
        "end": last.isoformat(),
        "rrule": f"{rule};UNTIL={last:%Y%m%d}",
        "dtstart": start.isoformat(),
        "opens_before_due": lead,
    }


def _weekly(first: date, last: date, anchor: date | None, parts: _Parts) -> dict[str, Any]:
    parts.assumed.append("день недели — пятница (в документе не назван)")
    start = first + timedelta(days=(4 - first.weekday()) % 7)
    return _rule("weekly", first, last, "FREQ=WEEKLY;BYDAY=FR", start, "P1W")


def _each_month(first: date, last: date, anchor: date | None, parts: _Parts) -> dict[str, Any]:
    parts.assumed.append("срок — последний день месяца")
    start = month_end(first.year, first.month)
    return _rule("monthly", first, last, "FREQ=MONTHLY;BYMONTHDAY=-1", start, "P1M")


def _monthly(first: date, last: date, day: int) -> dict[str, Any]:
    if not 1 <= day <= 28:
        raise NotRead("no such day")
    start = date(first.year, first.month, day)
    if start < first:
        start = date(first.year + first.month // 12, first.month % 12 + 1, day)
    return _rule("monthly", first, last, f"FREQ=MONTHLY;BYMONTHDAY={day}", start, "P1M")


def _quarterly(first: date, last: date, anchor: date | None, parts: _Parts) -> dict[str, Any]:
    if anchor is not None:
        parts.assumed.append("каждый третий месяц, начиная с названного; срок — последний день месяца")
        start = month_end(anchor.year, anchor.month)
        return _rule("quarterly", first, last, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", start, "P1M")
    parts.assumed.append("срок — последний день календарного квартала")
    start = month_end(first.year, next(month for month in _QUARTER_ENDS if month >= first.month))
    return _rule("quarterly", first, last, "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", start, "P3M")


def _half_yearly(first: date, last: date, anchor: date | None, parts: _Parts) -> dict[str, Any]:
    parts.assumed.append("календарные полугодия; срок — 30 июня и 31 декабря")
    start = month_end(first.year, 6 if first.month <= 6 else 12)
    return _rule("half-yearly", first, last, "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1", start, "P6M")


def _each_year(first: date, last: date, anchor: date | None, parts: _Parts) -> dict[str, Any]:
    parts.assumed.append("срок — 31 декабря")
    start = date(first.year, 12, 31)
    return _rule("yearly", first, last, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", start, "P1Y")


_RULES: Final = {
    "weekly": _weekly,
    "monthly": _each_month,
    "quarterly": _quarterly,
    "half-yearly": _half_yearly,
    "yearly": _each_year,
}


def _yearly(rest: str, frame: Frame, parts: _Parts) -> dict[str, Any]:
    """Read «ежегодно, июль-август», «ежегодно до 15 августа», «ежегодно с 2021»."""
    by_day = re.fullmatch(rf"(?:до|не позднее|к)? ?({DAY})", rest)
    if by_day and not printed_year(rest):
        day = next(
            (d for y in range(frame.first.year, frame.last.year + 1) if (d := _in_year(by_day[1], y, frame))), None
        )
        if day is None:
            raise NotRead("order")
        rule = f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}"
        return _rule("yearly", frame.first, frame.last, rule, day, "P1M")
    one = Frame(first=date(frame.first.year, 1, 1), last=date(frame.first.year, 12, 31))
    found = read_window(rest, one)
    if found is None or found["type"] in {"by-date", "on-date"}:
        raise NotRead("unknown")
    if found["type"] in {"exact-window", "multi-year", "year", "open-ended"}:
        last = date.fromisoformat(found["end"]) if found["end"] and found["type"] != "year" else frame.last
        return _each_year(date.fromisoformat(found["start"]), last, None, parts)
    first, last = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
    if last < frame.first:
        first, last = shift_years(first, 1), shift_years(last, 1)
    end = month_end(frame.last.year, last.month)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    day_of_month = -1 if last.month == 2 else last.day
    rule = f"FREQ=YEARLY;BYMONTH={last.month};BYMONTHDAY={day_of_month}"
    return _rule("yearly", first, min(end, frame.last), rule, last, f"P{months}M")


def _in_year(text: str, year: int, frame: Frame) -> date | None:
    day = read_day(text, frame, year=year)
    return day if frame.first <= day <= frame.last else None


def _after_period(day: int, what: str, frame: Frame) -> dict[str, Any]:
    """Read «до 5 числа месяца, следующего за кварталом»: 5 April, 5 July, 5 October, 5 January after the plan."""
    if not 1 <= day <= 28:
        raise NotRead("no such day")
    end_year, end_month = frame.last.year + frame.last.month // 12, frame.last.month % 12 + 1
    until = month_end(end_year, end_month)
    months = (1, 4, 7, 10) if what == "кварталом" else tuple(range(1, 13))
    start = next(at for step in range(1, 13) if (at := _months_on(frame.first, step, day)).month in months)
    by_month = f"BYMONTH={','.join(str(one) for one in months)};" if what == "кварталом" else ""
    kind, frequency = ("quarterly", "YEARLY") if what == "кварталом" else ("monthly", "MONTHLY")
    return _rule(kind, frame.first, until, f"FREQ={frequency};{by_month}BYMONTHDAY={day}", start, "P5D")


def _months_on(first: date, step: int, day: int) -> date:
    index = first.year * 12 + first.month - 1 + step
    return date(index // 12, index % 12 + 1, day)
