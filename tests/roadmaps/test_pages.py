"""The pages of roadmaps and indicators, fetched by a client that looks at each of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from openpyxl import load_workbook

from app.access.commands.people import disable_person
from app.audit.models import SYSTEM
from app.engine.commands import complete_task
from app.foundation import clock
from app.processes.commands import publish_version
from app.roadmaps.commands import ask_transfer, enter_fact, open_by_hand
from app.roadmaps.models import IndicatorFact, OccurrenceState
from tests.cast import Cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, make_package, only_task, start
from tests.roadmaps.stage import apply, carried_out, do, open_task, rows

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient

    def open_for(login: str = "") -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login)) if login else client

    return open_for


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return words_of(page_of(answer))


@pytest.mark.parametrize(
    ("plan", "place", "count"),
    [
        ("spb-network-roadmap", "region", 32),
        ("digital-breakthrough", "north", 47),
        ("tochka-rosta-tz", "region", 100),
        ("smolensk-plan", "region", 39),
        ("school8-dce", "north-1", 25),
    ],
)
def test_each_of_the_five_plans_has_its_page_with_every_row(
    browser: Browser, cast: Cast, plan: str, place: str, count: int
) -> None:
    done = apply(plan, cast.id(place), 2026)
    client = browser("region.officer")
    answer = client.get(f"/roadmaps/{done.roadmap_id}")
    page = page_of(answer)
    assert len(page.xpath("//tbody/tr[not(contains(@class, 'group-row'))]")) == count
    assert len(page.xpath("//td[contains(@class, 'plan-line')]/*[local-name()='svg']")) == count
    assert f"Показано строк: {count} из {count}" in words_of(page)
    ids = page.xpath("//div[@class='plan-part']/@id")
    leads = page.xpath("//details//a[starts-with(@href, '#section-')]/@href")
    assert leads == ([f"#{one}" for one in ids] if len(ids) > 2 else [])


def test_on_a_phone_the_first_section_in_which_something_is_up_is_open_and_all_when_few_rows_are_shown(
    browser: Browser, cast: Cast
) -> None:
    def folds(address: str) -> list[tuple[str, bool]]:
        found = page_of(head.get(address)).xpath("//details[@class='plan-fold']")
        return [(words_of(one), one.get("open") is not None) for one in found]

    done = apply("tochka-rosta-tz", cast.id("north"), 2027)
    head = browser("north.head")
    address = f"/roadmaps/{done.roadmap_id}"
    assert not any(is_open for _words, is_open in folds(address)), "nothing is under way yet"
    row = rows(done.roadmap_id, "tr1-30c")[0]
    open_by_hand(done.roadmap_id, [row.id], opened_by=actor(cast, "north.head"))
    (now_open,) = [words for words, is_open in folds(address) if is_open]
    assert "исполнено 0 из" in now_open
    assert "1 в работе" in now_open
    with clock.travel(datetime(2027, 9, 8, 6, tzinfo=UTC)):
        head = browser("north.head")
        (late,) = [words for words, is_open in folds(address) if is_open]
        assert "просрочено" in late
    head = browser("north.head")
    filtered = folds(f"{address}?role=centre_head")
    assert len(filtered) > 2
    assert all(is_open for _words, is_open in filtered)
    assert all(is_open for _words, is_open in folds(f"{address}?state=undated"))


def test_filters_choose_by_section_executor_and_state(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    client = browser("north.head")
    assert "Показано строк: 46 из 100" in text(client, f"/roadmaps/{done.roadmap_id}?role=centre_head")
    assert "Показано строк: 5 из 100" in text(client, f"/roadmaps/{done.roadmap_id}?state=undated")
    assert "Ни одна строка" in text(client, f"/roadmaps/{done.roadmap_id}?state=done")
    assert client.get(f"/roadmaps/{done.roadmap_id}?state=%27&section=x&year=9").status_code == 200


def test_a_school_sees_its_own_rows_and_a_stranger_nothing(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    school = text(browser("north-1.admin"), f"/roadmaps/{done.roadmap_id}")
    assert "Показано строк: 44 из 44" in school  # without the two rows that have no date
    other = text(browser("north-1.admin"), f"/roadmaps/{done.roadmap_id}/measures/tr1-30c")
    assert "Центр СОШ № 1" in other
    assert "СОШ № 2" not in other
    assert browser("north-1.admin").get(f"/roadmaps/{done.roadmap_id}/measures/tr1-30m").status_code == 404
    for address in ("", "/changes", "/roadmap.xlsx", "/roadmap.docx", "/measures/tr1-30c"):
        assert browser("south-5.admin").get(f"/roadmaps/{done.roadmap_id}{address}").status_code == 404
    assert "Здесь ещё не исполняется" in text(browser("south-5.admin"), "/roadmaps")


def test_a_school_sees_in_its_own_plan_what_its_municipality_carries_out(browser: Browser, cast: Cast) -> None:
    roadmap_id = apply("digital-breakthrough", cast.id("north-1"), 2026).roadmap_id
    assert {row.organisation_id for row in rows(roadmap_id)} == {cast.id("north")}
    director = text(browser("north-1.director"), f"/roadmaps/{roadmap_id}")
    assert "У 1 мероприятия срока ещё нет" in director
    assert director.count("Даты ещё нет") == text(browser("north.head"), f"/roadmaps/{roadmap_id}").count(
        "Даты ещё нет"
    )
    text(browser("north-2.director"), f"/roadmaps/{roadmap_id}", 404)


def test_a_plan_is_applied_in_the_browser_by_those_who_manage(browser: Browser, cast: Cast) -> None:
    head = browser("north.head")
    assert "Применить план" in text(head, "/roadmaps")
    posted = {"plan": "tochka-rosta-tz", "organisation": str(cast.id("north")), "year": "2027", "basis": "Приказ № 1"}
    answer = head.post("/roadmaps", data=posted)
    assert answer.status_code == 303
    assert "сроки перенесены с 2020 года" in text(head, answer.headers["Location"])
    assert head.post("/roadmaps", data={**posted, "year": "two"}).status_code == 422
    assert head.post("/roadmaps", data={**posted, "organisation": str(cast.id("south"))}).status_code == 404
    assert "Применить план" not in text(browser("north-1.admin"), "/roadmaps")
    assert browser("north-1.admin").post("/roadmaps", data=posted).status_code == 403


def test_the_measure_page_says_what_is_printed_what_is_lost_and_who_asked(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    row = rows(done.roadmap_id, "tr1-06c")[0]
    open_by_hand(done.roadmap_id, [row.id], opened_by=actor(cast, "north.head"))
    do(rows(done.roadmap_id, "tr1-06c")[0].case_id, carried_out(row))
    centre = browser("north-1-centre.head")
    address = f"/roadmaps/{done.roadmap_id}/measures/tr1-06c"
    page = text(centre, address)
    assert "Приказ: № 12" in page
    assert "Попросить о переносе" in page
    asked = centre.post(f"/roadmaps/occurrences/{row.id}/transfer", data={"wanted": "2026-07-20", "reason": "Отпуск"})
    assert asked.status_code == 303
    assert "просят перенести на 20 июля" in text(centre, address)
    head = browser("north.head")
    changes = f"/roadmaps/{done.roadmap_id}/changes"
    assert "Ждёт решения" in text(head, changes)
    assert centre.post("/roadmaps/transfers/1", data={"decision": "grant"}).status_code == 403
    assert head.post("/roadmaps/transfers/1", data={"decision": "grant"}).status_code == 303
    assert "Срок перенесён" in text(head, changes)
    assert "был срок 30 июня 2026" in text(head, address)
    lost = text(head, f"/roadmaps/{done.roadmap_id}/measures/tr1-31m")
    assert "Ячейка срока пуста: взят срок Центра." in lost


def test_cases_are_opened_at_once_and_dates_filled_in_from_the_page(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    head = browser("north.head")
    chosen = [str(row.id) for row in rows(done.roadmap_id, "tr1-38c")]
    address = f"/roadmaps/{done.roadmap_id}/measures/tr1-38c"
    assert head.post(f"{address}/open", data={"occurrence": chosen}).status_code == 303
    assert {row.state for row in rows(done.roadmap_id, "tr1-38c")} == {OccurrenceState.OPEN}
    assert "Открыто 2 дела" in text(head, address)
    outside = f"/roadmaps/{done.roadmap_id}/measures/tr1-41c"
    wrong = head.post(f"{outside}/dates", data={"date": ["2026-10-01", ""], "basis": ""})
    assert wrong.status_code == 422
    assert 'value="2026-10-01"' in wrong.text
    assert head.post(f"{outside}/dates", data={"date": "2026-10-01", "basis": "График ИРО"}).status_code == 303
    assert "График ИРО" in text(head, outside)
    assert browser("north-1.director").post(f"{outside}/dates", data={}).status_code == 403


def test_the_year_shows_clashes_and_only_what_one_may_see(browser: Browser, cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("north"), 2026)
    page = text(browser("north.officer"), f"/roadmaps/year?organisation={cast.id('north')}&year=2026")
    assert "Столкновения" in page
    assert "29 (31) Определить ответственных" in page  # 31 May 2026 is a Sunday
    mine = text(browser("north-1-centre.head"), "/roadmaps/year?mine=1&year=2026")
    assert "Циклограмма 2026 года" in mine
    foreign = text(browser("south-5.admin"), f"/roadmaps/year?organisation={cast.id('north')}&year=2026")
    assert "В этом году сроков нет" in foreign


def test_the_year_also_holds_the_open_tasks_of_other_processes(browser: Browser, cast: Cast) -> None:
    publish_version(make_package(APPROVAL, APPROVAL_TASKS), published_by=SYSTEM)
    case_id = start(cast, "north-1.admin", school="north-1").case_id
    task = only_task(case_id)
    complete_task(task.id, task.ver, {"subject": "Станки"}, completed_by=actor(cast, "north-1.admin"))
    waiting = only_task(case_id)
    assert waiting.legal_date is not None
    address = f"/roadmaps/year?organisation={waiting.organisation_id}&year={waiting.legal_date.year}"
    page = text(browser("region.officer"), address)
    assert "другие процессы" in page
    assert f"{waiting.legal_date.day} " in page
    assert waiting.name in page
    foreign = text(browser("south.officer"), address)
    assert "другие процессы" not in foreign


def test_what_was_due_before_the_plan_began_is_counted_by_itself(browser: Browser, cast: Cast) -> None:
    with clock.travel(datetime(2026, 9, 8, 6, tzinfo=UTC)):
        done = apply("tochka-rosta-tz", cast.id("north"), 2026)
        head = browser("north.head")
        page = page_of(head.get(f"/roadmaps/{done.roadmap_id}"))
        tally = {
            one.xpath("string(dt)"): int(one.xpath("string(dd)")) for one in page.xpath("//dl[@class='tally']/div")
        }
        assert tally.pop("Всего строк") == sum(tally.values())
        assert tally["До начала плана"] > tally["Впереди"] > 0
        passed = sum(row.state is OccurrenceState.PASSED for row in rows(done.roadmap_id))
        assert f"до начала плана: {passed}" in text(head, "/roadmaps")
        measure = page_of(head.get(f"/roadmaps/{done.roadmap_id}/measures/tr1-43m"))
        states = [words_of(row) for row in measure.xpath("//table[@aria-labelledby='dates-h']/tbody/tr")]
        assert "До начала плана" in states[-1], "what is over stands below what is to be done"
        assert "До начала плана" not in states[0]


def test_the_year_begins_with_the_month_that_matters(browser: Browser, cast: Cast) -> None:
    with clock.travel(datetime(2026, 9, 8, 6, tzinfo=UTC)):
        apply("tochka-rosta-tz", cast.id("north"), 2026)

        def months(address: str) -> list[str]:
            table = page_of(browser("north.head").get(address)).xpath("//table[contains(@class, 'year')]")[0]
            return [words_of(one).split()[0] for one in table.xpath("thead/tr/th")][1:]

        assert months("/roadmaps/year") == ["Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"]
        assert len(months("/roadmaps/year?months=all")) == 12
        assert "Показать весь год" in text(browser("north.head"), "/roadmaps/year")
    with clock.travel(datetime(2026, 12, 8, 6, tzinfo=UTC)):
        assert months("/roadmaps/year")[0] == "Сентябрь", "what is late is never folded away"


def test_exports_hold_every_row_and_never_a_formula(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    client = browser("north.head")
    book = load_workbook(io.BytesIO(client.get(f"/roadmaps/{done.roadmap_id}/roadmap.xlsx").data))
    sheet = book.active
    assert sheet.max_row == 3 + 8 + 100
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    long = next(row for row in sheet.iter_rows(min_row=4) if len(str(row[1].value)) > 200)
    assert sheet.row_dimensions[long[0].row].height >= 60, "every program shows the whole text"
    assert sheet.page_setup.orientation == "landscape"
    document = Document(io.BytesIO(client.get(f"/roadmaps/{done.roadmap_id}/roadmap.docx").data))
    number, measure, term, *_ = (column.width.mm for column in document.tables[0].columns)
    assert number < term < measure
    assert [cell.text for cell in document.tables[0].rows[0].cells][1] == "Мероприятия Центра"
    row = next(row for table in document.tables for row in table.rows if row.cells[0].text == "30")
    assert "экспертизу" in row.cells[1].text
    assert row.cells[2].text == "до 15 августа"
    assert "промежуточной экспертизы" in row.cells[4].text


def test_the_calendar_has_a_secret_address_that_can_be_taken_back(browser: Browser, cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("north"), 2026)
    centre, nobody = browser("north-1-centre.head"), browser()
    made = centre.post("/roadmaps/calendar")
    assert made.headers["Cache-Control"] == "no-store"
    (address,) = page_of(made).xpath("//input[@id='feed']/@value")
    path = address[address.index("/calendar/") :]
    feed = nobody.get(path)
    assert feed.mimetype == "text/calendar"
    events = Calendar.from_ical(feed.data).walk("VEVENT")
    days = {event.decoded("dtstart") for event in events if "экспертиз" in str(event["summary"])}
    assert date(2026, 8, 14) in days
    assert nobody.get("/calendar/" + "a" * 43 + ".ics").status_code == 404
    disable_person(cast.person("north-1-centre.head").id, disabled_by=SYSTEM)
    assert nobody.get(path).status_code == 404


def test_an_ended_calendar_address_is_not_there(browser: Browser, cast: Cast) -> None:
    centre = browser("north-1-centre.head")
    (address,) = page_of(centre.post("/roadmaps/calendar")).xpath("//input[@id='feed']/@value")
    path = address[address.index("/calendar/") :]
    assert browser().get(path).status_code == 200
    assert centre.post("/roadmaps/calendar/end").status_code == 303
    assert browser().get(path).status_code == 404


def test_a_fact_keeps_its_document_and_is_frozen_with_it(browser: Browser, cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("north"), 2026)
    admin = browser("north-1.admin")
    posted = {"organisation": str(cast.id("north-1")), "period": "2026", "value": "64", "evidence": "Приказ № 41"}
    wrong = admin.post("/indicators/tr-i2/facts", data={**posted, "file": (io.BytesIO(b"MZ"), "virus.exe")})
    assert wrong.status_code == 422
    assert page_of(wrong).xpath("//input[@id='file' and @aria-invalid='true']")
    assert page_of(wrong).xpath("//input[@id='value']/@value") == ["64"]
    paper = (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "приказ.pdf")
    assert admin.post("/indicators/tr-i2/facts", data={**posted, "file": paper}).status_code == 303
    (address,) = page_of(admin.get("/indicators/tr-i2")).xpath("//a[contains(@href, '/evidence')]/@href")
    given = admin.get(address)
    assert (given.status_code, given.data[:4], given.headers["Content-Disposition"][:10]) == (
        200,
        b"%PDF",
        "attachment",
    )
    assert browser("north.head").get(address).status_code == 200
    assert browser("south-5.admin").get(address).status_code == 404
    approve = {"organisation": str(cast.id("north")), "period": "2026"}
    assert browser("north.head").post("/indicators/tr-i2/approve", data=approve).status_code == 303
    assert admin.post("/indicators/tr-i2/facts", data={**posted, "value": "99"}).status_code == 303
    page = text(admin, "/indicators/tr-i2")
    assert "Этот факт утверждён" in page
    assert "64" in page
    assert "99" not in page


def test_indicators_show_plan_fact_contradictions_and_roll_up(browser: Browser, cast: Cast) -> None:
    apply("tochka-rosta-tz", cast.id("region"), 2026)
    for school, value in (("north-1", "60"), ("north-2", "80")):
        enter_fact(
            "tr-i2",
            organisation_id=cast.id(school),
            period="2026",
            value=value,
            evidence="Отчёт",
            entered_by=actor(cast, f"{school}.admin"),
        )
    head = browser("north.head")
    page = text(head, f"/indicators/tr-i2?organisation={cast.id('north')}")
    assert "2 факта" in page
    assert "70" in page
    assert "План выполнен" in page
    assert "До плана не хватает" not in page
    school = text(browser("north-1.admin"), "/indicators/tr-i2")
    assert "Осталось 10, период не закончился" in school
    assert "2 факта" not in school
    both = text(head, "/indicators/s8-a6")
    assert "Документ спорит сам с собой" in both
    assert "4,2/4,85/5,25/5,55" in both
    listed = text(head, "/indicators?plan=school8-dce")
    assert listed.count("документ спорит сам с собой") == 9
    assert head.get("/indicators/nothing").status_code == 404


def test_a_fact_is_entered_kept_when_refused_and_frozen_by_another(browser: Browser, cast: Cast) -> None:
    admin, head = browser("north-1.admin"), browser("north.head")
    school = str(cast.id("north-1"))
    posted = {"organisation": school, "period": "2020", "value": "73,5", "evidence": "Приказ № 3"}
    refused = admin.post("/indicators/tr-i2/facts", data={**posted, "value": "много"})
    assert refused.status_code == 422
    assert 'value="много"' in refused.text
    assert admin.post("/indicators/tr-i2/facts", data=posted).status_code == 303
    assert (
        admin.post("/indicators/tr-i2/facts", data={**posted, "organisation": str(cast.id("south-5"))}).status_code
        == 404
    )
    assert admin.post("/indicators/tr-i2/approve", data=posted).status_code == 403
    assert head.post("/indicators/tr-i2/approve", data={"organisation": school, "period": "2020"}).status_code == 303
    assert admin.post("/indicators/tr-i2/facts", data={**posted, "value": "99"}).status_code == 303
    assert "утверждён" in text(admin, "/indicators/tr-i2")
    assert [fact.value for fact in IndicatorFact.query.all()] == ["73.5"]


def test_a_request_already_waiting_is_said(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    row = rows(done.roadmap_id, "tr1-30c")[0]
    ask_transfer(row.id, wanted=date(2026, 9, 1), reason="Рано", asked_by=SYSTEM)
    centre = browser("north-1-centre.head")
    data = {"wanted": "2026-09-10", "reason": "Ещё"}
    assert centre.post(f"/roadmaps/occurrences/{row.id}/transfer", data=data).status_code == 303
    assert "уже ждёт решения" in text(centre, f"/roadmaps/{done.roadmap_id}/measures/tr1-30c")


def test_a_measure_on_request_is_asked_for_and_its_case_opens(browser: Browser, cast: Cast) -> None:
    done = apply("smolensk-plan", cast.id("region"), 2026)
    officer = browser("region.officer")
    address = f"/roadmaps/{done.roadmap_id}/measures/sm-1.5"
    assert "Запросить мероприятие" in text(officer, address)
    page = page_of(officer.get(address))
    place = page.xpath("//select[@id='place']/option/@value")[0]
    asked = {"place": place, "wanted": "2026-10-01", "request": "Письмо школы № 4 от 01.06.2026"}
    wrong = officer.post(f"{address}/request", data={**asked, "wanted": "2020-01-01", "request": ""})
    assert wrong.status_code == 422
    assert "не раньше сегодняшнего" in words_of(page_of(wrong))
    assert rows(done.roadmap_id, "sm-1.5") == []
    assert officer.post(f"{address}/request", data=asked).status_code == 303
    (row,) = rows(done.roadmap_id, "sm-1.5")
    assert (row.state, row.due, row.basis) == (OccurrenceState.OPEN, date(2026, 10, 1), asked["request"])
    assert officer.post(f"{address}/request", data=asked).status_code == 303
    assert "уже есть" in text(officer, address)
    assert len(rows(done.roadmap_id, "sm-1.5")) == 1
    assert browser("south-5.admin").post(f"{address}/request", data=asked).status_code in (403, 404)
    other = f"/roadmaps/{done.roadmap_id}/measures/sm-1.1"
    assert officer.post(f"{other}/request", data=asked).status_code == 404
    assert "срока ещё нет" in text(officer, f"/roadmaps/{done.roadmap_id}")


def test_a_measure_says_why_it_was_returned(browser: Browser, cast: Cast) -> None:
    roadmap_id = apply("tochka-rosta-tz", cast.id("north"), 2026).roadmap_id
    row = rows(roadmap_id, "tr1-06c")[0]
    open_by_hand(roadmap_id, [row.id], opened_by=actor(cast, "north.head"))
    row = rows(roadmap_id, "tr1-06c")[0]
    address = f"/roadmaps/{roadmap_id}/measures/tr1-06c"
    for remark in ("Нет протокола", "Протокол не подписан"):
        do(row.case_id, {**carried_out(row), "answer_text": "Дополнено"} if row.returns else carried_out(row))
        do(row.case_id, {}, outcome="return", comment=remark)
        row = rows(roadmap_id, "tr1-06c")[0]
    officer = text(browser("north.officer"), address)
    assert "Возвращено на доработку: Протокол не подписан" in officer
    assert "Нет протокола" not in officer, "only the last remark waits for an answer"
    assert "Протокол не подписан" not in text(browser("south.officer"), address, 404)
    assert "Ваша задача" not in officer
    code = next(one.code for one in cast.organisations.values() if one.id == row.organisation_id)
    executor = page_of(browser(f"{code}.head").get(address))
    (task,) = executor.xpath("//a[starts-with(@href, '/tasks/')][contains(., 'Дополнить подтверждение')]/@href")
    assert task == f"/tasks/{open_task(row.case_id).id}"


def test_several_measures_are_started_from_the_page_of_the_plan(browser: Browser, cast: Cast) -> None:
    done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    address = f"/roadmaps/{done.roadmap_id}"
    head = browser("north.head")
    offered = page_of(head.get(address)).xpath("//input[@name='measure']/@value")
    chosen = [name for name in offered if len({one.due for one in rows(done.roadmap_id, name)}) > 1][:1] + offered[-1:]
    assert len(set(chosen)) == 2
    assert "отметьте хотя бы одно мероприятие" in words_of(
        page_of(head.post(f"{address}/open", data={}, follow_redirects=True)).xpath("//main/..")[0]
    )
    assert head.post(f"{address}/open", data={"measure": chosen}).status_code == 303
    for name in chosen:
        mine = rows(done.roadmap_id, name)
        for place in {one.organisation_id for one in mine}:
            there = [one for one in mine if one.organisation_id == place and one.state is not OccurrenceState.PASSED]
            states = [one.state for one in sorted(there, key=lambda one: one.due)]
            assert states[0] is OccurrenceState.OPEN
            assert set(states[1:]) <= {OccurrenceState.AHEAD}, "only the next date is opened"
    assert not page_of(browser("north-1.admin").get(address)).xpath("//input[@name='measure']")
    assert browser("south.head").post(f"{address}/open", data={"measure": chosen}).status_code == 404
    assert browser("north-1.admin").post(f"{address}/open", data={"measure": chosen}).status_code == 403
