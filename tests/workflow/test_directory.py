"""What expressions ask about organisations, answered by the few organisations of a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from app.feel import parse
from app.workflow.directory import DIRECTORY_FUNCTION_NAMES, ListedDirectory
from app.workflow.functions import FUNCTION_NAMES, dialect_functions
from app.workflow.scenario import ScenarioWrong, read_scenario

ROWS = (
    {"code": "north", "name": "Северный район", "kind": "mouo"},
    {"code": "one", "name": "Школа № 1", "short_name": "СОШ № 1", "kind": "school", "above": "north"},
    {"code": "one-centre", "kind": "centre", "above": "one", "roles": {"centre_head": ["one.head"]}},
    {"code": "two", "kind": "school", "above": "north"},
)


def value_of(text: str, rows: Any = ROWS) -> Any:
    functions = dialect_functions(directory=ListedDirectory(rows=rows))
    return parse(text, functions=tuple(functions)).evaluate({}, functions=functions).value


def test_every_name_that_the_checks_know_is_a_function_that_runs() -> None:
    assert tuple(dialect_functions()) == FUNCTION_NAMES
    assert set(DIRECTORY_FUNCTION_NAMES) <= set(FUNCTION_NAMES)
    assert all(function.ru and function.en for function in dialect_functions().values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('organisation("one").short_name', "СОШ № 1"),
        ('organisation("one").kind', "school"),
        ('organisation("two").name', "two"),
        ('organisation("three")', None),
        ("organisation(null)", None),
        ('for o in organisations below("north") return o.code', ["one", "two", "one-centre"]),
        ('for o in organisations below("north", "centre") return o.code', ["one-centre"]),
        ('organisations below("two")', []),
        ('organisations below("three", "school")', []),
        ('holds role("one.head", "centre_head", "one-centre")', True),
        ('holds role("one.head", "centre_head", "one")', False),
        ('holds role("one.head", "school_director", "one-centre")', False),
    ],
)
def test_organisations_are_asked_by_their_code(text: str, value: Any) -> None:
    assert value_of(text) == value


def test_a_circle_of_organisations_is_walked_once() -> None:
    rows = ({"code": "a", "above": "b"}, {"code": "b", "above": "a"})
    assert value_of('for o in organisations below("a") return o.code', rows) == ["b"]


@pytest.mark.parametrize(
    "rows",
    ["north", [5], [{"name": "without a code"}], [{"code": "a", "above": 5}], [{"code": "a", "roles": {"x": 1}}]],
)
def test_organisations_of_a_scenario_that_cannot_be_read_are_refused(rows: Any) -> None:
    with pytest.raises(ScenarioWrong) as refused:
        read_scenario({"organisations": rows})
    assert "«organisations»" in refused.value.ru
    assert read_scenario({"organisations": list(ROWS)}).organisations == ROWS
