"""What one has done is taken back while nobody has acted on it: state, rows, terms, remarks and typed words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.engine.commands import RemarkGiven, RemarkWork, Reply, claim_task, complete_task, recall_task
from app.engine.models import Remark, TaskState, UserTask
from app.engine.queries import find_draft, get_task_visible_to, list_agreement_rows
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from tests.cast import Cast
from tests.engine.stage import actor, case_row, differences, do, only_task, publish_approval, start


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
