"""The forms of premises, purchases and enrolment compute what they say and ask only what the answer needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.processes.test_forms import complaints, filled

ZONE = {"zones-0-zone": "digital", "zones-0-room": "Кабинет 12", "equipment_set": "20"}
REVIEW = {"body": "Комитет образования", "officers": ["mouo_officer@mouo"], "head": ["mouo_head@mouo"]}


def test_a_zone_without_its_equipment_says_when_it_will_be_ready_and_is_counted() -> None:
    posted = ZONE | {"zones-0-decor": "done", "zones-0-equipment": "waiting"}
    assert "zones-0-ready_on" in complaints(filled("premises-readiness/zones", posted))
    late = filled("premises-readiness/zones", posted | {"zones-0-ready_on": "2026-09-20"})
    assert complaints(late) == {}
    assert late.values()["zones_left"] == 1
    ready = filled("premises-readiness/zones", ZONE | {"zones-0-decor": "done", "zones-0-equipment": "set"})
    assert complaints(ready) == {}
    assert ready.values()["zones_left"] == 0


def test_the_design_adds_up_areas_and_places() -> None:
    posted = {"brandbook_version": "2026", "accessible": "yes", "design_file": "file-1"}
    for number, area in enumerate(("54", "36,5")):
        row = {"room": f"Кабинет {number}", "zone": "digital", "area": area, "places": "15"}
        posted |= {f"rooms-{number}-{key}": value for key, value in row.items()}
    form = filled("premises-readiness/design", posted, reviewing=REVIEW)
    assert complaints(form) == {}
    assert form.values()["area_total"] == Decimal("90.5")
    assert form.values()["places_total"] == 30


def test_an_inspection_that_returns_needs_defects_and_no_act() -> None:
    posted = {"defects-0-place": "Кабинет 12", "defects-0-text": "Не работает розетка"}
    assert complaints(filled("premises-readiness/inspect", posted, outcome="return")) == {}
    asked = complaints(filled("premises-readiness/inspect", {}, outcome="approve"))
    assert {"inspect_no", "inspect_checks"} <= set(asked)


def test_a_list_dearer_than_the_money_asks_how_it_is_covered() -> None:
    posted = {"equipment-0-item": "Ноутбук", "equipment-0-kind": "computer", "equipment-0-quantity": "15"}
    posted |= {"equipment-0-price": "60000,50", "equipment-0-zone": "Кабинет 12", "list_checks": "programmes"}
    form = filled("procurement-equipment/list", posted, money_given=Decimal(500000), customer={"body": "МОУО"})
    assert list(complaints(form)) == ["short_cover"]
    assert form.values()["equipment_total"] == Decimal("900007.50")
    assert form.values()["money_short"] == Decimal("400007.50")
    assert complaints(filled("procurement-equipment/list", posted, money_given=Decimal(1000000))) == {}


def test_a_budget_not_spent_whole_is_explained() -> None:
    posted = {"paid": "1450000", "paid_on": "2026-09-02"}
    context = {"money_given": Decimal(1500000), "settings": {"budget_target": Decimal(100)}}
    form = filled("procurement-equipment/budget", posted, **context)
    assert list(complaints(form)) == ["budget_rest"]
    assert form.values()["budget_pct"] == Decimal("96.7")
    assert complaints(filled("procurement-equipment/budget", posted | {"paid": "1500000"}, **context)) == {}


def test_money_without_a_plan_figure_has_no_share() -> None:
    posted = {"paid": "1450000", "paid_on": "2026-09-02"}
    target = {"settings": {"budget_target": Decimal(100)}}
    for nothing in (None, Decimal(0)):
        form = filled("procurement-equipment/budget", posted, money_given=nothing, **target)
        assert complaints(form) == {}
        assert form.values().get("budget_pct") is None
    over = filled("procurement-equipment/budget", posted, money_given=Decimal(1), **target)
    assert list(complaints(over)) == ["budget_rest"]
    assert over.values().get("budget_pct") is None
    told = filled("procurement-equipment/budget", posted | {"budget_rest": "Доплата"}, money_given=Decimal(1), **target)
    assert complaints(told) == {}


def test_a_failed_purchase_needs_a_supplier_only_for_a_single_one() -> None:
    posted = {"failed_why": "Заявок нет"}
    assert complaints(filled("procurement-equipment/failed", posted | {"failed_decision": "repeat"})) == {}
    asked = complaints(filled("procurement-equipment/failed", posted | {"failed_decision": "single"}))
    assert set(asked) == {"supplier", "supplier_inn", "offer_price"}


def test_the_control_of_enrolment_computes_both_coverages() -> None:
    posted = {"pupils_covered": "210", "subject_total": "200", "subject_covered": "180", "control_checks": "order"}
    form = filled("enrolment/control", posted, pupils_total=Decimal(300), outcome="approve")
    assert complaints(form) == {}
    assert form.values()["coverage_pct"] == Decimal(70)
    assert form.values()["subject_pct"] == Decimal(90)


def test_groups_count_the_children_of_additional_programmes_apart() -> None:
    posted = {}
    for number, (kind, pupils) in enumerate((("additional", "15"), ("main", "125"))):
        row = {"name": f"Г-{number}", "title": "Программа", "kind": kind, "pupils": pupils}
        row |= {"teacher": "Педагог", "timetable": "Вт 15:00"}
        posted |= {f"groups-{number}-{key}": value for key, value in row.items()}
    form = filled("enrolment/groups", posted, licence_state="waiting")
    assert complaints(form) == {}
    assert form.values()["pupils_enrolled"] == 140
    assert form.values()["additional_pupils"] == 15


def test_an_exception_from_the_licence_needs_its_reason_and_waiting_says_what_to_do() -> None:
    allowed = complaints(filled("enrolment/exception", {}, plan_year=2026, settings={"licence_by": "09-30"}))
    assert {"exception_reason", "exception_no"} <= set(allowed)
    waiting = filled("enrolment/exception", {}, outcome="return", plan_year=2026)
    assert list(complaints(waiting)) == ["exception_note"]
    agreed = {"exception_reason": "Решение принято", "exception_no": "4", "exception_until": "2026-09-30"}
    form = filled("enrolment/exception", agreed, outcome="approve", plan_year=2026)
    assert complaints(form) == {}
    assert form.values()["exception_until"] == date(2026, 9, 30)
