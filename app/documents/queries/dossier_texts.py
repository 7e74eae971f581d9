"""The texts of a dossier: contents, answers as people saw them, the course of the case. Russian data, as on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.documents.queries.files import list_files_of_case
from app.engine.queries import (
    TimelineEntry,
    find_family,
    get_case_visible_to,
    list_answers_before,
    list_case_values,
    list_timeline,
)
from app.engine.queries.timeline_words import history_line
from app.forms import Answer, describe
from app.forms.tables import Cell
from app.foundation import clock, words
from app.organisation.queries import reading_in, timezone_of
from app.paper.plain import Block, Grid, Heading, Line
from app.processes.queries import live_version
from app.processes.queries.step_words import decided


def contents_text(viewer: Viewer, case_id: int, files: list[tuple[str, StoredFile]]) -> str:
    """Return the page of contents with the hash of every document; raises NotFound."""
    case = get_case_visible_to(viewer, case_id)
    lines = [
        f"Дело {case.number}: {case.title}",
        f"Процесс: {case.process_name}, версия {case.version_number}",
        f"Организация: {case.organisation_name}",
        f"Открыто: {words.stamp_time(case.opened_at)}",
        f"Закрыто: {words.stamp_time(case.closed_at)}" if case.closed_at else "Дело не закрыто",
        f"Досье составлено: {words.stamp_of_paper()}",
        "",
        "Документы:",
    ]
    lines += [f"{name} (версия {file.version}), SHA-256 {file.sha256}" for name, file in files] or ["нет"]
    return "\n".join(lines) + "\n"


def answers_page(viewer: Viewer, case_id: int) -> list[Block]:
    """Return every form that was sent, with its answers in words, in the order of sending; raises NotFound."""
    case = get_case_visible_to(viewer, case_id)
    live = live_version(case.version_id)
    zone = ZoneInfo(timezone_of(case.organisation_id))
    how: dict[str, Any] = {"now": clock.now(), "zone": zone, **reading_in(case.organisation_id)}
    names = {file.id: f"{file.name} (версия {file.version})" for file in list_files_of_case(viewer, case_id)}
    blocks: list[Block] = []
    start = live.forms.get(live.start_form_id)
    if start is not None:
        given = describe(start, list_case_values(viewer, case_id), "ru", **how)
        blocks += [Heading(text="Открытие дела"), *_answers(given, names)]
    for one in list_answers_before(viewer, case_id):
        who = f"{one.completed_by_name} ({one.organisation_name})" if one.organisation_name else one.completed_by_name
        blocks.append(Heading(text=f"{one.name}, круг {one.round}"))
        blocks.append(Line(text=f"{who}, {words.stamp_time(one.completed_at)}"))
        if one.outcome:
            blocks.append(Line(text=f"Решение: {decided(one.kind, one.outcome).word}"))
        if one.comment:
            blocks += _lines("Замечания", one.comment)
        if one.form_id in live.forms:
            blocks += _answers(describe(live.forms[one.form_id], one.answers, "ru", **how), names)
    return blocks


def _answers(answers: Sequence[Answer], names: Mapping[str, str]) -> Iterator[Block]:
    """Return the answers as people saw them; a file is named with its version."""
    for answer in answers:
        if answer.table is not None and answer.table.rows:
            yield Line(text=f"{answer.label}:")
            columns = [column.label for column in answer.table.columns]
            yield Grid(columns=columns, rows=[[_cell(cell, names) for cell in row] for row in answer.table.rows])
        elif answer.files:
            yield Line(text=f"{answer.label}: {_named(answer.files, names)}")
        else:
            yield from _lines(answer.label, answer.text)


def _cell(cell: Cell, names: Mapping[str, str]) -> str:
    return _named(cell.files, names) if cell.files else cell.text


def _named(file_ids: Sequence[str], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(one, one) for one in file_ids)


def _lines(label: str, text: str) -> Iterator[Block]:
    first, *rest = text.splitlines() or [""]
    yield Line(text=f"{label}: {first}")
    yield from (Line(text=line) for line in rest if line.strip())


def course_page(viewer: Viewer, case_id: int) -> list[Block]:
    """Return the course of the case, the first entry first, with the number of each entry of the record."""
    family = find_family(viewer, case_id)
    parent = family.parent.number if family is not None and family.parent is not None else ""
    return [Line(text=_entry(entry, parent)) for entry in reversed(list_timeline(viewer, case_id))]


def _entry(entry: TimelineEntry, parent: str) -> str:
    line = history_line(entry, parent=parent)
    told = f"{entry.number}. {words.stamp_time(line.at)}. {line.who}: {line.text}"
    details = f" ({line.details})" if line.details else ""
    return f"{told}{details}" + (f" «{' '.join(line.quote.split())}»" if line.quote else "")
