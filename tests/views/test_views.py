"""Saved views: a filter and columns under a name, shared within the office, and the one a list opens with."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from app.access.models import Role
from app.audit.models import AuditEntry
from app.engine.models import CaseStatus
from app.engine.queries import CaseFilter, InboxFilter
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.views.commands import (
    MOST_VIEWS,
    ViewWanted,
    change_view,
    choose_default,
    drop_default,
    remove_view,
    save_view,
)
from app.views.models import DefaultView, SavedView
from app.views.queries import LINKS_ABOVE, choose_view, get_view_page
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.counting import statements
from tests.engine.stage import do, start
from tests.tasks.test_inbox import second_admin

ADMIN, DIRECTOR, HR, PARENTS, OTHER = (
    "north-1.admin",
    "north-1.director",
    "north-1.hr",
    "north-1.parents",
    "north-2.admin",
)


def save(cast: Cast, login: str, name: str, *, page: str = "cases", **more: Any) -> int:
    wanted = ViewWanted(**{"name": name, "asked": {}, "columns": ("number", "state"), **more})
    return save_view(page, wanted, saved_by=cast.viewer(login))


def named(browser: Browser, login: str) -> list[str]:
    """Return the views of cases that somebody is shown, as their page names them."""
    return [words_of(link) for link in page_of(browser(login).get("/views?page=cases")).xpath("//tbody//th/a")]


def two_cases(cast: Cast) -> tuple[str, str]:
    """Open a case with the officer's answer awaited, and one that is only begun."""
    sent, begun = start(cast), start(cast)
    do(cast, ADMIN, sent.case_id, subject="Станки")
    return sent.number, begun.number


def test_a_view_is_saved_from_a_list_opened_changed_and_removed(cast: Cast, browser: Browser) -> None:
    _sent, begun = two_cases(cast)
    client = browser(ADMIN)
    href = page_of(client.get(f"/cases?q={begun}&status=nonsense&more=1")).xpath("//a[.='Сохранить вид']/@href")[0]
    assert unquote(href) == f"/views/new?page=cases&q={begun}"
    assert begun in words_of(page_of(client.get(href)))
    posted = {"page": "cases", "name": "Начатые", "q": begun, "column": ["state", "opened", "nonsense"]}
    answer = client.post("/views/new", data=posted)
    assert answer.status_code == 303
    view = db.session.scalars(select(SavedView)).one()
    assert (view.asked, view.columns) == ({"q": begun}, ["state", "opened"])
    assert answer.headers["Location"] == f"/cases?view={view.id}"
    shown = page_of(client.get(f"/cases?view={view.id}"))
    assert [words_of(cell) for cell in shown.xpath("//thead//th")] == ["Дело", "Состояние", "Открыто"]
    assert len(shown.xpath("//tbody/tr")) == 1
    assert len(page_of(client.get(f"/cases?view={view.id}&q=")).xpath("//tbody/tr")) == 2
    change = shown.xpath("//a[.='Изменить вид']/@href")[0]
    assert page_of(client.get(change)).xpath("//input[@name='name']/@value") == ["Начатые"]
    assert client.post(f"/views/{view.id}", data={"name": "Все мои", "mine": "1"}).status_code == 303
    db.session.rollback()
    assert (view.name, view.asked, view.columns) == ("Все мои", {"mine": "1"}, [])
    assert client.post(f"/views/{view.id}/remove").status_code == 303
    assert client.get(f"/cases?view={view.id}").status_code == 404
    db.session.rollback()
    said = select(AuditEntry.action).where(AuditEntry.stream == "views").order_by(AuditEntry.number)
    actions = list(db.session.scalars(said))
    assert actions == ["save_view", "change_view", "remove_view"]


