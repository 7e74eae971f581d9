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
    columns = [("Должность", "post", 5), ("Инструкция", "status", 2.4)]
    draft.table(columns, "instructions", when="instructions_approved")
    draft.points(
        [
            "{{?cancelled_order}} Признать утратившим силу приказ {{cancelled_order}}.",
            "Контроль за исполнением настоящего приказа оставляю за собой.",
        ]
    )
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
            ("Кол-во штатных единиц", "units", 1.1, "center"),
            ("Тарифная ставка (оклад), руб.", "salary|деньги", 1.4),
            ("Надбавка за квалифи\u00adкацию, %", "qualification_pct", 1.4, "center"),
            ("Надбавка за условия, %", "conditions_pct", 1.1, "center"),
            ("Районный коэф\u00adфициент, %", "regional_pct", 1.3, "center"),
            ("Прочие, руб.", "other_rub|деньги", 1.2),
            ("Всего в месяц, руб.", "fund|деньги", 1.5),
            ("Примечание", "note", 1.5),
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
            ("Дата ознакомления", "signed_on|кратко", 2),
            ("Подпись", "signature_mark", 2),
        ],
        "appointments",
        height=0.9,
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
            ("Должность", "post", 2.8),
            ("Ставок", "units", 1.1, "center"),
            ("Работник", "employee", 2.9),
            ("Вид занятости", "employment", 2.3),
            ("С какого дня", "appointed_on|кратко", 1.7),
            ("Доп. согла\u00adшение №", "agreement_no", 1.5),
        ],
        "appointments",
        size=10,
    )
    draft.text("2. Контроль за исполнением настоящего приказа оставляю за собой.", indent=True)
    draft.signature("Директор", "signer.name")
    draft.acquainted()
    return draft
