"""The two durations of FEEL, which never mix: days and time, years and months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, exact to the nanosecond."""

    nanoseconds: int

    @classmethod
    def from_timedelta(cls, delta: timedelta) -> DaysDuration:
        """Take over a Python timedelta without loss."""
        seconds = delta.days * 86_400 + delta.seconds
        return cls(seconds * SECOND + delta.microseconds * 1000)

    def to_timedelta(self) -> timedelta:
        """Give a Python timedelta, cut to microseconds; raises OverflowError beyond its reach."""
        return timedelta(microseconds=self.nanoseconds // 1000)

    def parts(self) -> tuple[int, int, int, int, int, int]:
        """Give sign (1 or -1), days, hours, minutes, seconds, nanoseconds."""
        sign = -1 if self.nanoseconds < 0 else 1
        days, rest = divmod(abs(self.nanoseconds), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, rest = divmod(rest, SECOND)
        return sign, days, hours, minutes, seconds, rest

    def __str__(self) -> str:
        sign, days, hours, minutes, seconds, nanos = self.parts()
        text = ("-" if sign < 0 else "") + "P" + (f"{days}D" if days else "")
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            clock += str(seconds) + (f".{nanos:09d}".rstrip("0") if nanos else "") + "S"
        if clock:
            return f"{text}T{clock}"
        return text if days else "PT0S"


@dataclass(frozen=True, slots=True, order=True)
class YearsDuration:
    """A years and months duration."""

    months: int

    def parts(self) -> tuple[int, int, int]:
        """Give sign (1 or -1), years, months."""
        years, months = divmod(abs(self.months), 12)
        return (-1 if self.months < 0 else 1), years, months

    def __str__(self) -> str:
        sign, years, months = self.parts()
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if sign < 0 else "") + "P" + (text or "0M")
