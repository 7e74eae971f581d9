"""The DMN Technology Compatibility Kit, chapter by chapter, where its data lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import tck

NO_DATA = "the DMN TCK is not beside the project (shared/conformance/dmn-tck)"
needs_data = pytest.mark.skipif(not tck.DATA.exists(), reason=NO_DATA)
FOLDERS = [folder for level in tck.LEVELS for folder in tck.chapters(level)] if tck.DATA.exists() else []


# (chapter, case, node): why it fails is told in docs/conformance.md.
KNOWN_FAILURES = {
    ("1111-feel-matches-function", "K2-MatchesFunc-17", "K2-MatchesFunc-17"),
    *(
        (tck.EXTERNAL_JAVA, case.id, case.node)
        for folder in FOLDERS
        if folder.name == tck.EXTERNAL_JAVA
        for case in tck.cases_of(folder)
    ),
}


@needs_data
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name[-1]}-{folder.name}")
def test_a_chapter_passes(folder: Path) -> None:
    failed = [
        f"{result.case.id} {result.case.node}: expected {result.case.expected!r}, got {result.value!r}"
        for result in tck.run_chapter(folder)
        if not result.passed and (folder.name, result.case.id, result.case.node) not in KNOWN_FAILURES
    ]
    assert failed == []


@needs_data
def test_the_whole_kit_was_found() -> None:
    counted = sum(len(list(tck.cases_of(folder))) for folder in FOLDERS if folder.name != tck.EXTERNAL_JAVA)
    assert counted >= 3415
