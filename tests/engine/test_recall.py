"""What one has done is taken back while nobody has acted on it: state, rows, terms, remarks and typed words."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.assignments.commands import Wanted, give_assignment
from app.audit.models import SYSTEM
from app.engine.commands import RemarkGiven, RemarkWork, Reply, claim_task, complete_task, recall_task
from app.engine.models import Remark, TaskState, UserTask
from app.engine.queries import find_draft, get_task_visible_to, list_agreement_rows
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.organisation.models import Membership
from app.processes.commands import publish_version
from tests.cast import Cast
from tests.engine.stage import actor, case_row, differences, do, only_task, open_tasks, publish_approval, start
from tests.engine.test_substitution import away
from tests.processes.stories import package_of


@pytest.fixture
def deciding(cast: Cast) -> UserTask:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    return only_task(case_id)


def test_a_return_is_taken_back_with_remarks_words_and_terms(cast: Cast, deciding: UserTask) -> None:
    case_id, officer = deciding.case_id, actor(cast, "north.officer")
    was = (deciding.legal_date, deciding.round, deciding.opened_at)
    given = RemarkWork(given=[RemarkGiven(text="Нет расчёта", label="Целиком")])
    raw = {"form": None, "comment": "набрано"}
    complete_task(deciding.id, None, {}, completed_by=officer, outcome="return", remarks=given, raw=raw)
    assert case_row(case_id).round == 2
    assert get_task_visible_to(cast.viewer("north.officer"), deciding.id).can_recall
    recall_task(deciding.id, recalled_by=officer)
    task = only_task(case_id)
    assert task.id == deciding.id
    assert (task.legal_date, task.round, task.opened_at) == was
    assert (task.outcome, task.assignee_id) == ("", officer.person_id)
    assert (case_row(case_id).round, case_row(case_id).remarks_left) == (1, 0)
    assert list(db.session.scalars(select(Remark))) == []
    kept = find_draft(deciding.id, cast.person("north.officer").id)
    assert kept is not None
    assert kept[0] == raw
    assert differences(case_id) == ()
    assert [row.state for row in list_agreement_rows(cast.viewer("north.officer"), case_id)] == ["open"]
    do(cast, "north.officer", case_id, outcome="return", comment="теперь верно")
    do(cast, "north-1.admin", case_id, subject="y")
    do(cast, "north.officer", case_id, outcome="approve")
    assert case_row(case_id).status == "completed"


def test_answers_to_remarks_are_taken_back_too(cast: Cast, deciding: UserTask) -> None:
    case_id, admin = deciding.case_id, actor(cast, "north-1.admin")
    given = RemarkWork(given=[RemarkGiven(text="Нет расчёта", label="Целиком")])
    complete_task(deciding.id, None, {}, completed_by=actor(cast, "north.officer"), outcome="return", remarks=given)
    (remark_id,) = db.session.scalars(select(Remark.id))
    rework = only_task(case_id)
    work = RemarkWork(replies=[Reply(remark_id=remark_id, accepted=True)])
    complete_task(rework.id, None, {"subject": "z"}, completed_by=admin, remarks=work)
    recall_task(rework.id, recalled_by=admin)
    db.session.expire_all()
    remark = db.session.get_one(Remark, remark_id)
    assert (remark.state, [said["kind"] for said in remark.talk]) == ("open", ["said"])
    assert case_row(case_id).readable["subject"] == "x"
    assert differences(case_id) == ()


def test_it_is_too_late_once_somebody_has_acted(cast: Cast, deciding: UserTask) -> None:
    filled = db.session.scalar(select(UserTask.id).where(UserTask.state == TaskState.COMPLETED))
    assert filled is not None
    db.session.rollback()
    with pytest.raises(NotAllowed):
        recall_task(filled, recalled_by=actor(cast, "north.officer"))
    with pytest.raises(NotFound):
        recall_task(filled, recalled_by=actor(cast, "south-5.admin"))
    claim_task(deciding.id, claimed_by=actor(cast, "north.officer"))
    with pytest.raises(Conflict):
        recall_task(filled, recalled_by=actor(cast, "north-1.admin"))
    do(cast, "north.officer", deciding.case_id, outcome="approve")
    with pytest.raises(Conflict):  # the case has ended
        recall_task(deciding.id, recalled_by=actor(cast, "north.officer"))


def test_what_the_report_closed_is_open_again(cast: Cast) -> None:
    publish_version(package_of("assignment"), published_by=SYSTEM)
    query = select(Membership.id).order_by(Membership.id)
    executor, helper = (
        db.session.scalars(query.where(Membership.person_id == cast.person(one).id)).first() or 0
        for one in ("north-1.admin", "north-1.hr")
    )
    wanted = Wanted(title="Сайт", text="Обновить", due=date(2026, 6, 19), executor=executor, helpers=(helper,))
    case_id = give_assignment(wanted, given_by=cast.viewer("north-1.director")).case_id
    was = {task.element_id: (task.id, task.assignee_id, task.legal_date) for task in open_tasks(case_id)}
    report = {"assignment_report": "Сделано", "assignment_files": []}
    admin = actor(cast, "north-1.admin")
    complete_task(was["execute"][0], None, report, completed_by=admin)
    assert [task.element_id for task in open_tasks(case_id)] == ["accept"]
    recall_task(was["execute"][0], recalled_by=admin)
    assert {task.element_id: (task.id, task.assignee_id, task.legal_date) for task in open_tasks(case_id)} == was
    assert differences(case_id) == ()
    task = next(one for one in open_tasks(case_id) if one.element_id == "contribute")
    words = {"contribution": "Моё", "contribution_files": []}
    complete_task(task.id, task.ver, words, completed_by=actor(cast, "north-1.hr"))
    complete_task(was["execute"][0], None, report, completed_by=admin)
    assert [task.element_id for task in open_tasks(case_id)] == ["accept"]


def test_whoever_controls_an_assignment_does_not_report_on_it_for_another(cast: Cast) -> None:
    publish_version(package_of("assignment"), published_by=SYSTEM)
    query = select(Membership.id).where(Membership.person_id == cast.person("north.officer").id)
    wanted = Wanted(title="Сайт", text="Обновить", due=date(2026, 6, 19), executor=db.session.scalar(query) or 0)
    case_id = give_assignment(wanted, given_by=cast.viewer("north.head")).case_id
    away(cast, "north.officer", "north.head")
    report = {"assignment_report": "Сделано", "assignment_files": []}
    task = only_task(case_id)
    with pytest.raises(NotAllowed):
        complete_task(task.id, None, report, completed_by=actor(cast, "north.head"))
    complete_task(task.id, None, report, completed_by=actor(cast, "north.officer"))
    assert get_task_visible_to(cast.viewer("north.head"), only_task(case_id).id).can_complete
