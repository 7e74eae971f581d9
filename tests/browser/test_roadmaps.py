"""Roadmaps in a real browser at both widths: plans, a measure asked to be moved, the year, indicators; axe on each."""

from __future__ import annotations

from app.audit.models import SYSTEM
from app.foundation.database import db
from app.organisation.commands import create_organisation
from app.organisation.models import OrganisationKind
from app.organisation.queries import current_tree
from app.roadmaps.commands import apply_plan, enter_fact, open_by_hand
from app.roadmaps.queries.indicator_library import indicators_of_plan
from app.roadmaps.queries.library import find_shipped_plan
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.roadmaps.stage import carried_out, do, publish_measures, rows


def _apply(server: LiveServer, plan_id: str, code: str, year: int) -> int:
    plan = find_shipped_plan(plan_id)
    assert plan is not None
    with server.app.app_context():
        place = current_tree().by_code[code]
        done = apply_plan(plan, organisation_id=place, year=year, applied_by=SYSTEM)
        db.session.remove()
    return done.roadmap_id


def test_the_five_documents_and_a_measure_returned_for_more_evidence(server: LiveServer, people: People) -> None:
    with server.app.app_context():
        publish_measures()
        db.session.remove()
    plans = {
        plan: _apply(server, plan, code, 2026)
        for plan, code in (
            ("spb-network-roadmap", "region"),
            ("digital-breakthrough", "north"),
            ("tochka-rosta-tz", "north"),
            ("smolensk-plan", "region"),
            ("school8-dce", "north-1"),
        )
    }
    with server.app.app_context():
        row = next(one for one in rows(plans["tochka-rosta-tz"], "tr1-06c") if one.returns == 0)
        open_by_hand(plans["tochka-rosta-tz"], [row.id], opened_by=SYSTEM)
        school = current_tree().by_code["north-1"]
        case_id = next(one.case_id for one in rows(plans["tochka-rosta-tz"], "tr1-06c") if one.id == row.id)
        do(case_id, carried_out(row))
        do(case_id, {}, outcome="return", comment="Приложите приказ с подписью")
        db.session.remove()
    for width in (1280, 390):
        officer = people("region.officer", width)
        for plan in plans.values():
            officer.open(f"/roadmaps/{plan}")
            assert "Показано строк" in officer.words
        officer.open(f"/roadmaps/{plans['tochka-rosta-tz']}/measures/tr1-06c")
        assert "Возвращ" in officer.words
        officer.open(f"/indicators/s8-a6?organisation={school}")
        assert "Документ спорит сам с собой" in officer.words


def test_the_indicators_of_school_no_8(server: LiveServer, people: People) -> None:
    with server.app.app_context():
        school = create_organisation(
            kind=OrganisationKind.SCHOOL,
            code="school-8",
            name="МБОУ «Средняя общеобразовательная школа № 8»",
            short_name="СОШ № 8",
            parent_id=current_tree().by_code["north"],
            created_by=SYSTEM,
        ).id
        db.session.remove()
    _apply(server, "school8-dce", "school-8", 2023)
    with server.app.app_context():
        for indicator, values in {"s8-a6": ("0", "0", "4,4", "9,1"), "s8-m1": ("2", "2", "1", "2")}.items():
            for year, value in enumerate(values, 2023):
                enter_fact(
                    indicator,
                    organisation_id=school,
                    period=str(year),
                    value=value,
                    evidence=f"Отчёт школы за {year} год",
                    entered_by=SYSTEM,
                )
        names = [one.id for one in indicators_of_plan("school8-dce")]
        db.session.remove()
    for width in (1280, 390):
        officer = people("north.officer", width)
        officer.open(f"/indicators?plan=school8-dce&organisation={school}&year=2026")
        rows = officer.page.locator("tbody tr")
        assert rows.count() == len(names)
        teachers = rows.filter(has_text="9,1").inner_text()
        assert "10" in teachers
        assert "0,9" in teachers, "how far the fact is from the plan"
        for name in names if width == 1280 else ("s8-a1", "s8-a4", "s8-a6", "s8-m5"):
            officer.open(f"/indicators/{name}?organisation={school}")
        officer.open(f"/indicators/s8-a6?organisation={school}")
        assert "Документ спорит сам с собой" in officer.words
        lines = officer.page.locator("tbody tr")
        assert [lines.nth(number).locator("td.num").first.inner_text() for number in range(6)] == [
            *("0", "0", "5", "10", "15", "20")
        ]
        assert "Отчёт школы за 2026 год" in officer.words
        assert "Прогноз" in officer.words
        assert officer.page.locator("section svg:visible").count() >= 1, "the chart is drawn at this width"


