"""Remarks in decisions: made, answered, closed or kept by the step that made them; marked fields alone are open."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.commands import RemarkGiven, RemarkWork, Reply, Verdict, complete_task
from app.engine.models import Remark, RemarkState, UserTask
from app.engine.queries import list_remarks, list_timeline
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from tests.cast import Cast
from tests.engine.stage import actor, case_row, do, only_task, publish_approval, start

ABOUT_AMOUNT = RemarkGiven(text="Слишком много", key="amount", label="Сумма", was="5")
ABOUT_ALL = RemarkGiven(text="Нет расчёта", label="Всё дело")


@pytest.fixture
def deciding(cast: Cast) -> UserTask:
    """The task of the officer after the first filling."""
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки", amount=5)
    return only_task(case_id)


def decide(cast: Cast, case_id: int, outcome: str, **work: Any) -> None:
    send(cast, "north.officer", case_id, outcome, **work)


def send(cast: Cast, login: str, case_id: int, outcome: str = "", comment: str = "", **work: Any) -> None:
    answers = work.pop("answers", {})
    remarks = RemarkWork(**work)
    complete_task(
        only_task(case_id).id, None, answers, completed_by=actor(cast, login), outcome=outcome, comment=comment,
        remarks=remarks,
    )  # fmt: skip


def remarks(case_id: int) -> list[Remark]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(Remark).filter_by(case_id=case_id).order_by(Remark.number))


def test_a_return_with_remarks_needs_no_comment_and_each_is_answered(cast: Cast, deciding: UserTask) -> None:
    case_id = deciding.case_id
    decide(cast, case_id, "return", given=[ABOUT_AMOUNT, ABOUT_ALL])
    first, second = remarks(case_id)
    assert (first.number, first.state, second.label) == (1, RemarkState.OPEN, "Всё дело")
    assert case_row(case_id).remarks_left == 2
    entry = list_timeline(cast.viewer("north-1.admin"), case_id)[0]
    assert entry.comment == "1. Сумма: Слишком много\n2. Всё дело: Нет расчёта"
    assert entry.facts["remarks"] == {"made": [1, 2]}
    for replies in ([], [Reply(remark_id=first.id, accepted=True)], [
        Reply(remark_id=first.id, accepted=True), Reply(remark_id=second.id, accepted=False, text=" ")
    ]):  # fmt: skip
        with pytest.raises(InvalidInput):
            send(cast, "north-1.admin", case_id, answers={"amount": 3}, replies=replies)
    good = [Reply(remark_id=first.id, accepted=True), Reply(remark_id=second.id, accepted=False, text="не нужен")]
    send(cast, "north-1.admin", case_id, answers={"amount": 3}, replies=good)
    assert [one.state for one in remarks(case_id)] == [RemarkState.ANSWERED] * 2


def test_nobody_agrees_over_their_own_open_remark(cast: Cast, deciding: UserTask) -> None:
    case_id = deciding.case_id
    with pytest.raises(InvalidInput):
        decide(cast, case_id, "approve", given=[ABOUT_ALL])
    decide(cast, case_id, "return", given=[ABOUT_AMOUNT])
    (one,) = remarks(case_id)
    send(cast, "north-1.admin", case_id, answers={"amount": 3}, replies=[Reply(remark_id=one.id, accepted=True)])
    with pytest.raises(InvalidInput):
        decide(cast, case_id, "approve")
    with pytest.raises(InvalidInput):
        decide(cast, case_id, "approve", verdicts=[Verdict(remark_id=one.id, closes=False, text="ещё")])
    decide(cast, case_id, "return", verdicts=[Verdict(remark_id=one.id, closes=False, text="приложите расчёт")])
    assert [said["kind"] for said in remarks(case_id)[0].talk] == ["said", "accepted", "kept"]
    send(cast, "north-1.admin", case_id, replies=[Reply(remark_id=one.id, accepted=True)])
    decide(cast, case_id, "approve", verdicts=[Verdict(remark_id=one.id, closes=True)])
    assert (remarks(case_id)[0].state, case_row(case_id).remarks_left) == (RemarkState.CLOSED, 0)


def test_agreeing_with_remarks_leaves_them_in_the_case(cast: Cast, deciding: UserTask) -> None:
    decide(cast, deciding.case_id, "approve-with-remarks", given=[ABOUT_ALL])
    (row,) = list_remarks(cast.viewer("north-1.admin"), deciding.case_id)
    assert (row.state, row.talk[0].text) == (RemarkState.OPEN, "Нет расчёта")
    with pytest.raises(NotFound):
        list_remarks(cast.viewer("south-5.admin"), deciding.case_id)


def test_only_marked_fields_are_open_when_the_one_who_returned_wants_it_so(cast: Cast, deciding: UserTask) -> None:
    case_id = deciding.case_id
    decide(cast, case_id, "return", given=[ABOUT_AMOUNT], locks=True)
    (one,) = remarks(case_id)
    replies = [Reply(remark_id=one.id, accepted=True)]
    with pytest.raises(InvalidInput) as refused:
        send(cast, "north-1.admin", case_id, answers={"amount": 3, "subject": "Другое"}, replies=replies)
    assert refused.value.facts["problems"] == {"subject": "locked"}
    send(cast, "north-1.admin", case_id, answers={"amount": 3, "subject": "Станки"}, replies=replies)


def test_remarks_of_others_and_of_nobody_are_refused(cast: Cast, deciding: UserTask) -> None:
    case_id = deciding.case_id
    with pytest.raises(InvalidInput):
        decide(cast, case_id, "return", comment="x", verdicts=[Verdict(remark_id=999, closes=True)])
    with pytest.raises(InvalidInput):
        decide(cast, case_id, "return", comment="x", replies=[Reply(remark_id=1, accepted=True)])
    decide(cast, case_id, "return", given=[ABOUT_AMOUNT])
    (one,) = remarks(case_id)
    with pytest.raises(InvalidInput):
        send(cast, "north-1.admin", case_id, verdicts=[Verdict(remark_id=one.id, closes=True)])
    assert remarks(case_id)[0].state is RemarkState.OPEN
