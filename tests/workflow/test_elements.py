"""The dialect in plain values: user tasks, events, loops, mappings, lanes, and files read together."""

import json
from pathlib import Path

import pytest

from app.workflow.elements import Node, Outcome, TaskKind, parse_candidate_group
from app.workflow.findings import SourceRefused
from app.workflow.package import Package, load_package
from tests.workflow.drawing import drawing, drawn, package, zeebe

TASK = zeebe(
    "<zeebe:userTask/>"
    '<zeebe:formDefinition formId="staffing"/>'
    '<zeebe:assignmentDefinition assignee="=case.owner" candidateUsers="a, b"'
    ' candidateGroups="mouo_officer@mouo, mouo_expert@=pick(1, &quot;x,y&quot;)"/>'
    '<zeebe:taskSchedule followUpDate="=d"/><zeebe:priorityDefinition priority="70"/>'
    "<zeebe:properties>"
    '<zeebe:property name="soglas:kind" value="approve"/>'
    '<zeebe:property name="soglas:outcomes" value="approve, return"/>'
    '<zeebe:property name="soglas:deadline" value="after 5 working days roll next"/>'
    '<zeebe:property name="soglas:remind" value="7d 1d"/>'
    '<zeebe:property name="soglas:escalate" value="mouo_head@mouo after 1d"/>'
    '<zeebe:property name="soglas:exclude" value="initiator previous"/>'
    '<zeebe:property name="soglas:documents" value="приказ; штатное расписание"/>'
    "</zeebe:properties>"
)


def node(text: str, node_id: str, **options: object) -> Node:
    found = drawn(text, **options).processes["P"].by_id[node_id]
    assert isinstance(found, Node)
    return found


def test_user_task_says_everything_the_dialect_knows() -> None:
    task = node("start S\nuser A Утвердить\nend E\nS > A > E", "A", inside={"A": TASK}).user_task
    assert task is not None
    assert (task.name, task.kind, task.form_id) == ("Утвердить", TaskKind.APPROVE, "staffing")
    assert task.outcomes == (Outcome.APPROVE, Outcome.RETURN)
    assert task.candidate_groups == ("mouo_officer@mouo", 'mouo_expert@=pick(1, "x,y")')
    assert [group.place_is_expression for group in task.groups] == [False, True]
    assert (task.candidate_users, task.assignee) == (("a", "b"), "=case.owner")
    assert (task.deadline, task.roll) == ("after 5 working days roll next", "next")
    assert (task.remind, task.escalate) == (("7d", "1d"), "mouo_head@mouo after 1d")
    assert (task.exclude, task.documents) == (("initiator", "previous"), ("приказ", "штатное расписание"))
    assert (task.priority, task.follow_up) == ("70", "=d")


def test_bare_user_task_is_filled_in_and_decides_nothing() -> None:
    task = node("start S\nuser A x\nend E\nS > A > E", "A").user_task
    assert task is not None
    assert (task.kind, task.outcomes, task.deadline) == (TaskKind.FILL, (), "")


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [("agree", ["approve", "return", "reject"]), ("sign", ["approve", "return"]), ("acquaint", []), ("dance", [])],
)
def test_usual_outcomes_of_each_kind(kind: str, outcomes: list[str]) -> None:
    inside = zeebe(f'<zeebe:properties><zeebe:property name="soglas:kind" value="{kind}"/></zeebe:properties>')
    task = node("start S\nuser A x\nend E\nS > A > E", "A", inside={"A": inside}).user_task
    assert task is not None
    assert list(task.outcomes) == outcomes


def test_due_date_of_camunda_becomes_a_deadline() -> None:
    inside = zeebe('<zeebe:taskSchedule dueDate="=date(&quot;2026-08-15&quot;)"/>')
    task = node("start S\nuser A x\nend E\nS > A > E", "A", inside={"A": inside}).user_task
    assert task is not None
    assert task.deadline == 'date =date("2026-08-15")'


def test_return_and_reject_need_a_text() -> None:
    assert [outcome for outcome in Outcome if outcome.needs_text] == [Outcome.RETURN, Outcome.REJECT]


def test_candidate_group_in_parts() -> None:
    group = parse_candidate_group(" mouo_officer @ =case.reviewer ")
    assert (group.role, group.place) == ("mouo_officer", "=case.reviewer")
    assert parse_candidate_group("mouo_officer").place == ""


def test_events_name_what_they_refer_to() -> None:
    text = "start S\ncatch-message W Msg\nend-error F Err\nS > W > F"
    wait = node(text, "W").events[0]
    assert (wait.kind, wait.name, wait.correlation_key, wait.known) == ("message", "ответ", "=case.number", True)
    assert node(text, "F").events[0].code == "broken"
    assert not node("start S\ncatch-message W Gone\nend E\nS > W > E", "W").events[0].known


def test_boundary_event_knows_its_activity_and_whether_it_interrupts() -> None:
    text = "start S\nuser A x\ntimer T beside A P3D\nend E\nend F\nS > A > E\nT > F"
    event = node(text, "T")
    assert (event.attached_to, event.interrupting, event.events[0].timer) == ("A", False, "P3D")
    assert event.events[0].timer_kind == "timeDuration"


