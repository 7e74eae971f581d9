"""Acting for an absent person and delegating one task: who may, what is recorded, and that four eyes keep holding."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.access.models import Role
from app.access.policy import Viewer
from app.audit.models import AuditEntry
from app.engine.commands import (
    TaskNotOpen,
    claim_task,
    complete_task,
    delegate_task,
    give_back_task,
    release_task,
    save_draft,
    take_back_task,
)
from app.engine.models import UserTask
from app.engine.queries import (
    InboxFilter,
    Tab,
    count_open_tasks,
    find_draft,
    get_case_visible_to,
    get_task_visible_to,
    list_agreement_rows,
    list_open_tasks,
    list_timeline,
)
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound
from app.organisation.commands.absences import AbsenceWanted, SubstituteWanted, end_absence, set_absence
from app.organisation.models import AbsenceKind
from app.organisation.queries.absences import list_stand_ins
from tests.cast import ZONE, Cast, make_person
from tests.conftest import A_TUESDAY
from tests.engine.stage import (
    actor,
    differences,
    do,
    only_task,
    open_tasks,
    person_task,
    publish,
    publish_approval,
    start,
)

BASIS = "приказ от 05.06.2026 № 41-к"


def viewer(cast: Cast, login: str) -> Viewer:
    """Return how pages see the person, with whom they substitute."""
    found = cast.viewer(login)
    return replace(found, stands_in=list_stand_ins(found.person_id, clock.today(ZONE)))


def away(cast: Cast, login: str, *substitutes: str, by: str = "", days: int = 10, **limits: Any) -> int:
    """Let somebody be away from today on, substituted by these people."""
    wanted = AbsenceWanted(
        person_id=cast.person(login).id,
        kind=AbsenceKind.LEAVE,
        since=clock.today(ZONE),
        until=clock.today(ZONE) + timedelta(days=days),
        basis=BASIS,
        substitutes=tuple(SubstituteWanted(person_id=cast.person(one).id, **limits) for one in substitutes),
    )
    return set_absence(wanted, set_by=actor(cast, by or login))


@pytest.fixture
def deciding(cast: Cast) -> UserTask:
    """A task of the officer of the north, opened before anybody is away."""
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    return only_task(case_id)


def row_of(task: UserTask) -> UserTask:
    """Return the task as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(UserTask, task.id)


def lines(cast: Cast, login: str, tab: Tab = Tab.MINE) -> list[tuple[str, str]]:
    page = list_open_tasks(viewer(cast, login), InboxFilter(tab=tab))
    return [(row.name, row.on_behalf_of) for row in page.rows]


def test_a_deputy_sees_and_decides_what_was_open_already_and_both_are_named(cast: Cast, deciding: UserTask) -> None:
    assert lines(cast, "north.head") == []
    away(cast, "north.officer", "north.head")
    officer = cast.person("north.officer")
    assert lines(cast, "north.head") == lines(cast, "north.head", Tab.LENT) == [("Согласовать заявку", officer.name)]
    counts = count_open_tasks(viewer(cast, "north.head"))
    assert (counts.mine, counts.lent, counts.queue) == (1, 1, 0)
    seen = get_task_visible_to(viewer(cast, "north.head"), deciding.id)
    assert (seen.can_complete, seen.on_behalf_of, seen.basis) == (True, officer.name, BASIS)
    complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "north.head"))
    row = row_of(deciding)
    assert (row.completed_by, row.completed_for_id) == (cast.person("north.head").id, officer.id)
    assert (row.completed_for, row.completed_basis) == (officer.name, BASIS)
    (decided,) = list_agreement_rows(cast.viewer("north.officer"), deciding.case_id)
    assert (decided.on_behalf_of, decided.basis) == (officer.name, BASIS)
    entry = next(e for e in list_timeline(cast.viewer("north-1.admin"), deciding.case_id) if e.outcome == "approve")
    assert (entry.on_behalf_of, entry.basis) == (officer.name, BASIS)
    assert lines(cast, "north.head", Tab.DONE) == [("Согласовать заявку", officer.name)]
    get_case_visible_to(cast.viewer("north.head"), deciding.case_id)


