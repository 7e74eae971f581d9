"""A typical condition costs no more than a few times what Python's own eval of the same text does."""

from __future__ import annotations

import timeit
from decimal import Decimal
from typing import Any

import pytest

from app.feel import parse

CONTEXT: dict[str, Any] = {
    "status": "ok",
    "amount": Decimal(150000),
    "rows": [{"h": Decimal(36)}, {"h": Decimal(30)}],
}
PAIRS = [
    ("amount > 100000", "amount > 100000"),
    ('status = "ok" and amount > 2', 'status == "ok" and amount > 2'),
    ('if amount > 100000 then "a" else "b"', '"a" if amount > 100000 else "b"'),
    ("some r in rows satisfies r.h < 34", "any(r['h'] < 34 for r in rows)"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("feel", "python"), PAIRS)
def test_a_condition_is_about_as_quick_as_python_eval(feel: str, python: str) -> None:
    expression = parse(feel)
    ours = min(timeit.repeat(lambda: expression.evaluate(CONTEXT), number=300, repeat=5))
    theirs = min(timeit.repeat(lambda: eval(python, dict(CONTEXT)), number=300, repeat=5))
    assert ours < 5 * theirs
