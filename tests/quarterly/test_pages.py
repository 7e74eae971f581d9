"""The pages of quarterly reports: signing with a password, levels, sources, workbooks, and what one may not see."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.engine.models import Case
from app.foundation import clock
from app.foundation.database import db
from tests.cast import PASSWORD, Cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of
from tests.quarterly.stage import OCTOBER, SEPTEMBER, THIRD, ask, case_of, do, hand_in, open_due, sign, task_of, write
from tests.roadmaps.stage import apply, rows

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return words_of(page_of(answer))


def at(cast: Cast, code: str) -> str:
    return f"/quarterly/{THIRD.period}/{cast.id(code)}"


def test_reporting_is_introduced_and_ended_in_the_browser(browser: Browser, cast: Cast) -> None:
    with clock.travel(OCTOBER):
        head = browser("north.head")
        assert "Квартальных отчётов пока нет" in text(head, "/quarterly")
        posted = {"organisation": str(cast.id("north")), "first_period": "2026-Q3", "due_day": "5", "summary_day": "10"}
        wrong = head.post("/quarterly/orders", data={**posted, "summary_day": "x", "basis": ""})
        assert wrong.status_code == 422
        assert "Назовите акт, его дату и номер" in words_of(page_of(wrong))
        assert head.post("/quarterly/orders", data={**posted, "basis": "Приказ № 7"}).status_code == 303
        assert "Приказ № 7" in text(head, "/quarterly")
        assert "Ещё не открыт" in text(head, at(cast, "north"))
        assert browser("north-1.director").post("/quarterly/orders", data=posted).status_code == 403
        assert browser("south.head").post("/quarterly/orders/1/end").status_code == 404
        assert head.post("/quarterly/orders/1/end").status_code == 303


def test_the_director_signs_what_stands_on_the_page(browser: Browser, cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        write(cast, "north-1", {"pupils_covered": 60, "pupils_total": 100})
        director, address = browser("north-1.director"), at(cast, "north-1-centre")
        answer = director.get(address)
        assert "Ждёт подписи" in words_of(page_of(answer))
        (sha256,) = page_of(answer).xpath("//input[@name='sha256']/@value")
        case_id = case_of(cast, "north-1-centre")
        task = director.post(
            f"/tasks/{task_of(case_id).id}", data={"_ver": str(task_of(case_id).ver), "_outcome": "approve"}
        )
        assert task.status_code == 422
        assert "подпишите его там" in words_of(page_of(task))
        unread = director.post(f"{address}/sign", data={"sha256": sha256, "password": PASSWORD})
        assert unread.status_code == 422
        wrong = director.post(f"{address}/sign", data={"sha256": sha256, "password": "x", "agrees": "yes"})
        assert wrong.status_code == 422
        assert page_of(wrong).xpath("//input[@id='password' and @aria-invalid='true']")
        other = director.post(f"{address}/sign", data={"sha256": "0" * 64, "password": PASSWORD, "agrees": "yes"})
        assert other.status_code == 303
        assert "числа изменились" in text(director, address)
        signed = director.post(f"{address}/sign", data={"sha256": sha256, "password": PASSWORD, "agrees": "yes"})
        assert signed.status_code == 303
        page = text(director, address)
        assert "На проверке в комитете" in page
        assert "Простая электронная подпись" in page
        assert browser("north-1-centre.head").post(f"{address}/sign", data={}).status_code == 403


def test_levels_show_numbers_sources_and_debtors_and_give_workbooks(browser: Browser, cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        hand_in(cast, "north-1", {"pupils_covered": 60, "pupils_total": 100})
        hand_in(cast, "south-5", {"pupils_covered": 10, "pupils_total": 40})
    with clock.travel(OCTOBER.replace(day=8)):
        officer, region = browser("north.officer"), browser("region.officer")
        page = text(officer, at(cast, "north"))
        assert "Просрочено на 3 рабочих дня" in page
        assert "60" in text(officer, f"{at(cast, 'north')}/figures/pupils_covered")
        whole = text(region, f"{at(cast, 'region')}/figures/coverage")
        assert "50 %: доля от сумм, 2 центра" in whole.replace("\xa0", " ")
        assert officer.get(f"{at(cast, 'north')}/figures/nothing").status_code == 404
        reminded = officer.post(f"{at(cast, 'north')}/remind")
        assert reminded.status_code == 303
        assert "Напомнили 1 центру" in text(officer, at(cast, "north"))
        books = {
            code: load_workbook(io.BytesIO(region.get(f"{at(cast, code)}/report.xlsx").data))
            for code in ("north-1-centre", "north", "region")
        }
        named = region.get(f"{at(cast, 'north-1-centre')}/report.xlsx").headers["Content-Disposition"]
        assert quote("Квартальный отчёт, III квартал 2026 года, Центр") in named
        assert [sheet.title for sheet in books["north-1-centre"]] == ["Показатели", "Мероприятия"]
        assert [sheet.title for sheet in books["region"]] == ["Свод", "Центры", "Своды", "Должники"]
        assert [row[0].value for row in books["north"]["Должники"].iter_rows(min_row=2)] == ["Центр при СОШ № 2"]
        covered = next(
            row for row in books["region"]["Свод"].iter_rows() if row[0].value.startswith("Обучающиеся, зан")
        )
        assert [covered[2].value, covered[3].value, covered[4].value] == [70, "сумма", 2]
        kinds = {cell.data_type for sheet in books["region"] for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "inlineStr"}


def test_a_signed_summary_shows_what_was_signed_and_what_it_has_become(browser: Browser, cast: Cast) -> None:
    with clock.travel(OCTOBER.replace(day=8)):
        ask(cast)
        open_due()
        hand_in(cast, "north-1", {"pupils_covered": 60, "pupils_total": 100})
        summary = case_of(cast, "north")
        do(cast, summary, "north.officer", {"results": "Отчитался один", "debtors_words": "Один отстаёт"})
        head = browser("north.head")
        assert "Сводные показатели" in text(head, at(cast, "north"))
        sign(cast, summary, "north.head")
        before = text(head, at(cast, "north"))
        assert "Показатели, как подписаны" in before
        assert "сейчас" not in before
        assert "Когда свод подписали, должниками были: Центр СОШ № 2." in before
        hand_in(cast, "north-2", {"pupils_covered": 30, "pupils_total": 200})
        page = page_of(head.get(at(cast, "north")))
        (covered,) = page.xpath("//section[@aria-labelledby='figures-h']//tr[contains(., 'Обучающиеся, зан')]")
        assert [covered.xpath(".//b")[0].text, words_of(covered.xpath(".//small")[0])] == ["60", "сейчас 90"]
        assert "Сейчас должников нет" in words_of(page)
        figure = text(head, f"{at(cast, 'north')}/figures/pupils_covered")
        assert "Свод подписан с числом 60; принятые к этому дню отчёты дают 90." in figure
        assert "Приняты после подписания свода" in figure
        region = text(browser("region.officer"), f"{at(cast, 'region')}/figures/pupils_covered")
        assert "90" in region
        assert "подписан" not in region
        book = load_workbook(io.BytesIO(head.get(f"{at(cast, 'north')}/report.xlsx").data))["Свод"]
        line = next(row for row in book.iter_rows() if str(row[0].value).startswith("Обучающиеся, зан"))
        assert [line[2].value, line[4].value, line[5].value] == [60, 1, 90]


def test_nobody_sees_the_reports_of_others(browser: Browser, cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        stranger, school = browser("south-5.admin"), browser("north-1.admin")
        for address in ("", "/report.xlsx", "/figures/events"):
            assert stranger.get(f"{at(cast, 'north-1-centre')}{address}").status_code == 404
            assert stranger.get(f"{at(cast, 'north')}{address}").status_code == 404
            assert school.get(f"{at(cast, 'region')}{address}").status_code == 404
        assert "Составляется" in text(school, at(cast, "north-1"))
        assert browser("south.officer").post(f"{at(cast, 'north')}/remind").status_code == 404
        assert school.get("/quarterly/2026-Q9/1").status_code == 404


def test_the_row_of_a_plan_leads_to_the_report_that_carries_it_out(browser: Browser, cast: Cast) -> None:
    with clock.travel(SEPTEMBER):
        ask(cast, "north", "north.head")
        roadmap_id = apply("tochka-rosta-tz", cast.id("north"), 2026).roadmap_id
    address = f"/roadmaps/{roadmap_id}/measures/tr1-43c"
    with clock.travel(OCTOBER):
        officer = browser("north.officer")
        before = page_of(officer.get(address))
        assert not before.xpath("//tbody//a[starts-with(@href, '/cases/')]")
        assert "Исполняет квартальный отчёт, III квартал 2026 года" in words_of(before)
        kept = [row for row in before.xpath("//tbody/tr") if "Исполняет квартальный отчёт" in words_of(row)]
        assert kept
        assert not [row for row in kept if row.xpath(".//input[@name='occurrence']")]
        row_id = next(one.id for one in rows(roadmap_id) if one.measure == "tr1-43c" and one.due.month == 10)
        pressed = officer.post(f"{address}/open", data={"occurrence": str(row_id)}, follow_redirects=True)
        assert "он открывается сам, 1 октября" in words_of(page_of(pressed).xpath("//main/..")[0])
        open_due()
        hand_in(cast, "north-1", {})
        shown = {link.text: link for link in page_of(officer.get(address)).xpath("//tbody//a[@class='nowrap']")}
        numbers = {code: number_of(case_of(cast, code)) for code in ("north-1-centre", "north-2-centre")}
        assert shown.keys() == set(numbers.values())
        (row,) = shown[numbers["north-1-centre"]].xpath("ancestor::tr")
        assert "Исполнено" in words_of(row)
        assert "III квартал 2026" in words_of(row)
        theirs = page_of(browser("north-2-centre.head").get(address)).xpath("//tbody//a[@class='nowrap']")
        assert [link.text for link in theirs] == [numbers["north-2-centre"]], "the report of another centre is not told"


def number_of(case_id: int) -> str:
    return db.session.get_one(Case, case_id).number
