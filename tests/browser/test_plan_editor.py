"""A plan made, imported, approved and amended in a real browser at both widths; axe on every page."""

from __future__ import annotations

import io

from docx import Document

from app.audit.models import SYSTEM
from app.foundation.database import db
from app.processes.commands import publish_version
from app.workflow.package import load_package
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.pages import Person
from tests.processes.stories import ROOT

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _publish(server: LiveServer) -> None:
    names = ("roadmap-management", "measure-acceptance")
    files = [ROOT / "bpmn" / f"{name}.bpmn" for name in names]
    files += [file for name in names for file in (ROOT / "forms" / name).glob("*.json")]
    with server.app.app_context():
        publish_version(load_package(files), published_by=SYSTEM)
        db.session.remove()


def _document() -> bytes:
    document = Document()
    table = document.add_table(rows=0, cols=4)
    for row in (
        ("№", "Мероприятие", "Срок", "Ответственный"),
        ("1.1", "Провести совещание директоров", "до 15 августа 2026 г.", "МОУО"),
        ("1.2", "Подвести итоги", "когда получится", "МОУО"),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _choose(person: Person, name: str, value: str) -> None:
    person.page.locator(f"[name={name}]").first.select_option(value)


def test_a_plan_is_made_imported_approved_and_amended(server: LiveServer, people: People) -> None:
    _publish(server)
    officer = people("north.officer", 390).open("/roadmaps/plans").press("Из файла")
    officer.page.set_input_files(
        "input[name=file]", files=[{"name": "plan.docx", "mimeType": DOCX, "buffer": _document()}]
    )
    officer.page.get_by_label("Организация").select_option(label="Комитет образования Северного района")
    officer.press("Прочитать файл")
    assert "понято полностью: 0 из 2" in officer.words
    for name, day in (("first", "2026-01-01"), ("last", "2026-12-31")):
        officer.page.fill(f"input[name={name}]", day)
    officer.page.fill("input[name=short]", "План района")
    officer.page.fill("input[name=evidence]", "Протокол")
    _choose(officer, "controller", "mouo_head@mouo")
    officer.press("Прочитать строки заново")
    assert "понято полностью: 1 из 2" in officer.words
    assert "15 августа 2026" in officer.words
    officer.press("Создать проект")
    assert "До согласования не хватает 2 ответов" in officer.words
    officer.press("Подвести итоги")
    assert "Эти слова не удалось понять" in officer.words
    officer.page.fill("input[name=printed]", "ежеквартально")
    _choose(officer, "family", "monitoring")
    officer.press("Показать сроки")
    assert "Получается 4 срока" in officer.words
    officer.press("Сохранить мероприятие")
    wide = people("north.officer", 1280).open("/roadmaps/plans").press("План района")
    wide.press("Отправить план")
    assert "Согласован, ждёт утверждения" in wide.words
    head = people("north.head").take_task("Утвердить дорожную карту")
    head.press("открыть план")
    assert "Подвести итоги" in head.words
    head.page.go_back()
    head.page.fill("[name=roadmap_order_no]", "12")
    head.send("Подписать")
    assert "Утвержд" in wide.open("/roadmaps/plans").words
    wide.take_task("Запустить мероприятия")
    wide.page.locator("[name=people_acquainted][type=checkbox]").check()
    wide.send()
    wide.open("/roadmaps/plans").press("План района").press("Как исполняется").press("Редакции")
    wide.press("Составить изменение").press("Провести совещание директоров")
    wide.page.fill("input[name=printed]", "до 1 сентября 2026 г.")
    wide.press("Сохранить мероприятие").press("что меняется")
    assert "до 1 сентября 2026 г." in wide.words
    phone = people("north.officer", 390).open("/roadmaps/plans").open(wide.page.url)
    assert "Отличается от действующей редакции 1 мероприятие" in phone.words
