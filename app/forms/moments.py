"""Dates and times as people write them: «01.09.2026», «1 сентября 2026», «14:30», and ISO from native controls."""

from __future__ import annotations

import datetime as dt
import re

from app.forms.schema import Subtype, ZoneMode

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = {word: n for n, word in enumerate(MONTHS, 1)} | {word.lower(): n for n, word in enumerate(ENGLISH_MONTHS, 1)}
_DOTTED = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{1,4})\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_WORDED = re.compile(r"([0-9]{1,2})\s+([а-яёa-z]+)\s+([0-9]{1,4})(?:\s*(?:года|г\.?))?\Z")
_TIME = re.compile(r"([0-9]{1,2})[:.\-]([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?\Z")
_BOTH = re.compile(r"(.+?)(?:[Tt]|,?\s+(?:в\s+|at\s+)?)([0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)\Z")

Moment = dt.date | dt.time | dt.datetime


class NotAMoment(ValueError):
    """The text is no date or time; `reason` is the id of the message that says what to write."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_date(text: str) -> dt.date:
    """The date in the text. Raises NotAMoment."""
    cleaned = " ".join(text[:80].lower().split())
    if iso := _ISO.match(cleaned):
        year, month, day = (int(part) for part in iso.groups())
    elif dotted := _DOTTED.match(cleaned):
        day, month = int(dotted[1]), int(dotted[2])
        year = _year(dotted[3])
    elif (worded := _WORDED.match(cleaned)) and worded[2] in _NUMBERS:
        day, month = int(worded[1]), _NUMBERS[worded[2]]
        year = _year(worded[3])
    else:
        raise NotAMoment("date")
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise NotAMoment("date_missing") from None
    if found.year < 1000:
        raise NotAMoment("year")
    return found


def _year(digits: str) -> int:
    if len(digits) != 4:
        raise NotAMoment("year")
    return int(digits)


def read_time(text: str) -> dt.time:
    """The time of day in the text. Raises NotAMoment."""
    found = _TIME.match(text[:40].strip())
    if not found:
        raise NotAMoment("time")
    try:
        return dt.time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise NotAMoment("time") from None


def read_datetime(text: str) -> dt.datetime:
    """The date and time in the text, without a zone. Raises NotAMoment."""
    found = _BOTH.match(text[:80].strip())
    if not found:
        raise NotAMoment("datetime")
    try:
        return dt.datetime.combine(read_date(found[1]), read_time(found[2]))
    except NotAMoment as error:
        raise NotAMoment("datetime" if error.reason in ("date", "time") else error.reason) from None


def in_zone(moment: dt.datetime | dt.time, mode: ZoneMode, zone: dt.tzinfo, today: dt.date) -> dt.datetime | dt.time:
    """A clock reading kept as the mode says. Raises NotAMoment for a time that the change of clocks skips."""
    if mode is ZoneMode.NONE:
        return moment
    naive = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(today, moment)
    try:
        local = naive.replace(tzinfo=zone)
        utc = local.astimezone(dt.UTC)
        back = utc.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise NotAMoment("date_missing") from None
    if back != naive:
        raise NotAMoment("time_gap")
    offset = local.utcoffset() or dt.timedelta()
    kept = utc if mode is ZoneMode.UTC else naive.replace(tzinfo=dt.timezone(offset))
    return kept if isinstance(moment, dt.datetime) else kept.timetz()


def as_moment(value: object, subtype: Subtype, zone: dt.tzinfo, today: dt.date) -> Moment | None:
    """A stored value as the moment a field shows, on the person's clock; ISO text is read too. None when it is none."""
    if isinstance(value, str):
        value = _from_iso(value, subtype)
    if subtype is Subtype.DATE:
        return value.date() if isinstance(value, dt.datetime) else value if isinstance(value, dt.date) else None
    try:
        if subtype is Subtype.TIME and isinstance(value, dt.time):
            if value.tzinfo is None:
                return value
            return dt.datetime.combine(today, value).astimezone(zone).time()
        if subtype is Subtype.DATETIME and isinstance(value, dt.datetime):
            return value.replace(tzinfo=None) if value.tzinfo is None else value.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None
    return None


def _from_iso(text: str, subtype: Subtype) -> Moment | None:
    try:
        if subtype is Subtype.DATE:
            return dt.date.fromisoformat(text[:10])
        return dt.time.fromisoformat(text[:40]) if subtype is Subtype.TIME else dt.datetime.fromisoformat(text[:40])
    except ValueError:
        return None


def typed_moment(value: Moment, locale: str) -> str:
    """A moment as it stands in a field: «01.09.2026», «14:30»; ISO order in English."""
    date = "%Y-%m-%d" if locale == "en" else "%d.%m.%Y"
    if isinstance(value, dt.datetime):
        return _format(value, date) + " " + _clock(value.time())
    return _clock(value) if isinstance(value, dt.time) else _format(value, date)


def show_moment(value: Moment, locale: str) -> str:
    """A moment for people: «1 сентября 2026 года», «1 сентября 2026 года, 14:30»."""
    if isinstance(value, dt.datetime):
        return f"{show_moment(value.date(), locale)}, {_clock(value.time())}"
    if isinstance(value, dt.time):
        return _clock(value)
    if locale == "en":
        return f"{value.day}\u00a0{ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value.day}\u00a0{MONTHS[value.month - 1]} {value.year}\u00a0года"


def example(subtype: Subtype, locale: str, today: dt.date) -> str:
    """A moment to show as an example: the first of September of this school year."""
    day = dt.date(today.year, 9, 1)
    if subtype is Subtype.DATE:
        return typed_moment(day, locale)
    time = dt.time(14, 30)
    return typed_moment(time if subtype is Subtype.TIME else dt.datetime.combine(day, time), locale)


def _format(value: dt.date, pattern: str) -> str:
    return value.strftime(pattern) if value.year >= 1000 else value.isoformat()


def _clock(value: dt.time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")
