"""Calls that open a case of their own, tried out: inside where the called process is at hand, else as a step."""

from __future__ import annotations

from typing import Any

from app.workflow.checks import Surroundings, check_package
from app.workflow.trial import run_trial
from tests.workflow.drawing import drawing, package, script, zeebe

CALLED = """
    start S
    user Ask Спросить
    xor Way
    end Yes
    S > Ask > Way
    Way > No if =not(agreed)
    Way > Yes default
    end-error No Err
"""
CALLER = """
    start S
    call Call Вызов
    script Note Запомнить
    end E
    S > Call > Note > E
    error Wrong on Call Err
    end Refused
    Wrong > Refused
"""
MAPPED = (
    '<zeebe:ioMapping><zeebe:input source="=1" target="sum"/><zeebe:output source="=sum + paid" target="total"/>'
    '<zeebe:output source="=result" target="end"/></zeebe:ioMapping>'
)


def call(mappings: str = "") -> str:
    """Return the inside of a call of `L` as a case of its own."""
    own = '<zeebe:properties><zeebe:property name="soglas:case" value="own"/></zeebe:properties>'
    return zeebe(f'<zeebe:calledElement processId="L"/>{mappings}{own}')


def caller(mappings: str = "") -> bytes:
    """Return the calling process."""
    return drawing(CALLER, process="C", inside={"Call": call(mappings), "Note": zeebe_note()})


def zeebe_note() -> str:
    """Return a script that proves what names came back."""
    return script("=result", "noted")


def run(*files: bytes, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Run a scenario of the first file."""
    return run_trial(package(*files), {"start": {"variables": {"secret": 1}}, "steps": steps})


def test_the_called_process_runs_inside_when_its_file_is_given() -> None:
    answer = run(
        caller(MAPPED), drawing(CALLED, process="L"),
        steps=[{"complete": "Ask", "variables": {"agreed": True, "paid": 41}}],
    )  # fmt: skip
    assert (answer["state"], answer["path"]) == ("completed", ["S", "S", "Ask", "Way", "Yes", "Call", "Note", "E"])
    assert (answer["variables"]["total"], answer["variables"]["end"]) == (42, "Yes")
    assert not {"agreed", "paid"} & answer["variables"].keys()


def test_the_called_process_sees_only_what_it_is_given() -> None:
    asking = drawing(CALLED.replace("not(agreed)", "secret != null"), process="L")
    answer = run(caller(MAPPED), asking, steps=[{"complete": "Ask", "variables": {"agreed": True, "paid": 1}}])
    assert answer["variables"]["end"] == "Yes"


def test_an_error_end_inside_reaches_the_event_at_the_call() -> None:
    answer = run(caller(), drawing(CALLED, process="L"), steps=[{"complete": "Ask", "variables": {"agreed": False}}])
    assert answer["path"][-2:] == ["Wrong", "Refused"]


def test_without_its_file_a_step_completes_or_fails_the_call() -> None:
    answer = run(caller(), steps=[{"complete": "Call", "variables": {"result": "Yes", "result_words": "Да", "x": 1}}])
    assert (answer["state"], answer["variables"]["noted"]) == ("completed", "Yes")
    assert "x" not in answer["variables"]
    answer = run(caller(), steps=[{"fail": "Call", "error_code": "broken"}])
    assert answer["path"] == ["S", "Wrong", "Refused"]
    answer = run(caller(), steps=[])
    assert answer["open"] == [{"element": "Call"}]


def test_without_its_file_a_step_escalates_from_the_call() -> None:
    heard = CALLER.replace("error Wrong on Call Err", "escalation Wrong on Call Esc")
    said = drawing(heard, process="C", inside={"Call": call(), "Note": zeebe_note()})
    answer = run(said, steps=[{"escalate": "Call", "error_code": "late"}])
    assert answer["path"] == ["S", "Wrong", "Refused"], answer["findings"]


def test_the_check_knows_what_is_published_and_what_comes_back() -> None:
    alone = package(caller())
    rules = {finding.rule for finding in check_package(alone)}
    assert "called-process-missing" in rules
    known = check_package(alone, around=Surroundings(published_processes=frozenset({"L"})))
    assert not {"called-process-missing", "unknown-name"} & {finding.rule for finding in known}
    wrong = package(caller().replace(b'value="own"', b'value="mine"'), drawing(CALLED, process="L"))
    assert "call-case-unknown" in {finding.rule for finding in check_package(wrong)}
