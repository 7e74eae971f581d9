"""Every hit policy answers as DMN says; the engine's own evaluator gets several of them wrong."""

from decimal import Decimal

import pytest

from tests.workflow.dmn.models import ask_table, data, decider, decision, needs_data, table

ROWS = [("> 0", '"low"'), ("> 10", '"high"'), ("> 100", '"huge"')]
NUMBERS = [("> 0", "1"), ("> 10", "20"), ("> 100", "300")]
ORDER = '"huge", "high", "low"'


@pytest.mark.parametrize(
    ("policy", "x", "answer"),
    [
        ("UNIQUE", 5, "low"),
        ("UNIQUE", 50, None),
        ("FIRST", 500, "low"),
        ("ANY", 5, "low"),
        ("ANY", 50, None),
        ("PRIORITY", 50, "high"),
        ("PRIORITY", 500, "huge"),
        ("RULE ORDER", 500, ["low", "high", "huge"]),
        ("OUTPUT ORDER", 500, ["huge", "high", "low"]),
        ("COLLECT", 50, ["low", "high"]),
        ("COLLECT+COUNT", 50, Decimal(2)),
    ],
)
def test_hit_policies(policy: str, x: int, answer: object) -> None:
    assert ask_table(table(policy, ROWS, allowed=ORDER), x) == answer


@pytest.mark.parametrize(("how", "answer"), [("SUM", 321), ("MIN", 1), ("MAX", 300), ("COUNT", 3)])
def test_collected_numbers_are_aggregated(how: str, answer: int) -> None:
    assert ask_table(table(f"COLLECT+{how}", NUMBERS), 500) == answer


def test_no_hit_gives_the_default_or_null() -> None:
    assert ask_table(table("UNIQUE", ROWS), -1) is None
    assert ask_table(table("UNIQUE", ROWS, default='"none"'), -1) == "none"


def test_several_outputs_are_one_context() -> None:
    rows = [("> 0", '"ЦЦО"', "5"), ("<= 0", '"МОУО"', "3")]
    assert ask_table(table("UNIQUE", rows, outputs="кто дней"), 1) == {"кто": "ЦЦО", "дней": Decimal(5)}


def test_the_question_mark_is_the_tested_value() -> None:
    assert ask_table(table("UNIQUE", [('contains(?, "модуль")', "1"), ("-", "2")]), "курс") == 2


def test_a_failing_cell_is_null_with_its_reason() -> None:
    body = data("x") + decision("d", table("UNIQUE", [("> 0", "1 +")]), needs=needs_data("x"))
    answer = decider(body).decide("d", {"x": 1})
    assert answer.value is None
    assert answer.problems
