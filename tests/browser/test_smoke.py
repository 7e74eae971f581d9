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


def test_the_first_stop_of_the_keyboard_leads_to_the_content(people: People) -> None:
    admin = people("north-1.admin").open("/tasks")
    admin.page.keyboard.press("Tab")
    assert admin.page.evaluate("document.activeElement.textContent") == "К содержанию"
    admin.page.keyboard.press("Enter")
    assert admin.page.evaluate("document.activeElement.id") == "main"
