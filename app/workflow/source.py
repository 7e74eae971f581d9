"""Reads the bytes of a diagram safely: limits, encoding, no DOCTYPE, hardened parser, schema, ids and colours."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import SpiffWorkflow.bpmn.parser
from lxml import etree

from app.workflow.findings import Finding, SourceRefused, Words
from app.workflow.rules import RULES

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
DECISION_NAMESPACES: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 100
MAX_ATTRIBUTES: Final = 60
MAX_TEXT: Final = 100_000
MAX_SCHEMA_FINDINGS: Final = 20

_ID = re.compile(r"[^\W\d][\w.-]{0,199}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_COLOUR_NAMESPACES = (
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
)
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DECLARED = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_POSITION = re.compile(r",? ?line \d+, column \d+( \(.*\))?$")
_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii"}
_SCHEMA_LOCK = threading.Lock()


def read_bpmn(data: bytes, *, name: str = "") -> etree._Element:
    """Return the root of a BPMN diagram; raises SourceRefused. The tree is shared: copy it before a change."""
    root, findings = inspect_bpmn(data, name=name)
    if root is None or findings:
        raise SourceRefused(findings)
    return root


def inspect_bpmn(data: bytes, *, name: str = "") -> tuple[etree._Element | None, tuple[Finding, ...]]:
    """Return the root (None when there is none to speak of) and everything wrong with the file; never raises."""
    try:
        root = _parse(data, name)
        if root.tag != f"{{{MODEL}}}definitions":
            raise _refused("xml-wrong-root", name, f"<{_local(root)}>", line=line_of(root))
    except SourceRefused as refused:
        return None, refused.findings
    findings = [*_imports(root, name), *_ids(root, name), *_colours(root, name), *_schema_findings(root, name)]
    return root, tuple(findings)


def read_dmn(data: bytes, *, name: str = "") -> etree._Element:
    """Return the root of a DMN file; raises SourceRefused. What its tables say is read elsewhere."""
    root = _parse(data, name)
    if _local(root) != "definitions" or etree.QName(root).namespace not in DECISION_NAMESPACES:
        raise _refused("xml-wrong-decision-root", name, f"<{_local(root)}>", line=line_of(root))
    return root


def line_of(element: etree._Element) -> int | None:
    """Return the line of an element in its file."""
    line: Any = element.sourceline
    return int(line) if line else None


def attributes_of(element: etree._Element) -> dict[str, str]:
    """Return the attributes of an element as plain texts."""
    return {str(key): str(value) for key, value in element.attrib.items()}


def _refused(rule: str, name: str, detail: Words | str = "", *, line: int | None = None) -> SourceRefused:
    return SourceRefused([RULES[rule].broken(detail=detail, file=name, line=line)])


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _parse(data: bytes, name: str) -> etree._Element:
    """Return the root of well-formed XML within our limits."""
    if len(data) > MAX_BYTES:
        raise _refused("xml-too-large", name, Words(ru="больше 2 МиБ", en="more than 2 MiB"))
    if not data.strip():
        raise _refused("xml-empty", name)
    text = _decode(data, name)
    _refuse_doctype(text, name)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError, UnicodeError) as problem:
        rule = "xml-too-complex" if "Excessive depth" in str(problem) else "xml-not-well-formed"
        said = _POSITION.sub("", str(problem))
        raise _refused(rule, name, _brief(said), line=_position_of(problem)) from None
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None or info.externalDTD is not None:
        raise _refused("xml-doctype", name)
    _refuse_excess(root, name)
    return root


def _decode(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 or UTF-16 file, whatever tricks its declaration plays."""
    encoding = "utf-8-sig"
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\x00\x00\x00<", b"<\x00\x00\x00")):
        raise _refused("xml-encoding", name, "UTF-32")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"<\x00"):
        encoding = "utf-16-le"
    elif data.startswith(b"\x00<"):
        encoding = "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _refused("xml-encoding", name) from None
    declared = _DECLARED.match(text[:400].lstrip())
    if declared and declared[1].lower() not in _ENCODINGS:
        raise _refused("xml-encoding", name, _brief(declared[1]))
    return text


def _refuse_doctype(text: str, name: str) -> None:
    """Look only at what stands before the root element; a text that mentions DOCTYPE is harmless."""
    position = 0
    while match := _PROLOG.match(text, position):
        position = match.end()
    if text.startswith("<!", position):
        raise _refused("xml-doctype", name, line=text.count("\n", 0, position) + 1)


