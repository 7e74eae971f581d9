"""The table on the screen, and the two files that are kept: JSON for comparing, Markdown for reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.figures import Figure, Measured

HEADS = ("figure", "value", "target", "verdict", "ours", "floor")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for a terminal."""
    rows = [HEADS, *((one.title, one.shown(), one.target, one.verdict, one.ours, one.floor_value) for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * sum(widths), *lines[1:]])


def write(folder: Path, name: str, facts: Mapping[str, Any], measured: Mapping[str, Measured]) -> tuple[Path, Path]:
    """Write `name`.json and `name`.md into a folder; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = {
        **facts,
        "figures": [figure.facts() for one in measured.values() for figure in one.figures],
        "times": {name: times.summary() for one in measured.values() for name, times in one.times.items()},
        "remarks": {name: one.remarks for name, one in measured.items() if one.remarks},
    }
    plain, read = folder / f"{name}.json", folder / f"{name}.md"
    plain.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    read.write_text(markdown(facts, measured), encoding="utf-8")
    return plain, read


def markdown(facts: Mapping[str, Any], measured: Mapping[str, Measured]) -> str:
    """Return the report for people."""
    machine = facts["machine"]
    parts = [
        f"# Bench of {facts['date']}, commit {facts['commit']}, {facts['backend']}",
        f"{facts['database']}. {machine['cpu']}, {machine['cores']} cores, {machine['system']}, Python"
        f" {machine['python']}. An fsync of 4 KB takes {machine['fsync_ms']} ms here. Load before the run:"
        f" {', '.join(map(str, machine['load_before']))}."
        + ("" if facts["judged"] else " **A quick run: small sizes, nothing is judged.**"),
        "Ratios hold on other machines, times do not. Medians of rounds in which all contestants take turns.",
    ]
    for name, one in measured.items():
        parts += [f"## {name}", _rows(HEADS, [_cells(figure) for figure in one.figures])]
        notes = [f"- {figure.title}: {figure.note}" for figure in one.figures if figure.note]
        floors = [f"- floor of “{figure.title}”: {figure.floor}" for figure in one.figures]
        parts.append("\n".join([*floors, *notes]))
        if one.times:
            heads = ("times, ms", "median", "min", "max", "own work", "samples")
            parts.append(_rows(heads, [(key, *map(str, times.summary().values())) for key, times in one.times.items()]))
        if one.remarks:
            parts.append("```\n" + "\n".join(one.remarks) + "\n```")
    return "\n\n".join(parts) + "\n"


def _cells(figure: Figure) -> tuple[str, ...]:
    verdict = "**missed**" if figure.verdict == "missed" else figure.verdict
    return (figure.title, figure.shown(), figure.target, verdict, figure.ours, figure.floor_value)


def _rows(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |"]
    lines.append("|" + "---|" * (lines[0].count("|") - 1))
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
