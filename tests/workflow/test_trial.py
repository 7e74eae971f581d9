"""`soglas try`: the scenario, the movable clock, the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.workflow import Package, SourceFile, load_package
from app.workflow.trial import EXIT_STATUS, run_trial
from tests.workflow.diagrams import diagram, package

AT = "2027-01-31T09:00:00Z"
TWO = "start s -> a\nuser a -> b\nuser b -> e\nend e"
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://soglas">
  <decision id="days" name="days"><decisionTable id="t" hitPolicy="UNIQUE">
    <input id="i"><inputExpression id="ie" typeRef="string"><text>kind</text></inputExpression></input>
    <output id="o" name="days" typeRef="number"/>
    <rule id="r1"><inputEntry id="n1"><text>"short"</text></inputEntry>
      <outputEntry id="u1"><text>5</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="n2"><text>"long"</text></inputEntry>
      <outputEntry id="u2"><text>20</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>
"""


def attempt(text: str, *steps: dict[str, Any], **start: Any) -> dict[str, Any]:
    return run_trial(package(text), {"start": {"at": AT, **start}, "steps": list(steps)})


def test_the_answer_has_the_agreed_keys() -> None:
    answer = attempt(TWO, {"complete": "a", "variables": {"x": 1.5}})
    assert answer["state"] == "waiting"
    assert answer["path"] == ["s", "a"]
    assert answer["open"] == [{"element": "b"}]
    assert answer["timers"] == []
    assert answer["variables"] == {"x": 1.5}
    assert answer["error"] is None
    assert all({"rule", "element", "severity", "ru", "en"} <= finding.keys() for finding in answer["findings"])


def test_tasks_without_form_and_role_are_run_with_a_warning() -> None:
    findings = attempt(TWO)["findings"]
    assert findings
    assert {finding["severity"] for finding in findings} == {"warning"}


def test_the_exit_status_follows_the_state() -> None:
    assert EXIT_STATUS[attempt(TWO)["state"]] == 0
    assert EXIT_STATUS[attempt(TWO, {"complete": "a"}, {"complete": "b"})["state"]] == 0
    assert EXIT_STATUS[attempt(TWO, {"complete": "b"})["state"]] == 1
    assert EXIT_STATUS[attempt("start s -> g\ncomplex g -> e\nend e")["state"]] == 2


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"complete": "nothing"}, "nothing"),
        ({"complete": "b"}, "not open"),
        ({"message": "Unknown"}, "Unknown"),
        ({"advance": "one hour"}, "cannot be read"),
        ({"advance_to": "2020-01-01T00:00:00Z"}, "does not go back"),
        ({}, "needs one of"),
        ({"complete": "a", "advance": "PT1H"}, "needs one of"),
        ({"complete": "a", "variables": [1]}, "object"),
    ],
)
def test_a_step_that_cannot_be_done_fails_with_a_clear_error(step: dict[str, Any], said: str) -> None:
    answer = attempt(TWO, step)
    assert answer["state"] == "failed"
    assert said in answer["error"]
    assert answer["error_detail"]["ru"]


def test_a_failed_step_shows_how_far_it_came_and_keeps_nothing() -> None:
    answer = attempt("start s -> a\nuser a -> g\nxor g -> e{=x = 1}\nend e", {"complete": "a", "variables": {"x": 2}})
    assert answer["state"] == "failed"
    assert answer["path"] == ["s", "a"]
    assert answer["open"] == [{"element": "a"}]
    assert answer["variables"] == {}
    assert answer["error_detail"]["element"] == "g"


