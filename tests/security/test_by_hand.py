"""Posts made by hand: fields nobody offered, tasks of others, buttons nobody drew, values no browser sends."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.engine.commands import complete_task
from app.engine.models import Case, TaskState, UserTask
from app.foundation.database import db
from tests.engine.stage import actor, only_task, start
from tests.security.world import World, address, arguments, fingerprint, open_task_row, rules

MADE_UP: tuple[dict[str, str], ...] = (
    {"approved": "true"},
    {"organisation_id": "1"},
    {"remark": "ключ чужой задачи"},
    {"typename": "datetime"},
    {"__class__": "x"},
    {"subject.__class__": "x"},
    {"outcome": "approve"},
    {"case": "1"},
    {"case.number": "1"},
    {"settings": "1"},
    {"completed_by": "1"},
    {"assignee_id": "1"},
    {"state": "completed"},
    {"_outcome_": "approve"},
    {"subject-0-x": "1"},
    {"papers-0": "1"},
)


@pytest.fixture
def filling(world: World) -> UserTask:
    """The open task in which the school fills in the request."""
    return only_task(start(world.cast, "north-1.admin").case_id)


def send(client: FlaskClient, task: UserTask, **fields: Any) -> TestResponse:
    """Post a task as its page would."""
    return client.post(
        f"/tasks/{task.id}", data={"_ver": task.ver, "subject": "Станки", "amount": "", "wanted_on": "", **fields}
    )


def refusals() -> list[AuditEntry]:
    db.session.rollback()
    return list(
        db.session.scalars(select(AuditEntry).where(AuditEntry.action == "refused_fields").order_by(AuditEntry.id))
    )


def test_fields_that_no_form_has_are_refused_and_recorded(world: World, filling: UserTask) -> None:
    client = world.browser("north-1.admin")
    before = fingerprint(without=("sign_in_session", "audit_entry", "audit_head"))
    for number, fields in enumerate(MADE_UP, 1):
        for action in ({}, {"_action": "save"}, {"_press": "add:papers"}):
            answer = send(client, filling, **fields, **action)
            assert answer.status_code == 400, (fields, action)
        found = refusals()
        assert len(found) == number * 3
        assert found[-1].facts == {"task_id": filling.id, "fields": list(fields)}
        assert found[-1].person_id == world.cast.person("north-1.admin").id
    changed = {name for name, digest in fingerprint().items() if before.get(name, digest) != digest}
    assert changed == set()
    assert open_task_row(filling.id).state is TaskState.OPEN


def test_fields_that_are_locked_hidden_or_worked_out_keep_their_values(world: World, filling: UserTask) -> None:
    sent = {"locked": "взломано", "hidden": "взломано", "worked_out": "999"}
    answer = send(world.browser("north-1.admin"), filling, amount="5", **sent)
    assert answer.status_code in (303, 400)
    row = open_task_row(filling.id)
    assert "взломано" not in str(row.answers)
    assert "999" not in str(row.answers)
    state = db.session.get_one(Case, filling.case_id).state
    assert "взломано".encode() not in state


def test_a_form_value_may_look_like_anything_and_stays_a_text(world: World, filling: UserTask) -> None:
    for value in (
        '{"typename": "nosuch"}',
        "__class__",
        "=1/0",
        "{{ 7*7 }}",
        "${7*7}",
        "%s%n",
        "'; DROP TABLE person;--",
    ):
        task = only_task(start(world.cast, "north-1.admin").case_id)
        answer = send(world.browser("north-1.admin"), task, subject=value)
        assert answer.status_code == 303, value
        assert open_task_row(task.id).answers["subject"] == value
        assert value in world_text(world, task)
    assert open_task_row(filling.id).state is TaskState.OPEN


def world_text(world: World, task: UserTask) -> str:
    """Return the words of the case page as a person reads them."""
    from html import unescape

    number = db.session.get_one(Case, task.case_id).number
    return unescape(world.browser("north-1.admin").get(f"/cases/{number}").text)


def test_steps_are_done_in_order_and_once(world: World, filling: UserTask) -> None:
    client, officer = world.browser("north-1.admin"), world.browser("north.officer")
    assert officer.post(f"/tasks/{filling.id + 1}", data={"_ver": 1, "_outcome": "approve"}).status_code == 404
    assert send(client, filling, _ver=filling.ver + 5).status_code == 409
    assert send(client, filling).status_code == 303
    assert send(client, filling).status_code == 409
    deciding = only_task(filling.case_id)
    for fields in ({"_outcome": "approve"}, {"_outcome": ""}):
        refused = client.post(f"/tasks/{deciding.id}", data={"_ver": deciding.ver, **fields})
        assert refused.status_code == 403
    assert open_task_row(deciding.id).state is TaskState.OPEN
    assert officer.post(f"/tasks/{deciding.id}", data={"_ver": deciding.ver, "_outcome": "approve"}).status_code == 303
    assert officer.post(f"/tasks/{deciding.id}", data={"_ver": deciding.ver, "_outcome": "reject"}).status_code == 409
    assert open_task_row(deciding.id).outcome == "approve"


def test_only_the_decisions_of_the_step_are_taken(world: World) -> None:
    officer = world.browser("north.officer")
    task = open_task_row(world.north.open_task)
    for outcome in (
        "sign",
        "register",
        "APPROVE",
        "approve ",
        "approved",
        "true",
        "__class__",
        "=1",
        "approve,reject",
    ):
        answer = officer.post(f"/tasks/{task.id}", data={"_ver": task.ver, "_outcome": outcome, "_comment": "да"})
        assert answer.status_code == 422, outcome
    both = officer.post(
        f"/tasks/{task.id}", data={"_ver": str(task.ver), "_outcome": ["return", "approve"], "_comment": ""}
    )
    assert both.status_code == 422
    assert open_task_row(task.id).state is TaskState.OPEN
    filling = only_task(start(world.cast, "north-1.admin").case_id)
    assert send(world.browser("north-1.admin"), filling, _outcome="approve").status_code in (303, 422)
    assert open_task_row(filling.id).outcome == ""


FIELDS = {"reason": "Так надо", "active": "no", "name": "Другое", "place": "finance", "day": "2026-06-10"}


KEEPERS = ("north-1.director", "north-1.hr", "north-1-centre.head")
OWNED = ("rules.", "roadmaps.", "workshop.", "operations.")
OWN = (
    "access.",
    "notifications.save_settings",
    "cases.start",
    "tasks.claim_several",
    "tasks.do_several",
    "roadmaps.make_feed",
    "roadmaps.end_feed",
)


def test_the_buttons_of_others_do_nothing_when_pressed_by_hand(world: World) -> None:
    """Those who see the case of the north but hold no right in it press every button there is."""
    own = arguments(world.north)
    before = fingerprint(without=("sign_in_session",))
    pressed = 0
    for login in (
        "north-1.director",
        "north-1.hr",
        "north.expert",
        "region.observer",
        "region.owner",
        "north-1-centre.head",
    ):
        client = world.browser(login)
        for rule in rules(world.app, "POST"):
            if rule.endpoint.startswith(OWN):
                continue
            if login in KEEPERS and rule.endpoint.startswith(("documents.", "retention.")):
                continue  # the office keeps its own journals and papers
            if login == "region.owner" and rule.rule.startswith("/templates"):
                continue  # templates are theirs to change
            if rule.endpoint in ("documents.ask_dossier", "discussions.say", "cases.follow", "cases.leave"):
                continue  # a copy of what one sees, for oneself; whoever sees a case may speak about it and follow it
            if rule.endpoint in ("assignments.give", "assignments.give_from_case"):
                continue  # whoever takes part may charge people of their own organisation
            if login == "north-1.hr" and rule.endpoint.startswith("discussions."):
                continue  # the question there is theirs
            if rule.endpoint == "organisation.show_absence_plan":  # whoever keeps absences may upload a schedule
                continue
            if login == "region.owner" and rule.endpoint.startswith(OWNED):
                continue  # processes, their settings and versions, and the plans of those below are theirs to change
            path = address(world.app, rule, own)
            sent = {"_outcome": "approve", "_ver": "1"} if rule.endpoint == "tasks.submit_task" else FIELDS
            answer = client.post(path, data=sent)
            assert answer.status_code in (403, 404, 409), f"{login} {path}: {answer.status_code}"
            pressed += 1
    assert pressed > 100
    assert fingerprint(without=("sign_in_session",)) == before


def test_several_tasks_are_taken_only_where_one_may(world: World) -> None:
    before = open_task_row(world.south.open_task).assignee_id
    client = world.browser("north.officer")
    chosen = [str(world.south.open_task), str(world.north.done_task), "0", "-1", "abc", "9" * 30, "١", "1e3"]
    assert client.post("/tasks/queue", data={"one": chosen}).status_code == 303
    assert open_task_row(world.south.open_task).assignee_id == before
    assert open_task_row(world.north.done_task).assignee_id is None


def test_a_case_is_started_only_where_one_may(world: World) -> None:
    client = world.browser("north-1.admin")
    count = len(list(db.session.scalars(select(Case.id))))
    for organisation in (
        world.south.school,
        world.cast.id("region"),
        99999,
        "9" * 30,
        "abc",
        "",
        "-1",
        "1 OR 1=1",
        "١٢",
    ):
        answer = client.post("/cases/new/P", data={"_organisation": str(organisation)})
        assert answer.status_code in (303, 400, 403, 404), organisation
        started = list(db.session.scalars(select(Case.organisation_id).order_by(Case.id)))[count:]
        assert set(started) <= {world.cast.id("north-1")}, organisation
    for key in ("nosuch", "P'", "../P", "%00", "p"):
        assert client.post(f"/cases/new/{key}").status_code in (403, 404), key
    assert world.browser("north-1.director").post("/cases/new/P").status_code == 403


def test_complete_task_asks_for_the_right_itself(world: World) -> None:
    """The page is not the wall: the command refuses whoever calls it."""
    from app.foundation.errors import NotAllowed, NotFound

    task = open_task_row(world.north.open_task)
    for login in ("south.officer", "south-5.admin", "north-1.admin", "region.observer", "north.head"):
        with pytest.raises((NotFound, NotAllowed)):
            complete_task(task.id, task.ver, {}, completed_by=actor(world.cast, login), outcome="approve")
    assert open_task_row(task.id).state is TaskState.OPEN
