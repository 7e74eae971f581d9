"""Templates of a network agreement: the agreement with both signatures and what goes with it."""

from __future__ import annotations

from typing import Final

from app.paper.blanks.drawing import Column, Draft, Edition

_PROGRAMMES: Final[list[Column]] = [
    ("Программа", "title", 3.2),
    ("Вид", "kind", 2.3),
    ("Уровень", "level", 2.1),
    ("Направленность", "direction", 2),
    ("Часов", "hours", 0.9, "center"),
    ("Обуча\u00adющихся", "pupils", 1.2, "center"),
]

_CONDITIONS = "{{?conditions}} {{conditions}}"
_SIGNED = "____________ / ________________ /"


def agreement(edition: Edition) -> Draft:
    """The agreement itself, with the mandatory conditions and two columns of signatures."""
    draft = Draft(edition)
    draft.text("ДОГОВОР № {{agreement_no}}", align="center", bold=True, size=15)
    draft.text("о сетевой форме реализации образовательных программ", align="center", bold=True, after=12)
    draft.line("_________________________", "{{agreement_date|дата}}")
    draft.text(
        "{{school_name}}, далее — Школа, в лице {{school_signatory}}, действующего на основании {{school_basis}}, и "
        "{{partner_name}}, далее — Партнёр, в лице {{partner_signatory}}, действующего на основании {{partner_basis}}, "
        "далее вместе — Стороны, заключили настоящий договор о нижеследующем.",
        align="justify", indent=True, after=8,
    )  # fmt: skip
    _part(draft, "1. Предмет договора", ["{{subject_text}}"])
    draft.text("Программы (части программ), реализуемые в сетевой форме:", after=4)
    draft.table(_PROGRAMMES, "network_programmes", size=9)
    pupils = ["{{pupils_status}}", "{{?documents_issued}} Выдаваемые документы: {{documents_issued}}"]
    _part(draft, "2. Обучающиеся и документы об обучении", pupils)
    draft.text("3. Ресурсы Сторон", bold=True, before=6, after=4, keep=True)
    draft.table(
        [("Кто даёт", "side", 1.6), ("Вид", "kind", 2), ("Ресурс", "title", 3), ("Объём", "volume", 1.6),
         ("Место", "place", 2), ("Условия", "terms", 2.2)],
        "resources", size=9,
    )  # fmt: skip
    for title, name in (("4. Обязанности Школы", "school_duties"), ("5. Обязанности Партнёра", "partner_duties")):
        _part(draft, title, [f"{{{{{name}}}}}"])
    _part(
        draft,
        "6. Финансовые условия",
        ["{{?money_total}} Стоимость по договору: {{money_total|деньги}} руб. Источник: {{money_source}}",
         "{{!money_total}} Договор не предусматривает взаимных платежей."],
    )  # fmt: skip
    _part(
        draft,
        "7. Срок действия, изменение и прочие условия",
        ["Договор действует с {{valid_from|дата}} по {{valid_until|дата}}", "{{change_terms}}", _CONDITIONS],
    )
    draft.text("8. Реквизиты и подписи Сторон", bold=True, before=8, after=6, keep=True)
    _signatures(draft)
    return draft