@pytest.mark.parametrize(
    "scenario",
    [
        None,
        [],
        "x",
        {"steps": {}},
        {"steps": 0},
        {"steps": [None]},
        {"start": None},
        {"start": 1},
        {"start": {"at": "soon"}},
        {"start": {"at": 5}},
        {"start": {"at": "2027-13-01"}},
        {"start": {"process": ["p"]}},
        {"start": {"element": "nowhere"}},
        {"start": {"variables": []}},
        {"start": {"variables": {"x": float("nan")}}},
        {"steps": [{"complete": ["a"]}]},
        {"steps": [{"complete": {"a": 1}}]},
        {"steps": [{"complete": None}]},
        {"steps": [{"complete": "a", "instance": "first"}]},
        {"steps": [{"message": None}]},
        {"steps": [{"message": "Go", "correlation_key": {}}]},
        {"steps": [{"signal": {}}]},
        {"steps": [{"advance": 5}]},
        {"steps": [{"advance": "P999999Y"}]},
        {"steps": [{"advance": "P99999Y"}]},
        {"steps": [{"advance": "-PT1H"}]},
        {"start": {"at": "9999-12-31T00:00:00Z"}, "steps": [{"advance": "P10D"}]},
    ],
)
def test_a_scenario_that_is_no_scenario_fails_with_a_reason(scenario: Any) -> None:
    answer = run_trial(package(TWO), scenario)
    assert answer["state"] == "failed"
    assert answer["error"]
    assert answer["error_detail"]["ru"]
    assert answer["error_detail"]["en"]


def test_a_step_that_cannot_be_done_is_named_by_its_number() -> None:
    answer = attempt(TWO, {"complete": "a"}, {"complete": "a"})
    assert answer["error"].startswith('Step 2: the task "a" is not open (open: b)')


def test_keys_that_mean_nothing_are_remarked() -> None:
    answer = run_trial(
        package(TWO), {"begin": {}, "start": {"at": AT, "when": 1}, "steps": [{"complete": "a", "x": 1}]}
    )
    assert answer["state"] == "waiting"
    assert [note["en"].split('"')[1] for note in answer["notes"]] == ["begin", "when", "x"]


def test_a_process_that_is_not_there_is_refused_by_its_name() -> None:
    (finding,) = (found for found in attempt(TWO, process="nope")["findings"] if found["severity"] == "error")
    assert "nope" in finding["ru"]
    assert "nope" in finding["en"]


def test_a_signal_nobody_waits_for_and_a_message_that_leaves_are_remarked() -> None:
    text = "start s -> t\nthrow t message=Out -> a\nuser a -> e\nend e"
    answer = attempt(text, {"signal": "News"})
    assert answer["path"] == ["s", "t"]
    assert [("Out" in note["en"], "News" in note["en"]) for note in answer["notes"]] == [(True, False), (False, True)]


def test_a_value_that_cannot_be_kept_names_its_element() -> None:
    answer = attempt("start s -> k\nscript k 'script=f=function(x) x + 1' -> e\nend e")
    assert (answer["state"], answer["error_detail"]["element"]) == ("failed", "k")


def test_the_same_scenario_gives_the_same_answer() -> None:
    text = "start s -> p\nand p -> a b t\nuser a -> j\nuser b -> j\ncatch t duration=PT1H -> j\nand j -> e\nend e"
    steps = ({"complete": "b"}, {"advance": "PT1H"})
    assert attempt(text, *steps, variables={"z": 1, "y": 2}) == attempt(text, *steps, variables={"z": 1, "y": 2})


def test_the_clock_stops_at_each_timer_on_its_way() -> None:
    text = "start s -> x\ncatch x duration=PT1H -> y\ncatch y duration=P1D -> z\ncatch z duration=P30D -> e\nend e"
    answer = attempt(text, {"advance": "P2D"})
    assert answer["path"] == ["s", "x", "y"]
    assert answer["timers"] == [{"element": "z", "due_at": "2027-03-03T10:00:00Z"}]
    assert attempt(text, {"advance_to": "2027-03-03T10:00:00Z"})["state"] == "completed"
    assert attempt(text, {"advance_to": "2027-03-03T19:00:00+09:00"})["state"] == "completed"


def test_a_timer_runs_from_the_moment_its_task_was_reached() -> None:
    text = "start s -> a\nuser a -> b\nuser b -> e\nboundary t on=b duration=PT1H -> f\nend e\nend f"
    answer = attempt(text, {"advance": "P1D"}, {"complete": "a"})
    assert answer["timers"] == [{"element": "t", "due_at": "2027-02-01T10:00:00Z"}]


def test_a_time_without_a_zone_is_utc() -> None:
    answer = attempt("start s -> t\ncatch t duration=PT1H -> e\nend e", at="2027-01-31T09:00:00")
    assert answer["timers"][0]["due_at"] == "2027-01-31T10:00:00Z"


