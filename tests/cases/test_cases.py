"""Start, list and page of a case; withdrawal and cancelling; who may see and do what."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.engine.commands import claim_task
from app.engine.models import Case, CaseStatus, Incident, IncidentKind, IncidentState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.transaction import command
from tests.approval_stage import Browser
from tests.cast import Cast
from tests.checked_client import page_of, words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, actor, do, only_task, publish, start
from tests.workflow.drawing import zeebe


@pytest.fixture
def number(cast: Cast) -> str:
    """A case of school 1 that its administrator has opened."""
    return start(cast).number


def status_of(number: str) -> CaseStatus:
    """Return how the case stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Case).where(Case.number == number)).one().status


def main_words(response: object) -> str:
    """Return the words of the main part of a page."""
    return words_of(page_of(response).xpath("//main")[0])  # type: ignore[arg-type]


def test_a_case_is_opened_from_the_page_of_processes(cast: Cast, browser: Browser) -> None:
    client = browser("north-1.admin")
    page = page_of(client.get("/cases/new"))
    (link,) = page.xpath("//a[@class='pick']/@href")
    page = page_of(client.get(link))
    assert "Открыть дело" in words_of(page.xpath("//main")[0])
    response = client.post(link, data={"_organisation": str(cast.id("north-1"))})
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/tasks/")
    assert "открыто. Вот его первая задача." in main_words(client.get(response.headers["Location"]))


def test_who_works_for_several_schools_chooses_one(cast: Cast, browser: Browser) -> None:
    client = browser("north.officer")
    page = page_of(client.get("/cases/new/P"))
    schools = page.xpath("//select[@name='organisation']/option/text()")
    assert {"СОШ № 1", "СОШ № 2"} <= set(schools)
    assert "СОШ № 5" not in schools
    assert client.get(f"/cases/new/P?organisation={cast.id('north-2')}").status_code == 200


@pytest.mark.parametrize("organisation", ["south-5", "south"])
def test_nobody_opens_a_case_for_somebody_elses_school(cast: Cast, browser: Browser, organisation: str) -> None:
    client = browser("north.officer")
    assert client.get(f"/cases/new/P?organisation={cast.id(organisation)}").status_code == 404
    assert client.post("/cases/new/P", data={"_organisation": str(cast.id(organisation))}).status_code == 404


def test_a_person_without_a_start_role_is_told_so(browser: Browser) -> None:
    client = browser("north-1.parents")
    assert "Вам пока нечего начинать" in main_words(client.get("/cases/new"))
    assert client.get("/cases/new/P").status_code == 403


def test_the_page_says_where_the_case_is_in_words_and_on_the_diagram(cast: Cast, number: str, browser: Browser) -> None:
    client = browser("north-1.director")
    page = page_of(client.get(f"/cases/{number}"))
    words = words_of(page.xpath("//main")[0])
    assert "Сейчас Заполнить заявку: школьный администратор, СОШ № 1, не позднее 17 июня включительно" in words
    assert "Дальше: Согласовать заявку (специалист МОУО)" in words
    (diagram,) = page.xpath("//div[@data-module='diagram']")
    assert diagram.get("data-now") == "Fill"
    assert "S" in diagram.get("data-done").split()
    assert "Сейчас: Заполнить заявку." in diagram.get("aria-label")
    source = client.get(diagram.get("data-source"))
    assert source.mimetype == "application/xml"
    assert b"Fill" in source.data


def test_decisions_stand_in_the_sheet_as_stamps(cast: Cast, number: str, browser: Browser) -> None:
    case = db.session.scalars(select(Case).where(Case.number == number)).one()
    do(cast, "north-1.admin", case.id, subject="Станки")
    do(cast, "north.officer", case.id, "return", "Слишком дорого")
    page = page_of(browser("north-1.admin").get(f"/cases/{number}"))
    sheet = page.xpath("//section[@aria-labelledby='sheet']")[0]
    words = words_of(sheet)
    assert "Специалист комитета, Северный район Согласовать заявку" in words
    assert "Возвращено редакция 1 9 июня 2026, 12:00" in words
    assert "Слишком дорого" in words
    history = words_of(page.xpath("//section[@aria-labelledby='history']")[0])
    assert "Специалист комитета, Северный район: возвращено, шаг «Согласовать заявку»" in history
    assert "Школьный администратор, СОШ № 1: дело открыто" in history
    given = words_of(page.xpath("//section[@aria-labelledby='given']")[0])
    assert "Предмет Станки" in given


def test_only_decisions_can_be_shown(cast: Cast, number: str, browser: Browser) -> None:
    case = db.session.scalars(select(Case).where(Case.number == number)).one()
    claim_task(only_task(case.id).id, claimed_by=actor(cast, "north-1.admin"))
    client = browser("north-1.admin")
    assert "взята" in main_words(client.get(f"/cases/{number}"))
    assert "взята" not in main_words(client.get(f"/cases/{number}?history=decisions"))


def test_a_case_is_withdrawn_only_by_a_post_with_a_reason(number: str, browser: Browser) -> None:
    client = browser("north-1.admin")
    assert "Отозвать дело" in main_words(client.get(f"/cases/{number}"))
    assert client.get(f"/cases/{number}/withdraw").status_code == 200
    assert status_of(number) is CaseStatus.RUNNING
    response = client.post(f"/cases/{number}/withdraw", data={"reason": " "})
    assert response.status_code == 422
    assert "Напишите причину" in main_words(response)
    response = client.post(f"/cases/{number}/withdraw", data={"reason": "Подали по ошибке"})
    assert response.status_code == 303
    assert status_of(number) is CaseStatus.WITHDRAWN
    page = main_words(client.get(response.headers["Location"]))
    assert "Отозвано" in page
    assert "Подали по ошибке" in page


