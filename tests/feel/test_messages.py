"""Errors that people understand: where, what was expected, what was probably meant."""

from __future__ import annotations

import re

import pytest

from app.feel import FeelError, FeelSyntaxError, parse
from app.feel.messages import MESSAGES
from tests.feel.asking import ask_fully, refusal


@pytest.mark.parametrize(
    ("text", "position", "russian", "english"),
    [
        ("1 +", 3, "оборвано", "breaks off"),
        ("1 + + 2", 4, "ожидается значение", "Expected a value"),
        ("(1 + 2", 6, "«)»", "“)”"),
        ("if a then b", 11, "«else»", "“else”"),
        ("for x in xs", 11, "«return»", "“return”"),
        ("сумма == 3", 6, "один знак =", "single ="),
        ('"не закрыто', 0, "не закрыт", "not closed"),
        ("a # b", 2, "«#»", "“#”"),
        ('@"2026-13-01"', 0, "не дата", "no date"),
        ("12abc", 0, "не число", "not a number"),
        ("{a: 1, a: 2}", 7, "повторяется", "repeated"),
        ("function(x) external {}", 12, "external", "External"),
        ("${сумма > 1}", 0, "Camunda 7", "Camunda 7"),
        ("   ", 0, "пустое", "empty"),
        ("f(1, b: 2)", 2, "не смешивают", "do not mix"),
        ("1 /* без конца", 2, "не закрыто", "not closed"),
        ("a \u202e b", 2, "невидимый знак U+202E", "invisible character U+202E"),
        ("1\x00+1", 1, "невидимый", "invisible"),
    ],
)
def test_error_names_place_and_reason_in_two_languages(text: str, position: int, russian: str, english: str) -> None:
    error = refusal(text)
    assert error.position == position
    assert russian in error.message("ru")
    assert english in error.message("en")


def test_error_is_a_feel_error_with_russian_by_default() -> None:
    with pytest.raises(FeelError) as caught:
        parse("1 +")
    assert isinstance(caught.value, FeelSyntaxError)
    assert caught.value.message() == caught.value.ru
    assert str(caught.value) == caught.value.en


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("сума > 1", "Нет поля «сума». Есть «сумма»."),
        ("строка.часы", "Нет поля «часы». Есть «час»."),
        ('1 + "a"', 'Нельзя вычислить «число 1 + текст "a"».'),
        ("1 / 0", "Деление на ноль."),
        ("[1, 2][5]", "В списке 2 элементов, номера 5 нет."),
        ('uper case("a")', "Нет функции «uper case». Есть «upper case»."),
        ('abs("a")', "Аргумент «n» функции «abs» должен быть число"),
        ("сумма < null", "Значение слева или справа от «<» пусто."),
        ('сумма < "5"', 'Нельзя сравнить: число 5 и текст "5".'),
    ],
)
def test_a_null_explains_itself(text: str, reason: str) -> None:
    evaluation = ask_fully(text, {"сумма": 5, "строка": {"час": 3}})
    assert evaluation.value is None
    assert any(reason in warning.ru for warning in evaluation.warnings)


def test_every_message_has_the_same_places_in_both_languages() -> None:
    for message in MESSAGES.values():
        assert set(re.findall(r"\{\w+\}", message.ru)) == set(re.findall(r"\{\w+\}", message.en)), message.id
        assert re.search("[а-я]", message.ru), message.id