def test_what_is_wrong_is_said_beside_its_field_and_kept(cast: Cast, browser: Browser) -> None:
    client = browser(PARENTS)
    answer = client.post("/views/new", data={"page": "cases", "name": " ", "q": "станки", "column": "state"})
    assert answer.status_code == 422
    page = page_of(answer)
    assert "напишите, как он называется" in words_of(page)
    assert page.xpath("//input[@name='q']/@value") == ["станки"]
    assert page.xpath("//input[@name='column'][@checked]/@value") == ["state"]
    assert not page.xpath("//select[@name='shared_with']")
    assert client.post("/views/new", data={"page": "cases", "name": "я" * 81}).status_code == 422
    forged = {"page": "cases", "name": "Всем", "shared_with": str(cast.id("north-1"))}
    assert "только сотрудники аппарата" in words_of(page_of(client.post("/views/new", data=forged)))
    assert client.post("/views/new", data={"page": "nowhere", "name": "я"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_others_see_what_is_shared_with_them_and_only_the_owner_changes_it(cast: Cast, browser: Browser) -> None:
    school = cast.id("north-1")
    everybody = save(cast, ADMIN, "Школе", organisation_id=school)
    directors = save(cast, ADMIN, "Директору", organisation_id=school, role=Role.SCHOOL_DIRECTOR.value)
    private = save(cast, ADMIN, "Себе")
    assert named(browser, ADMIN) == ["Себе", "Директору", "Школе"]
    assert named(browser, DIRECTOR) == ["Директору", "Школе"]
    assert named(browser, PARENTS) == ["Школе"]
    assert named(browser, OTHER) == named(browser, "north.head") == named(browser, "region.sysadmin") == []
    for login, seen in ((DIRECTOR, {everybody, directors}), (PARENTS, {everybody}), (OTHER, set[int]())):
        client = browser(login)
        for view_id in (everybody, directors, private):
            there = view_id in seen
            assert client.get(f"/cases?view={view_id}").status_code == (200 if there else 404)
            for path in (f"/views/{view_id}", f"/views/{view_id}/remove"):
                assert client.post(path, data={"name": "Моё"}).status_code == (403 if there else 404)
            assert client.get(f"/views/{view_id}").status_code == (403 if there else 404)
            assert client.post(f"/views/{view_id}/default").status_code == (303 if there else 404)
    wanted = ViewWanted(name="Моё", asked={}, columns=())
    with pytest.raises(NotAllowed):
        change_view(everybody, wanted, changed_by=cast.viewer(HR))
    with pytest.raises(NotFound):
        remove_view(private, removed_by=cast.viewer(HR))
    with pytest.raises(InvalidInput):
        save(cast, ADMIN, "Чужим", organisation_id=cast.id("north-2"))
    with pytest.raises(InvalidInput):
        save(cast, ADMIN, "Никому", organisation_id=school, role="nobody")


def test_a_shared_view_shows_only_what_its_reader_may_see(cast: Cast, browser: Browser) -> None:
    mine, _begun = two_cases(cast)
    asked = {"organisation": str(cast.id("south-5"))}
    view_id = save(cast, "north.officer", "Чужая школа", asked=asked, organisation_id=cast.id("north"))
    client = browser("north.head")
    page = words_of(page_of(client.get(f"/cases?view={view_id}")))
    assert "нет подходящих под эти фильтры" in page
    assert mine not in page
    owner = words_of(page_of(browser("north.officer").get(f"/views/{view_id}")))
    assert "вам недоступна" in owner
    assert "СОШ № 5" not in owner


def test_a_list_opens_with_the_chosen_view_until_something_is_asked_for(cast: Cast, browser: Browser) -> None:
    sent, begun = two_cases(cast)
    view_id = save(cast, ADMIN, "Начатые", asked={"q": begun}, organisation_id=cast.id("north-1"))
    client = browser(DIRECTOR)
    assert client.post(f"/views/{view_id}/default").status_code == 303

    def listed(path: str) -> set[str]:
        text = words_of(page_of(client.get(path)).xpath("//table")[0])
        return {number for number in (sent, begun) if number in text}

    assert listed("/cases") == {begun}
    assert listed("/cases?view=0") == listed("/cases?q=") == {sent, begun}
    clear = page_of(client.get("/cases")).xpath("//form[@role='search']//a/@href")
    assert clear == ["/cases?view=0"]
    change_view(view_id, ViewWanted(name="Начатые", asked={}, columns=()), changed_by=cast.viewer(ADMIN))
    client.get("/cases")
    assert db.session.scalar(select(func.count()).select_from(DefaultView)) == 1
    page = page_of(client.get("/cases"))
    assert not page.xpath("//nav[@aria-label='Сохранённые виды']//a[.='Начатые']"), "it is shared no more"
    assert listed("/cases") == {sent, begun}
    drop_default("cases", dropped_by=cast.viewer(DIRECTOR))
    assert db.session.scalar(select(func.count()).select_from(DefaultView)) == 0


def test_rows_of_tasks_and_of_the_queue_show_the_chosen_facts(cast: Cast, browser: Browser) -> None:
    two_cases(cast)
    own = save(cast, ADMIN, "Коротко", page="inbox", columns=("source",))
    client = browser(ADMIN)
    full, short = page_of(client.get("/tasks")), page_of(client.get(f"/tasks?view={own}"))
    assert full.xpath("//*[@class='task-where']")
    assert not short.xpath("//*[@class='task-where']")
    assert len(short.xpath("//li[@class='task']")) == len(full.xpath("//li[@class='task']")) == 1
    second_admin(cast)
    queue = save(cast, ADMIN, "Сроки", page="queue", columns=("due",), asked={"kind": "fill", "x": "1"})
    page = page_of(browser(ADMIN).get(f"/tasks/queue?view={queue}"))
    assert [words_of(cell) for cell in page.xpath("//thead//th")] == ["Выбрать", "Задача", "Срок", "Действие"]
    assert page.xpath("//tbody/tr")
    assert browser(ADMIN).get(f"/tasks?view={queue}").status_code == 404


def test_there_is_an_end_to_views_and_their_lists_have_pages(cast: Cast, browser: Browser) -> None:
    for number in range(MOST_VIEWS):
        save(cast, ADMIN, f"Вид {number:02}", organisation_id=cast.id("north-1"))
    with pytest.raises(InvalidInput):
        save(cast, ADMIN, "Лишний", page="inbox")
    save(cast, DIRECTOR, "Ещё один", organisation_id=cast.id("north-1"))
    client = browser(HR)
    page = page_of(client.get("/views?page=cases"))
    assert len(page.xpath("//tbody/tr")) == 30
    (more,) = page.xpath("//p[@class='more']/a/@href")
    assert [words_of(row) for row in page_of(client.get(more)).xpath("//tbody//th")] == ["Вид 00"]
    above = page_of(client.get("/cases")).xpath("//nav[@aria-label='Сохранённые виды']//a")
    assert len(above) == LINKS_ABOVE + 1
    assert client.get("/views?page=nowhere").status_code == 404


def test_the_view_costs_a_list_one_statement(app: Any, cast: Cast) -> None:
    viewer = cast.viewer(ADMIN)
    choose_default(save(cast, ADMIN, "Мой", asked={"q": "станки"}), chosen_by=viewer)
    with app.test_request_context(), statements() as said:
        chosen = choose_view(viewer, "cases", {})
    assert chosen.args == {"q": "станки"}
    assert len([one for one in said if one != "COMMIT"]) == 1


def test_every_filter_of_a_list_is_kept_and_said(app: Any, cast: Cast) -> None:
    cases, inbox = get_view_page("cases"), get_view_page("inbox")
    some = dict.fromkeys(cases.names, "1") | {"status": CaseStatus.COMPLETED.value, "process": "P"}
    full = cases.clean(some)
    assert set(full) == cases.names
    assert len(full) == len(fields(CaseFilter))
    with app.test_request_context():
        assert len(cases.words(cast.viewer(ADMIN), full)) == len(full)
        asked = inbox.clean({"process": "P", "organisation": "1", "kind": "approve", "q": "1"})
        assert set(asked) == inbox.names
        assert len(inbox.words(cast.viewer(ADMIN), asked)) == len(asked) == len(fields(InboxFilter)) - 1, (
            "all but the tab"
        )
