"""Rules of the group bindings: forms, decisions, called processes, roles, places, deadlines."""

from __future__ import annotations

from app.workflow.findings import Group, Rule, Severity


def _rule(rule_id: str, ru: str, en: str, remedy_ru: str, remedy_en: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(
        id=rule_id, group=Group.BINDINGS, severity=severity, ru=ru, en=en, remedy_ru=remedy_ru, remedy_en=remedy_en
    )


BINDINGS_RULES: tuple[Rule, ...] = (
    _rule(
        "form-unreadable",
        "Файл формы не читается",
        "The form file cannot be read",
        "Сохраните форму в редакторе форм ещё раз: нужен файл JSON формата form-js.",
        "Save the form in the form editor again: a form-js JSON file is needed.",
    ),
)