def test_event_definitions_by_reference_are_read() -> None:
    roots = '<bpmn:timerEventDefinition id="Def"><bpmn:timeDate>=d</bpmn:timeDate></bpmn:timerEventDefinition>'
    inside = {"W": "<bpmn:eventDefinitionRef>Def</bpmn:eventDefinitionRef>"}
    event = node("start S\ncatch W\nend E\nS > W > E", "W", inside=inside, roots=roots).events[0]
    assert (event.kind, event.timer, event.timer_kind, event.by_reference) == ("timer", "=d", "timeDate", True)


def test_loops_mappings_calls_decisions_and_jobs() -> None:
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements><zeebe:loopCharacteristics'
        ' inputCollection="=experts" inputElement="expert" outputCollection="marks" outputElement="=mark"/>'
        "</bpmn:extensionElements><bpmn:completionCondition>=enough</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    mapped = zeebe(
        '<zeebe:calledElement processId="review" propagateAllChildVariables="false"/><zeebe:ioMapping>'
        '<zeebe:input source="=a" target="b"/><zeebe:output source="=c" target="d.e"/></zeebe:ioMapping>'
    )
    decision = zeebe('<zeebe:calledDecision decisionId="rates" resultVariable="rate"/>')
    job = zeebe(
        '<zeebe:taskDefinition type="mail" retries="3"/><zeebe:taskHeaders><zeebe:header key="to" value="x"/>'
        "</zeebe:taskHeaders>"
    )
    process = drawn(
        "start S\ncall C\nrule R\nservice J\nend E\nS > C > R > J > E",
        inside={"C": mapped + loop, "R": decision, "J": job},
    ).processes["P"]
    call = process.by_id["C"]
    assert call.loop is not None
    assert (call.loop.kind, call.loop.input_collection, call.loop.output_element) == ("sequential", "=experts", "=mark")
    assert call.loop.completion_condition == "=enough"
    assert call.call is not None
    assert (call.call.process_id, call.call.propagate_all_child, call.call.propagate_all_parent) == (
        "review",
        False,
        True,
    )
    assert [(mapping.source, mapping.target) for mapping in call.outputs] == [("=c", "d.e")]
    assert process.by_id["R"].decision is not None
    work = process.by_id["J"]
    assert work.job is not None
    assert (work.job.type, work.job.retries, dict(work.headers)) == ("mail", "3", {"to": "x"})


def test_lanes_reach_into_sub_processes() -> None:
    data = drawing("start S\nsub U {\nuser A x\n}\nend E\nS > U > E").decode()
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="МОУО"><bpmn:flowNodeRef>U</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="l2" name="Школа"><bpmn:flowNodeRef>S</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    data = data.replace('isExecutable="true">', 'isExecutable="true">' + lanes, 1)
    process = package(data.encode()).processes["P"]
    assert [lane.name for lane in process.lanes] == ["МОУО", "Школа"]
    assert process.by_id["A"].lane == "МОУО"
    assert process.user_tasks["A"].lane == "МОУО"


def test_main_process_is_the_first_executable_one_with_content() -> None:
    idle = drawing("start S\nend E\nS > E", process="Idle").replace(b'isExecutable="true"', b'isExecutable="false"')
    files = package(idle, drawing("start S\nend E\nS > E", process="Main"))
    assert files.main_process_id() == "Main"
    assert Package().main_process_id() is None


def test_files_are_loaded_with_the_forms_and_tables_beside_them(tmp_path: Path) -> None:
    for folder in ("bpmn", "forms/staffing"):
        (tmp_path / folder).mkdir(parents=True)
    inside = {
        "A": zeebe('<zeebe:formDefinition formId="staffing"/>'),
        "R": zeebe('<zeebe:calledDecision decisionId="rates" resultVariable="rate"/>'),
    }
    diagram = tmp_path / "bpmn" / "staffing.bpmn"
    diagram.write_bytes(drawing("start S\nuser A x\nrule R\nend E\nS > A > R > E", inside=inside))
    (tmp_path / "forms/staffing/one.form").write_text(json.dumps({"id": "staffing", "components": []}))
    (tmp_path / "forms/staffing/other.form").write_text(json.dumps({"id": "other", "components": []}))
    (tmp_path / "forms/staffing/broken.form").write_text("{")
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        '<decision id="rates" name="Ставки"/></definitions>'
    )
    (tmp_path / "bpmn/rates.dmn").write_text(table, encoding="utf-8")
    loaded = load_package([diagram])
    assert list(loaded.forms) == ["staffing"]
    assert [file.name for file in loaded.decisions] == ["rates.dmn"]


@pytest.mark.parametrize(("name", "content"), [("a.form", b"{"), ("a.json", b"[]"), ("a.form", b"\xff\xfe")])
def test_broken_form_is_refused_with_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceRefused) as refused:
        load_package([tmp_path / name])
    assert (refused.value.findings[0].rule, refused.value.findings[0].file) == ("form-unreadable", name)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="xml-unreadable"):
        load_package([tmp_path / "nowhere.bpmn"])
