"""The bench runs and gives every figure with its floor; how fast things are is reported there and never asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.figures import Figure
from bench.timing import Times, race_functions

EXPECTED = {
    "flat", "service", "naive", "naive-old", "floor", "http", "statements", "statements-decision", "commits", "inbox",
    "queue", "sweep-statements", "sweep-scans", "sweep", "payload", "feel-code", "feel-text", "decision", "form",
    "campaign", "roadmap-page", "roadmap-opening", "search-1", "search-2", "search-3",
}  # fmt: skip


@pytest.mark.slow
def test_the_quick_bench_measures_everything_against_a_floor_of_the_same_run(tmp_path: Path) -> None:
    assert main(["--quick", "--backend", "sqlite", "--folder", str(tmp_path), "--results", str(tmp_path)]) == 0
    (written,) = tmp_path.glob("*-sqlite-quick.json")
    facts = json.loads(written.read_text(encoding="utf-8"))
    assert {"cpu", "cores", "python", "sqlite", "fsync_ms"} <= set(facts["machine"])
    assert facts["commit"]
    assert {figure["key"] for figure in facts["figures"]} >= EXPECTED
    for figure in facts["figures"]:
        assert figure["floor"], figure["key"]
        assert figure["floor_value"], figure["key"]
    assert all(times["min_ms"] <= times["median_ms"] <= times["max_ms"] for times in facts["times"].values())
    read = written.with_suffix(".md").read_text(encoding="utf-8")
    assert "A quick run" in read
    assert "naive / ours" in read


def test_a_figure_says_whether_its_target_is_met() -> None:
    figure = Figure(key="k", title="t", value=1.5, unit="x", floor="f", floor_value="1 ms", limit=1.6)
    assert (figure.target, figure.verdict) == ("<= 1.60x", "met")
    faster = Figure(key="k", title="t", value=5.0, unit="x", floor="f", floor_value="1 ms", limit=6, at_least=True)
    assert (faster.target, faster.verdict) == (">= 6x", "missed")


def test_everybody_takes_the_same_number_of_turns() -> None:
    times = race_functions({"a": lambda: None, "b": lambda: None}, rounds=5, calls=3)
    assert [len(one.wall) for one in times.values()] == [5, 5]
    assert all(isinstance(one, Times) for one in times.values())
