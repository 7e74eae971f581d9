"""Posts made by hand: fields nobody offered, tasks of others, buttons nobody drew, values no browser sends."""

from __future__ import annotations

from collections.abc import Iterator
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
    assert db.session.get_one(UserTask, deciding.id).outcome == "approve"


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
        "\x00",
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
            if rule.endpoint.startswith(("access.", "cases.start", "tasks.claim_several")):
                continue
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
    chosen = [str(world.south.open_task), str(world.north.done_task), "0", "-1", "abc", "9" * 30, "١", "1e3", "\x00"]
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


HOSTILE = (
    "%00", "%FF%FE", "'", '"', "';--", "1 OR 1=1", "%25", "_", "\\", "%5C%25", "a" * 5000, "%F0%9F%98%80", "%E2%80%AE",
    "%ED%A0%80", "9" * 25, "-1", "9" * 5000, "%D9%A1", "²", "1e9", "NaN", "null", "[]", "a|1", "a|" + "9" * 30, "%00|1",
    "1-1", "9" * 18 + "-" + "9" * 18, "٣-٣", "-", "1780000000000000-" + "9" * 18,
)  # fmt: skip
ASKED = (
    "q",
    "after",
    "last",
    "organisation",
    "process",
    "kind",
    "status",
    "mine",
    "stopped",
    "history",
    "tab",
    "next",
    "page",
)


def test_nothing_typed_into_an_address_breaks_a_page_or_reaches_the_database(world: World) -> None:
    broken = []
    before = fingerprint(without=("sign_in_session",))
    lists = (
        "/cases",
        "/tasks",
        "/tasks/queue",
        "/people",
        "/organisations",
        "/processes",
        "/cases/new/P",
        "/find",
        "/sign-in",
    )
    client = world.browser("region.sysadmin")
    for path in lists:
        for value in HOSTILE:
            asked = "&".join(f"{name}={value}" for name in ASKED)
            if client.get(f"{path}?{asked}").status_code >= 500:
                broken += [
                    f"{path}?{name}={value[:40]}"
                    for name in ASKED
                    if client.get(f"{path}?{name}={value}").status_code >= 500
                ]
    assert broken == []
    assert fingerprint(without=("sign_in_session",)) == before


def test_no_id_in_an_address_breaks_a_page(world: World) -> None:
    broken = []
    ids: tuple[object, ...] = (
        0,
        2**31,
        2**63,
        2**64,
        10**30,
        "9" * 5000,
        "%00",
        "%FF",
        "'",
        "a%00b",
        "%E2%80%AE",
        "x" * 3000,
    )
    client = world.browser("region.sysadmin")
    for method in ("GET", "POST"):
        for rule in rules(world.app, method):
            if not rule.arguments:
                continue
            for value in ids:
                path = "/" + "/".join(
                    str(value) if part.startswith("<") else part for part in rule.rule.strip("/").split("/")
                )
                if client.open(path, method=method).status_code >= 500:
                    broken.append(f"{method} {path[:80]}")
    assert broken == []


