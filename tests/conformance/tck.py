"""Running the DMN Technology Compatibility Kit (data by others, read from beside the project, never copied)."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from app.feel.temporal.reading import read_date, read_datetime, read_duration, read_time
from app.feel.values.kinds import kind_of
from app.workflow.dmn.decider import Decider, DecisionUnknown
from app.workflow.dmn.library import read_library_beside

DATA = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "dmn-tck" / "TestCases"
LEVELS = ("compliance-level-2", "compliance-level-3")
EXTERNAL_JAVA = "0076-feel-external-java"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("1e-8")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"
MARK = "<!-- dmn: made by tests/conformance/tck.py -->"
INTRODUCTION = """## FEEL and DMN

Measured with the DMN Technology Compatibility Kit (dmn-tck/tck, commit 0dbcaf9b of 2026-07-01, Apache-2.0), which lies
beside the project and is not part of it. A case here is one expected node, a chapter a folder of the kit. 45 % of the
cases expect null or an error, so the last column counts those that expect a value. `make conformance` runs the kit,
`python -m tests.conformance.tck --write` writes this part. Functions outside FEEL (external Java) are refused by
decision; its 18 cases are counted apart. Regular expressions run on RE2, in linear time: no back-references.
"""
READERS = {"date": read_date, "time": read_time, "dateTime": read_datetime, "duration": read_duration}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One expectation: a node of a test case."""

    chapter: str
    file: Path
    model: Path
    id: str
    asked: str
    node: str
    of_service: bool
    context: dict[str, Any]
    expected: Any


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a case."""

    case: Case
    passed: bool
    value: Any


def chapters(level: str) -> list[Path]:
    """Return the folders of a compliance level."""
    return sorted(folder for folder in (DATA / level).iterdir() if folder.is_dir())


def cases_of(folder: Path) -> Iterator[Case]:
    """Return the cases of a chapter, one for each expected node."""
    for file in sorted(folder.glob("*-test-*.xml")):
        root = etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        model = folder / _text(root, "modelName")
        for test in _children(root, "testCase"):
            context = {node.get("name"): _value(node) for node in _children(test, "inputNode")}
            for node in _children(test, "resultNode"):
                of_service = test.get("type") == "decisionService"
                yield Case(
                    chapter=folder.name,
                    file=file,
                    model=model,
                    id=test.get("id", ""),
                    asked=test.get("invocableName") if of_service else node.get("name"),
                    node=node.get("name", ""),
                    of_service=of_service,
                    context=context,
                    expected=_value(_children(node, "expected")[0]) if _children(node, "expected") else None,
                )


def run_chapter(folder: Path) -> list[Result]:
    """Run all cases of a chapter."""
    deciders: dict[Path, Decider] = {}
    results = []
    for case in cases_of(folder):
        if case.model not in deciders:
            deciders[case.model] = Decider(read_library_beside(case.model))
        results.append(_run(case, deciders[case.model]))
    return results


def _run(case: Case, decider: Decider) -> Result:
    try:
        value = decider.decide(case.asked, case.context).value
    except DecisionUnknown:
        return Result(case=case, passed=False, value="no such decision")
    if case.of_service and isinstance(value, dict) and case.node in value:
        value = value[case.node]
    return Result(case=case, passed=same(value, case.expected), value=value)


def same(value: Any, expected: Any) -> bool:
    """Tell whether a value is the expected one; numbers may differ as little as the kit's own runner allows."""
    if isinstance(expected, bool) or expected is None or isinstance(value, bool) or value is None:
        return value is expected
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return value == expected or abs(value - expected) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list):
        return isinstance(value, list) and len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(expected, dict):
        return (
            isinstance(value, dict)
            and set(value) == set(expected)
            and all(same(value[k], expected[k]) for k in expected)
        )
    return kind_of(value) == kind_of(expected) and value == expected


def _children(element: Any, name: str) -> list[Any]:
    return [each for each in element if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == name]


def _text(element: Any, name: str) -> str:
    found = _children(element, name)
    return (found[0].text or "").strip() if found else ""


def _value(node: Any) -> Any:
    lists = _children(node, "list")
    if lists:
        if lists[0].get(f"{XSI}nil") == "true":
            return None
        return [_value(item) for item in _children(lists[0], "item")]
    components = _children(node, "component")
    if components:
        return {component.get("name"): _value(component) for component in components}
    values = _children(node, "value")
    if not values or values[0].get(f"{XSI}nil") == "true":
        return None
    return _scalar(values[0].get(f"{XSI}type", "xsd:string").rpartition(":")[2], values[0].text or "")


def _scalar(kind: str, text: str) -> Any:
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        try:
            return Decimal(text.strip())
        except InvalidOperation:
            return text
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in READERS:
        written = re.sub(r"\s", "", text)
        found = READERS[kind](written)
        if found is None and kind == "dateTime":
            return read_date(written)
        return found if found is not None else text
    return text


def report() -> str:
    """Return the passes of each chapter as a Markdown table with what fails below it."""
    lines = ["| level | chapter | cases | passed | of those that expect a value |", "|---|---|---|---|---|"]
    failures: list[str] = []
    total = Counter[str]()
    for level in LEVELS:
        for folder in chapters(level):
            results = run_chapter(folder)
            counted = _count(results)
            if folder.name != EXTERNAL_JAVA:
                total.update(counted)
                failures += [_failure(result) for result in results if not result.passed]
            lines.append(_row(level[-1], folder.name, counted))
    lines.append(_row("", "all but external Java", total))
    return "\n".join([*lines, "", "Not passed, external Java aside:", "", *failures])


def _count(results: list[Result]) -> Counter[str]:
    valued = [result for result in results if result.case.expected is not None]
    return Counter(
        cases=len(results),
        passed=sum(result.passed for result in results),
        valued=len(valued),
        valued_passed=sum(result.passed for result in valued),
    )


def _row(level: str, name: str, counted: Counter[str]) -> str:
    values = f"{counted['valued_passed']} of {counted['valued']}"
    return f"| {level} | {name} | {counted['cases']} | {counted['passed']} | {values} |"


def _failure(result: Result) -> str:
    case = result.case
    return f"- {case.chapter} {case.id} {case.node}: expected `{case.expected!r}`, got `{result.value!r}`"


def write() -> None:
    """Put the report into docs/conformance.md, after its mark."""
    text = PAGE.read_text(encoding="utf-8")
    head = text.partition(MARK)[0].rstrip() if MARK in text else text.rstrip()
    PAGE.write_text(f"{head}\n\n{MARK}\n{INTRODUCTION}\n{report()}\n", encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        sys.stdout.write(report() + "\n")
