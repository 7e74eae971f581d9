"""Regular expressions: XPath as people know it, in linear time."""

from __future__ import annotations

import time

import pytest

from tests.feel.asking import ask, ask_fully


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('matches("foobar", "^fo*b")', True),
        ('matches("abZ", "^[A-Z]*$", "i")', True),
        ('matches("Mary\\u000DJones", "Mary.Jones")', False),
        ('matches("a\\nb", "a.b", "s")', True),
        ('matches("a\\nb", "^b$", "m")', True),
        ('matches("a\\nb", "^b$")', False),
        ('matches("x", "[A-Z-[OI]]", "i")', True),
        ('matches("O", "[A-Z-[OI]]")', False),
        ('matches("q", "[^Q]", "i")', False),
        ('matches("hello world", "hello\\ sworld", "x")', True),
        ('matches("ёж", "^\\p{IsCyrillic}+$") and matches("ёж", "^\\p{L}+$")', True),
        ('matches("ё1", "^[\\w-[\\d]]+$")', False),
        ('matches("a-b.c", "^\\c+$") and matches("1a", "^\\i")', False),
        ('matches("т е", "^\\S\\s\\S$")', True),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("a.b", "\\.", "\\$")', "a$b"),
        ('split("John  Doe", "\\s+")', ["John", "Doe"]),
    ],
)
def test_pattern(text: str, answer: object) -> None:
    assert ask(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        'matches("aa", "(a)\\1")',
        'matches("a", "(?=a)")',
        'matches("a", "(?P<x>a)")',
        'matches("a", "[a")',
        'matches("a", "a{1,99999999999}")',
        'matches("a", "a**")',
        'matches("a", "\\\\p{IsNowhere}")',
        'matches("a", "a", "z")',
        'replace("abc", "x*", "-")',
        'replace("abc", "b", "$")',
    ],
)
def test_a_pattern_that_cannot_be_run_is_null_with_a_reason(text: str) -> None:
    evaluation = ask_fully(text)
    assert evaluation.value is None
    assert evaluation.warnings


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_no_pattern_is_catastrophic(pattern: str) -> None:
    started = time.process_time()
    ask(f'matches("{"a" * 3000}!", "{pattern}")')
    assert time.process_time() - started < 1
