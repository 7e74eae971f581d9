"""The main job with nothing but a browser: a school submits its staffing table, one return, the director signs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.pages import sample_pdf

PREPARE = "Подготовить штатное расписание и должностные инструкции"
CHECK = "Проверить фонд оплаты труда"
AGREE = "Согласовать штатное расписание и должностные инструкции"
OPENING = {"Вводится": "01.09.2026", "от": "10.01.2026", "Провести и инвентаризацию кадров": ""}


def test_a_staffing_table_is_agreed_after_one_return(people: People, width: int, tmp_path: Path) -> None:
    instruction = sample_pdf(tmp_path)
    admin = people("north-1.admin", width)
    accountant, officer = people("north-finance.accountant", width), people("north.officer", width)
    director = people("north-1.director", width)

    admin.open("/cases/new").press("Утверждение штатного расписания и должностных инструкций", exact=False)
    admin.page.get_by_label("Изменение действующего штатного расписания").check()
    admin.fill_in(OPENING).send()
    number = case_number(admin.page)
    assert "Вот его первая задача." in admin.words

    admin.fill_in({"Должность": "Руководитель Центра", "Оклад": "24600"}, attach=instruction).send()
    assert f"Сейчас {CHECK}" in admin.words

    accountant.take_task(CHECK).fill_in({"фонд": "500000"}).send("Согласовать")
    officer.take_task(AGREE)
    officer.fill_in().send("Вернуть на доработку", "Обоснуйте ставку руководителя.")
    assert "ВОЗВРАЩЕНО" in officer.words.upper()

    admin.take_task("Доработать по замечаниям")
    assert "Обоснуйте ставку руководителя." in admin.words
    admin.fill_in(attach=instruction).send()
    accountant.take_task(CHECK).fill_in({"фонд": "500000"}).send("Согласовать")
    officer.take_task(AGREE)
    assert "Обоснуйте ставку руководителя." in officer.words
    officer.fill_in().send("Согласовать")

    director.take_task("Утвердить штатное расписание приказом")
    director.fill_in({"Этим приказом утверждены и должностные инструкции": "да"}, attach=instruction).send("Подписать")
    director.take_task("Назначить руководителя и работников Центра").fill_in({"Состояние": "Назначен"}).send()

    admin.take_task("Ознакомиться с инструкцией и подписать").fill_in().send()
    admin.take_task("Составить план-график повышения квалификации").fill_in({"асов": "36"}).send()
    admin.open(f"/cases/{number}")
    assert "Дело закончено: Утверждено и укомплектовано" in admin.words
    assert admin.page.locator(".stamp-stop").count() == 1
    assert "Должностная инструкция.pdf" in admin.words


def case_number(page: Page) -> str:
    """Return the number of the case that the task page names."""
    return page.inner_text(".crumbs li:nth-child(2)").removeprefix("Дело ").strip()


def test_the_form_pages_work_without_script(people: People, width: int, tmp_path: Path) -> None:
    admin = people("north-1.admin", width, script=False)
    admin.open("/cases/new/staffing-approval")
    admin.page.get_by_label("Изменение действующего штатного расписания").check()
    admin.fill_in(OPENING)
    admin.page.click("button[data-main]")
    admin.page.wait_for_load_state("load")
    assert "Не отправлено" in admin.words, "the fields of a change appear after the first sending"
    admin.fill_in(OPENING).send()

    titles = admin.page.locator("input[name$='-post_title']")
    before = titles.count()
    admin.press("Добавить должность", exact=False)
    assert titles.count() == before + 1
    titles.first.fill("Руководитель Центра")
    admin.press("Сохранить и выйти")
    assert "Черновик сохранён" in admin.words

    admin.take_task(PREPARE)
    assert titles.first.input_value() == "Руководитель Центра"
    admin.page.locator("button[value^='remove:posts:']").last.click()
    expect(titles).to_have_count(before)
    admin.fill_in({"Оклад": "24600"}, attach=sample_pdf(tmp_path)).send()
    assert f"Сейчас {CHECK}" in admin.words