def _refuse_excess(root: etree._Element, name: str) -> None:
    """Refuse structures that no editor makes and that cost time everywhere behind us."""
    count = 0
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        count, depth = count + 1, depth + 1
        if count > MAX_ELEMENTS:
            raise _refused("xml-too-complex", name, Words(ru="слишком много элементов", en="too many elements"))
        if depth > MAX_DEPTH:
            detail = Words(ru="слишком глубокая вложенность", en="elements are nested too deep")
            raise _refused("xml-too-complex", name, detail, line=line_of(element))
        if len(element.attrib) > MAX_ATTRIBUTES or len(element.nsmap) > MAX_ATTRIBUTES:
            detail = Words(ru="слишком много атрибутов", en="too many attributes")
            raise _refused("xml-too-complex", name, detail, line=line_of(element))
        if len(element.text or "") > MAX_TEXT or any(
            len(value) > MAX_TEXT for value in attributes_of(element).values()
        ):
            detail = Words(ru="слишком длинный текст", en="a text is too long")
            raise _refused("xml-too-complex", name, detail, line=line_of(element))


def _bpmn_elements(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{{{MODEL}}}*")


def _imports(root: etree._Element, name: str) -> Iterator[Finding]:
    for element in root.iter(f"{{{MODEL}}}import"):
        yield RULES["xml-import"].broken(detail=_brief(element.get("location", "")), file=name, line=line_of(element))


def _ids(root: etree._Element, name: str) -> Iterator[Finding]:
    """Report identifiers that could be mistaken for something else, and those used twice."""
    seen: set[str] = set()
    for element in root.iter("*"):
        identifier = element.get("id")
        if identifier is None or etree.QName(element).namespace == ZEEBE:
            continue
        rule = "xml-bad-id" if not _ID.fullmatch(identifier) else "xml-duplicate-id" if identifier in seen else ""
        seen.add(identifier)
        if rule:
            yield RULES[rule].broken(
                element=_brief(identifier),
                element_name=element.get("name", ""),
                detail=f"«{_brief(identifier)}»",
                file=name,
                line=line_of(element),
            )


def _colours(root: etree._Element, name: str) -> Iterator[Finding]:
    """Report colours that a browser would understand as more than a colour (`url(…)` fetches an address)."""
    for element in root.iter("*"):
        for key, value in attributes_of(element).items():
            if not key.startswith("{"):
                continue
            if etree.QName(key).namespace in _COLOUR_NAMESPACES and not _COLOUR.fullmatch(value):
                shown = element.get("bpmnElement", "")
                detail = f"«{_brief(value)}»"
                yield RULES["xml-colour"].broken(element=shown, detail=detail, file=name, line=line_of(element))


@cache
def _schema() -> etree.XMLSchema:
    """Return the BPMN 2.0 schema that SpiffWorkflow ships."""
    folder = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema"
    return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))


def _schema_findings(root: etree._Element, name: str) -> list[Finding]:
    with _SCHEMA_LOCK:
        schema = _schema()
        if schema.validate(root):
            return []
        log: Any = schema.error_log
        entries = [(int(entry.line), str(entry.message)) for entry in log]
    findings = []
    for line, message in entries:
        # Bad and repeated identifiers are reported above in plainer words.
        if "'xs:ID'" in message or "'xs:NCName'" in message or "attribute 'id'" in message:
            continue
        plain = re.sub(r"\{[^}]*\}", "", message)
        findings.append(RULES["xml-schema"].broken(detail=_schema_words(plain), file=name, line=line))
    return findings[:MAX_SCHEMA_FINDINGS]


def _schema_words(message: str) -> Words:
    """Return a schema message in both languages, as far as it is one of the usual ones."""
    element = re.search(r"Element '([^']*)'", message)
    shown = f"<{_brief(element[1])}>" if element else ""
    attribute = re.search(r"attribute '([^']*)'", message)
    if "This element is not expected" in message:
        return Words(ru=f"элемент {shown} стоит не на своём месте или не существует", en=_brief(message))
    if "Missing child element" in message:
        return Words(ru=f"в элементе {shown} не хватает обязательного содержимого", en=_brief(message))
    if attribute and "is required but missing" in message:
        return Words(ru=f"у элемента {shown} нет обязательного атрибута «{attribute[1]}»", en=_brief(message))
    if attribute and "is not allowed" in message:
        return Words(ru=f"у элемента {shown} лишний атрибут «{_brief(attribute[1])}»", en=_brief(message))
    if attribute:
        return Words(ru=f"у элемента {shown} неверное значение атрибута «{_brief(attribute[1])}»", en=_brief(message))
    return Words(ru=_brief(message), en=_brief(message))


def _brief(text: str, limit: int = 200) -> str:
    """Return a foreign text short and without control characters."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def _position_of(problem: BaseException) -> int | None:
    position = getattr(problem, "position", None)
    return int(position[0]) if position else None
