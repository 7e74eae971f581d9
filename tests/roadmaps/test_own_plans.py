"""Plans made in the browser: from nothing and from a copy, changed by two people, gaps said, every change recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.foundation.database import db
from app.roadmaps.models import OwnPlan
from app.roadmaps.policy.own_content import find_row, gaps_of, whole_content
from app.roadmaps.policy.plan_file import read_plan
from app.roadmaps.queries.library import find_shipped_plan
from tests.cast import Cast, sign_in
from tests.checked_client import CheckedClient, page_of, words_of

Browser = Callable[[str], FlaskClient]
MEASURE: dict[str, Any] = {
    "rev": "0",
    "number": "1.1",
    "title": "Провести совещание директоров",
    "section": "1",
    "family": "meeting",
    "printed": "ежеквартально",
    "how": "words",
    "executor_name": ["Комитет", ""],
    "executor_post": ["mouo_officer@mouo", ""],
    "controller": "mouo_head@mouo",
    "evidence": "Протокол\nСписок участников",
    "milestone_date": ["2027-02-15"],
    "milestone_text": ["Повестка"],
}


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    app.test_client_class = CheckedClient

    def open_for(login: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
        return sign_in(client, cast.person(login))

    return open_for


def make(client: FlaskClient, cast: Cast, **more: str) -> str:
    """Make a draft in the north; returns its address."""
    data = {"organisation": str(cast.id("north")), "title": "План района", "short": "План района"}
    answer = client.post("/roadmaps/plans", data={**data, "first": "2027-01-01", "last": "2027-12-31", **more})
    assert answer.status_code == 303, words_of(page_of(answer))
    return str(answer.headers["Location"])


def stored(address: str) -> OwnPlan:
    db.session.rollback()
    return db.session.get_one(OwnPlan, int(address.rsplit("/", 1)[1].split("#")[0]), populate_existing=True)


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return words_of(page_of(answer))


def test_a_plan_is_made_from_nothing_and_becomes_whole(browser: Browser, cast: Cast) -> None:
    officer = browser("north.officer")
    address = make(officer, cast)
    assert [gap.field for gap in gaps_of(stored(address).content)] == ["measures"]
    assert officer.post(f"{address}/sections", data={"section_title": "2. Итоги"}).status_code == 303
    preview = officer.post(f"{address}/measures/new", data={**MEASURE, "action": "preview"})
    shown = words_of(page_of(preview))
    assert "Получается 4 срока" in shown
    assert "31 марта 2027" in shown
    assert stored(address).content["measures"] == []
    assert officer.post(f"{address}/measures/new", data=MEASURE).status_code == 303
    content = stored(address).content
    (row,) = content["measures"]
    assert row["schedule"]["rrule"] == "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1;UNTIL=20271231"
    assert row["evidence"] == ["Протокол", "Список участников"]
    assert row["milestones"] == [{"date": "2027-02-15", "text": "Повестка"}]
    plan = read_plan(whole_content(content))
    assert plan.measures[0].executors[0].role == "mouo_officer"
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.stream.like("roadmap plan:%"))).all()
    assert sorted(actions) == ["make_plan", "save_measure", "save_section"]


def test_a_copy_keeps_every_measure_and_the_printed_plan_stays(browser: Browser, cast: Cast) -> None:
    officer = browser("north.officer")
    address = make(officer, cast, source="printed:tochka-rosta-tz", first="", last="", title="")
    content = stored(address).content
    printed = find_shipped_plan("tochka-rosta-tz")
    assert printed is not None
    assert gaps_of(content) == ()
    assert [row["id"] for row in content["measures"]] == [one.id for one in printed.measures]
    form = officer.get(f"{address}/measures/tr1-43m")
    assert page_of(form).xpath("//select[@id='how']/option[@selected]/@value") == ["keep"]
    assert page_of(officer.get(f"{address}/measures/tr1-30c")).xpath(
        "//select[@id='how']/option[@selected]/@value"
    ) == ["words"]
    assert officer.post(f"{address}/measures/tr1-30c/order", data={"action": "remove"}).status_code == 303
    assert find_row(stored(address).content, "tr1-30c") is None
    assert printed.measure("tr1-30c") is not None
    assert len(read_plan(whole_content(stored(address).content)).measures) == 99


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": " "}, "title", "Напишите, что нужно сделать"),
        ({"printed": "когда получится"}, "printed", "не удалось понять"),
        ({"how": "recurring-weekly"}, "weekday", "Выберите день недели"),
        ({"how": "exact-window", "start": "2027-05-01", "end": "2027-04-01"}, "end", "раньше первого"),
        ({"executor_post": ["", ""]}, "executors", "кто исполняет"),
        ({"controller": "nobody@x"}, "controller", "кто проверяет"),
        ({"family": "nothing"}, "family", "вид работы"),
        ({"evidence": ""}, "evidence", "чем подтвердить"),
        ({"milestone_date": ["soon"]}, "milestones", "день внутреннего срока"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, change: dict[str, Any], field: str, words: str
) -> None:
    officer = browser("north.officer")
    address = make(officer, cast)
    answer = officer.post(f"{address}/measures/new", data={**MEASURE, "number": "7.7", **change})
    page = page_of(answer)
    assert answer.status_code == 422
    assert page.xpath(f"//div[contains(@class, 'errors')]//a[@href='#{field}']"), field
    assert words in words_of(page)
    assert page.xpath("//input[@id='number']/@value") == ["7.7"]
    assert stored(address).content["measures"] == []


@pytest.mark.parametrize(
    ("change", "rule", "dates"),
    [
        (
            {"how": "recurring-weekly", "weekday": "MO", "start": "2027-03-02", "end": "2027-03-20"},
            "FREQ=WEEKLY;BYDAY=MO",
            2,
        ),
        ({"how": "recurring-monthly", "day": "10"}, "BYMONTHDAY=10", 12),
        ({"how": "recurring-quarterly", "day": "5"}, "BYMONTH=1,4,7,10;BYMONTHDAY=5", 4),
        ({"how": "recurring-half-yearly"}, "BYMONTH=6,12;BYMONTHDAY=-1", 2),
        ({"how": "recurring-yearly", "end": "2027-06-15"}, "BYMONTH=6;BYMONTHDAY=15", 1),
    ],
)
def test_a_kind_can_be_chosen_with_its_days(
    browser: Browser, cast: Cast, change: dict[str, Any], rule: str, dates: int
) -> None:
    officer = browser("north.officer")
    address = make(officer, cast)
    answer = officer.post(f"{address}/measures/new", data={**MEASURE, "printed": "по графику", **change})
    assert answer.status_code == 303, words_of(page_of(answer))
    row = stored(address).content["measures"][0]
    assert rule in row["schedule"]["rrule"]
    assert len(read_plan(whole_content(stored(address).content)).measures[0].schedule.due_dates()) == dates


def test_two_editors_of_one_measure_are_told_of_each_other(browser: Browser, cast: Cast) -> None:
    officer, head = browser("north.officer"), browser("north.head")
    address = make(officer, cast)
    officer.post(f"{address}/measures/new", data=MEASURE)
    officer.post(f"{address}/measures/new", data={**MEASURE, "number": "1.2"})
    first, second = (row["id"] for row in stored(address).content["measures"])
    assert head.post(f"{address}/measures/{first}", data={**MEASURE, "rev": "1", "title": "Иначе"}).status_code == 303
    assert officer.post(f"{address}/measures/{second}", data={**MEASURE, "rev": "1"}).status_code == 303
    late = officer.post(f"{address}/measures/{first}", data={**MEASURE, "rev": "1", "title": "По-своему"})
    page = page_of(late)
    assert late.status_code == 409
    assert "Начальник комитета" in words_of(page)
    assert "Иначе" in words_of(page)
    assert "По-своему" in "".join(page.xpath("//textarea[@id='title']/text()"))
    (rev,) = page.xpath("//form//input[@name='rev']/@value")
    again = officer.post(f"{address}/measures/{first}", data={**MEASURE, "rev": rev, "title": "По-своему"})
    assert again.status_code == 303
    titles = [row["title"] for row in stored(address).content["measures"]]
    assert "По-своему" in titles
    assert (
        head.post(
            f"{address}/head",
            data={"rev": "9", "title": "x", "short": "y", "first": "2027-01-01", "last": "2027-02-01"},
        ).status_code
        == 409
    )


def test_sections_and_measures_are_ordered_and_removed(browser: Browser, cast: Cast) -> None:
    officer = browser("north.officer")
    address = make(officer, cast)
    officer.post(f"{address}/sections", data={"section_title": "Второй"})
    for number, section in (("1", "1"), ("2", "1"), ("3", "2")):
        officer.post(f"{address}/measures/new", data={**MEASURE, "number": number, "section": section})
    ids = {row["number"]: row["id"] for row in stored(address).content["measures"]}

    def numbers() -> list[str]:
        return [row["number"] for row in stored(address).content["measures"]]

    officer.post(f"{address}/measures/{ids['2']}/order", data={"action": "up"})
    assert numbers() == ["2", "1", "3"]
    officer.post(f"{address}/measures/{ids['1']}/order", data={"action": "down"})
    assert numbers() == ["2", "1", "3"]
    officer.post(f"{address}/sections/2", data={"action": "up"})
    assert numbers() == ["3", "2", "1"]
    officer.post(f"{address}/sections/2", data={"action": "remove"})
    assert "раздел с мероприятиями" in text(officer, address)
    officer.post(f"{address}/sections/1", data={"action": "save", "rev": "1", "section_title": "Первый"})
    assert [one["title"] for one in stored(address).content["sections"]] == ["Второй", "Первый"]


def test_only_those_who_manage_the_organisation_see_and_change_a_draft(browser: Browser, cast: Cast) -> None:
    address = make(browser("north.officer"), cast)
    assert "План района" in text(browser("region.owner"), address)
    for login in ("north-1.director", "south.officer", "north.expert"):
        assert browser(login).get(address).status_code == 404
        assert browser(login).post(f"{address}/sections", data={"section_title": "x"}).status_code in (403, 404)
    assert "План района" not in text(browser("south.officer"), "/roadmaps/plans")
    foreign = {
        "organisation": str(cast.id("south")),
        "title": "x",
        "short": "x",
        "first": "2027-01-01",
        "last": "2027-02-01",
    }
    assert browser("north.officer").post("/roadmaps/plans", data=foreign).status_code == 404
    officer = browser("north.officer")
    wrong = officer.post(
        "/roadmaps/plans", data={**foreign, "organisation": str(cast.id("north")), "last": "2026-01-01"}
    )
    assert wrong.status_code == 422
    assert officer.post(f"{address}/drop").status_code == 303
    assert officer.get(address).status_code == 404
