"""Habits that a reader relies on: sizes, names, and nothing that runs or shows what a person typed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
ROOMS = {
    "access",
    "assignments",
    "audit",
    "campaigns",
    "cases",
    "centres",
    "demo",
    "discussions",
    "documents",
    "engine",
    "links",
    "notifications",
    "operations",
    "organisation",
    "processes",
    "quarterly",
    "rules",
    "retention",
    "roadmaps",
    "search",
    "tasks",
    "views",
    "workshop",
}
ROOM_FILES = {"routes", "forms", "commands", "queries", "models", "policy", "events", "handlers", "cli", "__init__"}
UNNAMED = {"utils", "helpers", "common", "services", "manager", "managers", "misc"}
MIGRATIONS = APP / "foundation" / "migrations"


def sources() -> list[Path]:
    return [file for file in sorted(APP.rglob("*.py")) if MIGRATIONS not in file.parents]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_short_named_well_and_says_what_it_is_for(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert file.stem not in UNNAMED
    tree = ast.parse(text)
    assert not tree.body or ast.get_docstring(tree), "the module says nothing of its purpose"
    for function in functions(tree):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        assert length <= 40, f"{function.name} has {length} lines"


def test_rooms_use_the_same_file_names() -> None:
    strange = []
    for room in sorted(ROOMS):
        for entry in (APP / room).iterdir() if (APP / room).exists() else ():
            if (
                entry.suffix == ".py"
                and entry.stem not in ROOM_FILES
                and not (room == "engine" and entry.stem == "worker")
            ):
                strange.append(f"{room}/{entry.name}")
    assert strange == []


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_evaluates_text(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}, f"line {node.lineno}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            assert not names & {"pickle", "marshal", "render_template_string", "shelve"}, f"line {node.lineno}"


def test_templates_show_without_unsafe_marks() -> None:
    bad = []
    for file in sorted(APP.rglob("templates/**/*.html")):
        text = file.read_text(encoding="utf-8")
        for pattern in (r"\|\s*safe\b", r'\sstyle="', r"\son[a-z]+=\"", r"<script(?![^>]*(nonce|application/json))"):
            if re.search(pattern, text):
                bad.append(f"{file.relative_to(ROOT)}: {pattern}")
        if len(text.splitlines()) > 200:
            bad.append(f"{file.relative_to(ROOT)}: {len(text.splitlines())} lines")
    assert bad == []


def test_no_machine_path_and_no_registry_in_the_tree() -> None:
    files = [
        *sources(),
        *ROOT.glob("requirements*.txt"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        *ROOT.glob("docs/**/*.md"),
    ]
    files += [ROOT / "web/package.json", ROOT / "web/package-lock.json"]
    for file in files:
        if file.exists():
            text = file.read_text(encoding="utf-8")
            assert '"resolved": "http' not in text, file
            assert "--index-url" not in text, file
            assert not re.search(r"(?<![\w.])/(work|tmp|root|home)/", text), file
