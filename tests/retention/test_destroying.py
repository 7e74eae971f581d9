"""Terms of keeping, the act, and that what it names is gone for good while the record still proves itself."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.audit.models import SYSTEM, AuditEntry
from app.audit.queries import verify_all
from app.documents.commands.content import path_of
from app.documents.handlers import subscribe_to_tasks
from app.documents.models import StoredFile
from app.engine.commands import complete_task
from app.engine.commands.destroy_case import _keepers, destroy_case, keep_cases
from app.engine.handlers import register_job_handler, run_everything_due
from app.engine.models import Case, CaseStatus, UserTask
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotAllowed
from app.processes.commands import publish_version
from app.retention.commands import JOB, begin_act, destroy_by_act, set_item
from app.retention.models import DestroyedCase
from app.retention.queries import due_on, list_due, plan_of
from config import Config
from tests.cast import Cast, sign_in
from tests.documents import test_giving
from tests.documents.test_giving import PDF, attach
from tests.engine.stage import actor, case_row, do, only_task, start
from tests.processes.stories import package_of

approval = test_giving.cast  # the same stage
YEAR = datetime.now(UTC).year


@pytest.fixture
def cast(app: Flask, approval: Cast) -> Cast:
    subscribe_to_tasks()
    register_job_handler(JOB, destroy_by_act)
    app.config["SOGLAS"] = Config(**{**app.config["SOGLAS"].__dict__, "office": "none"})
    publish_version(package_of("destruction-act"), published_by=SYSTEM)
    return approval


def old_case(cast: Cast, *, closed: int, name: str = "a.pdf", data: bytes = PDF) -> tuple[int, str]:
    """Return id and number of a case with a file that ended in that year."""
    case_id = start(cast).case_id
    file = attach(cast, case_id, name=name, data=data)
    do(cast, "north-1.admin", case_id, subject="Тайна", scans=[file.id])
    do(cast, "north.officer", case_id, "approve")
    assert case_row(case_id).status is CaseStatus.COMPLETED
    db.session.execute(update(Case).where(Case.id == case_id).values(closed_at=datetime(closed, 6, 1, tzinfo=UTC)))
    db.session.commit()
    for sha256 in db.session.scalars(select(StoredFile.sha256)):
        os.utime(path_of(sha256), (time.time() - 10 * 86400,) * 2)
    return case_id, case_row(case_id).number


def keep_for(cast: Cast, years: int | None, login: str = "north-1.admin", code: str = "north-1") -> None:
    facts: dict[str, Any] = {"index": "01-05", "title": "Заявки", "basis": "ст. 45"}
    set_item(cast.organisations[code].id, "P", years=years, by=cast.viewer(login), **facts)


def sign_act(cast: Cast, case_id: int, *, kept: list[dict[str, str]] | None = None) -> None:
    """Lead the act through the commission and the head to its number."""
    if kept:
        task = only_task(case_id)
        who = actor(cast, "north-1.hr")
        complete_task(task.id, task.ver, {}, completed_by=who, outcome="return", comment="Исключите одно дело")
        task = only_task(case_id)
        complete_task(task.id, task.ver, {"act_kept": kept}, completed_by=actor(cast, "north-1.admin"))
    for login in ("north-1.hr", "north-1.director"):
        task = only_task(case_id)
        complete_task(task.id, task.ver, {}, completed_by=actor(cast, login), outcome="approve")
    task = only_task(case_id)
    complete_task(task.id, task.ver, {"act_no": None, "act_date": None}, completed_by=actor(cast, "north-1.admin"))
    run_everything_due()
    db.session.rollback()


def test_a_term_counts_from_the_next_first_of_january_and_the_nearest_plan_holds(cast: Cast) -> None:
    assert due_on(datetime(2019, 12, 31, tzinfo=UTC).date(), 5).isoformat() == "2025-01-01"
    place = cast.organisations["north-1"].id
    case_id, _number = old_case(cast, closed=YEAR - 4)
    assert list_due(place) == ()  # no term: for good
    keep_for(cast, 3, "north.officer", "north")
    assert [one.case_id for one in list_due(place)] == [case_id]
    keep_for(cast, 4)
    assert list_due(place) == ()
    keep_for(cast, None)
    assert list_due(place) == ()
    assert [line.is_own for line in plan_of(place) if line.item] == [True]
    with pytest.raises(NotAllowed):
        keep_for(cast, 1, "north-2.admin")
    with pytest.raises(InvalidInput):
        keep_for(cast, 76)


def test_what_an_act_names_is_gone_and_the_record_still_holds(app: Flask, cast: Cast) -> None:
    gone_id, gone = old_case(cast, closed=YEAR - 9)
    kept_id, kept = old_case(cast, closed=YEAR - 9, name="b.pdf", data=PDF + b"b")
    young_id, _young = old_case(cast, closed=YEAR - 1, name="c.pdf", data=PDF + b"b")
    keep_for(cast, 5)
    place, viewer = cast.organisations["north-1"].id, cast.viewer("north-1.admin")
    with pytest.raises(InvalidInput):
        begin_act(place, [gone_id, young_id], note="", by=viewer)  # the term of the last one is not over
    act = begin_act(place, [gone_id, kept_id], note="", by=viewer)
    with pytest.raises(InvalidInput):
        begin_act(place, [gone_id], note="", by=viewer)  # an act names it
    path = path_of(db.session.scalars(select(StoredFile.sha256).where(StoredFile.case_id == gone_id)).first() or "")
    sign_act(cast, act.case_id, kept=[{"number": kept, "why": "Проверка"}])
    assert case_row(act.case_id).outcome_element == "end_destroyed"
    assert db.session.get(Case, gone_id) is None
    assert db.session.get(Case, kept_id) is not None
    assert not path.exists()
    assert not db.session.scalars(select(StoredFile.id).where(StoredFile.case_id == gone_id)).all()
    assert not db.session.scalars(select(UserTask.id).where(UserTask.case_id == gone_id)).all()
    row = db.session.scalars(select(DestroyedCase)).one()
    assert (row.number, row.files, row.index) == (gone, 1, "01-05")
    assert row.act_number
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.stream == f"case:{gone_id}")).all()
    assert len(entries) == row.entries
    assert {(one.person_name, one.person_id) for one in entries} == {("", None)}
    assert all(one.facts == {"erased": True} for one in entries)
    assert verify_all().is_whole
    client = sign_in(app.test_client(), cast.person("north-1.admin"))
    assert client.get(f"/cases/{gone}").status_code == 404
    assert gone in client.get(f"/retention/{place}/destroyed").text


def test_a_content_that_another_case_names_stays(cast: Cast) -> None:
    gone_id, _gone = old_case(cast, closed=YEAR - 9)
    other_id, _other = old_case(cast, closed=YEAR - 1)
    keep_for(cast, 5)
    act = begin_act(cast.organisations["north-1"].id, [gone_id], note="", by=cast.viewer("north-1.admin"))
    sign_act(cast, act.case_id)
    assert db.session.get(Case, gone_id) is None
    sha256 = db.session.scalars(select(StoredFile.sha256).where(StoredFile.case_id == other_id)).first()
    assert path_of(sha256 or "").is_file()


def test_a_case_that_is_needed_stays_and_the_clerk_reads_why(cast: Cast) -> None:
    case_id, number = old_case(cast, closed=YEAR - 9)
    keep_for(cast, 5)
    act = begin_act(cast.organisations["north-1"].id, [case_id], note="", by=cast.viewer("north-1.admin"))
    keep_cases(lambda one: ("нужно", "needed") if one == case_id else None)
    try:
        sign_act(cast, act.case_id)
    finally:
        _keepers.pop()
    assert case_row(case_id).number == number
    task = only_task(act.case_id)
    assert task.element_id == "read_left"
    assert (case_row(act.case_id).readable or {})["kept_rows"] == [{"number": number, "why": "нужно"}]


def test_a_running_case_and_the_erasing_of_a_record_alone_are_refused(cast: Cast) -> None:
    case_id = start(cast).case_id
    with pytest.raises(Conflict):
        destroy_case(case_id, by=SYSTEM, facts={})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.stream == f"case:{case_id}")).first()
    assert entry is not None
    entry.facts = {"erased": True}
    db.session.commit()
    assert not verify_all().is_whole  # no act says that this stream was erased


def test_the_pages_work_without_script_and_only_the_office_changes(app: Flask, cast: Cast) -> None:
    case_id, number = old_case(cast, closed=YEAR - 9)
    place = cast.organisations["north-1"].id
    client = sign_in(app.test_client(), cast.person("north-1.admin"))
    assert client.get("/retention").status_code == 303
    item = f"/retention/{place}/terms/P"
    wrong = client.post(item, data={"index": "", "title": "Заявки", "term": "years", "years": ""})
    assert wrong.status_code == 422
    assert "Заявки" in wrong.text
    data = {"index": "01-05", "title": "Заявки", "term": "years", "years": "5", "basis": "ст. 45"}
    assert client.post(item, data=data).status_code == 303
    assert "01-05" in client.get(f"/retention/{place}").text
    assert number in client.get(f"/retention/{place}/due").text
    assert client.post(f"/retention/{place}/act", data={}).status_code == 422
    started = client.post(f"/retention/{place}/act", data={"case": str(case_id), "note": "Пояснение"})
    assert started.status_code == 303
    assert "в акте" in client.get(f"/retention/{place}/due").text
    assert client.post(item, data={"_action": "remove"}).status_code == 303
    officer = sign_in(app.test_client(), cast.person("north.officer"))
    assert officer.get(f"/retention/{place}").status_code == 200
    assert officer.post(f"/retention/{place}/act", data={"case": str(case_id)}).status_code == 403
    assert officer.get(item).status_code == 404
    stranger = sign_in(app.test_client(), cast.person("south.officer"))
    assert stranger.get(f"/retention/{place}/due").status_code == 404
