"""What people see: the inbox by what burns first, nothing of others, answers to why and what next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.models import Role
from app.engine.commands import claim_task, complete_task, save_draft
from app.engine.policy import may_cancel_case, may_start_process, may_withdraw_case
from app.engine.queries import (
    CaseFilter,
    InboxFilter,
    Tab,
    count_open_tasks,
    get_case_visible_to,
    get_task_visible_to,
    list_agreement_rows,
    list_answers_before,
    list_assignable_people,
    list_case_tasks,
    list_case_values,
    list_cases,
    list_completed_elements,
    list_next_steps,
    list_open_tasks,
    list_route,
    list_task_rounds,
    list_timeline,
    why_mine,
)
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from tests.cast import Cast, make_person
from tests.engine.counting import statements
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
    actor,
    do,
    only_task,
    person_task,
    publish,
    publish_approval,
    start,
)


def names(cast: Cast, login: str, **filters: object) -> list[str]:
    db.session.rollback()
    page = list_open_tasks(cast.viewer(login), InboxFilter(**filters))  # type: ignore[arg-type]
    return [f"{row.name} / {row.organisation_name}" for row in page.rows]


def test_a_task_is_mine_when_i_alone_hold_the_role_and_in_the_queue_when_we_are_several(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    assert names(cast, "north.officer") == ["Согласовать заявку / СОШ № 1"]
    assert names(cast, "north.officer", tab=Tab.QUEUE) == []
    cast.people["second"] = make_person("second", "Второй", (Role.MOUO_OFFICER, "north"))
    assert names(cast, "north.officer") == []
    assert names(cast, "second", tab=Tab.QUEUE) == ["Согласовать заявку / СОШ № 1"]
    claim_task(only_task(case_id).id, claimed_by=actor(cast, "second"))
    assert names(cast, "second") == ["Согласовать заявку / СОШ № 1"]
    page = list_open_tasks(cast.viewer("north.officer"), InboxFilter(tab=Tab.QUEUE))
    assert [row.assignee_name for row in page.rows] == ["Второй"]
    counts = count_open_tasks(cast.viewer("second"))
    assert (counts.mine, counts.queue) == (1, 0)


def test_a_task_of_several_groups_is_in_the_queue_of_all(cast: Cast) -> None:
    group = "school_admin@school, hr_accounting@school, centre_head@centre"
    publish(APPROVAL, {**APPROVAL_TASKS, "Fill": person_task(group)})
    start(cast)
    assert names(cast, "north-1.admin") == ["Заполнить заявку / СОШ № 1"]
    for login in ("north-1.hr", "north-1-centre.head"):
        assert names(cast, login) == []
        assert names(cast, login, tab=Tab.QUEUE) == ["Заполнить заявку / СОШ № 1"]
    assert names(cast, "north-1.admin", tab=Tab.QUEUE) == []
    assert names(cast, "north-2.hr", tab=Tab.QUEUE) == []


def test_who_is_left_out_by_four_eyes_sees_no_task(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast, "north.officer").case_id
    do(cast, "north-1.admin", case_id, subject="x")
    assert names(cast, "north.officer") == []
    task = get_task_visible_to(cast.viewer("north.officer"), only_task(case_id).id)
    assert (task.can_complete, task.refused_because) == (False, "initiator")


def test_the_inbox_burns_from_the_top_and_pages_by_key(cast: Cast) -> None:
    for days, school in ((9, "north-1"), (3, "north-2"), (6, "north-1"), (4, "north-2"), (8, "north-1")):
        publish(
            "start S\nuser Agree Согласовать\nend Done\nS > Agree > Done",
            {"Agree": person_task("mouo_officer@mouo", kind="agree", deadline=f"after P{days}D")},
            process=f"P{days}",
        )
        start(cast, "north.officer", process=f"P{days}", school=school)
    viewer = cast.viewer("north.officer")
    found, after = [], None
    while True:
        page = list_open_tasks(viewer, after=after, limit=2)
        found += [row.legal_date for row in page.rows]
        after = page.next
        if after is None:
            break
    assert found == sorted(found)  # type: ignore[type-var]
    assert len(found) == 5
    by_words = list_open_tasks(viewer, InboxFilter(text="p3 согласовать")).rows
    assert [row.organisation_name for row in by_words] == ["СОШ № 2"]
    by_organisation = list_open_tasks(viewer, InboxFilter(organisation_id=cast.id("north-2"))).rows
    assert [row.organisation_name for row in by_organisation] == ["СОШ № 2"] * 2
    assert len(list_open_tasks(viewer, InboxFilter(process_key="P9")).rows) == 1
    assert list_open_tasks(viewer, after="nonsense'--").rows
    clock.advance(timedelta(days=5))
    counts = count_open_tasks(viewer)
    assert (counts.mine, counts.overdue) == (5, 2)


def test_an_inbox_page_is_few_statements_however_many_tasks(cast: Cast) -> None:
    publish_approval()
    for number in range(12):
        do(cast, "north-1.admin", start(cast).case_id, subject=str(number))
    viewer = cast.viewer("north.officer")
    db.session.rollback()
    with statements() as said:
        page = list_open_tasks(viewer, limit=5)
    assert len(page.rows) == 5
    assert len(said) <= 4, "\n".join(said)


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    task_id = only_task(case_id).id
    for login in (
        "south-5.admin",
        "south.officer",
        "south.head",
        "institute.methodist",
        "partner.rep",
        "north-2.admin",
    ):
        viewer = cast.viewer(login)
        for ask in (
            lambda viewer=viewer: get_task_visible_to(viewer, task_id),
            lambda viewer=viewer: get_case_visible_to(viewer, case_id),
            lambda viewer=viewer: list_timeline(viewer, case_id),
            lambda viewer=viewer: list_case_values(viewer, case_id),
            lambda viewer=viewer: list_answers_before(viewer, case_id),
            lambda viewer=viewer: list_agreement_rows(viewer, case_id),
            lambda viewer=viewer: list_route(viewer, case_id),
            lambda viewer=viewer: list_case_tasks(viewer, case_id),
        ):
            with pytest.raises(NotFound):
                ask()
        assert list_cases(viewer).rows == ()
        assert list_open_tasks(viewer, InboxFilter(tab=Tab.QUEUE)).rows == ()
    for login in (
        "north-1.admin",
        "north-1.director",
        "north.officer",
        "region.officer",
        "region.observer",
        "region.sysadmin",
    ):
        assert get_case_visible_to(cast.viewer(login), case_id).case_id == case_id
        assert [row.case_id for row in list_cases(cast.viewer(login)).rows] == [case_id]
    with pytest.raises(NotFound):  # a partner of the same school sees only what they have a part in
        get_case_visible_to(cast.viewer("north-1.parents"), case_id)


def test_cases_are_found_by_number_state_and_words(cast: Cast) -> None:
    publish_approval()
    first, second = start(cast), start(cast, "north-2.admin", school="north-2", title="Станок с ЧПУ")
    viewer = cast.viewer("north.officer")
    assert [row.number for row in list_cases(viewer, CaseFilter(text="станок")).rows] == [second.number]
    assert [row.number for row in list_cases(viewer, CaseFilter(text=first.number)).rows] == [first.number]
    assert list_cases(cast.viewer("north-1.admin"), CaseFilter(mine=True)).rows[0].number == first.number
    page = list_cases(viewer, limit=1)
    assert page.next is not None
    assert list_cases(viewer, after=page.next, limit=1).rows[0].case_id != page.rows[0].case_id
    assert page.rows[0].open_words == "Заполнить заявку"


def test_a_page_knows_what_was_what_is_and_what_comes(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Принтер")
    do(cast, "north.officer", case_id, outcome="return", comment="Нужен расчёт")
    do(cast, "north-1.admin", case_id, subject="Принтер и расчёт")
    viewer = cast.viewer("north.officer")
    task = get_task_visible_to(viewer, only_task(case_id).id)
    assert (task.round, task.case_round, task.can_complete) == (2, 2, True)
    assert task.values["subject"] == "Принтер и расчёт"
    assert task.outcomes == ("approve", "approve-with-remarks", "return", "reject")
    why = why_mine(viewer, task)
    assert (why.rule, why.role, why.place, why.organisation_name, why.others) == (
        "role", "mouo_officer", "mouo", "Северный район", 0,
    )  # fmt: skip
    leads_to = {(step.outcome, step.element_id) for step in list_next_steps(task)}
    assert {("approve", "Done"), ("reject", "Refused"), ("return", "Fill")} <= leads_to
    assert ("approve", "Fill") not in leads_to
    assert [(step.element_id, step.state, step.round) for step in list_route(viewer, case_id)] == [
        ("Fill", "done", 2),
        ("Agree", "now", 2),
    ]
    rows = list_agreement_rows(viewer, case_id)
    assert [(row.state, row.outcome, row.round, row.is_current) for row in rows] == [
        ("decided", "return", 1, False),
        ("open", "", 2, True),
    ]
    assert len(rows[0].content_hash) == 64
    assert [task.answers for task in list_task_rounds(viewer, case_id, "Fill")] == [
        {"subject": "Принтер"},
        {"subject": "Принтер и расчёт"},
    ]
    assert [entry.action for entry in list_timeline(viewer, case_id)] == ["complete_task"] * 3 + ["start_case"]
    assert [entry.outcome for entry in list_timeline(viewer, case_id, only_decisions=True)] == ["return", ""]
    assert list_completed_elements(case_id)[:2] == ("S", "Fill")
    assert list_assignable_people(task.task_id) == (
        (cast.person("north.officer").id, cast.person("north.officer").name),
    )


def test_a_decision_is_bound_to_the_content_it_was_made_on(cast: Cast) -> None:
    publish_approval()
    hashes = []
    for subject in ("Принтер", "Принтер", "Сканер"):
        case_id = start(cast).case_id
        do(cast, "north-1.admin", case_id, subject=subject)
        do(cast, "north.officer", case_id, outcome="approve", remark="текст решения не входит")
        hashes.append(list_agreement_rows(cast.viewer("north.officer"), case_id)[0].content_hash)
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_draft_is_kept_for_its_author_alone(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    task_id = only_task(case_id).id
    save_draft(task_id, {"subject": ["пол"]}, saved_by=actor(cast, "north-1.admin"))
    save_draft(task_id, {"subject": ["половина"]}, saved_by=actor(cast, "north-1.admin"))
    assert get_task_visible_to(cast.viewer("north-1.admin"), task_id).draft == {"subject": ["половина"]}
    assert get_task_visible_to(cast.viewer("north-1.director"), task_id).draft is None


def test_policies_follow_the_diagram(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    case = get_case_visible_to(cast.viewer("north-1.admin"), case_id)
    assert may_withdraw_case(cast.viewer("north-1.admin"), case)
    assert not may_withdraw_case(cast.viewer("north-1.director"), case)
    assert may_cancel_case(cast.viewer("north.head"), case)
    assert may_cancel_case(cast.viewer("region.sysadmin"), case)
    for login in ("north-1.admin", "north-1.director", "north.officer", "south.head"):
        assert not may_cancel_case(cast.viewer(login), case), login
    assert may_start_process(cast.viewer("north-1.admin"), "P", cast.id("north-1"))
    assert not may_start_process(cast.viewer("north-1.admin"), "P", cast.id("north-2"))
    assert may_start_process(cast.viewer("north.officer"), "P", cast.id("north-2"))


def test_done_tasks_are_listed_latest_first(cast: Cast) -> None:
    publish_approval()
    for subject in ("первая", "вторая"):
        case_id = start(cast).case_id
        task = only_task(case_id)
        complete_task(task.id, task.ver, {"subject": subject}, completed_by=actor(cast, "north-1.admin"))
        clock.advance(timedelta(minutes=1))
    page = list_open_tasks(cast.viewer("north-1.admin"), InboxFilter(tab=Tab.DONE))
    assert [row.completed_at for row in page.rows] == sorted((row.completed_at for row in page.rows), reverse=True)  # type: ignore[type-var]
    assert len(page.rows) == 2
