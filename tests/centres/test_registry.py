"""The registry of centres: who reads what, pages by keys, the counter against its target, the workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.centres.commands import remove_centre
from app.centres.models import Centre, CentreState
from app.engine.commands import withdraw_case
from app.engine.models import Case
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.transaction import command
from tests.approval_stage import Browser
from tests.approval_stage import browser as browser
from tests.cast import Cast, make_cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import actor, case_row, do, only_task, start
from tests.processes.published import publish_in_order
from tests.processes.stories import stories_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, and centre creation published with what it calls."""
    publish_in_order()
    return make_cast()


def asked(cast: Cast, login: str = "north-1.admin", school: str = "north-1", **more: Any) -> int:
    """Open a case of centre creation as a school would, and return it."""
    begun = dict(stories_of("centre-creation")[0].start["variables"])
    begun |= {"opening_on": date(2026, 9, 1), "plan_year": 2026, **more}
    return start(cast, process="centre-creation", variables=begun, login=login, school=school).case_id


def select_school(cast: Cast, case_id: int, outcome: str = "approve") -> None:
    """Let the region choose the school, or not."""
    do(cast, "north.officer", case_id, outcome="approve", support_no="12")
    answer = {"selection_no": "1203-р", "selection_date": date(2026, 4, 20)} if outcome == "approve" else {}
    comment = "" if outcome == "approve" else "Центр есть рядом"
    do(cast, "region.officer", case_id, outcome=outcome, comment=comment, **answer)


def line_of(case_id: int) -> Centre | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(select(Centre).where(Centre.case_id == case_id))


@command
def fill_registry(cast: Cast, case_id: int, count: int, *, state: CentreState, school: str = "north-1") -> None:
    """Put further lines into the registry, each with a case of its own kind of number."""
    old = db.session.get_one(Case, case_id)
    taken = {column.name: getattr(old, column.name) for column in Case.__table__.columns}
    for number in range(count):
        copied = {**taken, "number": f"СЦ-{state.value}-{number:04}", "organisation_id": cast.id(school)}
        case = Case(**{name: value for name, value in copied.items() if name != "id"})
        db.session.add(case)
        db.session.flush()
        moment = clock.now() - timedelta(days=number + 1)
        db.session.add(
            Centre(
                case_id=case.id, organisation_id=cast.id(school), state=state, title=f"Центр {number}",
                kind="it_cube", listed_at=moment, changed_at=moment, opened_on=date(2024, 9, 1),
            )
        )  # fmt: skip


def test_a_centre_is_listed_when_the_region_chooses_its_school_and_not_before(cast: Cast) -> None:
    case_id = asked(cast)
    assert line_of(case_id) is None
    select_school(cast, case_id)
    line = line_of(case_id)
    assert line is not None
    assert (line.state, line.selection_no, line.selected_on) == (CentreState.CREATION, "1203-р", date(2026, 4, 20))
    assert (line.title, line.kind, line.opening_on) == ("Центр «Точка роста»", "growth_point", date(2026, 9, 1))
    refused = asked(cast, school="north-2", login="north-2.admin")
    select_school(cast, refused, outcome="reject")
    assert line_of(refused) is None
    assert case_row(refused).outcome_element == "end_refused"


def test_a_creation_that_ends_without_an_opening_says_how(cast: Cast) -> None:
    case_id = asked(cast)
    select_school(cast, case_id)
    withdraw_case(case_id, withdrawn_by=actor(cast, "region.officer"), reason="Школу закрывают")
    assert only_task(case_id).element_id == "record_termination"
    answer = {"termination_no": "90-р", "termination_why": "Закрывают", "termination_assets": "Передать"}
    do(cast, "region.officer", case_id, **answer)
    line = line_of(case_id)
    assert line is not None
    assert (line.state, line.ended_words) == (CentreState.ENDED, "Создание прекращено")


