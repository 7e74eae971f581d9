"""The page for process owners tells the truth: every example on it is run."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.feel import check, parse
from app.feel.types import type_of
from app.feel.values import take_in, to_json
from tests.feel.asking import NOW

PAGE = Path(__file__).parents[2] / "docs" / "feel.md"
EXAMPLE = re.compile(r"^(\d+)\. .*?```feel\n(.*?)\n *```\n *Данные: `(.*?)` Ответ: `(.*?)`$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str, str, str]]:
    return [found.groups() for found in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))]  # type: ignore[misc]


def data_of(text: str) -> dict[str, Any]:
    """Read the data of an example; "@2026-08-15" stands for a date as a form gives it."""
    read = json.loads(text, parse_float=Decimal)
    return {key: date.fromisoformat(v[1:]) if isinstance(v, str) and v[:1] == "@" else v for key, v in read.items()}


def test_the_page_has_thirty_examples() -> None:
    assert [number for number, *_ in examples()] == [str(number) for number in range(1, 31)]


@pytest.mark.parametrize(("number", "text", "data", "answer"), examples())
def test_example_of_the_page_gives_the_answer_it_shows(number: str, text: str, data: str, answer: str) -> None:
    context = data_of(data)
    expression = parse(text.strip(), names=list(context))
    evaluation = expression.evaluate(context, now=NOW)
    assert to_json(evaluation.value) == json.loads(answer)
    assert evaluation.warnings == ()


@pytest.mark.parametrize(("number", "text", "data", "answer"), examples())
def test_example_of_the_page_passes_the_check(number: str, text: str, data: str, answer: str) -> None:
    types = {name: type_of(take_in(value)) for name, value in data_of(data).items()}
    assert check(text.strip(), types) == []
