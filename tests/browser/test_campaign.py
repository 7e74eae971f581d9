"""A campaign in a real browser: started by an officer, opened while the page looks on, late, reminded, extended."""

from __future__ import annotations

from datetime import timedelta

from app.engine.handlers import run_everything_due
from app.foundation import clock
from app.foundation.database import db
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer

START = {
    "input[name=_name]": "Штат Центров 2026",
    "input[name=_deadline]": "2026-06-30",
    "input[name=effective_from]": "01.09.2026",
    "input[name=centre_title]": "Центр «Точка роста»",
    "input[name=basis_order_no]": "214-од",
    "input[name=basis_order_date]": "01.06.2026",
}


def test_a_campaign_from_its_form_to_its_matrix(server: LiveServer, people: People) -> None:
    officer = people("north.officer").open("/campaigns").press("Начать кампанию", exact=False)
    officer.open("/campaigns/new/staffing-approval")
    for place, value in START.items():
        officer.page.fill(place, value)
    officer.page.check("input[name=reason][value=new]")
    officer.page.select_option("select[name=centre_kind]", "growth_point")
    officer.press("Посмотреть, кто получит").press("Начать для 2 организаций")
    progress = officer.page.locator("#progress")
    assert "Открываем дела: 0 из 2" in progress.inner_text()
    _work(server)
    progress.get_by_text("Открываем дела").wait_for(state="detached")
    officer.page.locator("#matrix").get_by_text("В работе: 2").wait_for()
    address = officer.look().page.url
    clock.advance(timedelta(days=40))
    officer, phone = people("north.officer"), people("north.officer", 390)  # the sessions of before are over
    for person in (officer, phone):
        assert "Опаздывают: 2" in person.open(address).words
        person.open(f"{address}/extend").open("/campaigns").open("/campaigns/yearly").open(f"{address}/yearly")
    phone.open("/campaigns/new/staffing-approval")
    officer.open(address).press("Напомнить всем опаздывающим: 2").press("Напомнить 2 организациям")
    assert "Последнее общее напоминание: сегодня, 2 организации" in officer.words
    officer.press("СОШ № 1")
    assert "/cases/" in officer.page.url
    quiet = people("north.officer", script=False).open(address)
    assert "Штат Центров 2026" in quiet.words
    for width in (1280, 390):
        owner = people("region.owner", width).open("/processes/staffing-approval/rules")
        owner.press("Согласование в МОУО", exact=False)
        assert "Изменить значение для" in owner.words


def _work(server: LiveServer) -> None:
    """Let the worker do everything that is due."""
    with server.app.app_context():
        run_everything_due()
        db.session.remove()
