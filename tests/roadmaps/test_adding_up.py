"""Facts of organisations become one: nobody twice, shares by their two numbers, a mean only where those lack."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.roadmaps.policy.adding_up import Measured, add_up, covering, is_too_much, read_measured, share_of
from app.roadmaps.queries.indicator_library import get_indicator

SHARE = get_indicator("tr-i2")
COUNT = get_indicator("tr-i3")
PRINTED = get_indicator("s8-b2")
ABOVE = {1: (), 2: (1,), 3: (1, 2), 4: (1, 2), 5: (1,), 6: (1, 5)}


def measured(part: int, whole: int) -> Measured:
    found = share_of(Decimal(part), Decimal(whole), SHARE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value", "part", "whole"),
    [
        ("13,2", "13.2", None, None),
        ("12 из 40", "30", "12", "40"),
        ("12/40", "30", "12", "40"),
        ("1\u00a0из\u00a03", "33.3333", "1", "3"),
    ],
)
def test_a_share_is_read_as_one_number_or_two(text: str, value: str, part: str | None, whole: str | None) -> None:
    found = read_measured(text, SHARE)
    assert found is not None
    assert (found.value, found.part, found.whole) == (
        Decimal(value),
        Decimal(part) if part else None,
        Decimal(whole) if whole else None,
    )


@pytest.mark.parametrize("text", ["много", "12 из 0", "", "из 40", "-1 из 4"])
def test_what_is_no_share_is_not_read(text: str) -> None:
    assert read_measured(text, SHARE) is None


def test_a_count_is_not_read_as_a_share_and_a_printed_fraction_keeps_its_unit() -> None:
    assert read_measured("12 из 40", COUNT) is None
    fraction = read_measured("1/9", PRINTED)
    assert fraction is not None
    assert fraction.value == Decimal("0.1111")


def test_one_fact_further_up_stands_for_all_below_it() -> None:
    assert covering([2, 3, 4, 6], lambda place: place, lambda place: ABOVE[place]) == [2, 6]
    assert covering([3, 4, 6], lambda place: place, lambda place: ABOVE[place]) == [3, 4, 6]
    assert covering([1, 2, 3], lambda place: place, lambda place: ABOVE[place]) == [1]


def test_shares_are_weighted_by_their_wholes() -> None:
    together = add_up(SHARE, [measured(10, 10), measured(10, 90)])
    assert (together.value, together.part, together.whole) == (Decimal(20), Decimal(20), Decimal(100))
    assert together.unweighted == 0


def test_a_share_without_its_numbers_makes_a_mean_that_says_so() -> None:
    together = add_up(SHARE, [measured(10, 10), Measured(value=Decimal(50))])
    assert (together.value, together.unweighted, together.whole) == (Decimal(75), 1, None)


def test_counts_are_summed_and_nothing_gives_nothing() -> None:
    facts = [Measured(value=Decimal(3)), Measured(value=Decimal(4))]
    assert add_up(COUNT, facts).value == 7
    assert add_up(COUNT, []).value is None
    assert add_up(replace(COUNT, rollup="none"), facts).value is None


@pytest.mark.parametrize(("text", "too_much"), [("12 из 10", True), ("10 из 10", False), ("12", False), ("два", False)])
def test_a_part_is_never_more_than_its_whole(text: str, too_much: bool) -> None:
    assert is_too_much(text, SHARE) is too_much
    assert (read_measured(text, SHARE) is None) is (too_much or text == "два")
    assert not is_too_much(text, COUNT)