def posts(world: World) -> Iterator[tuple[str, FlaskClient, str, dict[str, str]]]:
    """Yield every form of the system with honest fields, as somebody who may send it."""
    admin, head, sysadmin = (world.browser(one) for one in ("north-1.admin", "north.head", "region.sysadmin"))
    task = only_task(start(world.cast, "north-1.admin").case_id)
    school, person = world.north.school, world.north.person
    yield (
        "task",
        admin,
        f"/tasks/{task.id}",
        {"_ver": str(task.ver), "subject": "a", "amount": "", "wanted_on": "", "_action": "save", "_comment": ""},
    )
    yield (
        "decision",
        world.browser("north.officer"),
        f"/tasks/{world.north.open_task}",
        {"_ver": "1", "_outcome": "return", "_comment": "", "remark": "", "_action": ""},
    )
    yield "withdraw", admin, f"/cases/{world.north.number}/withdraw", {"reason": ""}
    yield "cancel", sysadmin, f"/cases/{world.north.number}/cancel", {"reason": ""}
    yield "appearance", admin, "/profile/appearance", {"locale": "ru", "theme": "dark"}
    yield "post", admin, "/profile/post", {"membership": "1", "next": "/"}
    yield "password", admin, "/profile/password", {"old": "x", "new": "y", "repeat": "z"}
    yield "sign-in", world.browser(), "/sign-in", {"login": "a", "password": "b", "next": "/", "kept": ""}
    yield "demonstration", world.browser(), "/sign-in/demonstration", {"role": "a"}
    yield (
        "organisation",
        head,
        f"/organisations/{school}/edit",
        {"name": "a", "short_name": "b", "kind": "school", "timezone": ""},
    )
    yield (
        "new organisation",
        head,
        f"/organisations/{school}/new",
        {"code": "a", "name": "a", "short_name": "b", "kind": "centre", "timezone": ""},
    )
    yield "move", head, f"/organisations/{school}/move", {"parent_id": "1"}
    yield "relation", head, f"/organisations/{school}/relations", {"place": "finance", "target_id": "1"}
    yield "day", head, f"/organisations/{school}/calendar", {"day": "2026-06-10", "works": "no", "reason": "a"}
    yield "no day", head, f"/organisations/{school}/calendar/remove", {"day": "2026-06-10"}
    yield "person", head, f"/people/{person}/edit", {"name": "a", "email": "a@example.org"}
    yield (
        "new person",
        head,
        f"/organisations/{school}/people/new",
        {
            "login": "n",
            "name": "a",
            "email": "",
            "role": "school_admin",
            "organisation_id": str(school),
            "post": "",
            "since": "",
            "until": "",
        },
    )
    yield (
        "known person",
        head,
        f"/organisations/{school}/people/known",
        {"login": "north-1.hr", "role": "school_admin", "post": "", "since": "", "until": ""},
    )
    yield (
        "a post",
        head,
        f"/people/{person}/posts",
        {"role": "hr_accounting", "organisation_id": str(school), "post": "", "since": "", "until": ""},
    )
    yield "end of a post", head, f"/people/{person}/posts/{world.north.membership}/end", {"last_day": ""}
    yield "import", head, f"/organisations/import/{world.north.workbook}/apply", {"plan": "0"}


TYPED = (
    "\x00",
    "a\x00b",
    "\ud800",
    "9" * 30,
    "9" * 5000,
    "-1",
    "1e400",
    "NaN",
    "x" * 20_000,
    "'",
    "\u202e",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "=1+1",
    "{{7*7}}",
)


def test_nothing_typed_into_a_form_breaks_a_page(world: World) -> None:
    """Each value in all fields at once, and those that a database dislikes in each field alone."""
    broken = []
    for name, client, path, honest in posts(world):
        tries = [dict.fromkeys(honest, _raw(value)) for value in TYPED]
        if name not in {"sign-in", "password"}:
            tries += [{**honest, key: _raw(value)} for key in honest for value in ("\ud800", "9" * 30, "x" * 20_000)]
        for sent in tries:
            if client.post(path, data=sent).status_code >= 500:
                broken.append(f"{name}: { ({key: value[:12] for key, value in sent.items()}) }")
    assert broken == []


def _raw(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def test_complete_task_asks_for_the_right_itself(world: World) -> None:
    """The page is not the wall: the command refuses whoever calls it."""
    from app.foundation.errors import NotAllowed, NotFound

    task = open_task_row(world.north.open_task)
    for login in ("south.officer", "south-5.admin", "north-1.admin", "region.observer", "north.head"):
        with pytest.raises((NotFound, NotAllowed)):
            complete_task(task.id, task.ver, {}, completed_by=actor(world.cast, login), outcome="approve")
    assert open_task_row(task.id).state is TaskState.OPEN
