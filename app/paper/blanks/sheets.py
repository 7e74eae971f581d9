"""Templates of sheets that the system itself fills: the sheet of agreement, the list of those who are acquainted."""

from __future__ import annotations

from app.paper.blanks.drawing import Draft, Edition


def agreement_sheet(edition: Edition) -> Draft:
    """The sheet of agreement, made from the events of the case and never typed."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("ЛИСТ СОГЛАСОВАНИЯ", align="center", bold=True, size=14, after=2)
    draft.text("Дело {{case.number}}: {{case.title}}", align="center", after=2)
    draft.text("{{case.organisation.name}}", align="center", after=8)
    draft.table(
        [
            ("Круг", "round", 0.8, "center"),
            ("Что решалось", "step", 2.8),
            ("Кто решил (должность, за кого, основание)", "who", 3.7),
            ("Получено", "received", 1.6),
            ("Решено", "decided", 1.6),
            ("Решение", "outcome", 1.9),
            ("Замечания", "remarks", 3.3),
            ("Редакция и отпечаток", "content", 2.3),
            ("Действует", "standing", 2.3),
        ],
        "sheet",
        size=8.5,
    )
    draft.text("{{?summary}}СВОДКА ЗАМЕЧАНИЙ", bold=True, align="center", before=6, after=4, keep=True)
    draft.table(
        [
            ("Кто и когда", "who", 2.8),
            ("К чему относится", "place", 2.4),
            ("Замечание", "text", 4.2),
            ("Основание", "basis", 1.9),
            ("Учтено или отклонено", "state", 1.9),
            ("Ответ", "answer", 3.8),
        ],
        "summary",
        size=8.5,
        when="summary",
    )
    draft.text("Составлен {{made_at}} по записям системы.", size=9)
    draft.text("Отпечаток — начало SHA-256 того, что было согласовано.", size=9)
    return draft


def acquaintance_list(edition: Edition) -> Draft:
    """Who is acquainted with a document, made from the events of the case."""
    draft = Draft(edition, size=11)
    draft.text("{{case.organisation.name}}", align="center", after=8)
    draft.text("ЛИСТ ОЗНАКОМЛЕНИЯ", align="center", bold=True, size=14, after=4)
    draft.text("с документом: {{document_title}}", align="center", after=2)
    draft.text("{{?document_no}}№ {{document_no}} от {{document_date|дата}}", align="center", after=2)
    draft.text("Дело {{case.number}}. Срок: {{due_on|дата}}", align="center", after=8)
    draft.table(
        [
            ("Работник", "name", 3.6),
            ("Должность", "post", 3),
            ("Отметка", "mark", 3),
            ("Когда", "on", 1.9, "center"),
            ("Пояснение", "note", 3.2),
        ],
        "readers_sheet",
        size=9.5,
    )
    draft.text("Ознакомлены: {{readers_done}} из {{readers_total}}.", before=4, after=4)
    draft.text("Составлен {{made_at}} по записям системы.", size=9)
    draft.text("{{?document_print}}SHA-256 документа: {{document_print}}", size=9)
    return draft


def destruction_act(edition: Edition) -> Draft:
    """The act by which cases whose term is over are destroyed."""
    draft = Draft(edition, wide=True, size=11)
    draft.approved(post="Руководитель")
    draft.head("Акт", number="act_no", dated="act_date")
    draft.heading("О выделении к уничтожению дел, не подлежащих хранению")
    draft.text(
        "На основании номенклатуры дел отобраны к уничтожению как не имеющие научно-исторической ценности и утратившие "
        "практическое значение дела организации: {{case.organisation.name}}.",
        align="justify", indent=True, after=6,
    )  # fmt: skip
    draft.table(
        [
            ("Индекс", "index", 1.4),
            ("Дело", "number", 2.4),
            ("Заголовок", "title", 6),
            ("Закрыто", "closed_on|кратко", 1.8),
            ("Срок хранения", "term", 2),
            ("Основание", "basis", 3.4),
        ],
        "act_rows",
        size=9.5,
    )
    draft.text("{{?act_kept}}Исключены из акта и остаются на хранении:", bold=True, before=4, after=4, keep=True)
    draft.table([("Дело", "number", 3), ("Почему остаётся", "why", 8)], "act_kept", size=9.5, when="act_kept")
    draft.text("{{?act_note}}{{act_note}}", after=4)
    draft.signature("Ответственный за архив", before=10)
    draft.signature("Председатель экспертной комиссии", before=8)
    return draft