def test_the_right_ends_with_the_absence_and_begins_not_before_it(cast: Cast, deciding: UserTask) -> None:
    make_second_deputy(cast)
    absence = away(cast, "north.officer", "deputy", days=3)
    with clock.travel(A_TUESDAY - timedelta(days=1)):
        assert viewer(cast, "deputy").stands_in == ()
    with clock.travel(A_TUESDAY + timedelta(days=3)):
        assert len(viewer(cast, "deputy").stands_in) == 1
    with clock.travel(A_TUESDAY + timedelta(days=4)):
        assert viewer(cast, "deputy").stands_in == ()
        with pytest.raises(NotFound):
            complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "deputy"))
    end_absence(absence, ended_by=actor(cast, "north.officer"))
    with pytest.raises(NotFound):
        complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "deputy"))
    with pytest.raises(NotFound):
        get_task_visible_to(viewer(cast, "deputy"), deciding.id)


def make_second_deputy(cast: Cast) -> None:
    """Add somebody of the north who may see nothing of cases by their own post."""
    cast.people["deputy"] = make_person("deputy", "Заместитель", (Role.MOUO_EXPERT, "north"))


def test_limits_to_a_process_and_to_a_post_hold(cast: Cast, deciding: UserTask) -> None:
    make_second_deputy(cast)
    north = cast.id("north")
    away(cast, "north.officer", "deputy", process_key="Other")
    assert lines(cast, "deputy") == []
    with pytest.raises(NotFound):
        get_task_visible_to(viewer(cast, "deputy"), deciding.id)
    with pytest.raises(NotFound):
        complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "deputy"))
    away(cast, "north.officer", "deputy", process_key="P", role="mouo_officer", organisation_id=north)
    complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "deputy"))


def test_who_opened_the_case_does_not_decide_on_it_for_an_absent_officer(cast: Cast) -> None:
    publish_approval()
    cast.people["two"] = make_person("two", "Двое", (Role.SCHOOL_ADMIN, "north-2"), (Role.MOUO_EXPERT, "north"))
    case_id = start(cast, "two", school="north-2").case_id
    do(cast, "two", case_id, subject="x")
    task = only_task(case_id)
    away(cast, "north.officer", "two")
    seen = get_task_visible_to(viewer(cast, "two"), task.id)
    assert (seen.can_complete, seen.refused_because) == (False, "initiator")
    with pytest.raises(NotAllowed):
        complete_task(task.id, None, {}, outcome="approve", completed_by=actor(cast, "two"))
    assert lines(cast, "two") == []


def test_a_claim_for_the_absent_makes_the_task_theirs_and_other_substitutes_may_finish(
    cast: Cast, deciding: UserTask
) -> None:
    make_second_deputy(cast)
    away(cast, "north.officer", "deputy", "north.head")
    claim_task(deciding.id, claimed_by=actor(cast, "deputy"))
    officer = cast.person("north.officer").id
    assert only_task(deciding.case_id).assignee_id == officer
    seen = get_task_visible_to(viewer(cast, "deputy"), deciding.id)
    assert (seen.can_claim, seen.can_release, seen.can_complete) == (False, True, True)
    release_task(deciding.id, released_by=actor(cast, "deputy"))
    assert only_task(deciding.case_id).assignee_id is None
    complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "north.head"))
    with pytest.raises(TaskNotOpen):
        complete_task(deciding.id, None, {}, outcome="reject", comment="x", completed_by=actor(cast, "deputy"))


def test_four_eyes_leave_out_the_substitute_and_the_absent_one_alike(cast: Cast) -> None:
    text = "start S\nuser Fill Заполнить\nuser Check Проверить\nend E\nS > Fill > Check > E"
    tasks = {
        "Fill": person_task("mouo_officer@mouo"),
        "Check": person_task("mouo_officer@mouo, mouo_head@mouo", form="remarks", kind="agree", exclude="previous"),
    }
    publish(text, tasks)
    make_second_deputy(cast)
    away(cast, "north.officer", "deputy", "north.head")
    case_id = start(cast).case_id
    do(cast, "deputy", case_id, subject="x")
    check = only_task(case_id)
    # The officer stood behind the first step, so neither they nor whoever acts for them checks it.
    for login in ("deputy", "north.officer"):
        with pytest.raises(NotAllowed):
            complete_task(check.id, None, {}, outcome="approve", completed_by=actor(cast, login))
        assert lines(cast, login) == []
    assert lines(cast, "north.head", Tab.QUEUE) == [("Проверить", "")]
    complete_task(check.id, None, {}, outcome="approve", completed_by=actor(cast, "north.head"))
    assert row_of(check).completed_for == ""
    assert differences(case_id) == ()


def test_a_substitute_never_passes_the_right_on_and_a_circle_ends(cast: Cast, deciding: UserTask) -> None:
    make_second_deputy(cast)
    away(cast, "north.officer", "north.head")
    with pytest.raises(InvalidInput):
        away(cast, "north.head", "north.officer")  # away on the same days
    away(cast, "north.head", "deputy")
    assert lines(cast, "deputy") == []
    with pytest.raises(NotFound):
        complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "deputy"))


