"""`soglas check`: exit codes, JSON, words for people, the list of rules."""

import json
from pathlib import Path

import pytest

from app.workflow.checks import RULES
from app.workflow.commandline import (
    check_files,
    findings_as_json,
    findings_as_text,
    list_rules,
    parse_groups,
    rules_as_text,
)
from app.workflow.findings import Group
from tests.workflow.drawing import drawing, zeebe

MISMATCH = drawing(
    "start S\nxor X\nuser A a\nuser B b\nand J Слияние\nend E\nS > X\nX > A > J\nX > B > J\nJ > E"
)  # fmt: skip


@pytest.fixture(name="diagram")
def _diagram(tmp_path: Path) -> Path:
    path = tmp_path / "a.bpmn"
    path.write_bytes(MISMATCH)
    return path


def test_error_of_a_chosen_group_is_exit_code_one(diagram: Path) -> None:
    code, findings = check_files([diagram], ["soundness"])
    assert code == 1
    assert [(finding.rule, finding.file, finding.line is not None) for finding in findings] == [
        ("deadlock", str(diagram), True)
    ]


def test_error_of_another_group_is_not_counted(diagram: Path) -> None:
    assert check_files([diagram], ["support"]) == (0, [])
    code, findings = check_files([diagram], ["xml", "expressions"])
    assert (code, findings) == (0, [])


def test_json_has_every_key(diagram: Path) -> None:
    answer = json.loads(findings_as_json(check_files([diagram])[1]))
    assert answer["ok"] is False
    assert answer["errors"] >= 1
    assert set(answer["findings"][0]) == {
        "rule", "group", "element", "element_name", "severity", "ru", "en", "remedy_ru", "remedy_en", "file", "line",
    }  # fmt: skip


def test_people_read_place_element_reason_and_remedy(diagram: Path) -> None:
    findings = check_files([diagram], ["soundness"])[1]
    russian, english = findings_as_text(findings), findings_as_text(findings, "en")
    assert "a.bpmn:" in russian
    assert "ошибка [deadlock]" in russian
    assert "«Слияние» (J): Тупик" in russian
    assert "Что сделать:" in russian
    assert "Ошибок: 1, замечаний: 0." in russian
    assert "Remedy:" in english
    assert findings_as_text([]) == "Замечаний нет."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.bpmn", b""),
        ("binary.bpmn", bytes(range(256)) * 50),
        ("large.bpmn", b"<a>" + b"x" * 10_000_000),
        ("deep.bpmn", b"<a>" * 200_000),
        ("deep.form", b"[" * 100_000),
        ("deep.json", b'{"components":' * 5_000),
        ("broken.dmn", b"<definitions"),
        ("xxe.dmn", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_no_input_is_a_traceback(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    code, findings = check_files([tmp_path / name])
    assert code == 1
    assert findings[0].file == str(tmp_path / name)
    assert findings_as_text(findings)


def test_missing_file_is_said(tmp_path: Path) -> None:
    code, findings = check_files([tmp_path / "nowhere.bpmn"])
    assert (code, findings[0].rule) == (1, "xml-unreadable")


def test_folder_stands_for_its_diagrams(diagram: Path) -> None:
    assert check_files([diagram.parent], ["soundness"])[0] == 1


def test_called_process_beside_is_known(tmp_path: Path) -> None:
    caller, called = tmp_path / "caller.bpmn", tmp_path / "called.bpmn"
    inside = {"C": zeebe('<zeebe:calledElement processId="Q"/>')}
    caller.write_bytes(drawing("start S\ncall C\nend E\nS > C > E", inside=inside))
    assert [finding.rule for finding in check_files([caller], ["bindings"])[1]] == ["called-process-missing"]
    called.write_bytes(drawing("start S\nend E\nS > E", process="Q"))
    assert check_files([caller], ["bindings"]) == (0, [])


def test_groups_are_read_from_the_command_line() -> None:
    assert parse_groups("xml, soundness,xml") == ("xml", "soundness")
    with pytest.raises(ValueError, match="style"):
        parse_groups("xml,style")


def test_every_rule_is_listed_in_two_languages() -> None:
    listed = list_rules()
    assert {rule["group"] for rule in listed} == set(Group)
    assert len({rule["id"] for rule in listed}) == len(listed) == len(RULES)
    for rule in listed:
        assert rule["severity"] in {"error", "warning"}
        for key in ("ru", "en", "remedy_ru", "remedy_en"):
            assert rule[key].strip(), rule["id"]
        assert any("а" <= sign <= "я" for sign in rule["ru"]), rule["id"]
        assert not any("а" <= sign <= "я" for sign in rule["en"] + rule["remedy_en"]), rule["id"]
        assert rule["remedy_ru"].endswith((".", "»)", ")")), rule["id"]
    assert "deadlock (error)" in rules_as_text()


def test_the_five_faults_of_soundness_are_errors() -> None:
    five = {"deadlock", "lack-of-synchronisation", "livelock", "unreachable-element", "no-way-to-end"}
    assert {rule["id"] for rule in list_rules() if rule["group"] == "soundness" and rule["severity"] == "error"} >= five
