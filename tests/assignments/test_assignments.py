"""Assignments: given, split, extended, reported, returned, accepted, taken off control; and who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import current_app

from app.assignments.commands import Wanted, give_assignment, remove_from_control
from app.assignments.models import Assignment, AssignmentState
from app.assignments.queries.listing import View, list_assignments, list_given_from
from app.assignments.queries.panel import panel_of
from app.engine.commands import complete_task, decide_extension, request_extension
from app.engine.models import Case, Job, UserTask
from app.engine.queries import get_case_visible_to
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, SoglasError
from app.organisation.models import Membership
from tests.cast import Cast
from tests.engine.stage import actor, differences, open_tasks, start

DUE, LATER = date(2026, 6, 19), date(2026, 6, 26)


def post(cast: Cast, login: str) -> int:
    query = db.select(Membership.id).where(Membership.person_id == cast.person(login).id).order_by(Membership.id)
    return int(db.session.scalars(query).first() or 0)


def give(cast: Cast, by: str = "north-1.director", to: str = "north-1.admin", **more: Any) -> int:
    helpers = tuple(post(cast, login) for login in more.pop("helpers", ()))
    controller = post(cast, more.pop("controller")) if "controller" in more else None
    given = {"title": "Обновить сайт", "text": "Обновить сведения на сайте", "due": DUE, **more}
    wanted = Wanted(executor=post(cast, to), helpers=helpers, controller=controller, **given)
    return give_assignment(wanted, given_by=cast.viewer(by)).case_id


def do(cast: Cast, login: str, case_id: int, element: str, outcome: str = "", **answers: Any) -> None:
    who = actor(cast, login)
    task = next(one for one in open_tasks(case_id) if one.element_id == element and one.assignee_id == who.person_id)
    comment = "Не хватает отчёта" if outcome == "return" else ""
    complete_task(task.id, task.ver, answers, completed_by=who, outcome=outcome, comment=comment)


def report(cast: Cast, login: str, case_id: int) -> None:
    do(cast, login, case_id, "execute", assignment_report="Сделано", assignment_files=[])


def row(case_id: int) -> Assignment:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Assignment, case_id)


def listed(cast: Cast, login: str, view: View) -> list[int]:
    return [one.case_id for one in list_assignments(cast.viewer(login), view).rows]


def test_an_assignment_is_done_returned_and_accepted(cast: Cast) -> None:
    case_id = give(cast, helpers=("north-1.hr",))
    assert (row(case_id).state, row(case_id).due) == (AssignmentState.WORKING, DUE)
    assert {task.element_id for task in open_tasks(case_id)} == {"execute", "contribute"}
    assert {task.legal_date for task in open_tasks(case_id)} == {DUE}
    for login in ("north-1.admin", "north-1.hr"):
        assert listed(cast, login, View.MINE) == [case_id]
    assert listed(cast, "north-1.director", View.GIVEN) == listed(cast, "north-1.director", View.CONTROL) == [case_id]
    assert listed(cast, "north.officer", View.MINE) == []
    opened = [job.payload for job in db.session.query(Job).filter_by(kind="notice")]
    told = {person for notice in opened if notice["event"] == "opened" for person in notice["to"]}
    assert told == {cast.person("north-1.admin").id, cast.person("north-1.hr").id}
    report(cast, "north-1.admin", case_id)
    assert row(case_id).state is AssignmentState.REPORTED  # the part of the helper is not waited for
    do(cast, "north-1.director", case_id, "accept", "return", rework_until=None)
    assert (row(case_id).state, row(case_id).returns) == (AssignmentState.WORKING, 1)
    (again,) = open_tasks(case_id)
    assert (again.element_id, again.legal_date) == ("execute", DUE)
    report(cast, "north-1.admin", case_id)
    do(cast, "north-1.director", case_id, "accept", "approve", rework_until=None)
    assert row(case_id).state is AssignmentState.ACCEPTED
    assert listed(cast, "north-1.admin", View.MINE) == []
    assert listed(cast, "north-1.admin", View.DONE) == listed(cast, "north-1.director", View.DONE) == [case_id]
    assert differences(case_id) == ()


def test_a_returned_report_gets_a_new_day_when_the_old_one_has_passed(cast: Cast) -> None:
    case_id = give(cast)
    clock.advance(timedelta(days=14))
    assert listed(cast, "north-1.admin", View.OVERDUE) == listed(cast, "north-1.director", View.OVERDUE) == [case_id]
    report(cast, "north-1.admin", case_id)
    assert listed(cast, "north-1.admin", View.OVERDUE) == []
    do(cast, "north-1.director", case_id, "accept", "return", rework_until=None)
    assert row(case_id).due == date(2026, 6, 26)  # three working days after Tuesday the 23rd
    report(cast, "north-1.admin", case_id)
    do(cast, "north-1.director", case_id, "accept", "return", rework_until=date(2026, 7, 3))
    assert row(case_id).due == date(2026, 7, 3)


def test_who_may_be_charged_by_whom(cast: Cast) -> None:
    give(cast, "north.officer", "north-1.director")
    give(cast, "north.officer", "north-1.admin", controller="north.head")
    give(cast, "north-1.admin", "north-1.hr")
    for by, to in (
        ("north-1.admin", "north-1.director"),  # one's own head
        ("north-1.director", "north.officer"),  # those above
        ("north.officer", "south-5.director"),  # those of others
        ("north-1.admin", "north-2.admin"),
    ):
        with pytest.raises(InvalidInput):
            give(cast, by, to)
    for wrong in (
        {"due": date(2026, 6, 1)},
        {"due": date(2036, 6, 1)},
        {"title": " "},
        {"text": ""},
        {"helpers": ("north-1.admin",)},
        {"controller": "north-1.admin"},
    ):
        with pytest.raises(InvalidInput):
            give(cast, **wrong)


def test_a_part_is_given_on_and_the_tree_is_seen_by_those_in_it(cast: Cast) -> None:
    top = give(cast, "north.officer", "north-1.director")
    with pytest.raises(NotAllowed):
        give(cast, "north-1.admin", "north-1.hr", parent_id=top)
    with pytest.raises(InvalidInput):  # not later than the whole
        give(cast, "north-1.director", "north-1.admin", parent_id=top, due=LATER)
    part = give(cast, "north-1.director", "north-1.admin", parent_id=top)
    piece = give(cast, "north-1.admin", "north-1.hr", parent_id=part)
    assert (row(part).parent_id, row(part).root_id, row(piece).root_id) == (top, top, top)
    officer = cast.viewer("north.officer")
    with current_app.test_request_context():
        panel = panel_of(officer, get_case_visible_to(officer, top))
    assert panel.top is not None
    assert [child.children[0].number for child in panel.top.children] == [_number(piece)]
    hr = cast.viewer("north-1.working-group")
    with pytest.raises(NotFound):
        get_case_visible_to(hr, piece)
    report(cast, "north-1.hr", piece)
    do(cast, "north-1.admin", piece, "accept", "approve", rework_until=None)  # who gave the part accepts it
    assert row(piece).state is AssignmentState.ACCEPTED
    assert row(part).state is AssignmentState.WORKING


def test_the_issuer_alone_moves_the_day_when_asked(cast: Cast) -> None:
    case_id = give(cast)
    (task,) = open_tasks(case_id)
    number = request_extension(task.id, new_date=LATER, reason="Нет данных", requested_by=actor(cast, "north-1.admin"))
    with pytest.raises(SoglasError):
        decide_extension(number, grant=True, decided_by=actor(cast, "north-1.hr"))
    decide_extension(number, grant=True, decided_by=actor(cast, "north-1.director"))
    assert (row(case_id).first_due, row(case_id).due) == (DUE, LATER)
    assert db.session.get_one(UserTask, task.id).legal_date == LATER


def test_it_is_taken_off_control_with_a_reason(cast: Cast) -> None:
    case_id = give(cast, controller="north-1.hr", to="north-1.admin")
    assert get_case_visible_to(cast.viewer("north-1.hr"), case_id)
    with pytest.raises(NotAllowed):
        remove_from_control(case_id, reason="Не нужно", removed_by=cast.viewer("north-1.admin"))
    with pytest.raises(InvalidInput):
        remove_from_control(case_id, reason=" ", removed_by=cast.viewer("north-1.hr"))
    remove_from_control(case_id, reason="Не нужно", removed_by=cast.viewer("north-1.hr"))
    assert (row(case_id).state, row(case_id).removal_reason) == (AssignmentState.REMOVED, "Не нужно")
    assert open_tasks(case_id) == []
    with pytest.raises(Conflict):
        remove_from_control(case_id, reason="Снова", removed_by=cast.viewer("north-1.hr"))


def test_a_case_and_the_assignment_from_it_know_of_each_other(cast: Cast) -> None:
    origin = start(cast).case_id
    with pytest.raises(NotFound):
        get_case_visible_to(cast.viewer("north-1.working-group"), origin)
    case_id = give(cast, "north-1.director", "north-1.working-group", origin_id=origin)
    director = cast.viewer("north-1.director")
    assert [one.case_id for one in list_given_from(director, origin)] == [case_id]
    panel = panel_of(director, get_case_visible_to(director, case_id))
    assert panel.origin is not None
    assert panel.origin.case_id == origin
    assert get_case_visible_to(cast.viewer("north-1.working-group"), origin)  # who does it may read where it comes from
    with pytest.raises(NotFound):
        give(cast, "south-5.director", "south-5.admin", origin_id=origin)


def _number(case_id: int) -> str:
    return db.session.get_one(Case, case_id).number