def test_who_may_write_an_absence_down(cast: Cast) -> None:
    for login in ("north-1.director", "north-1.hr", "north-1.admin", "north.head", "region.sysadmin"):
        away(cast, "north-1.director", "north-1-centre.head", by=login)
    for login in ("north-2.director", "north.officer", "south.head", "north-1.parents"):
        with pytest.raises(NotFound):
            away(cast, "north-1.director", "north-1.admin", by=login)
    with pytest.raises(InvalidInput) as refused:
        away(cast, "north-1.parents", "north-1.hr", by="north-1.hr")
    assert "substitute1" in refused.value.facts["problems"]  # type: ignore[operator]
    with pytest.raises(InvalidInput):
        away(cast, "north-1.parents", "south-5.admin", by="north-1.director")
    with pytest.raises(InvalidInput):
        away(cast, "north-1.parents", "north-1.admin", by="north-1.director", role="mouo_head", organisation_id=1)


def test_a_task_given_for_good_is_decided_by_the_colleague_instead(cast: Cast, deciding: UserTask) -> None:
    officer = cast.person("north.officer")
    delegate_task(
        deciding.id,
        person_id=cast.person("north.expert").id,
        mode="good",
        comment="посмотрите",
        delegated_by=actor(cast, "north.officer"),
    )
    assert lines(cast, "north.expert") == [("Согласовать заявку", "")]
    seen = get_task_visible_to(cast.viewer("north.expert"), deciding.id)
    assert (seen.can_complete, seen.on_behalf_of, seen.can_delegate) == (True, officer.name, False)
    with pytest.raises(TaskNotOpen):
        complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "north.officer"))
    with pytest.raises(NotAllowed):
        release_task(deciding.id, released_by=actor(cast, "north.expert"))
    complete_task(deciding.id, None, {}, outcome="approve", completed_by=actor(cast, "north.expert"))
    row = row_of(deciding)
    assert (row.completed_for_id, row.completed_basis) == (officer.id, "передача задачи от 09.06.2026")


def test_a_task_to_be_prepared_comes_back_with_what_was_typed(cast: Cast, deciding: UserTask) -> None:
    expert, officer = actor(cast, "north.expert"), actor(cast, "north.officer")
    people = {"person_id": expert.person_id, "mode": "return", "comment": ""}
    delegate_task(deciding.id, **people, delegated_by=officer)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        complete_task(deciding.id, None, {}, outcome="approve", completed_by=expert)
    seen = get_task_visible_to(cast.viewer("north.expert"), deciding.id)
    assert (seen.can_complete, seen.can_give_back, seen.refused_because) == (False, True, "delegated")
    save_draft(deciding.id, {"comment": "готово"}, saved_by=expert)
    give_back_task(deciding.id, comment="проверил", given_back_by=expert)
    kept = find_draft(deciding.id, cast.person("north.officer").id)
    assert kept is not None
    assert kept[0] == {"comment": "готово"}
    delegate_task(deciding.id, **people, delegated_by=officer)  # type: ignore[arg-type]
    take_back_task(deciding.id, taken_back_by=officer)
    complete_task(deciding.id, None, {}, outcome="approve", completed_by=officer)
    assert row_of(deciding).completed_for == ""
    query = select(AuditEntry.action).where(AuditEntry.stream == f"case:{deciding.case_id}")
    said = list(db.session.scalars(query.order_by(AuditEntry.number)))
    assert said[-5:] == ["delegate_task", "give_back_task", "delegate_task", "take_back_task", "complete_task"]


def test_nobody_out_of_reach_and_nobody_left_out_gets_a_delegated_task(cast: Cast, deciding: UserTask) -> None:
    for login in ("south.officer", "north-1.admin", "north.officer"):  # far away, opened the case, oneself
        with pytest.raises(InvalidInput):
            delegate_task(
                deciding.id,
                person_id=cast.person(login).id,
                mode="good",
                comment="",
                delegated_by=actor(cast, "north.officer"),
            )
    make_second_deputy(cast)
    away(cast, "north.officer", "deputy")
    with pytest.raises(NotAllowed):  # a substitute does not delegate
        delegate_task(
            deciding.id,
            person_id=cast.person("north.head").id,
            mode="good",
            comment="",
            delegated_by=actor(cast, "deputy"),
        )
    assert [task.id for task in open_tasks(deciding.case_id)] == [deciding.id]
