"""Arithmetic of FEEL over numbers, text, dates, times and durations; null when there is none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.feel.temporal import reckoning
from app.feel.values.durations import DaysDuration, YearsDuration
from app.feel.values.intake import NUMBERS
from app.feel.values.kinds import KINDS, Value

Operation = Callable[[Any, Any], Value]
_MAX_MONTHS = 12 * 10**10
_MAX_NANOSECONDS = 10**30


def finite(value: Decimal) -> Decimal | None:
    """Give the number, or None for overflow, division by zero and what is no number."""
    return value if value.is_finite() else None


def days(nanoseconds: int) -> DaysDuration | None:
    """Give the duration, or None when it is absurdly long."""
    return DaysDuration(nanoseconds) if abs(nanoseconds) < _MAX_NANOSECONDS else None


def years(months: int) -> YearsDuration | None:
    """Give the duration, or None when it is absurdly long."""
    return YearsDuration(months) if abs(months) < _MAX_MONTHS else None


def _scaled(amount: int, factor: Decimal) -> int | None:
    """Multiply a whole amount by a number, cut toward zero."""
    if factor.adjusted() > 40:
        return None
    return int(amount * Fraction(factor)) if factor.adjusted() > -60 else 0


def _times_days(left: DaysDuration, right: Decimal) -> Value:
    scaled = _scaled(left.nanoseconds, right)
    return None if scaled is None else days(scaled)


def _times_years(left: YearsDuration, right: Decimal) -> Value:
    scaled = _scaled(left.months, right)
    return None if scaled is None else years(scaled)


def _split(amount: int, divisor: Decimal) -> int | None:
    if not divisor or divisor.adjusted() < -40:
        return None
    return int(amount / Fraction(divisor)) if divisor.adjusted() < 60 else 0


def _over_days(left: DaysDuration, right: Decimal) -> Value:
    part = _split(left.nanoseconds, right)
    return None if part is None else days(part)


def _over_years(left: YearsDuration, right: Decimal) -> Value:
    part = _split(left.months, right)
    return None if part is None else years(part)


def _ratio(left: int, right: int) -> Decimal | None:
    return finite(NUMBERS.divide(Decimal(left), Decimal(right))) if right else None


def _date_minus_moment(left: Any, right: Any) -> Value:
    return reckoning.moments_apart(reckoning.midnight_utc(left), right) if right.tzinfo else None


def _moment_minus_date(left: Any, right: Any) -> Value:
    return reckoning.moments_apart(left, reckoning.midnight_utc(right)) if left.tzinfo else None


N, S, D, T, M = "number", "string", "date", "time", "date and time"
DD, YM = "days and time duration", "years and months duration"

ADD: dict[tuple[str, str], Operation] = {
    (N, N): lambda a, b: finite(NUMBERS.add(a, b)),
    (S, S): lambda a, b: a + b,
    (DD, DD): lambda a, b: days(a.nanoseconds + b.nanoseconds),
    (YM, YM): lambda a, b: years(a.months + b.months),
    (D, DD): lambda a, b: reckoning.date_plus_nanoseconds(a, b.nanoseconds),
    (D, YM): lambda a, b: reckoning.date_plus_months(a, b.months),
    (M, DD): lambda a, b: reckoning.datetime_plus_nanoseconds(a, b.nanoseconds),
    (M, YM): lambda a, b: reckoning.datetime_plus_months(a, b.months),
    (T, DD): lambda a, b: reckoning.time_plus_nanoseconds(a, b.nanoseconds),
}
for _left, _right in ((D, DD), (D, YM), (M, DD), (M, YM), (T, DD)):
    ADD[_right, _left] = lambda a, b, _do=ADD[_left, _right]: _do(b, a)  # type: ignore[misc]

SUBTRACT: dict[tuple[str, str], Operation] = {
    (N, N): lambda a, b: finite(NUMBERS.subtract(a, b)),
    (DD, DD): lambda a, b: days(a.nanoseconds - b.nanoseconds),
    (YM, YM): lambda a, b: years(a.months - b.months),
    (D, DD): lambda a, b: reckoning.date_plus_nanoseconds(a, -b.nanoseconds),
    (D, YM): lambda a, b: reckoning.date_plus_months(a, -b.months),
    (M, DD): lambda a, b: reckoning.datetime_plus_nanoseconds(a, -b.nanoseconds),
    (M, YM): lambda a, b: reckoning.datetime_plus_months(a, -b.months),
    (T, DD): lambda a, b: reckoning.time_plus_nanoseconds(a, -b.nanoseconds),
    (D, D): reckoning.dates_apart,
    (M, M): reckoning.moments_apart,
    (T, T): reckoning.times_apart,
    (D, M): _date_minus_moment,
    (M, D): _moment_minus_date,
}

MULTIPLY: dict[tuple[str, str], Operation] = {
    (N, N): lambda a, b: finite(NUMBERS.multiply(a, b)),
    (DD, N): _times_days,
    (N, DD): lambda a, b: _times_days(b, a),
    (YM, N): _times_years,
    (N, YM): lambda a, b: _times_years(b, a),
}

DIVIDE: dict[tuple[str, str], Operation] = {
    (N, N): lambda a, b: finite(NUMBERS.divide(a, b)),
    (DD, N): _over_days,
    (YM, N): _over_years,
    (DD, DD): lambda a, b: _ratio(a.nanoseconds, b.nanoseconds),
    (YM, YM): lambda a, b: _ratio(a.months, b.months),
}

POWER: dict[tuple[str, str], Operation] = {(N, N): lambda a, b: finite(NUMBERS.power(a, b))}

TABLES = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}


def apply(sign: str, left: Value, right: Value) -> Value:
    """Work out `left sign right`; None when these kinds know no such operation."""
    operation = TABLES[sign].get((KINDS[type(left)], KINDS[type(right)]))
    return None if operation is None else operation(left, right)


def negate(value: Value) -> Value:
    """Turn the sign of a number or a duration; None for anything else."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if type(value) is DaysDuration:
        return DaysDuration(-value.nanoseconds)
    return YearsDuration(-value.months) if type(value) is YearsDuration else None
