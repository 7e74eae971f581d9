"""A working day: a deputy signs, remarks come back as changes alone, a form moves between browsers and a workbook,
forty are approved at once, a letter leads to a decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import SYSTEM
from app.engine.commands import cancel_case, complete_task
from app.engine.handlers import run_everything_due
from app.engine.models import Job
from app.foundation.database import db
from app.processes.commands import publish_version
from app.workflow.package import Package
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.pages import Person, sample_pdf
from tests.cast import Cast
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, REQUEST, actor, do, make_package, only_task, start
from tests.notifications.conftest import hear_at_once

FILL, AGREE = "Заполнить заявку", "Согласовать заявку"


def publish_request(server: LiveServer) -> Cast:
    """Publish the small approval whose form has a file too, and return the cast."""
    drawn = make_package(APPROVAL, APPROVAL_TASKS)
    papers = {"type": "filepicker", "key": "papers", "id": "x1", "label": "Документы", "multiple": True}
    form = {**REQUEST, "components": [*REQUEST["components"], papers]}  # type: ignore[misc]
    package = Package(diagrams=drawn.diagrams, forms={**drawn.forms, "request": form})
    publish_version(package, published_by=SYSTEM)
    return server.cast()


def seat(people: People, login: str, width: int) -> Person:
    """Sit somebody down; the small process of these journeys was drawn in words and has no picture to show."""
    person = people(login, width)
    person.overhears = ("no diagram to display",)
    return person


def test_a_head_goes_on_leave_and_the_deputy_signs_for_them(server: LiveServer, people: People, width: int) -> None:
    with server.inside():
        cast = publish_request(server)
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject="Станки")
        deputy_name = cast.person("north.head").name
    officer = seat(people, "north.officer", width)
    officer.open("/absences/new")
    page = officer.page
    page.select_option("#kind", index=1)
    page.fill("#since", "2026-06-09")
    page.fill("#until", "2026-06-30")
    page.fill("#basis", "приказ от 08.06.2026 № 15-к")
    page.locator("#substitute1").select_option(
        label=next(one for one in _options(page, "#substitute1") if deputy_name in one)
    )
    officer.press("Записать отсутствие")
    deputy = seat(people, "north.head", width)
    deputy.take_task(AGREE)
    deputy.send("Согласовать")
    assert "приказ от 08.06.2026 № 15-к" in deputy.words


def _options(page: Any, selector: str) -> list[str]:
    return [one.strip() for one in page.locator(f"{selector} option").all_inner_texts()]


def test_three_remarks_come_back_as_three_changes_and_nothing_else(
    server: LiveServer, people: People, width: int, tmp_path: Path
) -> None:
    with server.inside():
        publish_request(server)
    admin, officer = seat(people, "north-1.admin", width), seat(people, "north.officer", width)
    admin.open("/cases/new").press("Процесс P", exact=False).press("Открыть дело")
    first = sample_pdf(tmp_path)
    admin.fill_in({"Предмет": "Станки", "Сумма": "5", "Когда": "01.09.2026"}, attach=first)
    admin.page.set_input_files("input[type=file][name=papers]", str(first))
    admin.send()
    officer.take_task(AGREE)
    _remark(officer, 0, "Предмет", "Назовите модель")
    _remark(officer, 1, "Сумма", "Приложите расчёт")
    _remark(officer, 2, first.name, "Не тот документ")
    officer.send("Вернуть на доработку")
    admin.take_task(FILL)
    assert "3 замечания" in admin.words
    page = admin.page
    page.fill("input[name=subject]", "Станок ЧПУ-2")
    page.fill("input[name=amount]", "3")
    second = tmp_path / "Расчёт стоимости.pdf"
    second.write_bytes(first.read_bytes() + b"\n%second\n")
    page.get_by_role("button", name="Убрать", exact=False).first.click()
    page.wait_for_load_state("load")
    page.set_input_files("input[type=file][name=papers]", str(second))
    for box in page.locator("input[type=radio][value=accepted]").all():
        box.check()
    admin.send()
    officer.take_task(AGREE)
    shown = officer.words
    assert "Ваши замечания и ответы" in shown
    assert "было Станки → стало Станок ЧПУ-2" in shown
    assert "было 5 → стало 3" in shown
    assert second.name in shown
    changed = officer.page.locator("section[aria-labelledby=diff] dt").all_inner_texts()
    assert not {"Когда"} & set(changed), "what did not change is not shown as changed"


def _remark(person: Person, number: int, about: str, text: str) -> None:
    """Write one remark; a further one needs a redraw first."""
    page = person.page
    if number == 0:
        page.locator("#new-remarks > summary").click()
    else:
        page.get_by_role("button", name="Ещё замечание").click()
        page.wait_for_selector(f"#rt-{number}")
    option = next(one for one in _options(page, f"#rt-{number}") if about in one)
    page.select_option(f"#rt-{number}", label=option)
    page.fill(f"#rx-{number}", text)


def test_a_form_begun_in_one_browser_is_finished_in_another_through_a_table(
    server: LiveServer, people: People, width: int, tmp_path: Path
) -> None:
    with server.inside():
        cast = publish_request(server)
        case_id = start(cast).case_id
        task_id = only_task(case_id).id
    here, there = seat(people, "north-1.admin", width), seat(people, "north-1.admin", 1280)
    here.open(f"/tasks/{task_id}")
    here.page.fill("input[name=subject]", "Наполовину")
    here.page.locator("[data-saved]").filter(has_text="Сохранено в").first.wait_for()
    there.open(f"/tasks/{task_id}")
    assert there.page.input_value("input[name=subject]") == "Наполовину"
    with there.page.expect_download() as download:
        there.page.get_by_role("link", name="Скачать таблицу").click()
    path = tmp_path / "table.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    sheet = book["Форма"]
    cells = {str(row[0].value): row[1] for row in sheet.iter_rows(min_row=4)}
    assert cells["Предмет"].value == "Наполовину"
    cells["Сумма"].value, cells["Когда"].value = "много", "вчера"
    book.save(path)
    _upload(there, path)
    assert "ячейка B5. Сумма:" in there.words
    assert "ячейка B6. Когда:" in there.words
    assert there.page.input_value("input[name=amount]") == "много"
    cells["Сумма"].value, cells["Когда"].value = 24600, "01.09.2026"
    book.save(path)
    _upload(there, path)
    assert "Проверьте ответы и отправьте их" in there.words
    there.send()
    assert f"Сейчас {AGREE}" in there.words


def _upload(person: Person, path: Path) -> None:
    person.page.set_input_files("#table", str(path))
    person.press("Перенести в форму")


def test_forty_are_approved_with_three_failures_and_a_letter_leads_to_a_decision(
    server: LiveServer, people: People, width: int
) -> None:
    with server.inside():
        cast = publish_request(server)
        hear_at_once(cast.person("north.officer").id)
        cases = []
        for number in range(40):
            school = "north-1" if number % 2 else "north-2"
            cases.append(start(cast, f"{school}.admin", school=school).case_id)
            do(cast, f"{school}.admin", cases[-1], subject="x")
        tasks = [only_task(case).id for case in cases]
    officer = seat(people, "north.officer", width)
    officer.open("/tasks/several?all=1").press("Согласовать выбранные")
    assert officer.page.locator("input[name=task]:checked").count() == 40
    with server.inside():
        by = actor(cast, "north.officer")
        complete_task(tasks[3], None, {}, completed_by=by, outcome="return", comment="нет")
        complete_task(tasks[17], None, {}, completed_by=by, outcome="reject", comment="нет")
        cancel_case(cases[39], reason="Открыто по ошибке", cancelled_by=actor(cast, "region.sysadmin"))
    officer.press("Согласовать выбранные")
    assert "Сделано: 37. Не сделано: 3." in officer.words
    assert officer.page.locator("input[name=task]:checked").count() == 3

    with server.inside():
        last = start(cast).case_id
        do(cast, "north-1.admin", last, subject="Из письма")
        run_everything_due()
        letters = db.session.scalars(select(Job.payload).where(Job.kind == "mail", Job.case_id == last))
        link = next(one["link"] for one in letters if one["person_id"] == cast.person("north.officer").id)
        task = only_task(last)
    officer.open("/tasks/" + link.rpartition("/tasks/")[2])
    with server.inside():
        assert only_task(last).ver == task.ver  # looking decides nothing
    officer.send("Согласовать")
    assert "Завершено" in officer.words