def test_withdrawing_somebody_elses_case_is_refused_with_the_one_who_can(number: str, browser: Browser) -> None:
    response = browser("north.officer").post(f"/cases/{number}/withdraw", data={"reason": "Хочу"})
    assert response.status_code == 403
    assert "Школьный администратор, СОШ № 1" in main_words(response)
    assert status_of(number) is CaseStatus.RUNNING


def test_the_head_of_the_approving_body_cancels_a_case(number: str, browser: Browser) -> None:
    client = browser("north.head")
    assert client.get(f"/cases/{number}/cancel").status_code == 200
    assert client.post(f"/cases/{number}/cancel", data={"reason": "Дубль"}).status_code == 303
    assert status_of(number) is CaseStatus.CANCELLED
    assert browser("north-1.admin").post(f"/cases/{number}/cancel", data={"reason": "Нет"}).status_code == 403


def test_the_list_filters_and_searches(cast: Cast, number: str, browser: Browser) -> None:
    other = start(cast, "north-2.admin", school="north-2").number
    client = browser("north.officer")
    everything = main_words(client.get("/cases"))
    assert number in everything
    assert other in everything
    only = main_words(client.get(f"/cases?organisation={cast.id('north-2')}"))
    assert other in only
    assert number not in only
    assert "Ничего не найдено" in main_words(client.get("/cases?status=cancelled"))
    found = client.get("/find?q=" + number)
    assert number in main_words(client.get(found.headers["Location"]))


def test_a_school_sees_its_own_cases_only(cast: Cast, number: str, browser: Browser) -> None:
    start(cast, "north-2.admin", school="north-2")
    page = main_words(browser("north-1.admin").get("/cases"))
    assert number in page
    assert "СОШ № 2" not in page


def test_a_case_that_stopped_says_so_in_plain_words(cast: Cast, browser: Browser) -> None:
    number = start(cast, school="north-2", login="north.officer").number
    case = db.session.scalars(select(Case).where(Case.number == number)).one()
    with_incident(case.id, "Условие «Средств хватает?» не вычислить: нет поля «сумма».")
    page = browser("north-2.admin").get(f"/cases/{number}")
    words = main_words(page)
    assert "Дело остановлено «Согласовать заявку»: Условие «Средств хватает?» не вычислить" in words
    assert "Остановлено, нужна помощь" in words
    assert "Traceback" not in page.get_data(as_text=True)


@command
def with_incident(case_id: int, words: str) -> None:
    """Let a case have an open incident."""
    incident = Incident(
        case_id=case_id,
        kind=IncidentKind.FAILED_STEP,
        element_id="Agree",
        element_name="Согласовать заявку",
        ru=words,
        en=words,
        cause="Traceback (most recent call last)",
        payload={},
        state=IncidentState.OPEN,
        opened_at=now(),
    )
    db.session.add(incident)


def test_the_catalogue_and_a_version_are_shown_to_everybody_signed_in(number: str, browser: Browser) -> None:
    client = browser("north-1.parents")
    page = page_of(client.get("/processes"))
    (link,) = page.xpath("//tbody//a[contains(@href, '/processes/P/')]/@href")
    page = page_of(client.get(link))
    words = words_of(page.xpath("//main")[0])
    assert "Согласовать: согласовать, согласовать с замечаниями, вернуть на доработку, отклонить" in words
    assert "Срок 5 рабочих дней" in words
    source = page.xpath("//div[@data-module='diagram']/@data-source")[0]
    assert client.get(source).mimetype == "application/xml"
    assert client.get("/processes/P/99").status_code == 404
    assert client.get("/processes/none").status_code == 404


def test_nobody_comes_without_signing_in(app: object, number: str, browser: Browser) -> None:
    client = browser("north-1.admin")
    client.delete_cookie("soglas_session")
    for address in ("/tasks", f"/cases/{number}", f"/cases/{number}/diagram.bpmn", "/cases/new", "/processes"):
        assert client.get(address).status_code in (302, 303)


def test_what_is_typed_at_a_start_is_kept_and_goes_when_the_case_is_open(cast: Cast, browser: Browser) -> None:
    start_form = zeebe('<zeebe:formDefinition formId="request"/>')
    publish(APPROVAL, {**APPROVAL_TASKS, "S": start_form}, process="Q")
    address, school = "/cases/new/Q", {"_organisation": str(cast.id("north-1"))}
    client = browser("north-1.admin")
    tab = page_of(client.get(address)).xpath("//input[@name='_tab']/@value")[0]
    typed = {**school, "_tab": tab, "subject": "Станки", "amount": "много"}  # an amount that is no number
    kept = client.post(address, data={**typed, "_action": "save"}, headers={"Accept": "application/json"})
    assert kept.get_json()["saved"].startswith("Сохранено в ")
    elsewhere = browser("north-1.admin")  # a new browser, after a sign-in
    page = page_of(elsewhere.get(address))
    assert page.xpath("//input[@name='subject']/@value") == ["Станки"]
    assert page.xpath("//input[@name='amount']/@value") == ["много"]
    stale = elsewhere.post(
        address,
        data={**typed, "_tab": "other 2026-01-01T00:00:00+00:00", "subject": "Иное", "_action": "save"},
        headers={"Accept": "application/json"},
    )
    assert stale.status_code == 409
    left = client.post(address, data={**typed, "amount": "5", "_action": "later"})
    assert left.status_code == 303
    opened = client.post(address, data={**typed, "amount": "5"})
    assert opened.headers["Location"].startswith("/tasks/")
    assert page_of(client.get(address)).xpath("//input[@name='subject']/@value") == [""]
