"""What a submission costs: few statements, one commit, and the same after a thousand rejections."""

from __future__ import annotations

import statistics
import time

import pytest

from app.engine.commands import complete_task
from app.engine.models import Case, Timer, UserTask
from app.engine.queries import get_task_visible_to
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.counting import statements
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

STATEMENTS_OF_A_COMMAND = 7
STATEMENTS_OF_A_SUBMISSION = 12
"""The most of design/engine.md; the last one asks whether an agreement is bound to what was just changed."""
ROUNDS = 1000


def test_a_submission_is_few_statements_and_one_commit(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    do(cast, "north.officer", case_id, outcome="return", comment="нет")
    viewer, by = cast.viewer("north-1.admin"), actor(cast, "north-1.admin")
    task = only_task(case_id)
    task_id, ver = task.id, task.ver
    db.session.rollback()
    with statements() as said:
        get_task_visible_to(viewer, task_id)
        complete_task(task_id, ver, {"subject": "y"}, completed_by=by)
    commits = [line for line in said if line == "COMMIT"]
    real = [line for line in said if line != "COMMIT"]
    # Beside these, a request reads the session, the posts and the stamp of the tree: three statements.
    assert len(real) + 2 <= STATEMENTS_OF_A_SUBMISSION, "\n".join(real)
    writing = [line for line in real if line.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert len(writing) <= 6, "\n".join(writing)
    assert len(commits) <= 2  # the reading transaction of the page is closed too; only one commit writes


@pytest.mark.parametrize("size", [3, 60])
def test_the_size_of_the_diagram_changes_no_statement(cast: Cast, size: int) -> None:
    chain = " > ".join(f"T{number}" for number in range(size))
    text = "start S\nend E\n" + "\n".join(f"user T{number} Шаг {number}" for number in range(size))
    publish(f"{text}\nS > {chain} > E", {f"T{number}": person_task("school_admin@school") for number in range(size)})
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    task, by = only_task(case_id), actor(cast, "north-1.admin")
    task_id, ver = task.id, task.ver
    db.session.rollback()
    with statements() as said:
        complete_task(task_id, ver, {"subject": "y"}, completed_by=by)
    assert len([line for line in said if line != "COMMIT"]) <= STATEMENTS_OF_A_COMMAND, "\n".join(said)


def test_a_timer_and_two_notices_are_one_statement_more_each(cast: Cast) -> None:
    """The timer that is left goes with one statement, whatever there is to tell with another one."""
    text = APPROVAL.replace("xor Result", "timer Late beside Agree P30D\n    end Noted\n    xor Result")
    publish(text.replace("Result > Done", "Late > Noted\n    Result > Done"), APPROVAL_TASKS)
    case_id = start(cast).case_id
    do(cast, "north-1.admin", case_id, subject="x")
    task, by = only_task(case_id), actor(cast, "north.officer")
    task_id, ver = task.id, task.ver
    assert db.session.query(Timer).filter_by(case_id=case_id).count() == 1
    db.session.rollback()
    with statements() as said:
        complete_task(task_id, ver, {}, outcome="approve-with-remarks", comment="да", completed_by=by)
    told = [line for line in said if line.startswith("INSERT INTO job")]
    assert len(told) == 1
    assert len([line for line in said if line != "COMMIT"]) <= STATEMENTS_OF_A_COMMAND + 2, "\n".join(said)


def test_the_state_is_the_answers_and_less_than_a_kilobyte(cast: Cast) -> None:
    publish_approval()
    case_id = start(cast).case_id
    answer = "Обоснование закупки. " * 80
    do(cast, "north-1.admin", case_id, subject=answer)
    assert len(case_row(case_id).state) <= len(answer.encode()) + 1024


@pytest.mark.slow
def test_a_thousand_rejections_still_run_in_flat_time(cast: Cast, backend: str) -> None:
    publish_approval()
    case_id = start(cast).case_id
    admin, officer = actor(cast, "north-1.admin"), actor(cast, "north.officer")
    times: list[float] = []
    sizes: list[int] = []
    rounds = ROUNDS if backend == "sqlite" else 150
    for number in range(rounds):
        began = time.process_time()
        complete_task(_open(case_id), None, {"subject": f"редакция {number}"}, completed_by=admin)
        complete_task(_open(case_id), None, {}, outcome="return", comment="нет", completed_by=officer)
        times.append(time.process_time() - began)
        sizes.append(len(db.session.query(Case.state).filter_by(id=case_id).scalar()))
        db.session.rollback()
    assert case_row(case_id).status == "running"
    assert case_row(case_id).round == rounds + 1
    assert only_task(case_id).round == rounds + 1
    tenth = rounds // 10
    first, last = statistics.median(times[1:tenth]), statistics.median(times[-tenth:])
    assert last < first * 3, (first, last)  # the shape, not the seconds: a growing tree takes fifty times as long
    assert sizes[-1] <= sizes[10] + 64
    assert differences(case_id) == ()


def _open(case_id: int) -> int:
    found: int = db.session.query(UserTask.id).filter_by(case_id=case_id, state="open").scalar()
    db.session.rollback()
    return found
