"""Templates of the expert review of programmes."""

from __future__ import annotations

from typing import Final

from app.paper.blanks.drawing import Column, Draft, Edition

_PROGRAMMES: Final[list[Column]] = [
    ("Программа", "title", 3.8),
    ("Вид", "kind", 2.7),
    ("Классы", "classes", 1.2, "center"),
    ("Часов", "hours", 1, "center"),
    ("Обуча\u00adющихся", "pupils", 1.3, "center"),
    ("Автор", "author", 2.2),
]


def sheet(edition: Edition) -> Draft:
    """The sheet of one expert: marks by criteria for each programme."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("ЭКСПЕРТНЫЙ ЛИСТ", align="center", bold=True, size=14, after=2)
    draft.text("Дело {{case.number}}. {{case.organisation.name}}", align="center", after=6)
    draft.facts([("Эксперт", "{{signer.name}}"), ("Конфликт интересов", "{{sheet_conflict}}")], size=10)
    draft.table(
        [
            ("Программа", "title", 3),
            ("ФГОС", "fgos", 0.8, "center"),
            ("Целевой профиль", "target", 1, "center"),
            ("Оборудо\u00adвание Центра", "equipment_use", 1.1, "center"),
            ("Сетевая форма", "network_use", 1, "center"),
            ("Настав\u00adничество", "mentoring_use", 1.1, "center"),
            ("Безопас\u00adность", "safety_use", 1.1, "center"),
            ("Оформ\u00adление", "format", 1, "center"),
            ("Сумма", "total", 0.9, "center"),
            ("Вывод", "verdict", 1.3),
            ("Обоснование", "reason", 2.4),
        ],
        "sheet_rows",
        size=9,
    )
    draft.text("Сумма баллов: {{sheet_total}}. Общий вывод: {{sheet_verdict}}", bold=True, after=4)
    draft.text("{{?sheet_opinion}}{{sheet_opinion}}", align="justify", after=4)
    draft.signature("Эксперт", "signer.name", before=10)
    return draft


def conclusion(edition: Edition) -> Draft:
    """The conclusion of the review."""
    draft = Draft(edition)
    draft.head("Экспертное заключение", number="conclusion_no", dated="conclusion_date", name="signer.organisation")
    draft.heading("По программам организации: {{case.organisation.name}}")
    draft.text("{{conclusion_text}}", align="justify", indent=True, after=8)
    draft.table(
        [("Программа", "title", 4), ("Решение", "decision", 2), ("Обоснование", "reason", 4)],
        "conclusion_rows",
        when="conclusion_rows",
    )
    draft.text("Средний балл экспертов: {{score_mean}}.", after=4)
    draft.signature("{{chair_post}}", "signer.name")
    return draft


def order(edition: Edition) -> Draft:
    """The order that approves the programmes after the pedagogical council."""
    draft = Draft(edition)
    draft.head("Приказ", number="order_no", dated="order_date")
    draft.heading("{{order_title}}")
    council = (
        "На основании решения педагогического совета (протокол от {{council_minutes_date|дата}} № "
        "{{council_minutes_no}}) и экспертного заключения"
    )
    for condition, of in (
        ("{{?conclusion_no}}", " от {{conclusion_date|дата}} № {{conclusion_no}}"),
        ("{{!conclusion_no}}", ""),
    ):
        draft.text(f"{condition}{council}{of}", align="justify", indent=True, after=8)
    draft.text("ПРИКАЗЫВАЮ:", bold=True, after=6, keep=True)
    draft.text(
        "1. Утвердить программы и ввести их в действие с {{in_force_from|дата}}:", indent=True, after=6, keep=True
    )
    draft.table(_PROGRAMMES, "programmes", size=10)
    draft.text("2. Разместить утверждённые программы на официальном сайте.", indent=True, after=4)
    draft.text("3. Контроль за исполнением настоящего приказа оставляю за собой.", indent=True)
    draft.signature("Директор", "signer.name")
    draft.acquainted()
    return draft


def remarks(edition: Edition) -> Draft:
    """The table of remarks with the answers to them."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("ТАБЛИЦА УЧЁТА ЗАМЕЧАНИЙ", align="center", bold=True, size=14, after=2)
    draft.text("Дело {{case.number}}: {{case.title}}", align="center", after=8)
    draft.table(
        [
            ("К чему относится", "place", 2.4),
            ("Замечание", "text", 4.5),
            ("Основание", "basis", 2),
            ("Учтено или отклонено", "state", 1.8),
            ("Что сделано, обоснование", "answer", 4),
        ],
        "remarks",
        size=10,
    )
    draft.text("{{?rework_summary}}Итог доработки: {{rework_summary}}", align="justify", after=4)
    draft.signature("Исполнитель", "signer.name", before=10)
    return draft


def registry(edition: Edition) -> Draft:
    """The registry of programmes that go to the review."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("{{signer.organisation}}", align="center", bold=True, after=6)
    draft.text("РЕЕСТР ПРОГРАММ, НАПРАВЛЯЕМЫХ НА ЭКСПЕРТИЗУ", align="center", bold=True, size=13, after=2)
    draft.text("{{?registry_no}}№ {{registry_no}} от {{registry_date|дата}}", align="center", after=2)
    draft.text("Организация: {{case.organisation.name}}", align="center", after=8)
    draft.table([*_PROGRAMMES, ("Партнёр", "partner", 2), ("Цель", "aim", 3)], "programmes", size=9)
    draft.text("Всего программ: {{programmes_count}}, часов: {{hours_total}}, обучающихся: {{pupils_total}}.", after=4)
    draft.signature("Исполнитель", "signer.name", before=10)
    return draft
