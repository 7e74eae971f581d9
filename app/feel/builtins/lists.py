"""List functions, sort included."""

from __future__ import annotations

import functools
from decimal import Decimal

from app.feel.builtins.conversion import whole
from app.feel.builtins.registry import builtin
from app.feel.calling import Place, invoke
from app.feel.operators.equality import same
from app.feel.operators.ordering import compare
from app.feel.runtime import Run
from app.feel.values.functions import Function
from app.feel.values.kinds import Value

Items = list[Value]


@builtin("list contains", "list: list, element: Any", family="list",
         ru="Есть ли значение в списке.", en="Whether a list holds a value.")  # fmt: skip
def list_contains(run: Run, items: Items, element: Value) -> Value:
    """Search a list."""
    run.spend(len(items) // 4 + 1)
    return any(same(item, element, run.spend) for item in items)


@builtin("count", "list: list", family="list", ru="Сколько элементов в списке.",
         en="How many items a list has.")  # fmt: skip
def count(_: Run, items: Items) -> Value:
    """Count items."""
    return Decimal(len(items))


def _extreme(run: Run, items: Items, wanted: int) -> Value:
    run.spend(len(items) // 4 + 1)
    best: Value = None
    for item in items:
        if best is None:
            if item is None or compare(item, item) is None:
                return None
            best = item
            continue
        order = compare(item, best)
        if order is None:
            return None
        best = item if order == wanted else best
    return best


@builtin("min", "*list: list", family="list", null_answers=True,
         ru="Наименьшее значение.", en="The smallest value.")  # fmt: skip
def smallest(run: Run, items: Items) -> Value:
    """Pick the smallest of comparable items."""
    return _extreme(run, items, -1)


@builtin("max", "*list: list", family="list", null_answers=True,
         ru="Наибольшее значение.", en="The largest value.")  # fmt: skip
def largest(run: Run, items: Items) -> Value:
    """Pick the largest of comparable items."""
    return _extreme(run, items, 1)


def picked(items: Items, position: Decimal) -> int | None:
    """Turn a position (from 1, or negative from the end) into an index, None when outside."""
    number = whole(position)
    if not number or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number


@builtin("sublist", "list: list, start position: number, length?: number", family="list",
         ru="Часть списка с указанного места.", en="Part of a list from a position.")  # fmt: skip
def sublist(_: Run, items: Items, start: Decimal, length: Decimal | None) -> Value:
    """Cut a part out."""
    first = picked(items, start)
    if first is None:
        return None
    if length is None:
        return items[first:]
    size = whole(length)
    return items[first : first + size] if size is not None and size >= 0 else None


@builtin("append", "list: list, *item: list", family="list",
         ru="Список с добавленными в конец элементами.", en="A list with items at its end.")  # fmt: skip
def append(run: Run, items: Items, more: Items) -> Value:
    """Add items."""
    run.allow_items(len(items) + len(more))
    return items + more


@builtin("concatenate", "*list: list", family="list",
         ru="Соединяет списки.", en="Joins lists.")  # fmt: skip
def concatenate(run: Run, lists: Items) -> Value:
    """Join lists one after another."""
    parts = [part if isinstance(part, list) else [part] for part in lists]
    run.allow_items(sum(map(len, parts)))
    return [item for part in parts for item in part]


@builtin("insert before", "list: list, position: number, newItem: Any", family="list",
         ru="Вставляет элемент перед указанным местом.", en="Puts an item before a position.")  # fmt: skip
def insert_before(run: Run, items: Items, position: Decimal, item: Value) -> Value:
    """Insert an item."""
    index = picked(items, position)
    if index is None:
        return None
    run.allow_items(len(items) + 1)
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number", family="list",
         ru="Список без элемента с указанным номером.", en="A list without the item there.")  # fmt: skip
def remove(run: Run, items: Items, position: Decimal) -> Value:
    """Remove an item."""
    index = picked(items, position)
    if index is None:
        return None
    run.spend(len(items) // 8 + 1)
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: Any", family="list",
         ru="Список, где элемент с номером или по условию заменён.",
         en="A list with an item replaced, by position or by a condition.")  # fmt: skip
def replace_at(run: Run, items: Items, position: Decimal, item: Value) -> Value:
    """Replace one item."""
    index = picked(items, position)
    if index is None:
        return None
    run.spend(len(items) // 8 + 1)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: Any")
def replace_where(run: Run, items: Items, match: Function, item: Value) -> Value:
    """Replace the items for which match(item, newItem) is true."""
    if len(match.params) != 2:
        return None
    place = Place("match")
    replaced = []
    for old in items:
        verdict = invoke(run, match, [old, item], None, place)
        if type(verdict) is not bool:
            return None
        replaced.append(item if verdict else old)
    return replaced


@builtin("reverse", "list: list", family="list", ru="Список в обратном порядке.",
         en="A list turned round.")  # fmt: skip
def reverse(run: Run, items: Items) -> Value:
    """Turn a list round."""
    run.spend(len(items) // 8 + 1)
    return items[::-1]


@builtin("index of", "list: list, match: Any", family="list",
         ru="Номера элементов, равных значению.", en="Positions of the items equal to a value.")  # fmt: skip
def index_of(run: Run, items: Items, match: Value) -> Value:
    """Find positions."""
    run.spend(len(items) // 4 + 1)
    return [Decimal(at) for at, item in enumerate(items, 1) if same(item, match, run.spend)]


@builtin("union", "*list: list", family="list",
         ru="Соединяет списки без повторов.", en="Joins lists without repeats.")  # fmt: skip
def union(run: Run, lists: Items) -> Value:
    """Join lists and drop repeats."""
    return distinct(run, concatenate(run, lists))


@builtin("distinct values", "list: list", family="list",
         ru="Список без повторов.", en="A list without repeats.")  # fmt: skip
def distinct(run: Run, items: Items) -> Value:
    """Drop repeats, keeping the first."""
    seen: set[object] = set()
    found: Items = []
    for item in items:
        if type(item) in (str, Decimal, bool):
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                found.append(item)
        else:
            run.spend(len(found) // 4 + 1)
            if not any(same(item, other, run.spend) for other in found):
                found.append(item)
    return found


@builtin("duplicate values", "list: list", family="list",
         ru="Значения, которые повторяются.", en="The values that are repeated.")  # fmt: skip
def duplicates(run: Run, items: Items) -> Value:
    """Give each repeated value once."""
    found: Items = []
    for at, item in enumerate(items):
        run.spend(at // 4 + 1)
        if _holds(run, items[:at], item) and not _holds(run, found, item):
            found.append(item)
    return found


def _holds(run: Run, items: Items, wanted: Value) -> bool:
    return any(same(item, wanted, run.spend) for item in items)


@builtin("flatten", "list: list", family="list",
         ru="Список без вложенных списков.", en="A list without lists in it.")  # fmt: skip
def flatten(run: Run, items: Items) -> Value:
    """Lay nested lists out."""
    flat: Items = []
    waiting: list[Value] = items[::-1]
    while waiting:
        run.spend(1)
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        else:
            flat.append(item)
            run.allow_items(len(flat)) if len(flat) > run.budget.items else None
    return flat


@builtin("is empty", "list: list", family="list", ru="Пуст ли список.", en="Whether a list is empty.")
def is_empty(_: Run, items: Items) -> Value:
    """Say whether there is nothing."""
    return not items


@builtin("partition", "list: list, size: number", family="list",
         ru="Делит список на части указанного размера.", en="Cuts a list into parts of a size.")  # fmt: skip
def partition(run: Run, items: Items, size: Decimal) -> Value:
    """Cut a list into parts."""
    step = whole(size)
    if not step or step < 1:
        return None
    run.spend(len(items) // 8 + 1)
    return [items[at : at + step] for at in range(0, len(items), step)]


@builtin("sort", "list: list, precedes?: function", family="sort",
         ru="Упорядочивает список; precedes(x, y) говорит, что x идёт раньше y.",
         en="Orders a list; precedes(x, y) says that x comes before y.")  # fmt: skip
def sort(run: Run, items: Items, precedes: Function | None) -> Value:
    """Order a list; without a function by the values themselves."""
    if precedes is not None and len(precedes.params) != 2:
        return None
    place = Place("precedes")

    def order(one: Value, other: Value) -> int:
        run.spend(1)
        if precedes is None:
            found = compare(one, other)
            if found is None:
                raise _NoOrder
            return found
        before = invoke(run, precedes, [one, other], None, place)
        if type(before) is not bool:
            raise _NoOrder
        if before:
            return -1
        return 1 if invoke(run, precedes, [other, one], None, place) is True else 0

    try:
        return sorted(items, key=functools.cmp_to_key(order))
    except _NoOrder:
        return None


class _NoOrder(Exception):
    """Two items cannot be put in order."""


def sum_of(items: Items) -> Decimal | None:
    """Add numbers up; None when an item is none."""
    from app.feel.values.intake import NUMBERS

    total = Decimal(0)
    for item in items:
        if type(item) is not Decimal:
            return None
        total = NUMBERS.add(total, item)
    return total if total.is_finite() else None