def disagreements(edition: Edition) -> Draft:
    """The protocol of disagreements with both readings of each clause."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("ПРОТОКОЛ РАЗНОГЛАСИЙ", align="center", bold=True, size=14)
    draft.text("к договору о сетевой форме реализации образовательных программ", align="center", after=2)
    draft.text("{{?answer_no}}(ответ партнёра № {{answer_no}} от {{answer_date|дата}})", align="center", after=8)
    draft.table(
        [
            ("Пункт договора", "clause", 1.6),
            ("Редакция Школы", "ours", 4),
            ("Редакция Партнёра", "theirs", 4),
            ("Согласованная редакция", "agreed", 4),
        ],
        "protocol",
        size=10,
    )
    _signatures(draft)
    return draft


def amendment(edition: Edition) -> Draft:
    """An additional agreement with the changed clauses."""
    draft = Draft(edition)
    draft.text("ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ № {{amendment_no}}", align="center", bold=True, size=14)
    draft.heading("к договору № {{agreement_no}} от {{agreement_date|дата}}")
    draft.text(
        "{{school_name}} (Школа) и {{partner_name}} (Партнёр) договорились изменить договор: {{amendment_text}}",
        align="justify", indent=True, after=8,
    )  # fmt: skip
    draft.table([("Пункт", "clause", 1.2), ("Было", "before", 4), ("Стало", "after", 4)], "changes")
    draft.points(
        [
            "Договор действует с {{valid_from|дата}} по {{valid_until|дата}}",
            "Остальные условия договора не меняются. Соглашение вступает в силу со дня подписания обеими Сторонами.",
        ]
    )
    _signatures(draft)
    return draft


def termination(edition: Edition) -> Draft:
    """The agreement to end the agreement."""
    draft = Draft(edition)
    draft.text("СОГЛАШЕНИЕ № {{close_no}}", align="center", bold=True, size=14)
    draft.heading("о расторжении договора № {{agreement_no}} от {{agreement_date|дата}}")
    draft.line("_________________________", "{{close_date|дата}}")
    draft.points(
        [
            "{{school_name}} (Школа) и {{partner_name}} (Партнёр) прекращают договор с {{ended_on|дата}}",
            "{{?close_note}} {{close_note}}",
            "На день прекращения Стороны не имеют друг к другу требований, кроме названных в настоящем соглашении.",
        ]
    )
    _signatures(draft)
    return draft


def finance(edition: Edition) -> Draft:
    """The calculation of what the network form costs."""
    draft = Draft(edition)
    draft.approved(post="Директор")
    draft.text("ФИНАНСОВО-ЭКОНОМИЧЕСКИЙ РАСЧЁТ", align="center", bold=True, size=14, after=2)
    draft.text("{{case.school.name}} — {{partner_name}}", align="center", after=8)
    draft.table(
        [
            ("Вид затрат", "title", 3.2),
            ("Сторона", "side", 1.5),
            ("Кол-во", "quantity", 1.1, "center"),
            ("Цена, руб.", "price|деньги", 1.7),
            ("Сумма, руб.", "sum|деньги", 1.7),
            ("Источник", "source", 2.3),
        ],
        "costs",
        size=10,
        total=("", "Итого", "", "", "", "{{costs_total|деньги}}", ""),
    )
    draft.facts(
        [
            ("Лимит средств, руб.", "{{money_limit|деньги}}"),
            ("Основание лимита", "{{money_basis}}"),
            ("Остаток, руб.", "{{money_left|деньги}}"),
        ]
    )
    draft.signature("Исполнитель", "signer.name")
    return draft


def _part(draft: Draft, title: str, lines: list[str]) -> None:
    draft.text(title, bold=True, before=6, after=4, keep=True)
    for line in lines:
        mark, _sep, rest = line.partition("}} ") if line.startswith(("{{?", "{{!")) else ("", "", line)
        draft.text(f"{mark}}}}}{rest}" if mark else line, align="justify", indent=True, after=4)


def _signatures(draft: Draft) -> None:
    draft.both(
        ["Школа", "{{school_name}}", "{{?school_requisites}}{{school_requisites}}",
         "{{?school_signer}}{{school_signer}}", _SIGNED,
         "{{?school_sign_date}}Подписано {{school_sign_date|дата}}", "М. П. (при наличии)"],
        ["Партнёр", "{{partner_name}}", "{{?partner_requisites}}{{partner_requisites}}",
         "{{?partner_signer}}{{partner_signer}}", _SIGNED,
         "{{?partner_sign_date}}Подписано {{partner_sign_date|дата}}", "М. П. (при наличии)"],
    )  # fmt: skip