def test_sections_fold_on_a_phone_and_a_link_opens_its_own_with_and_without_script(
    server: LiveServer, people: People
) -> None:
    plan = _apply(server, "tochka-rosta-tz", "north", 2027)
    wide = people("north.head").open(f"/roadmaps/{plan}")
    assert wide.page.locator(".plan tbody tr:visible").count() == 100 + 8
    assert wide.page.locator(".plan-fold:visible").count() == 0
    for script in (True, False):
        page = people("north.head", 390, script=script).open(f"/roadmaps/{plan}").page
        third = page.locator("#section-3")
        assert page.locator(".plan:visible").count() == 0
        assert "строк" in third.locator("summary").inner_text()
        page.locator("summary", has_text="Разделы: ").click()
        page.locator("a[href='#section-3']").click()
        third.locator(".plan").wait_for(state="visible")
        assert page.locator(".plan:visible").count() == 1
        page.locator("#section-4 summary").click()
        assert page.locator(".plan:visible").count() == 2
    page = people("north.head", 390).open(f"/roadmaps/{plan}#section-5").page
    page.locator("#section-5 .plan").wait_for(state="visible")
    page.locator("#section-5 summary").click()
    assert page.locator(".plan:visible").count() == 0, "what the address opened can be closed"


def test_a_plan_is_looked_at_before_it_is_applied_at_both_widths_and_without_script(
    server: LiveServer, people: People
) -> None:
    for login, year, width, script in (
        ("north.head", 2026, 1280, True),
        ("south.head", 2027, 390, True),
        ("north.head", 2028, 390, False),
    ):
        head = people(login, width, script=script).open("/roadmaps")
        head.page.select_option("#plan", value="spb-network-roadmap")
        head.page.fill("#year", "28")
        head.page.fill("#basis", "Приказ № 5")
        head.press("Посмотреть, что получится")
        assert "четырьмя цифрами" in head.page.inner_text("#year-e")
        assert head.page.input_value("#basis") == "Приказ № 5"
        head.page.fill("#year", str(year))
        head.press("Посмотреть, что получится")
        assert "исполнял бы и проверял один и тот же человек: 2" in head.words
        head.press("Вернуться к форме")
        assert head.page.input_value("#year") == str(year)
        head.press("Посмотреть, что получится").press("Применить план")
        assert "План применён" in head.words


def test_a_plan_its_measure_the_year_and_its_indicators(server: LiveServer, people: People) -> None:
    plan = _apply(server, "tochka-rosta-tz", "north", 2026)
    school = _apply(server, "school8-dce", "north-1", 2024)
    for width in (1280, 390):
        head = people("north.head", width).open("/roadmaps").open(f"/roadmaps/{plan}")
        assert "Показано строк: 100 из 100" in head.words
        head.open(f"/roadmaps/{plan}/measures/tr1-34c").open(f"/roadmaps/{plan}/measures/tr1-41c")
        head.open("/roadmaps/year?year=2026").open("/indicators?plan=school8-dce").open("/roadmaps/calendar")
        assert "Документ спорит сам с собой" in people("north-1.director", width).open("/indicators/s8-a6").words
    centre = people("north-1-centre.head", 390).open(f"/roadmaps/{plan}/measures/tr1-30c")
    centre.page.locator("summary", has_text="Попросить о переносе").click()
    centre.page.fill("input[name=wanted]", "2026-08-31")
    centre.page.fill("input[name=reason]", "Отпуск экспертов")
    centre.press("Отправить просьбу")
    assert "просят перенести на 31 августа" in centre.words
    head = people("north.head").open(f"/roadmaps/{plan}/changes").press("Перенести срок на 31 августа")
    assert "Срок перенесён" in head.words
    quiet = people("north-1.director", script=False).open(f"/roadmaps/{school}?year=2026")
    assert "Показано строк: 25 из 25" in quiet.words
