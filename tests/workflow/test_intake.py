"""Diagrams that other programs write otherwise are read as they are meant; the rest stays byte for byte."""

from __future__ import annotations

import pytest

from app.workflow.foreign import with_embedded_forms
from app.workflow.intake import take_in
from app.workflow.package import Package, SourceFile
from app.workflow.source import inspect_bpmn

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BODY = '<process id="p" name="Приём"><startEvent id="s"/></process>'


def diagram(body: str = BODY, *, encoding: str = "UTF-8", space: str = ' targetNamespace="x"', more: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    return f'{head}<definitions xmlns="{MODEL}" id="d"{space}{more}>{body}</definitions>'


def names_of(data: bytes) -> list[str | None]:
    root, findings = inspect_bpmn(data)
    assert root is not None
    assert findings == ()
    return [one.get("name") for one in root.iter(f"{{{MODEL}}}process")]


@pytest.mark.parametrize("encoding", ["windows-1251", "Windows-1251", "ISO-8859-5", "KOI8-R", "cp866"])
def test_an_old_encoding_is_read(encoding: str) -> None:
    read, left_out = take_in(diagram(encoding=encoding).encode(encoding))
    assert (names_of(read), left_out) == (["Приём"], ())


def test_latin_files_of_other_programs_are_read() -> None:
    written = diagram(BODY.replace("Приём", "Prüfung"), encoding="ISO-8859-1").encode("iso-8859-1")
    assert names_of(take_in(written)[0]) == ["Prüfung"]


def test_a_file_that_says_one_encoding_and_is_in_utf_8_is_read_as_it_is_written() -> None:
    assert names_of(take_in(diagram(encoding="windows-1251").encode())[0]) == ["Приём"]


@pytest.mark.parametrize("encoding", ["UTF-32", "EBCDIC-CP-US", "UTF-7", "rot13", "base64"])
def test_other_encodings_are_left_to_the_check(encoding: str) -> None:
    written = diagram(encoding=encoding).encode()
    assert take_in(written) == (written, ())
    assert [one.rule for one in inspect_bpmn(written)[1]] == ["xml-encoding"]


def test_a_diagram_without_a_name_space_gets_one() -> None:
    read, left_out = take_in(diagram(space="").encode())
    assert (names_of(read), left_out) == (["Приём"], ())


def test_a_schema_of_data_types_is_left_out_and_named_but_another_diagram_is_not() -> None:
    types = '<import importType="http://www.w3.org/2001/XMLSchema" location="types.xsd" namespace="http://types"/>'
    read, left_out = take_in(diagram(types + BODY).encode())
    assert (names_of(read), left_out) == (["Приём"], ("types.xsd",))
    other = diagram(f'<import importType="{MODEL}" location="other.bpmn" namespace="y"/>{BODY}').encode()
    assert take_in(other) == (other, ())
    assert [one.rule for one in inspect_bpmn(other)[1]] == ["xml-import"]


@pytest.mark.parametrize("data", [diagram().encode(), diagram().encode()[:80], b"<a/>", b"", b"<?xml encoding='cp"])
def test_what_needs_nothing_or_cannot_be_read_stays_byte_for_byte(data: bytes) -> None:
    assert take_in(data) == (data, ())


ENGINE = """<process id="p" name="Приём" c:candidateStarterGroups="all" isExecutable="true"><startEvent id="s"/>
<userTask id="t" name="Решить" c:assignee="demo"><extensionElements><c:taskListener event="create" class="x"/>
<z:properties><z:property name="a" value="b"/></z:properties></extensionElements></userTask></process>"""


def test_what_only_another_engine_could_run_is_left_out_and_named() -> None:
    spaces = ' xmlns:c="http://camunda.org/schema/1.0/bpmn" xmlns:z="http://camunda.org/schema/zeebe/1.0" c:made="by"'
    read, left_out = take_in(diagram(ENGINE, more=spaces).encode())
    assert names_of(read) == ["Приём"]
    assert [one.split(" (")[0] for one in left_out] == [
        "Приём: candidateStarterGroups", "Решить: assignee", "Решить: taskListener",
    ]  # fmt: skip
    assert (b"assignee" in read, b"taskListener" in read, b"property" in read) == (False, False, True)


ASKING = """<extensionElements><z:userTaskForm id="f1">{"type": "default", "id": "F", "components": []}</z:userTaskForm>
</extensionElements><startEvent id="s"/><userTask id="t"><extensionElements><z:formDefinition %s="%s"/>
</extensionElements></userTask><sequenceFlow id="f" sourceRef="s" targetRef="t"/>"""


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("formKey", "camunda-forms:bpmn:f1", "F"),
        ("externalReference", "f1", "F"),
        ("externalReference", "somewhere-else", ""),
        ("formKey", "f1", ""),
    ],
)
def test_a_form_inside_the_diagram_is_taken_out_by_what_a_task_names(key: str, value: str, expected: str) -> None:
    body = f'<process id="p" isExecutable="true">{ASKING % (key, value)}</process>'
    data = diagram(body, more=' xmlns:z="http://camunda.org/schema/zeebe/1.0"').encode()
    package = with_embedded_forms(Package(diagrams=(SourceFile(name="p.bpmn", data=data),)))
    assert package.processes["p"].by_id["t"].form_id == expected
    assert list(package.forms) == ([expected] if expected else [])
    assert (package.diagrams[0].data == data) == (not expected)


def test_the_main_process_is_one_that_no_other_one_calls() -> None:
    called = '<process id="inner"><startEvent id="i"/></process>'
    calling = '<process id="outer"><startEvent id="o"/><callActivity id="c" calledElement="inner"/></process>'
    package = Package(diagrams=(SourceFile(name="p.bpmn", data=diagram(called + calling).encode()),))
    assert package.main_process_id() == "outer"
