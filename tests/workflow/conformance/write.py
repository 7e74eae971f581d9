"""Writes every conformance case as a readable pair of files: `python -m tests.workflow.conformance.write`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.workflow.conformance.case import Case
from tests.workflow.conformance.cases import CASES
from tests.workflow.conformance.table import write_document
from tests.workflow.diagrams import diagram

FOLDER = Path(__file__).parent


def files_of(case: Case) -> dict[str, str]:
    """Return the texts of a case by file name."""
    story = {
        "construct": case.construct,
        "how": case.how,
        "scenario": case.scenario(),
        "expected": case.expected,
    }
    return {
        f"{case.name}.bpmn": diagram(case.text, case.roots),
        f"{case.name}.json": json.dumps(story, ensure_ascii=False, indent=2) + "\n",
    }


def write_all() -> None:
    """Write the pairs and remove those that no case makes."""
    wanted = {name: text for case in CASES for name, text in files_of(case).items()}
    for path in (*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.json")):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_all()
    write_document()
