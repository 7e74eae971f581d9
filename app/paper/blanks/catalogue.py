"""All templates that ship, by key: what they are called and what draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.paper.blanks import agreements, generic, licences, programmes, sheets, staffing
from app.paper.blanks.drawing import Draft, Edition


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A template that ships. `title` is Russian data: it names the document that it makes; `number` names its field."""

    key: str
    title: str
    draw: Callable[[Edition], Draft]
    number: str = ""


_NUMBERS: Final = {
    "staffing-order": "order_no",
    "staffing-table": "table_no",
    "expert-conclusion": "conclusion_no",
    "programme-order": "order_no",
    "programme-registry": "registry_no",
    "network-agreement": "agreement_no",
    "amendment": "amendment_no",
    "termination": "close_no",
    "licence-application": "application_number",
    "licence-check": "check_no",
    "order": "order_no",
    "minutes": "document_no",
    "reference": "document_no",
    "act": "document_no",
    "destruction-act": "act_no",
}
BLANKS: Final = {
    key: Blank(key=key, title=title, draw=draw, number=_NUMBERS.get(key, ""))
    for key, title, draw in (
        ("staffing-order", "Приказ об утверждении штатного расписания", staffing.order),
        ("staffing-table", "Штатное расписание", staffing.table),
        ("acquaintance-sheet", "Лист ознакомления", staffing.acquaintance),
        ("appointment-order", "Приказ о назначении", staffing.appointment),
        ("expert-sheet", "Экспертный лист", programmes.sheet),
        ("expert-conclusion", "Экспертное заключение", programmes.conclusion),
        ("programme-order", "Приказ об утверждении программ", programmes.order),
        ("remarks-table", "Таблица учёта замечаний", programmes.remarks),
        ("programme-registry", "Реестр программ", programmes.registry),
        ("network-agreement", "Договор о сетевой форме", agreements.agreement),
        ("disagreements", "Протокол разногласий", agreements.disagreements),
        ("amendment", "Дополнительное соглашение", agreements.amendment),
        ("termination", "Соглашение о расторжении", agreements.termination),
        ("finance-calculation", "Финансово-экономический расчёт", agreements.finance),
        ("licence-application", "Заявление о внесении изменений в реестр лицензий", licences.application),
        ("licence-check", "Лист проверки", licences.check),
        ("licence-inventory", "Опись документов", licences.inventory),
        ("agreement-sheet", "Лист согласования", sheets.agreement_sheet),
        ("destruction-act", "Акт о выделении дел к уничтожению", sheets.destruction_act),
        ("acquaintance-list", "Лист ознакомления с документом", sheets.acquaintance_list),
        ("minutes", "Протокол", generic.minutes),
        ("reference", "Справка", generic.reference),
        ("act", "Акт", generic.act),
        ("order", "Приказ", generic.order),
        ("report", "Отчёт", generic.report),
    )
}


@lru_cache(maxsize=64)
def make_blank(key: str, edition: Edition) -> bytes:
    """Return the DOCX of a template that ships; raises KeyError."""
    return BLANKS[key].draw(edition).save()
