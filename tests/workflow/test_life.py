"""The life of a case: start, open tasks, complete, cancel, values, budgets, failures."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.workflow import (
    BudgetExceeded,
    CaseState,
    DefinitionRefused,
    ExecutionFailed,
    Limits,
    NotWaiting,
    Package,
    SourceFile,
    SourceRefused,
    StateRefused,
    TaskNotOpen,
    ValueRefused,
    Workflow,
    compile_definition,
)
from tests.workflow.diagrams import HEAD, diagram, package

AT = datetime(2027, 1, 31, 9, tzinfo=UTC)
APPROVAL = """
start s -> fill
user fill -> decide
user decide -> g
xor g -> fill{=outcome = "return"} sum{default}
script sum 'script=total=amount * 2' -> e
end e
"""


def begin(text: str, variables: dict[str, Any] | None = None, **more: Any) -> Workflow:
    return Workflow.start(compile_definition(package(text)), variables=variables, at=AT, **more)


def opened(case: Workflow) -> list[str]:
    return [task.element_id for task in case.open_tasks()]


def complete(case: Workflow, element: str, **values: Any) -> list[str]:
    task = next(task for task in case.open_tasks() if task.element_id == element)
    return [step.element_id for step in case.complete(task.id, values, at=AT).completed]


def test_a_case_goes_from_task_to_task_until_its_end() -> None:
    case = begin(APPROVAL, {"amount": 20})
    assert opened(case) == ["fill"]
    assert complete(case, "fill") == ["fill"]
    assert complete(case, "decide", outcome="return") == ["decide", "g"]
    complete(case, "fill")
    assert complete(case, "decide", outcome="approve") == ["decide", "g", "sum", "e"]
    assert case.state == CaseState.COMPLETED
    assert case.variables["total"] == 40
    assert case.ended_at == ("e",)
    assert case.open_tasks() == ()


def test_task_ids_stay_the_same_over_dump_and_load() -> None:
    case = begin(APPROVAL)
    again = Workflow.load(case.definition, case.dump())
    assert [task.id for task in again.open_tasks()] == [task.id for task in case.open_tasks()]
    assert again.open_tasks()[0].created == AT


def test_a_completed_task_cannot_be_completed_again() -> None:
    case = begin(APPROVAL)
    task = case.open_tasks()[0]
    case.complete(task.id, at=AT)
    with pytest.raises(TaskNotOpen):
        case.complete(task.id, at=AT)
    with pytest.raises(TaskNotOpen):
        case.complete("not an id", at=AT)


def test_a_late_second_completion_changes_nothing() -> None:
    case = begin(APPROVAL)
    task = case.open_tasks()[0]
    case.complete(task.id, {"amount": 1}, at=AT)
    before = case.dump()
    with pytest.raises(TaskNotOpen):
        case.complete(task.id, {"amount": 2}, at=AT)
    assert case.dump() == before


def test_nothing_is_shared_with_what_was_handed_in() -> None:
    rows = [{"hours": 34}]
    case = begin(APPROVAL)
    complete(case, "fill", rows=rows)
    rows[0]["hours"] = 99
    assert case.variables["rows"] == [{"hours": 34}]


def test_two_places_never_share_a_nested_value() -> None:
    case = begin(
        "start s -> a\nscript a 'script=copy=order' -> b\nuser b 'out==9:copy.n' -> e\nend e", {"order": {"n": 1}}
    )
    complete(case, "b")
    assert case.variables["order"] == {"n": 1}
    assert case.variables["copy"] == {"n": 9}


def test_a_branch_sees_at_once_what_the_other_wrote() -> None:
    case = begin("start s -> g\nand g -> a b\nuser a -> j\nuser b -> j\nand j -> c\nuser c -> e\nend e")
    complete(case, "a", x=1)
    assert case.evaluate("=x + 1", case.open_tasks()[0].id) == 2


def test_values_keep_their_kinds() -> None:
    case = begin(APPROVAL, {"day": date(2027, 2, 1), "sum": Decimal("0.10"), "at": AT, "n": 3, "f": 0.1, "none": None})
    again = Workflow.load(case.definition, case.dump())
    assert dict(again.variables) == {
        "day": date(2027, 2, 1),
        "sum": Decimal("0.10"),
        "at": AT,
        "n": 3,
        "f": Decimal("0.1"),
        "none": None,
    }
    assert type(again.variables["day"]) is date


@pytest.mark.parametrize("value", [object(), b"bytes", {1: 2}, float("nan"), {"a": {"b": print}}, 10**700])
def test_what_is_no_plain_data_is_refused(value: Any) -> None:
    case = begin(APPROVAL)
    with pytest.raises(ValueRefused):
        case.complete(case.open_tasks()[0].id, {"x": value}, at=AT)


def test_data_that_contains_itself_is_refused() -> None:
    knot: list[Any] = []
    knot.append(knot)
    with pytest.raises(ValueRefused):
        begin(APPROVAL, {"x": knot})


def test_a_failed_condition_keeps_nothing_of_the_step() -> None:
    text = "start s -> a\nuser a -> g\nxor g -> e{=x = 1}\nend e"
    case = begin(text)
    stored = case.dump()
    with pytest.raises(ExecutionFailed) as caught:
        complete(case, "a", x=2)
    assert caught.value.element_id == "g"
    assert "g" in caught.value.ru
    assert caught.value.path == ("a",)
    assert case.state == CaseState.FAILED
    with pytest.raises(StateRefused):
        case.dump()
    again = Workflow.load(case.definition, stored)
    assert opened(again) == ["a"]
    assert "x" not in again.variables
    complete(again, "a", x=1)
    assert again.state == CaseState.COMPLETED


@pytest.mark.parametrize(("script", "cause"), [("2 +", "expression"), ("1 / 0", "script"), ('date("x")', "script")])
def test_a_script_that_fails_stops_the_step_and_keeps_nothing(script: str, cause: str) -> None:
    case = begin(f"start s -> a\nuser a -> b\nscript b 'script=x={script}' -> e\nend e")
    stored = case.dump()
    with pytest.raises(ExecutionFailed) as caught:
        complete(case, "a", y=1)
    assert caught.value.cause == cause
    assert caught.value.element_id == "b"
    again = Workflow.load(case.definition, stored)
    assert (opened(again), dict(again.variables)) == (["a"], {})


def test_a_script_may_give_null_for_a_value_that_is_missing() -> None:
    case = begin("start s -> b\nscript b 'script=x=order.note' -> e\nend e")
    assert case.variables["x"] is None


def test_a_cycle_without_rest_is_stopped_by_the_budget() -> None:
    text = "start s -> m\nxor m -> a\ntask a -> d\nxor d -> m{=true} e{default}\nend e"
    with pytest.raises(BudgetExceeded) as caught:
        begin(text, limits=Limits(steps=500))
    assert caught.value.cause == "budget"


def test_a_step_has_a_time_limit() -> None:
    text = "start s -> m\nxor m -> a\ntask a -> d\nxor d -> m{=true} e{default}\nend e"
    with pytest.raises(BudgetExceeded, match="took more"):
        begin(text, limits=Limits(steps=10**9, seconds=0.05))


def test_a_process_that_calls_itself_is_stopped() -> None:
    text = "process p\nstart s -> k\ncall k calls=p -> e\nend e"
    with pytest.raises(ExecutionFailed) as caught:
        begin(text)
    assert caught.value.cause == "depth"


def test_many_parallel_pairs_do_not_grow() -> None:
    lines = ["start s -> g0"]
    for n in range(30):
        lines += [f"and g{n} -> a{n} b{n}", f"task a{n} -> j{n}", f"task b{n} -> j{n}", f"and j{n} -> g{n + 1}"]
    case = begin("\n".join([*lines, "user g30 -> e", "end e"]))
    assert opened(case) == ["g30"]
    assert len(case.dump()) < 400


def test_a_thousand_tasks_in_a_row_are_no_depth() -> None:
    lines = ["start s -> t0"] + [f"task t{n} -> t{n + 1}" for n in range(1000)] + ["user t1000 -> e", "end e"]
    assert opened(begin("\n".join(lines))) == ["t1000"]


def test_without_an_end_event_the_case_ends_with_its_last_token() -> None:
    case = begin("start s -> a\nuser a")
    complete(case, "a")
    assert case.state == CaseState.COMPLETED


def test_withdrawing_a_case_leaves_nothing_open() -> None:
    case = begin("start s -> a\nuser a -> e\nboundary b on=a duration=PT1H -> e\nend e")
    case.cancel(at=AT)
    assert (case.state, case.open_tasks(), case.timers()) == (CaseState.CANCELLED, (), ())
    assert Workflow.load(case.definition, case.dump()).state == CaseState.CANCELLED


def test_a_message_nobody_waits_for_changes_nothing() -> None:
    case = begin(APPROVAL)
    before = case.dump()
    with pytest.raises(NotWaiting):
        case.deliver_message("Nothing", at=AT)
    assert case.dump() == before


def test_message_waits_name_their_key() -> None:
    case = begin("start s -> m\ncatch m message=Paid key==id -> e\nend e", {"id": 7})
    wait = case.messages()[0]
    assert (wait.element_id, wait.name, wait.correlation_key) == ("m", "Paid", "7")
    case.deliver_message("Paid", 7, at=AT)
    assert case.state == CaseState.COMPLETED


def test_a_job_may_throw_an_error() -> None:
    case = begin("start s -> a\nservice a job=pay -> e\nboundary b on=a error=LOW -> c\nuser c -> e\nend e")
    case.fail_task(case.open_tasks()[0].id, "LOW", variables={"why": "empty"}, at=AT)
    assert opened(case) == ["c"]
    assert case.variables["why"] == "empty"


def test_a_signal_that_was_thrown_is_told_to_the_outside() -> None:
    case = begin("start s -> t\nthrow t signal=Ready -> a\nuser a -> e\nend e")
    assert case.trail.signals == ("Ready",)


def test_timers_fire_in_the_order_of_their_times_and_late_beats_are_not_made_up_for() -> None:
    text = "start s -> a\nuser a -> e\nboundary b on=a non cycle=R/PT1H -> f\nend e\nend f"
    case = begin(text)
    assert case.next_due() == AT + timedelta(hours=1)
    trail = case.fire_due(AT + timedelta(hours=5, minutes=30))
    assert [step.element_id for step in trail.completed] == ["b", "f"]
    assert case.next_due() == AT + timedelta(hours=6)


def test_an_aware_time_is_needed() -> None:
    with pytest.raises(ValueError, match="aware"):
        Workflow.start(compile_definition(package(APPROVAL)), at=datetime(2027, 1, 1))


def test_starting_at_a_named_start_event() -> None:
    text = "start s -> a\nstart m message=Order -> b\nuser a -> e\nuser b -> e\nend e"
    assert opened(begin(text, element="m")) == ["b"]
    with pytest.raises(ExecutionFailed):
        begin(text, element="nothing")


def test_a_definition_survives_its_dump() -> None:
    definition = compile_definition(package(APPROVAL))
    again = type(definition).load(definition.dump())
    assert again.digest == definition.digest
    case = Workflow.start(definition, at=AT)
    assert opened(Workflow.load(again, case.dump())) == ["fill"]


def test_what_cannot_run_is_refused_with_element_reason_and_remedy() -> None:
    with pytest.raises(DefinitionRefused) as caught:
        compile_definition(package("start s -> g\ncomplex g -> a\nuser a -> e\nend e"))
    finding = caught.value.findings[0]
    assert finding.element == "g"
    assert finding.ru
    assert finding.en
    assert finding.remedy_ru
    assert finding.remedy_en


def test_a_multi_instance_task_knows_its_number_and_its_item() -> None:
    case = begin("start s -> v\nuser v 'each=person in people' -> e\nend e", {"people": ["ann", "ben"]})
    case = Workflow.load(case.definition, case.dump())
    assert [(task.instance_index, task.variables["person"]) for task in case.open_tasks()] == [(1, "ann"), (2, "ben")]


def test_a_case_inside_a_called_process_keeps_its_own_variables() -> None:
    text = (
        "process m\nstart s -> k\ncall k calls=i child=false -> e\nend e\n"
        "process i\nstart cs -> c\nuser c -> cx\nend cx"
    )
    case = begin(text, {"x": 1})
    complete(case, "c", x=2, y=3)
    assert dict(case.variables) == {"x": 1}


def test_a_call_brings_back_only_what_the_called_process_wrote() -> None:
    text = (
        "process m\nstart s -> g\nand g -> k a\ncall k calls=i -> j\nuser a -> j\nand j -> e\nend e\n"
        "process i\nstart cs -> c\nuser c -> cx\nend cx"
    )
    case = begin(text, {"x": 1})
    complete(case, "a", x=5)
    complete(case, "c", y=3)
    assert dict(case.variables) == {"x": 5, "y": 3}


DATA = """<bpmn:process id="p" isExecutable="true">
<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="box"/>
<bpmn:dataObject id="D"/><bpmn:dataObjectReference id="R" dataObjectRef="D"/>
<bpmn:subProcess id="box"><bpmn:startEvent id="i"/><bpmn:sequenceFlow id="f2" sourceRef="i" targetRef="inner"/>
<bpmn:subProcess id="inner"><bpmn:startEvent id="k"/><bpmn:sequenceFlow id="f3" sourceRef="k" targetRef="a"/>
<bpmn:userTask id="a"><bpmn:property id="q" name="x"/><bpmn:dataInputAssociation id="da">
<bpmn:sourceRef>{source}</bpmn:sourceRef><bpmn:targetRef>q</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:userTask>
<bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:subProcess></bpmn:subProcess>
</bpmn:process></bpmn:definitions>"""


@pytest.mark.parametrize("source", ["R", "missing"])
def test_data_objects_far_away_or_missing_hang_nothing(source: str) -> None:
    """SpiffWorkflow's own parser never returns from either."""
    data = (HEAD + DATA.format(source=source)).encode()
    try:
        definition = compile_definition(Package(diagrams=(SourceFile(name="d.bpmn", data=data),)))
    except (SourceRefused, DefinitionRefused):
        return
    assert opened(Workflow.start(definition, at=AT)) == ["a"]


def test_the_loggers_of_spiffworkflow_are_quiet() -> None:
    for name in ("spiff", "spiff.task", "spiff.workflow"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


def test_the_same_ids_in_two_files_do_not_meet() -> None:
    outer = "process m\nstart s -> a\nscript a @scriptFormat=feel 'code={x: 1}' -> k\ncall k calls=i -> e\nend e"
    inner = "process i\nstart s -> a\nscript a @scriptFormat=feel 'code={y: 2}' -> e\nend e"
    files = tuple(SourceFile(name=name, data=diagram(text).encode()) for name, text in (("o", outer), ("i", inner)))
    case = Workflow.start(compile_definition(Package(diagrams=files)), at=AT)
    assert dict(case.variables) == {"x": 1, "y": 2}