def test_work_outside_is_done_at_once_unless_the_next_step_does_it() -> None:
    text = "start s -> x\nservice x job=a -> y\nservice y job=b -> e\nend e"
    assert attempt(text)["path"] == ["s", "x", "y", "e"]
    assert attempt(text)["notes"]
    answer = attempt(text, {"complete": "y", "variables": {"paid": True}})
    assert (answer["path"], answer["variables"]) == (["s", "x", "y", "e"], {"paid": True})


def test_the_process_can_be_chosen() -> None:
    both = "process one\nstart s -> a\nuser a -> e\nend e\nprocess two\nstart t -> b\nuser b -> f\nend f"
    assert attempt(both)["open"] == [{"element": "a"}]
    assert attempt(both, process="two")["open"] == [{"element": "b"}]
    assert run_trial(package(both), {}, "two")["open"] == [{"element": "b"}]
    assert attempt(both, process="three")["state"] == "refused"


def test_called_processes_and_tables_may_lie_in_other_files(tmp_path: Path) -> None:
    outer = "process outer\nstart s -> k\ncall k calls=inner -> r\nrule r decision=days:days -> e\nend e"
    inner = "process inner\nstart cs -> c\nuser c -> cx\nend cx"
    (tmp_path / "outer.bpmn").write_text(diagram(outer), encoding="utf-8")
    (tmp_path / "inner.bpmn").write_text(diagram(inner), encoding="utf-8")
    (tmp_path / "days.dmn").write_text(TABLE, encoding="utf-8")
    found = load_package([tmp_path / "outer.bpmn", tmp_path / "inner.bpmn", tmp_path / "days.dmn"])
    scenario = {"start": {"variables": {"kind": "long"}}, "steps": [{"complete": "c"}]}
    answer = run_trial(found, scenario)
    assert answer["state"] == "completed", answer
    assert answer["path"] == ["s", "cs", "c", "cx", "k", "r", "e"]
    assert answer["variables"] == {"kind": "long", "days": 20}


def test_a_form_says_which_texts_are_dates() -> None:
    form = {
        "id": "visit",
        "type": "default",
        "schemaVersion": 19,
        "components": [{"type": "datetime", "subtype": "date", "key": "day", "id": "f1", "dateLabel": "Day"}],
    }
    text = diagram("start s -> a\nuser a -> b\nscript b 'script=late=day > date(\"2027-02-01\")' -> e\nend e").replace(
        '<bpmn:userTask id="a"/>',
        '<bpmn:userTask id="a"><bpmn:extensionElements><zeebe:formDefinition formId="visit"/>'
        "</bpmn:extensionElements></bpmn:userTask>",
    )
    found = Package(diagrams=(SourceFile(name="a.bpmn", data=text.encode()),), forms={"visit": form})
    scenario = {"steps": [{"complete": "a", "variables": {"day": "2027-02-03"}}]}
    answer = run_trial(found, scenario)
    assert answer["variables"] == {"day": "2027-02-03", "late": True}, answer
    wrong = {"steps": [{"complete": "a", "variables": {"day": "tomorrow"}}]}
    assert run_trial(found, wrong)["state"] == "failed"


def test_a_message_nobody_waits_for_now_is_only_noted() -> None:
    text = "start s -> a\nuser a -> m\ncatch m message=Go -> e\nend e"
    answer = attempt(text, {"message": "Go"})
    assert (answer["state"], answer["error"]) == ("waiting", None)
    assert answer["notes"]


def test_the_task_of_one_instance_can_be_named() -> None:
    text = "start s -> v\nuser v 'each=p in people' 'collect=votes=vote' -> e\nend e"
    answer = attempt(
        text, {"complete": "v", "instance": 2, "variables": {"vote": "no"}}, variables={"people": ["ann", "ben"]}
    )
    assert answer["open"] == [{"element": "v"}]


def test_an_error_may_be_thrown_from_a_task() -> None:
    text = "start s -> a\nservice a job=x -> e\nboundary b on=a error=LOW -> c\nuser c -> e\nend e"
    assert attempt(text, {"fail": "a", "error_code": "LOW"})["path"] == ["s", "b"]
