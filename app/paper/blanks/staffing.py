"""Templates of the approval of a staffing table."""

from __future__ import annotations

from app.paper.blanks.drawing import Draft, Edition


def order(edition: Edition) -> Draft:
    """The order that approves the staffing table and the job descriptions."""
    draft = Draft(edition)
    draft.head("Приказ", number="order_no", dated="order_date")
    draft.heading("{{order_title}}")
    draft.text(
        "{{?centre_title}}В связи с деятельностью структурного подразделения {{centre_title}} и на основании "
        "согласования муниципального органа управления образованием ({{case.mouo.name}})",
        align="justify", indent=True, after=8,
    )  # fmt: skip
    draft.text("ПРИКАЗЫВАЮ:", bold=True, after=6)
    draft.points(
        [
            "Утвердить штатное расписание № {{table_no}} от {{table_date|дата}} в количестве {{units_total}} штатных "
            "единиц с месячным фондом оплаты труда {{fund_total|деньги}} руб. (приложение) и ввести его в действие с "
            "{{in_force_from|дата}}",
            "{{?instructions_approved}} Утвердить должностные инструкции работников согласно перечню:",
        ]
    )
    draft.text("{{#instructions}}— {{post}};", left=1.25)
    draft.text("{{?cancelled_order}}3. Признать утратившим силу приказ {{cancelled_order}}.", indent=True, before=4)
    draft.text("Контроль за исполнением настоящего приказа оставляю за собой.", indent=True, before=4)
    draft.signature("Директор", "signer.name")
    draft.acquainted()
    return draft


def table(edition: Edition) -> Draft:
    """The staffing table in the shape of the form Т-3."""
    draft = Draft(edition, wide=True, size=11)
    draft.text("{{case.school.name}}", align="center", bold=True)
    draft.text("(наименование организации)", align="center", size=8, after=6)
    draft.approved(order=("order_no", "order_date"))
    draft.text("ШТАТНОЕ РАСПИСАНИЕ (по форме № Т-3)", align="center", bold=True, size=13)
    draft.text("№ {{table_no}} от {{table_date|кратко}}", align="center")
    draft.text(
        "на период {{period_years}} год с {{effective_from|дата}}; штат в количестве {{units_total}} единиц",
        align="center", after=6,
    )  # fmt: skip
    draft.table(
        [
            ("Структурное подразделение", "unit", 2.2),
            ("Должность (специальность, профессия), разряд, категория", "post_title", 2.8),
            ("Кол-во штатных единиц", "units", 1.1),
            ("Тарифная ставка (оклад), руб.", "salary", 1.4),
            ("Надбавка за квалифи-кацию, %", "qualification_pct", 1.4),
            ("Надбавка за условия, %", "conditions_pct", 1.1),
            ("Районный коэф-фициент, %", "regional_pct", 1.3),
            ("Прочие, руб.", "other_rub", 1.1),
            ("Всего в месяц, руб.", "fund", 1.5),
            ("Приме-чание", "note", 1.4),
        ],
        "posts",
        size=9,
        total=("", "", "Итого", "{{units_total}}", "", "", "", "", "", "{{fund_total|деньги}}", ""),
    )
    draft.text("Фонд оплаты труда в год: {{fund_year|деньги}} руб.", after=4)
    draft.signature("Руководитель кадровой службы", before=8)
    draft.signature("Главный бухгалтер", before=8)
    return draft


def acquaintance(edition: Edition) -> Draft:
    """The sheet on which employees confirm that they have read their job descriptions."""
    draft = Draft(edition)
    draft.text("{{case.school.name}}", align="center", bold=True, after=10)
    draft.text("ЛИСТ ОЗНАКОМЛЕНИЯ", align="center", bold=True, size=15, after=4)
    draft.text(
        "с приказом от {{order_date|дата}} № {{order_no}}, должностной инструкцией и штатным расписанием",
        align="center", after=10,
    )  # fmt: skip
    draft.table(
        [
            ("Должность", "post", 3),
            ("Фамилия, имя, отчество", "employee", 3.2),
            ("Назначен с", "appointed_on|кратко", 2),
            ("Дата ознаком-ления", "signed_on|кратко", 2),
            ("Подпись", "signature_mark", 1.8),
        ],
        "appointments",
    )
    return draft


def appointment(edition: Edition) -> Draft:
    """The order of appointment of the head and the staff of the centre."""
    draft = Draft(edition)
    draft.head("Приказ")
    draft.heading("О назначении работников")
    draft.text(
        "В соответствии со штатным расписанием, утверждённым приказом от {{order_date|дата}} № {{order_no}},",
        align="justify", indent=True, after=8,
    )  # fmt: skip
    draft.text("ПРИКАЗЫВАЮ:", bold=True, after=6)
    draft.text("1. Назначить на должности:", indent=True, after=6)
    draft.table(
        [
            ("Должность", "post", 3),
            ("Ставок", "units", 1),
            ("Работник", "employee", 3),
            ("Вид занятости", "employment", 2),
            ("С какого дня", "appointed_on|кратко", 2),
            ("Доп. согла-шение №", "agreement_no", 1.6),
        ],
        "appointments",
        size=10,
    )
    draft.text("2. Контроль за исполнением настоящего приказа оставляю за собой.", indent=True)
    draft.signature("Директор", "signer.name")
    draft.acquainted()
    return draft
