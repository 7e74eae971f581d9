"""Assignments of the demonstration in every state, a request for a later day, a question that waits and a talk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.access.models import Person
from app.assignments.commands import Wanted, give_assignment, remove_from_control
from app.demo.commands.playing import viewer_of_login
from app.discussions.commands import answer_question, ask_question, write_comment
from app.engine.commands import complete_task, request_extension
from app.engine.models import TaskState, UserTask
from app.foundation import clock
from app.foundation.database import db
from app.organisation.models import Membership
from app.organisation.queries import working_calendar_of

REPORT = {"assignment_report": "Сделано, подтверждение приложено к протоколу.", "assignment_files": []}


def play_assignments(now: datetime) -> None:
    """Give six assignments, one of them a part, at times before `now` and let people work on them."""
    _done_with_a_part(now)
    _overdue(now)
    _shared(now)
    _reported(now)
    _removed(now)


def _done_with_a_part(now: datetime) -> None:
    with clock.travel(now - timedelta(days=20)):
        top = _give("karym.head", "karym-1.director", "Обновить сведения о Центре на сайте школы", now, days=-6)
    with clock.travel(now - timedelta(days=18)):
        part = _give(
            "karym-1.director",
            "karym-1.admin",
            "Подготовить тексты и фотографии для сайта",
            now,
            days=-9,
            parent_id=top,
        )
    with clock.travel(now - timedelta(days=12)):
        _do(part, "karym-1.admin", "execute", REPORT)
        _do(part, "karym-1.director", "accept", {"rework_until": None}, "approve")
    with clock.travel(now - timedelta(days=8)):
        _do(top, "karym-1.director", "execute", REPORT)
        _do(top, "karym.head", "accept", {"rework_until": None}, "approve")


def _overdue(now: datetime) -> None:
    with clock.travel(now - timedelta(days=9)):
        case_id = _give("karym.head", "karym-2.director", "Представить список педагогов Центра", now, days=-2)
    with clock.travel(now - timedelta(days=3)):
        task = _open(case_id, "execute")
        day = working_calendar_of(None).next_working_day((now + timedelta(days=5)).date())
        doer = viewer_of_login("karym-2.director").actor()
        request_extension(task.id, new_date=day, reason="Двое педагогов на курсах до пятницы.", requested_by=doer)


def _shared(now: datetime) -> None:
    with clock.travel(now - timedelta(days=4)):
        helpers = (_post("karym.officer-2"), _post("karym.expert"))
        case_id = _give(
            "karym.head", "karym.officer", "Подготовить совещание директоров школ", now, days=10, helpers=helpers
        )
    head, officer = viewer_of_login("karym.head"), viewer_of_login("karym.officer")
    with clock.travel(now - timedelta(days=3)):
        question = ask_question(
            case_id, text="Звать ли руководителей Центров?", asked_id=head.person_id, asked_by=officer
        )
    with clock.travel(now - timedelta(days=2)):
        answer_question(question, text="Да, и методиста института.", answered_by=head)
        text = "Просим посмотреть повестку: https://edu.gov.ru"
        write_comment(case_id, text=text, named=[officer.person_id], written_by=head)


def _reported(now: datetime) -> None:
    with clock.travel(now - timedelta(days=5)):
        case_id = _give("karym-1.director", "karym-1.admin", "Проверить договоры с родителями", now, days=3)
    with clock.travel(now - timedelta(days=1)):
        _do(case_id, "karym-1.admin", "execute", REPORT)
        director, admin = viewer_of_login("karym-1.director"), viewer_of_login("karym-1.admin")
        ask_question(case_id, text="Нужны ли копии?", asked_id=director.person_id, asked_by=admin)


def _removed(now: datetime) -> None:
    with clock.travel(now - timedelta(days=12)):
        case_id = _give("karym.head", "karym-3.director", "Собрать заявки на экскурсию", now, days=4)
    with clock.travel(now - timedelta(days=7)):
        remove_from_control(case_id, reason="Экскурсия перенесена на весну.", removed_by=viewer_of_login("karym.head"))


def _give(by: str, to: str, title: str, now: datetime, *, days: int, **more: Any) -> int:
    due = (now + timedelta(days=days)).date()
    wanted = Wanted(title=title, text=f"{title}. Отчёт с подтверждением.", due=due, executor=_post(to), **more)
    return give_assignment(wanted, given_by=viewer_of_login(by)).case_id


def _do(case_id: int, login: str, element: str, answers: dict[str, Any], outcome: str = "") -> None:
    task = _open(case_id, element)
    who = viewer_of_login(login).actor()
    complete_task(task.id, task.ver, answers, completed_by=who, outcome=outcome)


def _open(case_id: int, element: str) -> UserTask:
    query = select(UserTask).where(
        UserTask.case_id == case_id, UserTask.element_id == element, UserTask.state == TaskState.OPEN
    )
    return db.session.scalars(query.order_by(UserTask.id)).one()


def _post(login: str) -> int:
    query = select(Membership.id).join(Person, Person.id == Membership.person_id).where(Person.login == login)
    return db.session.scalars(query.order_by(Membership.id)).first() or 0
