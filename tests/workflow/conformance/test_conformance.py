"""Every construct either runs as BPMN 2.0 says or is refused with its element; the pairs of files are the cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.workflow import load_package
from app.workflow.trial import run_trial
from tests.workflow.conformance.cases import CASES
from tests.workflow.conformance.table import DOCUMENT, document_part
from tests.workflow.conformance.write import files_of

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.bpmn"))


@pytest.mark.parametrize("name", NAMES)
def test_construct_runs_as_drawn_or_is_refused(name: str) -> None:
    story = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    answer = run_trial(load_package([FOLDER / f"{name}.bpmn"]), story["scenario"])
    compare(answer, story["expected"])


def compare(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare what the case cares about; variables may be more than those named."""
    seen = {key: answer[key] for key in ("state", "path") if key in expected}
    wanted = {key: expected[key] for key in ("state", "path")}
    assert seen == wanted, (answer["error"], errors(answer))
    for key in ("open", "timers"):
        if key in expected:
            assert answer[key] == expected[key]
    for key, value in expected.get("variables", {}).items():
        assert answer["variables"][key] == value
    for key in expected.get("missing", ()):
        assert key not in answer["variables"]
    if expected.get("fails_at"):
        assert answer["error_detail"]["element"] == expected["fails_at"]
    if "refused_at" in expected:
        found = [finding for finding in errors(answer) if finding["element"] == expected["refused_at"]]
        assert found, errors(answer)
        assert all(finding["ru"] and finding["en"] and finding["remedy_ru"] for finding in found)
        assert not expected["rules"] or {finding["rule"] for finding in found} & set(expected["rules"])


def errors(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings that refuse."""
    return [finding for finding in answer["findings"] if finding["severity"] == "error"]


def test_the_table_in_the_documentation_is_that_of_the_cases() -> None:
    assert document_part() in DOCUMENT.read_text(encoding="utf-8")


def test_the_files_are_those_that_the_cases_make() -> None:
    for case in CASES:
        for name, text in files_of(case).items():
            assert (FOLDER / name).read_text(encoding="utf-8") == text, name
    assert len(NAMES) == len(CASES)
