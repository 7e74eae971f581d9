"""Numeric functions: rounding, remainders, roots, logarithms."""

from __future__ import annotations

import decimal
from decimal import Decimal

from app.feel.builtins.conversion import whole
from app.feel.builtins.registry import builtin
from app.feel.runtime import Run
from app.feel.values.durations import DaysDuration, YearsDuration
from app.feel.values.intake import NUMBERS
from app.feel.values.kinds import Value

_WIDE = decimal.Context(prec=80, Emax=999_999, Emin=-999_999, traps=[])


def rounded(n: Decimal, scale: Decimal, rounding: str) -> Decimal | None:
    """Round to so many digits after the point; None for a scale outside -6111..6176."""
    digits = whole(scale)
    if digits is None or not -6111 <= digits <= 6176:
        return None
    exponent = n.as_tuple().exponent
    if not isinstance(exponent, int):
        return None
    if exponent >= -digits:
        return n
    if n.adjusted() < -digits - 1:
        # Less than a tenth of the last digit kept: quantize would need no more than its sign.
        n = Decimal((n.as_tuple().sign, (1,), -digits - 2)) if n else n
    result = n.quantize(Decimal((0, (1,), -digits)), rounding, _WIDE)
    result = NUMBERS.plus(result)
    return result if result.is_finite() else None


@builtin("decimal", "n: number, scale: number", family="numeric",
         ru="Округляет до указанного числа знаков; половина — к чётному.",
         en="Rounds to so many digits, a half to the even side.")  # fmt: skip
def to_scale(_: Run, n: Decimal, scale: Decimal) -> Value:
    """Round half to even."""
    return rounded(n, scale, decimal.ROUND_HALF_EVEN)


def _rounding(name: str, rounding: str, ru: str, en: str, *, optional: bool = False) -> None:
    mark = "?" if optional else ""

    @builtin(name, f"n: number, scale{mark}: number", family="numeric", ru=ru, en=en)
    def implementation(_: Run, n: Decimal, scale: Decimal | None) -> Value:
        return rounded(n, Decimal(0) if scale is None else scale, rounding)


_rounding("floor", decimal.ROUND_FLOOR, "Округляет вниз.", "Rounds down.", optional=True)
_rounding("ceiling", decimal.ROUND_CEILING, "Округляет вверх.", "Rounds up.", optional=True)
_rounding("round up", decimal.ROUND_UP, "Округляет от нуля.", "Rounds away from zero.")
_rounding("round down", decimal.ROUND_DOWN, "Округляет к нулю.", "Rounds toward zero.")
_rounding("round half up", decimal.ROUND_HALF_UP,
          "Округляет до ближайшего, половина — от нуля.", "Rounds to nearest, a half away from zero.")  # fmt: skip
_rounding("round half down", decimal.ROUND_HALF_DOWN,
          "Округляет до ближайшего, половина — к нулю.", "Rounds to nearest, a half toward zero.")  # fmt: skip


@builtin("abs", "n: number/days and time duration/years and months duration", family="numeric",
         ru="Величина без знака.", en="The value without its sign.")  # fmt: skip
def absolute(_: Run, n: Value) -> Value:
    """Drop the sign of a number or duration."""
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanoseconds))
    return YearsDuration(abs(n.months)) if isinstance(n, YearsDuration) else NUMBERS.abs(n)


@builtin("modulo", "dividend: number, divisor: number", family="numeric",
         ru="Остаток от деления со знаком делителя.",
         en="The remainder, with the sign of the divisor.")  # fmt: skip
def modulo(_: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """Give dividend - divisor * floor(dividend / divisor)."""
    if not divisor or abs(dividend.adjusted() - divisor.adjusted()) > 6200:
        return None
    remainder = _exact_remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = NUMBERS.add(remainder, divisor)
    return remainder + 0 if remainder.is_finite() else None


def _exact_remainder(dividend: Decimal, divisor: Decimal) -> Decimal:
    reach = max(dividend.adjusted() - divisor.adjusted(), 0) + 80
    exact = decimal.Context(prec=reach, Emax=999_999, Emin=-999_999, traps=[])
    return NUMBERS.plus(exact.remainder(dividend, divisor))


@builtin("sqrt", "number: number", family="numeric", ru="Квадратный корень.", en="The square root.")
def square_root(_: Run, number: Decimal) -> Value:
    """Take the root of a number that is not negative."""
    return NUMBERS.sqrt(number) if number >= 0 else None


@builtin("log", "number: number", family="numeric",
         ru="Натуральный логарифм.", en="The natural logarithm.")  # fmt: skip
def logarithm(_: Run, number: Decimal) -> Value:
    """Take the logarithm of a positive number."""
    return NUMBERS.ln(number) if number > 0 else None


@builtin("exp", "number: number", family="numeric",
         ru="Число e в указанной степени.", en="e to that power.")  # fmt: skip
def exponential(_: Run, number: Decimal) -> Value:
    """Raise e to a power."""
    result = NUMBERS.exp(number)
    return result if result.is_finite() else None


@builtin("odd", "number: number", family="numeric", ru="Да, если число нечётное.",
         en="True for an odd number.")  # fmt: skip
def odd(_: Run, number: Decimal) -> Value:
    """Say whether a number is odd; a fraction is neither."""
    return _parity(number) == 1


@builtin("even", "number: number", family="numeric", ru="Да, если число чётное.",
         en="True for an even number.")  # fmt: skip
def even(_: Run, number: Decimal) -> Value:
    """Say whether a number is even; a fraction is neither."""
    return _parity(number) == 0


def _parity(number: Decimal) -> int | None:
    if number != number.to_integral_value():
        return None
    if number.adjusted() > 100:
        return 0
    return int(number) % 2
