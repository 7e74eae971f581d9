"""Hostile and broken uploads are refused with a finding; honest files pass."""

import pytest

from app.workflow.findings import SourceRefused
from app.workflow.source import MAX_BYTES, inspect_bpmn, read_bpmn, read_dmn
from tests.workflow.drawing import HEAD, document, drawing, zeebe

HONEST = drawing("start S\nuser A Сдать отчёт\nend E\nS > A > E")
XML = '<?xml version="1.0" encoding="UTF-8"?>'
NESTED = "<a>" * 300 + "</a>" * 300
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def rules_of(data: bytes) -> list[str]:
    return [finding.rule for finding in inspect_bpmn(data, name="upload.bpmn")[1]]


def with_root(doctype: str, text: str) -> bytes:
    return (XML + doctype + HEAD.partition("?>")[2] + text + "</bpmn:definitions>").encode()


@pytest.mark.parametrize(
    "data",
    [
        HONEST,
        HONEST.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        HONEST.decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        b"\xef\xbb\xbf" + HONEST,
        HONEST.replace(b'<?xml version="1.0" encoding="UTF-8"?>\n', b""),
    ],
    ids=["utf-8", "utf-16", "utf-16 without mark", "with mark", "without declaration"],
)
def test_honest_file_is_read(data: bytes) -> None:
    assert inspect_bpmn(data)[1] == ()
    assert read_bpmn(data).tag.endswith("definitions")


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        ("xml-empty", b""),
        ("xml-empty", b"  \n "),
        ("xml-too-large", b"<a>" + b"x" * MAX_BYTES + b"</a>"),
        ("xml-doctype", with_root('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;")),
        ("xml-doctype", with_root('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">', "")),
        ("xml-doctype", with_root('<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]>', "")),
        ("xml-doctype", with_root(f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;")),
        ("xml-doctype", with_root('<!DOCTYPE d [<!ATTLIST process isExecutable CDATA "true">]>', "")),
        ("xml-doctype", b"<!-- first --> <?x y?>\n<!DOCTYPE a><a/>"),
        ("xml-doctype", HONEST.decode().replace("?>", "?><!DOCTYPE d>", 1).replace("UTF-8", "UTF-16").encode("utf-16")),
        ("xml-not-well-formed", with_root("", "&nowhere;")),
        ("xml-not-well-formed", HONEST[: HONEST.rindex(b"<bpmn:endEvent")]),
        ("xml-not-well-formed", b"PK\x03\x04 not xml"),
        ("xml-not-well-formed", b"<a>\x00</a>"),
        ("xml-too-complex", NESTED.encode()),
        ("xml-too-complex", b"<a>" * 100_000),
        ("xml-too-complex", ("<a>" + "<b/>" * 20_001 + "</a>").encode()),
        ("xml-too-complex", ("<a " + " ".join(f'b{n}="1"' for n in range(20_000)) + "/>").encode()),
        ("xml-too-complex", ("<a " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(200)) + "/>").encode()),
        ("xml-too-complex", ("<a><b>" + "x" * 200_000 + "</b></a>").encode()),
        ("xml-encoding", "<a>привет</a>".encode("cp1251")),
        ("xml-encoding", b'<?xml version="1.0" encoding="UTF-7"?><a/>'),
        ("xml-encoding", b'<?xml version="1.0" encoding="Big5"?><a/>'),
        ("xml-encoding", "<a/>".encode("utf-32")),
        ("xml-encoding", bytes(range(256))),
        ("xml-wrong-root", b"<html/>"),
        ("xml-wrong-root", b'<definitions xmlns="urn:other"/>'),
        ("xml-import", document('<bpmn:import namespace="urn:x" location="x.xsd" importType="urn:x"/>', roots="")),
    ],
)
def test_hostile_or_broken_upload_is_refused(rule: str, data: bytes) -> None:
    assert rules_of(data) == [rule]
    with pytest.raises(SourceRefused):
        read_bpmn(data)


def test_doctype_in_a_text_is_only_a_text() -> None:
    said = "<bpmn:documentation>&lt;!DOCTYPE x&gt;</bpmn:documentation>"
    assert rules_of(drawing("start S\nend E\nS > E", inside={"S": said})) == []


def test_includes_and_instructions_are_never_followed() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    data = drawing("start S\nend E\nS > E", inside={"S": zeebe(include)})
    data = data.replace(b"?>", b'?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>', 1)
    root = read_bpmn(data)
    assert "root:" not in "".join(root.itertext())


def test_what_refuses_a_file_says_it_in_both_languages_with_a_remedy() -> None:
    refused = inspect_bpmn(b"<!DOCTYPE a><a/>", name="план.bpmn")[1][0]
    assert refused.file == "план.bpmn"
    assert "DOCTYPE" in refused.ru
    assert "DOCTYPE" in refused.en
    assert refused.remedy_ru.startswith("Удалите")
    assert refused.remedy_en.startswith("Remove")


def test_element_unknown_to_the_schema_is_refused_with_its_line() -> None:
    finding = inspect_bpmn(document('<bpmn:process id="P"><bpmn:wizard id="W"/></bpmn:process>'))[1][0]
    assert finding.rule == "xml-schema"
    assert "wizard" in finding.ru
    assert finding.line == 4


def test_missing_attribute_is_said_in_russian() -> None:
    data = document('<bpmn:process id="P"><bpmn:sequenceFlow id="f" sourceRef="a"/></bpmn:process>')
    finding = inspect_bpmn(data)[1][0]
    assert "targetRef" in finding.ru
    assert "нет обязательного" in finding.ru


def test_extensions_of_other_tools_are_allowed_as_the_standard_allows_them() -> None:
    extra = '<x:note xmlns:x="urn:tool" kind="1"><x:deep/></x:note>'
    assert rules_of(drawing("start S\nend E\nS > E", inside={"S": zeebe(extra)})) == []


@pytest.mark.parametrize("colour", ["url(http://evil.example/leak)", "red", "#12345", "var(--x)", "#bbdefb;x"])
def test_colour_that_could_be_more_than_a_colour_is_refused(colour: str) -> None:
    assert rules_of(coloured(colour)) == ["xml-colour"]


def test_plain_colours_are_allowed() -> None:
    assert rules_of(coloured("#BBDEFB")) == []


def coloured(colour: str) -> bytes:
    shape = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="di"><bpmndi:BPMNPlane id="pl"'
        f' bpmnElement="P"><bpmndi:BPMNShape id="sh" bpmnElement="S" bioc:fill="{colour}"'
        ' xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"><dc:Bounds x="0" y="0" width="1" height="1"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"/></bpmndi:BPMNShape></bpmndi:BPMNPlane>'
        "</bpmndi:BPMNDiagram>"
    )
    body = '<bpmn:process id="P"><bpmn:startEvent id="S"/></bpmn:process>'
    return document(body + shape)


@pytest.mark.parametrize("wrong", ["x\"] | //*[@id='y", "1st", "a b", "a" * 300, "-x"])
def test_identifier_that_could_be_mistaken_is_refused(wrong: str) -> None:
    quoted = wrong.replace('"', "&quot;")
    data = document(f'<bpmn:process id="{quoted}"><bpmn:startEvent id="S"/></bpmn:process>')
    assert "xml-bad-id" in rules_of(data)


def test_identifier_used_twice_is_refused() -> None:
    data = document('<bpmn:process id="P"><bpmn:startEvent id="P"/></bpmn:process>')
    assert rules_of(data) == ["xml-duplicate-id"]


def test_identifiers_may_be_russian() -> None:
    assert rules_of(document('<bpmn:process id="Процесс_1"><bpmn:startEvent id="Начало"/></bpmn:process>')) == []


def test_decision_table_is_read_and_a_diagram_is_not_one() -> None:
    table = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d"/>'
    assert read_dmn(table).get("id") == "d"
    with pytest.raises(SourceRefused, match="xml-wrong-decision-root"):
        read_dmn(HONEST)
    with pytest.raises(SourceRefused, match="xml-doctype"):
        read_dmn(b"<!DOCTYPE x>" + table)
