"""Names with spaces, signs, accents and reserved words."""

from __future__ import annotations

import unicodedata

import pytest

from app.feel import parse
from tests.feel.asking import ask


@pytest.mark.parametrize(
    "name",
    [
        "количество замечаний",
        "первый-второй",
        "a+b",
        "сумма, руб.",
        "доля %",
        "№ приказа",
        "дата и время",
        "in stock",
        "срок if known",
        "цена/качество",
        "d'Artagnan",
        "école",
        "файл.имя",
        "эксперт 1",
        "time and place",
    ],
)
def test_a_known_name_is_read_whole(name: str) -> None:
    assert ask(f"{name} + 1", {name: 41}) == 42
    assert ask(f"группа.{name} * 2", {"группа": {name: 21}}) == 42
    assert ask(f"[{name}][1] = 42", {name: 42}) is True


def test_the_longest_known_name_wins() -> None:
    assert ask("a-b", {"a": 5, "b": 3}) == 2
    assert ask("a-b", {"a": 5, "b": 3, "a-b": 100}) == 100
    assert ask("a - b", {"a": 5, "b": 3, "a-b": 100}) == 100


def test_blanks_inside_a_name_do_not_matter() -> None:
    assert ask("количество\n  замечаний > 2", {"количество замечаний": 3}) is True


def test_two_spellings_of_an_accent_are_one_name() -> None:
    composed, split = "école-x", unicodedata.normalize("NFD", "école-x")
    assert parse(f"{split} + 1", names=[composed]).evaluate({composed: 1}).value == 2


def test_a_name_in_backticks_is_taken_literally() -> None:
    assert ask("`a-b` + 1", {"a-b": 1}) == 2


def test_keys_of_a_context_are_known_names_after_it() -> None:
    assert ask("{a-b: 1, c: a-b + 1}.c") == 2
    assert ask('{"a+b": 5}.a+b') == 5


def test_names_of_loops_may_have_spaces() -> None:
    assert ask("some новая строка in [1, 2] satisfies новая строка = 2") is True


def test_a_leading_equals_sign_is_dropped() -> None:
    assert ask("= 1 + 1") == 2
    assert ask("  =сумма > 1", сумма=2) is True
