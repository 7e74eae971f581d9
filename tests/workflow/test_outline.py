"""What pages show of a process: order of reading, what may come next, the path taken."""

import pytest

from app.workflow.ahead import steps_ahead
from app.workflow.elements import Outcome
from app.workflow.outline import ProcessOutline, outline
from tests.workflow.drawing import drawn

STAFFING = """
start S
user Fill Заполнить
user Agree Согласовать
xor Decided Решение?
user Sign Подписать
send Mail
and Split
user File Зарегистрировать
user Tell Ознакомить
and Join
end Done
end Refused
timer Late on Agree P5D
user Hurry Вмешаться
S > Fill > Agree > Decided
Decided > Fill if =outcome = "return"
Decided > Refused if =outcome in ("reject", "withdraw")
Decided > Sign default
Sign > Mail > Split
Split > File > Join
Split > Tell > Join
Join > Done
Late > Hurry > Decided
"""


@pytest.fixture(name="process")
def _process() -> ProcessOutline:
    return outline(drawn(STAFFING))


def test_user_tasks_are_numbered_in_the_order_of_reading(process: ProcessOutline) -> None:
    names = [(task.number, task.name) for task in process.user_tasks]
    assert names[:2] == [(1, "Заполнить"), (2, "Согласовать")]
    assert [name for _, name in names].index("Подписать") < [name for _, name in names].index("Зарегистрировать")


def test_what_may_come_next_names_the_choice_and_the_outcome(process: ProcessOutline) -> None:
    agree = process.element("Agree")
    assert agree is not None
    steps = {step.element_id: step for step in agree.next}
    assert set(steps) == {"Fill", "Refused", "Sign", "Hurry"}
    assert steps["Fill"].back
    assert steps["Fill"].branches[0].outcomes == (Outcome.RETURN,)
    assert steps["Refused"].branches[0].outcomes == (Outcome.REJECT,)
    assert steps["Sign"].branches[0].is_default
    assert steps["Sign"].branches[0].gateway_name == "Решение?"
    assert steps["Hurry"].event == "Late"


def test_parallel_branches_come_together_and_work_of_the_system_is_passed(process: ProcessOutline) -> None:
    sign = process.element("Sign")
    assert sign is not None
    assert [(step.element_id, step.together) for step in sign.next] == [("File", True), ("Tell", True)]
    assert len(sign.next[0].flows) == 3


def test_sub_process_is_entered_and_left() -> None:
    text = "start S\nuser A a\nsub U {\nstart I\nuser B b\nend O\nI > B > O\n}\nuser C c\nend E\nS > A > U > C > E"
    process = outline(drawn(text))
    assert [task.element_id for task in process.user_tasks] == ["A", "B", "C"]
    first, inner = process.element("A"), process.element("B")
    assert first is not None
    assert inner is not None
    assert [step.element_id for step in first.next] == ["B"]
    assert [step.element_id for step in inner.next] == ["C"]


def test_endless_automatic_loop_ends_the_search() -> None:
    text = "start S\nuser A a\nxor X\nxor Y\nend E\nS > A > X > Y\nY > X\nY > E"
    process = outline(drawn(text))
    task = process.element("A")
    assert task is not None
    assert {step.element_id for step in task.next} == {"E"}


def test_path_on_the_diagram_follows_what_was_completed(process: ProcessOutline) -> None:
    done = ["S", "Fill", "Agree", "Decided", "Fill", "Agree", "Decided"]
    taken = process.taken_flows(done, open_ids=["Sign"])
    ends = {flow.flow_id: (flow.source, flow.target) for flow in process.flows}
    assert {ends[flow] for flow in taken} == {
        ("S", "Fill"),
        ("Fill", "Agree"),
        ("Agree", "Decided"),
        ("Decided", "Fill"),
        ("Decided", "Sign"),
    }


def test_unknown_process_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        outline(drawn(STAFFING), "Other")


def test_what_comes_begins_with_the_usual_way_and_leaves_out_what_cannot_come(process: ProcessOutline) -> None:
    assert steps_ahead(process, ["Fill"]) == ("Agree", "Sign", "File", "Tell", "Done", "Hurry", "Refused")
    assert steps_ahead(process, ["Sign"]) == ("File", "Tell", "Done")
    assert steps_ahead(process, ["File", "Tell"]) == ("Done",)
    assert steps_ahead(process, ["Nowhere"]) == ()


@pytest.mark.parametrize("approving", ['outcome = "approve"', 'outcome in ("approve", "approve-with-remarks")'])
def test_what_is_left_over_after_approval_and_refusal_is_not_the_usual_way(approving: str) -> None:
    text = f"""
    start S
    user Agree Согласовать
    xor Decided
    user Rework Доработать
    user Order Издать приказ
    end Done
    end Refused
    S > Agree > Decided
    Decided > Rework default
    Decided > Refused if =outcome = "reject"
    Decided > Order if ={approving}
    Rework > Agree
    Order > Done
    """
    assert steps_ahead(outline(drawn(text)), ["Agree"]) == ("Order", "Done", "Rework", "Refused")
