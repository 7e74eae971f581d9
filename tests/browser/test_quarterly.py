"""The report of a school through to the summary of its region, in a real browser at both widths; axe on each page."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from app.audit.models import SYSTEM
from app.foundation.database import db
from app.foundation.transaction import command
from app.organisation.models import Organisation
from app.organisation.queries import current_tree
from app.processes.commands import publish_version
from app.quarterly.commands import open_quarter
from app.workflow.package import load_package
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.cast import PASSWORD
from tests.processes.stories import QUARTERLY, ROOT

PERIOD = "2026-Q1"


@command
def _as_if_there_for_years() -> None:
    """A centre reports on quarters that it was there for: the cast is made on the day of the tests."""
    db.session.execute(update(Organisation).values(created_at=datetime(2025, 1, 1, tzinfo=UTC)))


def _publish(server: LiveServer) -> dict[str, int]:
    with server.app.app_context():
        _as_if_there_for_years()
        for process, diagrams in QUARTERLY.items():
            files = [*(ROOT / "bpmn" / name for name in diagrams), *sorted((ROOT / "forms" / process).glob("*.json"))]
            publish_version(load_package(files), published_by=SYSTEM)
        ids = dict(current_tree().by_code)
        db.session.remove()
    return ids


def test_a_school_reports_and_the_region_sees_the_sum(server: LiveServer, people: People) -> None:
    ids = _publish(server)
    region = people("region.officer").open("/quarterly")
    region.page.locator("summary", has_text="Ввести квартальную отчётность").click()
    region.page.select_option("select[name=first_period]", PERIOD)
    region.page.fill("input[name=basis]", "Приказ № 12")
    region.press("Ввести отчётность")
    assert "Приказ № 12" in region.words
    with server.app.app_context():
        open_quarter()
        db.session.remove()
    centre = people("north-1-centre.head", 390).take_task("Составить отчёт за квартал")
    assert "В системе данных не нашлось" in centre.page.content()
    centre.fill_in({"Значение": "40"}).send()
    address = f"/quarterly/{PERIOD}/{ids['north-1-centre']}"
    director = people("north-1.director", 390).open(address)
    director.page.check("input[name=agrees]")
    director.page.fill("input[name=password]", PASSWORD)
    director.press("Подписать и отправить")
    assert "На проверке в комитете" in director.words
    officer = people("north.officer").take_task("Проверить отчёт")
    officer.fill_in().send("Согласовать")
    officer.take_task("Составить сводный отчёт").fill_in({"Итоги": "Отчитался один центр из двух"}).send()
    head = people("north.head").open(f"/quarterly/{PERIOD}/{ids['north']}")
    head.page.check("input[name=agrees]")
    head.page.fill("input[name=password]", PASSWORD)
    head.press("Подписать и отправить")
    assert "Ждёт приёма регионом" in head.words
    region.take_task("Принять сводный отчёт").send("Согласовать")
    for width in (1280, 390):
        seat = people("region.officer", width).open(f"/quarterly/{PERIOD}/{ids['region']}")
        assert "Сводные отчёты районов" in seat.words
        assert "Должники 2" in seat.words
        seat.open(f"/quarterly/{PERIOD}/{ids['region']}/figures/pupils_covered")
        assert "40 чел.: сумма, 1 центр" in seat.words
        seat.open(address).open("/quarterly").open("/roadmaps/year")
