"""Renders the BPMN part of docs/conformance.md from the cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.workflow.conformance.betsy import BETSY, EXPECTED_TO_BE_REFUSED
from tests.workflow.conformance.case import Case
from tests.workflow.conformance.cases import CASES, FAMILIES

DOCUMENT = Path(__file__).parents[3] / "docs" / "conformance.md"
BEGIN, END = "<!-- bpmn: made by tests/workflow/conformance/write.py -->", "<!-- end of bpmn -->"
INTRODUCTION = """
## BPMN 2.0

Every construct either runs as BPMN 2.0 says (where BPMN leaves a choice: as Camunda 8 does) or is refused before it
runs, with the element, the reason and a remedy. There is nothing between the two. Each row is a pair of files in
`tests/workflow/conformance/`: a tiny diagram, and a scenario for `soglas try` with the answer written by hand from the
standard. `make test` runs them all.

How it is done: SpiffWorkflow keeps the tree of tasks, their states and their life cycle; each task is one token, and
the specs in `app/workflow/specs` say how an element treats it. What is finished leaves the tree at once, so joins in
rework loops see only their own round. See decision 0005.
"""


def document_part() -> str:
    """Return the whole BPMN part."""
    refused = sum(case.expected["state"] == "refused" for case in CASES)
    lines = [BEGIN, INTRODUCTION.strip("\n"), ""]
    lines.append(f"{len(CASES)} cases: {len(CASES) - refused} run, {refused} are refused.")
    for family, cases in FAMILIES.items():
        lines += ["", f"### {family}", "", "| construct | what happens | | case |", "|---|---|---|---|"]
        lines += [
            f"| {_cell(case.construct)} | {_cell(case.how)} | {_verdict(case)} | `{case.name}` |" for case in cases
        ]
    lines += ["", *_betsy(), END]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _verdict(case: Case) -> str:
    if case.expected["state"] != "refused":
        return "runs" if case.expected["state"] != "failed" else "incident"
    rules = case.expected["rules"]
    return f"refused (`{'`, `'.join(rules)}`)" if rules else "refused"


def _betsy() -> Iterator[str]:
    by_name = {case.name: case for case in CASES}
    runs = sum(by_name[case].expected["state"] != "refused" for case in BETSY.values())
    rightly = len(EXPECTED_TO_BE_REFUSED)
    yield "### The processes of betsy"
    yield ""
    yield (
        f"The {len(BETSY)} public conformance processes of uniba-dsg/betsy (activities, basics, data, errors, events,"
        f" gateways, patterns), by the case of ours that holds the same construct: {runs} run, {rightly} are refused as"
        f" betsy asks, {len(BETSY) - runs - rightly} are refused with their element though betsy runs them; none runs"
        " otherwise than drawn. Where one process of betsy starts or answers another by a message or a signal, each is"
        " tried by itself: a try-out runs one process, and remarks what leaves it."
    )
    yield ""
    yield (
        "What stays refused, and why: merges and joins that do not match their split (soundness); cycles in which"
        " nobody waits; conditions that a parallel gateway would not look at; ad-hoc sub-processes (who does what is"
        " not drawn); complex gateways (BPMN sends tokens on twice); and `behavior` of multi-instance other than All:"
        " the diagrams of betsy have an interrupting boundary event there, which by BPMN would end all instances at"
        " the first, and count three."
    )
    yield ""
    yield "| betsy | | case |"
    yield "|---|---|---|"
    for name, case in BETSY.items():
        yield f"| {name} | {_verdict(by_name[case])} | `{case}` |"


def write_document() -> None:
    """Put the BPMN part into the document, beside what others wrote there."""
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Conformance\n"
    if BEGIN in text:
        before, rest = text.split(BEGIN, 1)
        after = rest.split(END, 1)[1]
    else:
        before, after = text.rstrip("\n") + "\n\n", "\n"
    DOCUMENT.write_text(before + document_part() + after, encoding="utf-8")
