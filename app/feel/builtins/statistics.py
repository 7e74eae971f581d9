"""Functions over lists of numbers: sum, mean, product, median, mode, standard deviation."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from app.feel.builtins.lists import Items, sum_of
from app.feel.builtins.registry import builtin
from app.feel.operators.arithmetic import days, finite, years
from app.feel.runtime import Run
from app.feel.values.durations import DaysDuration, YearsDuration
from app.feel.values.intake import NUMBERS
from app.feel.values.kinds import Value


def _all_numbers(run: Run, items: Items) -> bool:
    run.spend(len(items) // 4 + 1)
    return all(type(item) is Decimal for item in items)


@builtin("sum", "*list: list", family="list", null_answers=True,
         ru="Сумма чисел или сроков.", en="The sum of numbers or durations.")  # fmt: skip
def total(run: Run, items: Items) -> Value:
    """Add up; null for an empty list."""
    run.spend(len(items) // 4 + 1)
    if not items:
        return None
    if all(type(item) is DaysDuration for item in items):
        return days(sum(item.nanoseconds for item in items))
    if all(type(item) is YearsDuration for item in items):
        return years(sum(item.months for item in items))
    return sum_of(items)


@builtin("mean", "*list: list", family="list", null_answers=True,
         ru="Среднее чисел.", en="The mean of numbers.")  # fmt: skip
def mean(run: Run, items: Items) -> Value:
    """Give the mean; null for an empty list."""
    run.spend(len(items) // 4 + 1)
    added = sum_of(items)
    return None if not items or added is None else NUMBERS.divide(added, Decimal(len(items)))


@builtin("product", "*list: list", family="list", null_answers=True,
         ru="Произведение чисел.", en="The product of numbers.")  # fmt: skip
def product(run: Run, items: Items) -> Value:
    """Multiply all; null for an empty list."""
    if not items or not _all_numbers(run, items):
        return None
    result = Decimal(1)
    for item in items:
        result = NUMBERS.multiply(result, item)
    return finite(result)


@builtin("median", "*list: list", family="list", null_answers=True,
         ru="Медиана чисел.", en="The median of numbers.")  # fmt: skip
def median(run: Run, items: Items) -> Value:
    """Give the middle, or the mean of the two middle ones."""
    if not items or not _all_numbers(run, items):
        return None
    ordered = sorted(items)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return NUMBERS.divide(NUMBERS.add(ordered[half - 1], ordered[half]), Decimal(2))


@builtin("mode", "*list: list", family="list", null_answers=True,
         ru="Самые частые числа.", en="The most frequent numbers.")  # fmt: skip
def mode(run: Run, items: Items) -> Value:
    """Give the most frequent numbers in order."""
    if not _all_numbers(run, items):
        return None
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return sorted(item for item, number in counts.items() if number == most)


@builtin("stddev", "*list: list", family="list", null_answers=True,
         ru="Стандартное отклонение чисел.", en="The sample standard deviation.")  # fmt: skip
def deviation(run: Run, items: Items) -> Value:
    """Give the sample standard deviation; null for fewer than two numbers."""
    if len(items) < 2 or not _all_numbers(run, items):
        return None
    middle = mean(run, items)
    squares = Decimal(0)
    for item in items:
        apart = NUMBERS.subtract(item, middle)
        squares = NUMBERS.add(squares, NUMBERS.multiply(apart, apart))
    return finite(NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(items) - 1))))
