"""The tree of cases on the pages: who sees what of it, what it says, and the question when a parent is cancelled."""

from __future__ import annotations

import pytest

from app.engine.models import CaseStatus
from tests.approval_stage import Browser
from tests.cases.test_cases import main_words, status_of
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.family import children_of, each_of, let_work_be_done, own_case, publish_family
from tests.engine.stage import case_row, do, start


@pytest.fixture
def family(cast: Cast) -> tuple[str, str, str]:
    """The numbers of a centre's case and of the licences it opened for schools 1 and 5 (of another municipality)."""
    publish_family(own_case(loop=each_of('["north-1", "south-5"]'), organisation="=place"))
    parent = start(cast, process="C").case_id
    first, second = (case_row(child).number for child in children_of(parent))
    return case_row(parent).number, first, second


def test_the_page_of_a_parent_shows_its_children_who_holds_them_and_how_many_have_ended(
    cast: Cast, browser: Browser, family: tuple[str, str, str]
) -> None:
    parent, first, second = family
    page = browser("region.sysadmin").get(f"/cases/{parent}")
    told = words_of(page_of(page).xpath("//section[@aria-labelledby='family']")[0])
    assert {first, second} <= set(told.replace(",", " ").split())
    assert "завершено 0 из 2" in told
    assert "Подать заявление: школьный администратор, СОШ № 1" in told
    assert f"Лицензирование: дело {first}" in main_words(page)
    do(cast, "north-1.admin", children_of(1)[0], amount=1)
    let_work_be_done()
    assert "завершено 1 из 2" in main_words(browser("region.sysadmin").get(f"/cases/{parent}"))
    history = main_words(browser("region.sysadmin").get(f"/cases/{parent}"))
    assert "подчинённое дело завершилось, результат принят" in history


def test_nobody_learns_of_a_child_or_a_parent_that_they_may_not_see(
    cast: Cast, browser: Browser, family: tuple[str, str, str]
) -> None:
    parent, first, second = family
    mine = main_words(browser("north-1.admin").get(f"/cases/{parent}"))
    assert second in mine  # whoever opened the parent is the one who opened its children
    overseer = main_words(browser("north-1.director").get(f"/cases/{parent}"))
    assert first in overseer
    assert second not in overseer
    assert "и ещё 1 дело, которое вам не открыто" in overseer
    stranger = browser("south-5.director")
    assert stranger.get(f"/cases/{parent}").status_code == 404
    told = main_words(stranger.get(f"/cases/{second}"))
    assert parent not in told
    assert first not in told


def test_a_child_has_its_parent_in_the_path_and_the_list_is_filtered_by_family(
    browser: Browser, family: tuple[str, str, str]
) -> None:
    parent, first, second = family
    client = browser("region.sysadmin")
    path = page_of(client.get(f"/cases/{first}")).xpath("//ol[@class='crumbs']//a/text()")
    assert f"Дело {parent}" in path
    with_children = main_words(client.get("/cases?children=1"))
    assert parent in with_children
    assert first not in with_children
    below = main_words(client.get(f"/cases?parent={parent}"))
    assert {first, second} <= set(below.replace(",", " ").split())
    assert "Открыто" not in main_words(browser("south-5.director").get(f"/cases?parent={parent}"))


def test_a_stopped_child_is_told_on_the_page_of_its_parent(
    cast: Cast, browser: Browser, family: tuple[str, str, str]
) -> None:
    from app.engine.models import Incident, IncidentKind, IncidentState
    from app.foundation.clock import now
    from app.foundation.database import db
    from app.foundation.transaction import command

    child = children_of(1)[0]

    @command
    def break_it() -> None:
        db.session.add(
            Incident(
                case_id=child, kind=IncidentKind.NOBODY, ru="Некому делать", en="Nobody", payload={},
                state=IncidentState.OPEN, opened_at=now(),
            )
        )  # fmt: skip

    break_it()
    told = main_words(browser("region.sysadmin").get(f"/cases/{family[0]}"))
    assert "Подчинённое дело остановилось" in told
    assert "Некому делать" in told


def test_the_page_that_cancels_a_parent_asks_about_each_child_and_keeps_what_was_answered(
    browser: Browser, family: tuple[str, str, str]
) -> None:
    parent, first, second = family
    one, two = children_of(1)
    client = browser("region.sysadmin")
    answer = client.post(f"/cases/{parent}/cancel", data={"reason": "Закрыто", f"child-{one}": "cancel"})
    assert answer.status_code == 422
    page = page_of(answer)
    assert "Укажите, что будет с каждым подчинённым делом" in words_of(page.xpath("//main")[0])
    assert page.xpath(f"//input[@name='child-{one}'][@value='cancel'][@checked]")
    assert page.xpath("//textarea/text()") == ["Закрыто"]
    choice = {f"child-{one}": "cancel", f"child-{two}": "keep"}
    assert client.post(f"/cases/{parent}/cancel", data={"reason": "Закрыто", **choice}).status_code == 303
    assert [status_of(number) for number in (parent, first, second)] == [
        CaseStatus.CANCELLED, CaseStatus.CANCELLED, CaseStatus.RUNNING,
    ]  # fmt: skip
    assert "продолжается самостоятельно" in main_words(client.get(f"/cases/{second}"))
    assert "открыто из другого дела" in main_words(browser("south-5.director").get(f"/cases/{second}"))
    assert f"отменено вместе с основным делом {parent}" in main_words(client.get(f"/cases/{first}"))
