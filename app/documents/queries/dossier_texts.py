"""The texts of a dossier: contents, answers as people saw them, the course of the case. Russian data, as on paper."""

from __future__ import annotations

from app.access.policy import Viewer
from app.documents.models import StoredFile
from app.engine.queries import get_case_visible_to, list_answers_before, list_case_values, list_timeline
from app.forms import Answer, describe
from app.foundation import clock, words
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
        f"Досье составлено: {words.stamp_time(clock.now())}",
        "",
        "Документы:",
    ]
    lines += [f"{name} (версия {file.version}), SHA-256 {file.sha256}" for name, file in files] or ["нет"]
    return "\n".join(lines) + "\n"


def answers_text(viewer: Viewer, case_id: int) -> str:
    """Return every form that was sent, with its answers in words, in the order of sending; raises NotFound."""
    live = live_version(get_case_visible_to(viewer, case_id).version_id)
    lines: list[str] = []
    start = live.forms.get(live.start_form_id)
    if start is not None:
        lines += ["ОТКРЫТИЕ ДЕЛА", *_answers(describe(start, list_case_values(viewer, case_id), locale="ru")), ""]
    for one in list_answers_before(viewer, case_id):
        who = f"{one.completed_by_name} ({one.organisation_name})" if one.organisation_name else one.completed_by_name
        lines.append(f"{one.name.upper()}, круг {one.round}: {who}, {words.stamp_time(one.completed_at)}")
        if one.outcome:
            lines.append(f"Решение: {decided(one.kind, one.outcome).word}")
        if one.comment:
            lines.append(f"Замечания: {one.comment}")
        if one.form_id in live.forms:
            lines += _answers(describe(live.forms[one.form_id], one.answers, locale="ru"))
        lines.append("")
    return "\n".join(lines) + "\n"


def _answers(answers: tuple[Answer, ...]) -> list[str]:
    found = []
    for answer in answers:
        found.append(f"{answer.label}: {answer.text}" if answer.text else answer.label)
        if answer.table is not None:
            found.append("  " + " | ".join(column.label for column in answer.table.columns))
            found += ["  " + " | ".join(cell.text for cell in row) for row in answer.table.rows]
    return found


def timeline_text(viewer: Viewer, case_id: int) -> str:
    """Return the course of the case, the first entry first, with the number of each entry of the record."""
    lines = []
    for entry in reversed(list_timeline(viewer, case_id)):
        who = "Система" if entry.is_system else entry.who
        parts = [f"{entry.number}. {words.stamp_time(entry.at)}", who, entry.action, entry.task_name]
        if entry.outcome:
            parts.append(entry.outcome)
        if entry.comment:
            parts.append(f"«{entry.comment}»")
        lines.append(", ".join(part for part in parts if part))
    return "\n".join(lines) + "\n"
