"""In a real browser at both widths: an assignment with a part and a later day; a question answered; a name that opens
one case."""

from __future__ import annotations

from urllib.parse import unquote

from sqlalchemy import select

from app.assignments.models import Assignment
from app.audit.models import SYSTEM
from app.engine.models import Case, TaskState, UserTask
from app.foundation.database import db
from app.processes.commands import publish_version
from tests.browser.conftest import People
from tests.browser.live_server import LiveServer
from tests.browser.pages import Person
from tests.processes.stories import package_of


def test_an_assignment_with_a_part_a_later_day_a_question_and_a_name(
    server: LiveServer, people: People, width: int
) -> None:
    with server.app.app_context():
        publish_version(package_of("assignment"), published_by=SYSTEM)
        db.session.remove()
    officer, director, admin = (
        people(login, width) for login in ("north.officer", "north-1.director", "north-1.admin")
    )
    top = _give(
        officer.open("/assignments").press("Дать поручение"), "Обновить сайт", "2026-06-19", "Директор, СОШ № 1"
    )
    assert "Исполняется" in officer.words
    director.open(top).press("Дать подпоручение")
    part = _give(director, "Собрать тексты", "2026-06-18", "Школьный администратор, СОШ № 1")
    _ask_for_a_later_day(server, director, officer, top)
    assert "26 июня" in director.open(top).words
    admin.open(part).press("Написать или спросить")
    admin.page.fill("textarea[name=text]", "Тексты за какой год?")
    admin.press("Задать вопрос")
    assert "1 вопрос ждёт вашего ответа" in director.open("/tasks").words
    director.open("/questions").press("Тексты за какой год?")
    director.page.fill("textarea[name=text]", "За этот.")
    director.press("Отправить ответ")
    assert "За этот." in admin.open(part).words
    _bring_in(people, director, part, width)
    admin.open(_task(server, part, "execute"))
    admin.page.fill("textarea[name=assignment_report]", "Тексты собраны")
    admin.press("Отчитаться об исполнении")
    director.open(_task(server, part, "accept")).press("Утвердить", exact=False)
    assert "Исполнено, принято" in director.open(part).words
    assert "закрыто 1 из 1 части" in officer.open(top).words


def _give(person: Person, title: str, due: str, who: str) -> str:
    page = person.page
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", f"{title} и доложить")
    page.fill("input[name=due]", due)
    post = page.locator("select[name=executor] option", has_text=who).first.get_attribute("value")
    page.select_option("select[name=executor]", post)
    page.locator("form.panel button[value=give]").click()
    page.wait_for_url("**/cases/**")
    return person.look().page.url


def _ask_for_a_later_day(server: LiveServer, doer: Person, issuer: Person, case: str) -> None:
    doer.open(_task(server, case, "execute")).press("Попросить о продлении срока")
    doer.page.fill("input[name=day]", "2026-06-26")
    doer.page.fill("textarea[name=reason]", "Ждём фотографии")
    doer.press("Отправить просьбу")
    assert "1 просьба о продлении срока" in issuer.open("/tasks").words
    issuer.open("/tasks/extensions").press("Исполнить: Обновить сайт").press("Продлить срок")


def _bring_in(people: People, person: Person, case: str, width: int) -> None:
    named = people("north-1.working-group", width)
    assert named.page.goto(case).status == 404  # type: ignore[union-attr]
    person.open(case).press("Написать или спросить")
    person.page.fill("textarea[name=text]", "Посмотрите тексты")
    person.page.get_by_text("Обратить внимание коллег").click()
    person.page.get_by_label("Член рабочей группы, СОШ № 1").check()
    person.press("Добавить комментарий")
    assert "Посмотрите тексты" in named.open(case).words
    person.open(case).press("Отозвать", exact=False)
    assert named.page.goto(case).status == 404  # type: ignore[union-attr]


def _task(server: LiveServer, case: str, element: str) -> str:
    """Return the address of the open task of a case, as its page links to it."""
    number = unquote(case.rsplit("/", 1)[1].partition("#")[0])
    with server.app.app_context():
        query = (
            select(UserTask.id)
            .join(Case, Case.id == UserTask.case_id)
            .join(Assignment, Assignment.case_id == Case.id)
            .where(Case.number == number, UserTask.element_id == element, UserTask.state == TaskState.OPEN)
        )
        found = db.session.scalars(query).one()
        db.session.remove()
    return f"/tasks/{found}"
