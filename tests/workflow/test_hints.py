"""Hints about contradictions of the documents: text and source, several at one element, each shown once."""

from __future__ import annotations

from app.workflow.hints import Hint, read_hints, unite
from app.workflow.outline import outline
from tests.processes.stories import PROCESSES, package_of, spec_of


def test_a_hint_has_words_and_a_source() -> None:
    properties = {"soglas:hint": "Сроки расходятся. | X2: строки 34-36", "soglas:hint:2": "Ещё", "soglas:step": "1"}
    told = read_hints(properties)
    assert told == (Hint(text="Сроки расходятся.", source="X2: строки 34-36"), Hint(text="Ещё"))
    assert read_hints({"soglas:hint": "  ", "soglas:hinted": "нет"}) == ()


def test_the_hints_of_several_elements_are_told_once() -> None:
    one, two = Hint(text="Раз"), Hint(text="Два")
    assert unite([(one,), (), (two, one)]) == (one, two)


def test_every_shipped_process_tells_where_the_documents_disagree() -> None:
    for process in PROCESSES:
        hints = outline(package_of(process), process).hints
        assert hints, process
        assert all(hint.source.startswith("Противоречие X") for hint in hints), process


def test_a_task_tells_its_own_hint() -> None:
    task = spec_of("centre-creation").user_tasks["decide_exception"]
    assert "исключение" in task.hints[0].text
    assert spec_of("centre-creation").user_tasks["hold_opening"].hints == ()