def test_each_reads_what_lies_below_and_nobody_else_reads_anything(cast: Cast, browser: Browser) -> None:
    select_school(cast, asked(cast))
    readers = ("region.officer", "coordinator.rep", "north.head", "north-1.admin", "north-1-centre.head")
    for login in readers:
        page = words_of(page_of(browser(login).get("/centres")))
        assert "Центр «Точка роста»" in page, login
        assert "Создаются 1" in page, login
    for login in ("south.head", "south-5.admin", "north-2.admin"):
        page = words_of(page_of(browser(login).get("/centres")))
        assert "Центров пока нет" in page, login
        assert "Точка роста" not in page, login
    for login in ("partner.rep", "north-finance.accountant", "region.sysadmin"):
        assert browser(login).get("/centres").status_code == 403, login
        assert browser(login).get("/centres/workbook").status_code == 403, login
        assert "/centres" not in browser(login).get("/tasks").text, login


def test_the_counter_stands_against_the_target_for_the_region_alone(cast: Cast, browser: Browser) -> None:
    case_id = asked(cast)
    select_school(cast, case_id)
    fill_registry(cast, case_id, 3, state=CentreState.WORKING)
    fill_registry(cast, case_id, 2, state=CentreState.ENDED)
    page = words_of(page_of(browser("region.officer").get("/centres")))
    assert "не менее 20 центров к 31 декабря 2024" in page
    assert "не хватает ещё 17" in page
    assert "не менее 20" not in words_of(page_of(browser("north.head").get("/centres")))


def test_a_long_registry_comes_in_pages_that_miss_and_repeat_nothing(cast: Cast, browser: Browser) -> None:
    case_id = asked(cast)
    select_school(cast, case_id)
    fill_registry(cast, case_id, 60, state=CentreState.WORKING)
    client, address, seen = browser("region.officer"), "/centres", []
    while address:
        page = page_of(client.get(address))
        seen += [words_of(cell) for cell in page.xpath("//tbody//th//a")]
        further = page.xpath("//p[contains(@class, 'more')]/a/@href")
        address = further[0] if further else ""
    assert len(seen) == len(set(seen)) == 61
    only = page_of(client.get("/centres?state=creation&q=Точка"))
    assert [words_of(cell) for cell in only.xpath("//tbody//th//a")] == ["Центр «Точка роста»"]
    assert page_of(client.get("/centres?q=%25")).xpath("//tbody//th//a") == [], "a sign is a sign, not a pattern"


def test_the_workbook_holds_what_the_reader_may_see_and_no_formula(cast: Cast, browser: Browser) -> None:
    case_id = asked(cast, centre_title="=1+1")
    select_school(cast, case_id)
    book = load_workbook(BytesIO(browser("region.officer").get("/centres/workbook").data))
    lines = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(lines) == 2
    assert lines[1][0] == "=1+1"
    assert book.active.cell(2, 1).data_type == "s"  # type: ignore[union-attr]
    assert lines[1][13] == case_row(case_id).number
    empty = load_workbook(BytesIO(browser("south.head").get("/centres/workbook").data))
    assert len(list(empty.active.iter_rows())) == 1  # type: ignore[union-attr]


def test_the_first_moment_of_the_registry_is_the_order_of_the_region(cast: Cast) -> None:
    case_id = asked(cast)
    with clock.travel(datetime(2026, 6, 30, tzinfo=UTC)):
        select_school(cast, case_id)
        line = line_of(case_id)
        assert line is not None
        assert line.listed_at.date() == date(2026, 6, 30)


BY_HAND = {
    "title": "Центр «Точка роста» СОШ № 1",
    "kind": "growth_point",
    "order_no": "41-од",
    "order_date": "2021-08-20",
    "opened_on": "2021-09-01",
    "licence": "covered",
    "head": "Руководитель Центра",
    "programmes": "12",
    "pupils": "",
    "basis": "Справка МОУО № 5",
}


def only_line() -> Centre | None:
    db.session.rollback()
    return db.session.scalars(select(Centre).execution_options(populate_existing=True)).one_or_none()


