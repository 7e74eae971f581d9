"""What the words of a row say of who does it and what kind of work it is; what they do not say stays empty. Pure."""

from __future__ import annotations

import re
from typing import Final

_PEOPLE: Final = tuple(
    (re.compile(words), role, place)
    for words, role, place in (
        (r"координатор", "regional_coordinator", "coordinator"),
        (r"ццо\b|^центр(?:ы|а|ов)?\b|точк[аи] роста|руководител\w+ центр", "centre_head", "centre"),
        (r"\bцб\b|бухгалтери", "finance_officer", "finance"),
        (
            r"моуо|\bимц\b|муниципальн|управлени\w+ образовани|отдел\w* образовани|районн\w+ комитет|"
            r"комитет\w* образовани|комитет\w* по образовани\w* .{0,40}район",
            "mouo_officer",
            "mouo",
        ),
        (r"\bиро\b|соиро|институт|методист", "institute_methodist", "institute"),
        (r"^ко\b|комитет по образованию|министерств|департамент|региональн", "regional_officer", "region"),
        (r"партн[её]р", "partner_rep", "partner"),
        (r"директор(?!а)", "school_director", "school"),
        (r"школ|\bсош\b|\bоо\b|\bоу\b|образовательн|заместител|учител|администраци", "school_admin", "school"),
    )
)
_FAMILIES: Final = tuple(
    (family, re.compile(words))
    for family, words in (
        ("licensing", r"лицензи"),
        ("staffing-approval", r"штатн\w+ расписани"),
        ("network-agreement", r"договор|соглашени"),
        ("programme-review", r"экспертиз"),
        ("enrolment", r"набор (?:обучающ|дет)|зачислени|комплектовани"),
        ("mentoring", r"наставнич"),
        (
            "training",
            r"повышени\w+ квалификаци|курс\w+ (?:повышени|подготовк)|переподготовк|обучени\w+ (?:педагог|сотрудник)",
        ),
        ("survey-testing", r"опрос|анкетировани|тестировани"),
        ("periodic-report", r"отч[её]т"),
        ("meeting", r"совещани|заседани"),
        ("monitoring", r"мониторинг|анализ|изучени\w+ (?:состояни|опыт)"),
        ("procurement-equipment", r"закуп|оснащени|оборудовани|приобретени|поставк"),
        ("premises-readiness", r"помещени|ремонт|зонировани|брендбук"),
        ("appointment", r"назначени\w+ ответственн|ответственн\w+ (?:лиц|за)|рабоч\w+ групп|экспертн\w+ групп"),
        ("roadmap-management", r"дорожн\w+ карт"),
        ("oversight-control", r"контрол"),
        ("service-request", r"консультаци|консультировани|стажировк|заявк\w+ на "),
        (
            "information-support",
            r"сайт|информационн\w+ (?:сопровожд|кампани|поддержк|наполнен)|публикаци|размещени|\bсми\b",
        ),
        ("registry-keeping", r"реестр|\bбанк|база данных|перечн"),
        ("programme-development", r"разработ\w+ .{0,60}программ|программ\w+ .{0,30}разработ"),
        ("participation", r"участи[еяю]|участвовать"),
        (
            "event-organisation",
            r"семинар|форум|конкурс|фестивал|конференци|мастер-класс|открыти\w+ центр|"
            r"экскурси|встреч\w|соревновани|олимпиад|турнир|хакатон|"
            r"проведени\w+ .{0,60}мероприяти",
        ),
        ("support-coordination", r"сопровождени|координаци|методическ\w+ (?:помощ|поддержк)"),
        ("document-approval", r"разработ|утвержд|положени|приказ|локальн\w+ акт"),
    )
)


def executors_of(words: str) -> list[dict[str, str]]:
    """Return the executors that a cell names; role and place are empty where the words do not tell them."""
    found = []
    for name in (part.strip() for part in re.split(r"[;\n]", words)):
        if name:
            role, place = _role(name.casefold())
            found.append({"name": name[:300], "role": role, "place": place})
    return found


def _role(name: str) -> tuple[str, str]:
    return next(((role, place) for words, role, place in _PEOPLE if words.search(name)), ("", ""))


def family_of(title: str) -> str:
    """Return the kind of work that the words of a measure name, empty when they name none."""
    plain = title.casefold()
    found = [(match.start(), family) for family, words in _FAMILIES if (match := words.search(plain))]
    return min(found, key=lambda one: one[0])[1] if found else ""
