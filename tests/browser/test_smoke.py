"""Every page that stands by itself is in order at both widths, in both themes, with words where there is nothing."""

from __future__ import annotations

import pytest

from tests.browser.conftest import People


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_without_cases_are_in_order(people: People, width: int, theme: str) -> None:
    admin = people("north-1.admin", width, theme=theme)
    for address in ("/tasks", "/tasks/queue", "/tasks/done", "/cases", "/cases/new", "/processes", "/help", "/no-such"):
        admin.open(address)
    admin.open("/processes/staffing-approval")
    admin.page.wait_for_selector(".diagram[data-ready]")
    admin.look()
    assert admin.page.locator(".bjs-powered-by").is_visible()
    admin.open("/cases/new/staffing-approval")


def test_the_menu_closes_on_escape_and_the_search_opens_by_its_key(people: People) -> None:
    admin = people("north-1.admin").open("/tasks")
    menu = admin.page.locator("details.menu-account")
    menu.locator("summary").click()
    admin.look()
    admin.page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    admin.page.keyboard.press("Control+k")
    assert admin.page.evaluate("document.activeElement.id") == "find"


POSTS = ("partner.rep", "north-1.admin", "north.head", "region.owner", "region.sysadmin")
"""People with few and with many sections, the last one with the most."""


def test_the_bar_is_one_line_whatever_the_post(people: People, width: int) -> None:
    for login in POSTS:
        person = people(login, width)
        person.page.goto("/tasks")
        assert person.page.locator(".bar").bounding_box()["height"] < 70, login
    assert person.page.locator("details.menu-more").count() == 1
    if width == 1280:
        person.page.locator("details.menu-more > summary").click()
        person.look()
        person.press("Процессы")
        assert "Процессы" in person.page.locator("details.menu-more > summary").inner_text()
        return
    person.page.keyboard.press("Control+k")
    person.page.wait_for_url("**/find")
    person.look().page.keyboard.press("Control+k")
    assert person.page.evaluate("document.activeElement.id") == "q"


def test_the_first_stop_of_the_keyboard_leads_to_the_content(people: People) -> None:
    admin = people("north-1.admin").open("/tasks")
    admin.page.keyboard.press("Tab")
    assert admin.page.evaluate("document.activeElement.textContent") == "К содержанию"
    admin.page.keyboard.press("Enter")
    assert admin.page.evaluate("document.activeElement.id") == "main"