def test_a_centre_older_than_the_system_is_entered_changed_and_taken_out(cast: Cast, browser: Browser) -> None:
    client = browser("north.officer")
    given = {**BY_HAND, "organisation_id": str(cast.id("north-1"))}
    assert "Внести действующий Центр" in client.get("/centres").text
    assert client.post("/centres/new", data=given).status_code == 303
    line = only_line()
    assert line is not None
    assert (line.state, line.case_id, line.programmes, line.pupils) == (CentreState.WORKING, None, 12, None)
    for login, seen in (("region.officer", True), ("north-1.admin", True), ("south.officer", False)):
        page = words_of(page_of(browser(login).get("/centres")))
        assert ("вручную: Справка МОУО № 5" in page) is seen
    book = load_workbook(BytesIO(client.get("/centres/workbook").data)).active
    assert [cell.value for cell in book[2]][-1] == "Справка МОУО № 5"  # type: ignore[index]
    address = f"/centres/{line.id}"
    assert browser("north-1.admin").get(address).status_code == 403
    assert browser("south.officer").get(address).status_code == 404
    assert client.post(address, data={**given, "pupils": "240"}).status_code == 303
    assert (only_line() or line).pupils == 240
    assert client.post(f"{address}/remove", data={"reason": " "}).status_code == 422
    assert client.post(f"{address}/remove", data={"reason": "внесён дважды"}).status_code == 303
    assert only_line() is None
    said = select(AuditEntry.action).where(AuditEntry.stream == "centres").order_by(AuditEntry.number)
    assert list(db.session.scalars(said)) == ["enter_centre", "change_centre", "remove_centre"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", "", "Заполните это поле"),
        ("kind", "castle", "Выберите"),
        ("opened_on", "2021-08-01", "Центр не мог открыться раньше приказа о создании"),
        ("opened_on", "2030-09-01", "новый Центр попадает в реестр из своего дела"),
        ("order_date", "2030-09-01", "Этот день ещё не наступил"),
        ("pupils", "-5", "Целое число от 0 до 100000"),
        ("pupils", "много", "Неверное целое число"),
        ("basis", " ", "Заполните это поле"),
    ],
)
def test_a_wrong_line_is_refused_beside_the_field_and_nothing_typed_is_lost(
    cast: Cast, browser: Browser, name: str, value: str, words: str
) -> None:
    given = {**BY_HAND, "organisation_id": str(cast.id("north-1")), name: value}
    answer = browser("north.officer").post("/centres/new", data=given)
    assert answer.status_code == 422
    page = page_of(answer)
    assert words in answer.text
    assert page.xpath("//input[@name='order_no']/@value") == ["41-од"]
    assert name == "kind" or page.xpath(f"//input[@name='{name}']/@value") == ([value.strip()] if value.strip() else [])
    assert only_line() is None


def test_one_school_holds_one_centre_of_a_kind_and_only_its_own_office_enters_it(cast: Cast, browser: Browser) -> None:
    client = browser("north.officer")
    given = {**BY_HAND, "organisation_id": str(cast.id("north-1"))}
    assert client.post("/centres/new", data=given).status_code == 303
    twice = client.post("/centres/new", data=given)
    assert (twice.status_code, "уже есть в реестре" in twice.text) == (422, True)
    assert client.post("/centres/new", data={**given, "kind": "it_cube"}).status_code == 303
    assert client.post("/centres/new", data={**given, "organisation_id": str(cast.id("south-5"))}).status_code == 403
    assert browser("north-1.admin").get("/centres/new").status_code == 403


def test_the_line_of_a_case_is_not_changed_by_hand(cast: Cast, browser: Browser) -> None:
    case_id = asked(cast)
    select_school(cast, case_id)
    line = line_of(case_id)
    assert line is not None
    assert browser("north.officer").get(f"/centres/{line.id}").status_code == 404
    with pytest.raises(Conflict):
        remove_centre(line.id, reason="так", removed_by=cast.viewer("north.officer"))
