"""What was understood of the rows of a foreign plan: measures as a plan holds them, with what has to be asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.roadmaps.policy.import_columns import Column
from app.roadmaps.policy.import_rows import SourceRow
from app.roadmaps.policy.import_words import executors_of, family_of
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.phrases import read_phrase

_SIDES: Final[Mapping[str, dict[str, str]]] = {
    "centre": {"name": "Центр", "role": "centre_head", "place": "centre"},
    "mouo": {"name": "МОУО", "role": "mouo_officer", "place": "mouo"},
}
_LEVELS: Final = ("АП", "РП")


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What the person who imports said for rows that do not say it themselves; empty where nothing was said."""

    executor_role: str = ""
    executor_place: str = ""
    controller_role: str = ""
    controller_place: str = ""
    evidence: str = ""
    family: str = ""


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A row as a measure; `questions` name the fields that nothing tells, each with its code."""

    row: SourceRow
    measure: dict[str, Any]
    questions: tuple[tuple[str, str], ...]
    guessed_family: bool


@dataclass(frozen=True, kw_only=True)
class ReadPlan:
    """Sections and measures of all rows."""

    sections: tuple[dict[str, Any], ...]
    rows: tuple[Understood, ...]


def read_rows(
    rows: Sequence[SourceRow], frame: Frame, defaults: Defaults, kinds: Mapping[str, str] | None = None
) -> ReadPlan:
    """Return the measures with their sections, numbered in the order of the tables; `kinds` were chosen for rows."""
    chosen = kinds or {}
    sections: dict[tuple[str, str], dict[str, Any]] = {}
    understood = []
    for number, row in enumerate(rows, 1):
        key = (row.part, row.section)
        if key not in sections:
            sections[key] = {
                "id": len(sections) + 1,
                "part": f"part-{len({part for part, _ in sections} | {row.part})}",
                "part_title": row.part[:300],
                "title": row.section[:600],
            }
        understood.append(_understood(number, row, sections[key]["id"], frame, defaults, chosen.get(row.key, "")))
    return ReadPlan(sections=tuple(sections.values()), rows=tuple(understood))


def _understood(number: int, row: SourceRow, section: int, frame: Frame, defaults: Defaults, kind: str) -> Understood:
    questions: list[tuple[str, str]] = []
    reading = read_phrase(row.text(Column.DEADLINE), frame)
    if reading.schedule is None:
        questions.append(("schedule", reading.question))
    executors = _executors(row, defaults)
    if not executors or not executors[0]["role"]:
        questions.append(("executors", "unknown" if executors else "empty"))
    evidence = _evidence(row, defaults)
    if not evidence:
        questions.append(("evidence", "empty"))
    if not defaults.controller_role:
        questions.append(("controller", "empty"))
    title = row.text(Column.TITLE)
    guessed = "" if kind else family_of(title)
    family = kind or guessed or defaults.family
    if not family:
        questions.append(("family", "unknown"))
    measure = {
        "id": f"row-{number}",
        "number": row.text(Column.NUMBER)[:40] or None,
        "section": section,
        "side": executors[0]["place"] if executors else "",
        "title": title[:4000],
        "executors": executors,
        "controller": {
            "role": defaults.controller_role,
            "place": defaults.controller_place,
            "level": next((level for level in _LEVELS if level in row.text(Column.CONTROL)), None),
        },
        "deadline_printed": row.text(Column.DEADLINE)[:400],
        "schedule": reading.schedule,
        "expected_result": row.text(Column.RESULT)[:4000],
        "audience": row.text(Column.AUDIENCE)[:1000],
        "evidence": evidence,
        "evidence_source": "printed" if row.text(Column.EVIDENCE) else "inferred",
        "family": family,
        "source_line": row.line,
    }
    kept = {key: value for key, value in measure.items() if value not in ("", None) or key in _ALWAYS}
    return Understood(row=row, measure=kept, questions=tuple(questions), guessed_family=bool(guessed))


_ALWAYS: Final = frozenset({"number", "schedule", "side", "deadline_printed", "family", "title"})


def _executors(row: SourceRow, defaults: Defaults) -> list[dict[str, str]]:
    if row.side:
        return [dict(_SIDES[row.side])]
    found = executors_of(row.text(Column.EXECUTOR))
    if found and not found[0]["role"]:
        found[0] |= {"role": defaults.executor_role, "place": defaults.executor_place}
    return found


def _evidence(row: SourceRow, defaults: Defaults) -> list[str]:
    printed = row.text(Column.EVIDENCE)
    return [one for one in ((printed or defaults.evidence)[:600],) if one]
