"""A running case moves to another version with everything it has, or stays with the reason in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.workflow import CaseState, StateRefused, Workflow, compile_definition
from app.workflow.moving import Moved, move_case
from tests.workflow.diagrams import package

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)
LATER = AT + timedelta(days=1)
OLD = """
start s -> fill
user fill -> decide
boundary late on=fill duration=PT48H non -> chase
user chase -> e2
end e2
user decide -> g
xor g -> fill{=outcome = "return"} e{default}
end e
"""
WITH_APPROVER = """
start s -> fill
user fill -> money
boundary late on=fill duration=PT48H non -> chase
user chase -> e2
end e2
user money -> decide
user decide -> g
xor g -> fill{=outcome = "return"} e{default}
end e
"""


def begin(text: str, *completed: str, **variables: object) -> Workflow:
    case = Workflow.start(compile_definition(package(text)), variables=variables, at=AT)
    for element in completed:
        finish(case, element)
    return case


def finish(case: Workflow, element: str, **values: object) -> None:
    task = next(task for task in case.open_tasks() if task.element_id == element)
    case.complete(task.id, values, at=LATER)


def moved(case: Workflow, text: str) -> Moved:
    return move_case(case.definition, case.dump(), compile_definition(package(text)), at=LATER)


def why(answer: Moved) -> list[tuple[str, str]]:
    assert answer.workflow is None
    return [(obstacle.element_id, obstacle.ru) for obstacle in answer.obstacles]


def test_an_open_task_keeps_its_id_its_values_and_its_timer() -> None:
    case = begin(OLD, amount=20)
    answer = moved(case, WITH_APPROVER)
    assert answer.obstacles == answer.changes == ()
    after = answer.workflow
    assert after is not None
    assert [task.id for task in after.open_tasks()] == [task.id for task in case.open_tasks()]
    assert after.variables["amount"] == 20
    assert [(wait.id, wait.due_at) for wait in after.timers()] == [(wait.id, wait.due_at) for wait in case.timers()]
    finish(after, "fill")
    assert [task.element_id for task in after.open_tasks()] == ["money"]


def test_the_moved_case_is_stored_as_one_of_the_new_version() -> None:
    case = begin(OLD)
    after = moved(case, WITH_APPROVER).workflow
    assert after is not None
    again = Workflow.load(after.definition, after.dump())
    assert [task.element_id for task in again.open_tasks()] == ["fill"]
    with pytest.raises(StateRefused):
        Workflow.load(case.definition, after.dump())
    finish(again, "fill")
    finish(again, "money")
    finish(again, "decide")
    assert again.state == CaseState.COMPLETED


def test_a_step_that_is_gone_keeps_the_case_where_it_is() -> None:
    case = begin(WITH_APPROVER, "fill")
    before = case.dump()
    assert why(moved(case, OLD)) == [("money", "в новой версии этого шага нет")]
    assert case.dump() == before


def test_a_step_of_another_kind_or_in_another_place_keeps_the_case() -> None:
    other = moved(begin("start s -> a\nuser a -> e\nend e"), "start s -> a\nreceive a message=m -> e\nend e")
    assert why(other) == [("a", "в новой версии это шаг другого вида")]
    inner = "start s -> box\nsub box -> e\n  start i -> a\n  user a -> j\n  end j\nend e"
    assert why(moved(begin("start s -> a\nuser a -> e\nend e"), inner)) == [("a", "шаг перенесён в другой подпроцесс")]


def test_a_timer_that_the_new_version_has_not_is_dropped_and_a_new_one_begins_at_the_move() -> None:
    plain = "start s -> a\nuser a -> e\nend e"
    timed = "start s -> a\nuser a -> e\nboundary t on=a duration=PT2H -> e\nend e"
    lost = moved(begin(timed), plain)
    assert lost.workflow is not None
    assert lost.workflow.timers() == ()
    assert [(change.element_id, change.ru) for change in lost.changes] == [("t", "больше не ожидается")]
    won = moved(begin(plain), timed)
    assert won.workflow is not None
    assert [wait.due_at for wait in won.workflow.timers()] == [LATER + timedelta(hours=2)]
    assert [(change.element_id, change.ru) for change in won.changes] == [("t", "теперь тоже ожидается")]


def test_a_reminder_that_has_fired_does_not_come_again() -> None:
    case = begin(OLD)
    case.fire_due(AT + timedelta(days=3))
    after = moved(case, WITH_APPROVER).workflow
    assert after is not None
    assert after.timers() == ()
    assert sorted(task.element_id for task in after.open_tasks()) == ["chase", "fill"]


VOTE = "start s -> v\nuser v 'each=person in people' collect=votes=vote -> {0}\n{1}end e"


def test_instances_of_a_list_move_with_what_they_answered() -> None:
    case = begin(VOTE.format("e", ""), people=["a", "b"])
    finish(case, "v", vote="yes")
    after = moved(case, VOTE.format("sum", "user sum -> e\n")).workflow
    assert after is not None
    finish(after, "v", vote="no")
    assert [task.element_id for task in after.open_tasks()] == ["sum"]
    assert after.variables["votes"] == ["yes", "no"]


def test_a_token_at_a_join_waits_for_the_same_branches_or_stays() -> None:
    two = "start s -> f\nand f -> a b\nuser a -> j\nuser b -> j\nand j -> e\nend e"
    renamed = "start s -> f\nand f -> b a\nuser b -> j\nuser a -> j\nand j -> c\nuser c -> e\nend e"
    case = begin(two, "a")
    after = moved(case, renamed).workflow
    assert after is not None
    finish(after, "b")
    assert [task.element_id for task in after.open_tasks()] == ["c"]
    three = "start s -> f\nand f -> a b d\nuser a -> j\nuser b -> j\nuser d -> j\nand j -> e\nend e"
    assert why(moved(begin(two, "a"), three)) == [("j", "ветви сливаются иначе")]


def test_a_case_that_has_ended_does_not_move() -> None:
    case = begin("start s -> a\nuser a -> e\nend e", "a")
    assert why(moved(case, OLD)) == [("", "дело закончено")]
