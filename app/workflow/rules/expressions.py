"""Rules of the group expressions: every FEEL text of a diagram is readable and names what exists."""

from __future__ import annotations

from app.workflow.findings import Group, Rule, Severity


def _rule(rule_id: str, ru: str, en: str, remedy_ru: str, remedy_en: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(
        id=rule_id, group=Group.EXPRESSIONS, severity=severity, ru=ru, en=en, remedy_ru=remedy_ru, remedy_en=remedy_en
    )


EXPRESSIONS_RULES: tuple[Rule, ...] = (
    _rule(
        "expression-empty",
        "Выражение пустое",
        "The expression is empty",
        "Запишите выражение FEEL после знака «=».",
        "Write a FEEL expression after the = sign.",
    ),
    _rule(
        "expression-syntax",
        "Выражение написано с ошибкой",
        "The expression has an error",
        'Исправьте запись на языке FEEL, например: сумма > 100000 and outcome = "approve".',
        'Correct the FEEL text, for example: amount > 100000 and outcome = "approve".',
    ),
    _rule(
        "python-expression",
        "Выражение написано на Python, а не на FEEL",
        "The expression is Python, not FEEL",
        "Запишите условие на языке FEEL: сравнение — один знак «=», отрицание — not(…), списки — в […].",
        "Write the condition in FEEL: compare with a single =, negate with not(…), lists in […].",
    ),
    _rule(
        "unknown-name",
        "Неизвестное поле в выражении",
        "The expression names an unknown field",
        "Проверьте имя поля: оно должно быть в форме процесса, в результате шага или таблицы решений.",
        "Check the name of the field: a form of the process, a step or a decision table must give it.",
    ),
    _rule(
        "unknown-function",
        "Неизвестная функция в выражении",
        "The expression calls an unknown function",
        "Используйте функцию из справочника FEEL.",
        "Use a function of the FEEL reference.",
    ),
    _rule(
        "expression-type",
        "Выражение сравнивает или считает неподходящие значения",
        "The expression mixes values that do not fit",
        "Проверьте виды полей: число, текст, дата, да/нет.",
        "Check the kinds of the fields: number, text, date, yes/no.",
    ),
    _rule(
        "too-many-expressions",
        "В процессе слишком много выражений",
        "The process holds too many expressions",
        "Вынесите часть шагов в вызываемый процесс.",
        "Move a part of the steps into a called process.",
    ),
    _rule(
        "name-set-later",
        "Поле заполняется только на более поздних шагах",
        "The field is filled in only at later steps",
        "Перенесите заполнение поля раньше или учтите, что здесь оно пустое (null).",
        "Fill the field in earlier, or allow for it being empty (null) here.",
        Severity.WARNING,
    ),
)
