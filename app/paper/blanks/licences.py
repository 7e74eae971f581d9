"""Templates of licensing: application, check, inventory."""

from __future__ import annotations

from app.paper.blanks.drawing import Draft, Edition


def application(edition: Edition) -> Draft:
    """The application to change the registry of licences; the licensing body is left blank."""
    draft = Draft(edition)
    for line in ("В __________________________", "(лицензирующий орган)", "от {{case.school.name}}"):
        draft.text(line, left=draft.width * 0.5)
    draft.text("ЗАЯВЛЕНИЕ", align="center", bold=True, size=14, before=14, after=2)
    draft.text("о внесении изменений в реестр лицензий", align="center", after=10)
    draft.text(
        "Просим внести изменения в реестр лицензий в части осуществления образовательной деятельности "
        "структурным подразделением {{centre_title}} по адресу: {{centre_address}}.",
        align="justify", indent=True, after=6,
    )  # fmt: skip
    draft.facts(
        [
            ("Действующая лицензия", "№ {{licence_no}} от {{licence_date|дата}}"),
            ("Приказ о создании Центра", "№ {{basis_order_no}} от {{basis_order_date|дата}}"),
            ("Дата и номер отправки", "{{application_date|дата}}, № {{application_number}}"),
            ("Документов приложено", "{{package_present}}"),
        ]
    )
    draft.text("Приложение: опись документов.", after=4)
    draft.signature("Директор", "signer.name")
    return draft


def check(edition: Edition) -> Draft:
    """The sheet on which the municipal authority checks the package."""
    draft = Draft(edition)
    draft.text("{{signer.organisation}}", align="center", bold=True, after=8)
    draft.text("ЛИСТ ПРОВЕРКИ", align="center", bold=True, size=14, after=2)
    draft.text("пакета документов: {{case.school.name}}", align="center", after=2)
    draft.text("{{?check_no}}№ {{check_no}} от {{check_date|дата}}", align="center", after=8)
    draft.text("Проверено: {{check_list}}.", align="justify", after=6)
    draft.table(
        [("Документ", "paper", 4), ("Состояние", "state", 2), ("Номер", "number", 1.6), ("Дата", "date|кратко", 1.6),
         ("Причина отсутствия", "reason", 3)],
        "package", size=10,
    )  # fmt: skip
    draft.text("{{?remarks}}Замечания:", bold=True, before=4, after=2, keep=True)
    draft.text("{{#remarks}}— {{place}}: {{text}}", left=0.8)
    draft.signature("Проверил", "signer.name")
    return draft


def inventory(edition: Edition) -> Draft:
    """The inventory of the documents that are handed in."""
    draft = Draft(edition)
    draft.text("{{case.school.name}}", align="center", bold=True, after=8)
    draft.text("ОПИСЬ ДОКУМЕНТОВ", align="center", bold=True, size=14, after=2)
    draft.text("к заявлению о внесении изменений в реестр лицензий", align="center", after=8)
    draft.table(
        [("Документ", "paper", 5), ("Состояние", "state", 2), ("Номер", "number", 1.8), ("Дата", "date|кратко", 1.8)],
        "package",
    )
    draft.text("Представлено документов: {{package_present}}, не требуется: {{package_not_applicable}}.", after=4)
    draft.signature("Сдал", "signer.name")
    draft.signature("Принял", before=8)
    return draft
