"""Running cases go on in another version with everything they have; those that cannot stay, and are told why."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import SYSTEM
from app.engine.commands import CannotMove, complete_task, move_to_version, save_draft, start_case
from app.engine.handlers import run_everything_due
from app.engine.models import Case, CaseStatus, Draft, UserTask
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotFound
from app.operations.commands import start_migration, start_taking_back
from app.operations.models import MigrationItem, MigrationState, MoveState
from app.operations.queries.migrations import get_migration
from app.operations.queries.preview import preview_migration
from tests.cast import Cast, make_cast, sign_in
from tests.checked_client import CheckedClient
from tests.engine.stage import (
    APPROVAL,
    APPROVAL_TASKS,
    actor,
    case_row,
    differences,
    do,
    only_task,
    person_task,
    publish,
    publish_approval,
    start,
)

WITH_MONEY = APPROVAL.replace("S > Fill > Agree", "S > Fill > Money > Agree").replace(
    "    xor Result", "    user Money Проверить деньги\n    xor Result"
)
MONEY = {**APPROVAL_TASKS, "Money": person_task("finance_officer@finance", form="remarks", kind="fill")}
WITHOUT_AGREE = """
    start S
    user Fill Заполнить заявку
    end Done
    S > Fill > Done
"""
OWNER = "region.owner"


@pytest.fixture
def cast(app: Flask) -> Cast:
    people = make_cast()
    publish_approval()
    return people


def newer() -> int:
    """Publish a version with a step more between filling and agreeing."""
    assert WITH_MONEY != APPROVAL
    return publish(WITH_MONEY, MONEY).version_id


def test_the_task_the_draft_and_the_term_stay_and_the_new_step_comes(cast: Cast) -> None:
    case_id = start(cast).case_id
    task = only_task(case_id)
    save_draft(task.id, {"subject": "Станки"}, saved_by=actor(cast, "north-1.admin"))
    before = (task.id, task.legal_date, task.due_at, task.role, task.engine_task_id)
    version_id = newer()
    move_to_version(case_id, version_id, moved_by=actor(cast, OWNER), note="Порядок изменился")
    after = only_task(case_id)
    assert (after.id, after.legal_date, after.due_at, after.role, after.engine_task_id) == before
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
    assert case_row(case_id).version_id == version_id
    assert differences(case_id) == ()
    do(cast, "north-1.admin", case_id, subject="Станки")
    assert only_task(case_id).element_id == "Money"
    assert differences(case_id) == ()


def test_only_the_owner_of_the_process_moves_cases(cast: Cast) -> None:
    case_id, version_id = start(cast).case_id, newer()
    for login in ("north.officer", "north-1.director"):
        with pytest.raises(NotFound):
            move_to_version(case_id, version_id, moved_by=actor(cast, login))
    with pytest.raises(NotFound):
        start_migration(version_id, [case_id], note="x", started_by=actor(cast, "north.head"))
    assert case_row(case_id).version_id != version_id


def test_a_version_of_another_process_is_refused(cast: Cast) -> None:
    case_id = start(cast).case_id
    other = publish(APPROVAL, APPROVAL_TASKS, process="Q").version_id
    with pytest.raises(InvalidInput):
        move_to_version(case_id, other, moved_by=actor(cast, OWNER))


def test_a_case_whose_step_is_gone_stays_and_nothing_of_it_changes(cast: Cast) -> None:
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="Станки")
    version_id = publish(WITHOUT_AGREE, {"Fill": APPROVAL_TASKS["Fill"]}).version_id
    state = case_row(case_id).state
    with pytest.raises(CannotMove) as refused:
        move_to_version(case_id, version_id, moved_by=actor(cast, OWNER))
    assert [one.ru for one in refused.value.obstacles] == ["в новой версии этого шага нет"]
    assert case_row(case_id).state == state


def many(cast: Cast, running: int, stuck: int) -> tuple[list[int], list[int]]:
    """Open cases of the first version; some of them wait at a step that the next one does not have."""
    cases = [
        start_case(process_key="P", organisation_id=cast.id("north-1"), started_by=SYSTEM).case_id
        for _ in range(running + stuck)
    ]
    for case_id in cases[running:]:
        task = db.session.scalars(select(UserTask).where(UserTask.case_id == case_id)).one()
        complete_task(task.id, task.ver, {"subject": "Станки"}, completed_by=SYSTEM)
    return cases[:running], cases[running:]


def test_of_three_hundred_cases_forty_cannot_move_and_the_preview_is_right(cast: Cast) -> None:
    free, stuck = many(cast, 260, 40)
    version_id = publish(WITHOUT_AGREE, {"Fill": APPROVAL_TASKS["Fill"]}).version_id
    found = preview_migration(version_id)
    assert [row.case_id for row in found.movable] == free
    assert [row.case_id for row in found.stuck] == stuck
    days = dict(
        db.session.execute(select(UserTask.case_id, UserTask.legal_date).where(UserTask.case_id.in_(free))).all()
    )
    migration_id = start_migration(version_id, [*free, *stuck], note="Без согласования", started_by=actor(cast, OWNER))
    run_everything_due()
    moved = get_migration(migration_id)
    assert moved.state is MigrationState.DONE
    assert moved.counts == {MoveState.MOVED: 260, MoveState.REFUSED: 40}
    assert set(db.session.scalars(select(Case.id).where(Case.version_id == version_id))) == set(free)
    assert (
        dict(db.session.execute(select(UserTask.case_id, UserTask.legal_date).where(UserTask.case_id.in_(free))).all())
        == days
    )
    assert all(differences(case_id) == () for case_id in (*free[:3], *stuck[:3]))


def test_a_move_is_taken_back_where_nothing_was_done_since(cast: Cast) -> None:
    quiet, busy = (start(cast).case_id for _ in range(2))
    former, version_id = case_row(quiet).version_id, newer()
    migration_id = start_migration(version_id, [quiet, busy], note="Проба", started_by=actor(cast, OWNER))
    run_everything_due()
    do(cast, "north-1.admin", busy, subject="Станки")
    start_taking_back(migration_id, taken_back_by=actor(cast, OWNER))
    run_everything_due()
    assert get_migration(migration_id).counts == {MoveState.TAKEN_BACK: 1, MoveState.KEPT: 1}
    assert (case_row(quiet).version_id, case_row(busy).version_id) == (former, version_id)
    assert differences(quiet) == differences(busy) == ()
    do(cast, "north-1.admin", quiet, subject="Станки")
    assert only_task(quiet).element_id == "Agree"


def test_a_worker_that_died_in_the_middle_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [start(cast).case_id for _ in range(3)]
    version_id = newer()
    migration_id = start_migration(version_id, cases, note="Проба", started_by=actor(cast, OWNER))
    move_to_version(cases[0], version_id, moved_by=actor(cast, OWNER), origin=_origin(migration_id, cases[0]))
    run_everything_due()
    assert get_migration(migration_id).counts == {MoveState.MOVED: 3}


def _origin(migration_id: int, case_id: int) -> str:
    mine = (MigrationItem.migration_id == migration_id, MigrationItem.case_id == case_id)
    return f"migration item:{db.session.scalars(select(MigrationItem.id).where(*mine)).one()}"


def test_the_owner_looks_gives_a_reason_watches_and_takes_back(app: Flask, cast: Cast) -> None:
    case_id, gone = (start(cast).case_id for _ in range(2))
    version_id = newer()
    app.test_client_class = CheckedClient
    owner = sign_in(app.test_client(), cast.person(OWNER))
    page = owner.get("/processes/P/move").text
    assert page.count('name="case"') == 2
    assert owner.post("/processes/P/move", data={"to": 2, "case": [case_id]}).status_code == 422
    sent = owner.post("/processes/P/move", data={"to": 2, "case": [case_id], "note": "Добавили деньги"})
    assert sent.status_code == 303
    address = sent.headers["Location"]
    assert 'hx-trigger="every' in owner.get(address).text
    run_everything_due()
    done = owner.get(address).text
    assert "Переведено" in done
    assert 'hx-trigger="every' not in done
    assert case_row(case_id).version_id == version_id
    assert case_row(gone).version_id != version_id
    assert owner.post(f"{address}/back").status_code == 303
    db.session.rollback()
    run_everything_due()
    assert "Возвращено в прежнюю версию: 1" in re.sub(r"\s+", " ", owner.get(address).text)
    assert case_row(case_id).version_id != version_id
    officer = sign_in(app.test_client(), cast.person("north.officer"))
    assert officer.get("/processes/P/move").status_code == 403
    assert officer.get(address).status_code == 403
    assert case_row(case_id).status is CaseStatus.RUNNING
