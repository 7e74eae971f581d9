"""The directory in the browser: who sees and changes what."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access.models import Role
from app.access.queries import find_person_by_login
from app.audit.models import SYSTEM
from app.audit.queries import verify_all
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.commands import change_organisation
from app.organisation.models import Place
from app.organisation.queries import current_tree, holders, memberships_of, resolve_place, working_calendar_of
from tests.cast import PASSWORD, ZONE, Cast, make_cast, sign_in
from tests.organisation.test_import import NEW_SCHOOL, book


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast()


@pytest.fixture
def head(app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(app.test_client(), cast.person("north.head"))


def test_only_managers_see_the_directory(app: Flask, cast: Cast) -> None:
    for login, status in (
        ("region.sysadmin", 200),
        ("region.officer", 200),
        ("north.head", 200),
        ("north.officer", 403),
    ):
        client = sign_in(app.test_client(), cast.person(login))
        assert client.get("/organisations").status_code == status, login
        assert client.get("/people").status_code == status, login


def test_the_list_holds_only_what_one_manages(head: FlaskClient) -> None:
    page = head.get("/organisations").text
    assert "СОШ № 1" in page.replace("\xa0", " ")
    assert "СОШ № 5" not in page.replace("\xa0", " ")
    people = head.get("/people").text
    assert "north-1.admin" in people
    assert "south-5.admin" not in people
    assert "north-1.director" in head.get("/people?q=DIRECTOR").text
    assert "north-1.admin" not in head.get("/people?q=DIRECTOR").text


def test_everything_of_another_municipality_does_not_exist(head: FlaskClient, cast: Cast) -> None:
    school, stranger = cast.id("south-5"), cast.stranger.id
    assert head.get(f"/organisations/{school}").status_code == 404
    assert head.get(f"/organisations/{school}/edit").status_code == 404
    assert head.get(f"/organisations/{school}/new").status_code == 404
    assert head.get(f"/organisations/{school}/people/new").status_code == 404
    assert head.get(f"/people/{stranger}").status_code == 404
    for path in ("active", "move", "relations", "calendar", "calendar/remove", "people/known"):
        assert head.post(f"/organisations/{school}/{path}").status_code == 404, path
    for path in ("edit", "password", "active", "posts"):
        assert head.post(f"/people/{stranger}/{path}").status_code == 404, path
    assert head.get("/organisations/99999").status_code == 404


def test_every_page_of_the_directory_is_drawn(head: FlaskClient, cast: Cast) -> None:
    school, person = cast.id("north-1"), cast.person("north-1.admin").id
    for path in (
        f"/organisations/{school}",
        f"/organisations/{school}/edit",
        f"/organisations/{school}/new",
        f"/organisations/{school}/people/new",
        f"/people/{person}",
        "/organisations/import",
        "/organisations?q=нет такой",
    ):
        assert head.get(path).status_code == 200, path
    template = head.get("/organisations/import/template")
    assert template.headers["Content-Disposition"].startswith("attachment")


def test_a_school_is_added_changed_closed_and_opened(head: FlaskClient, cast: Cast) -> None:
    parent = cast.id("north")
    data = {"code": "north-7", "name": "МБОУ «СОШ № 7»", "short_name": "СОШ № 7", "kind": "school"}
    assert head.post(f"/organisations/{parent}/new", data=data | {"code": "нельзя так!"}).status_code == 422
    assert head.post(f"/organisations/{parent}/new", data=data | {"timezone": "Mars/Base"}).status_code == 422
    assert head.post(f"/organisations/{parent}/new", data=data).status_code == 303
    taken = head.post(f"/organisations/{parent}/new", data=data)
    assert taken.status_code == 422
    assert 'id="code-e"' in taken.text
    made = current_tree().by_code["north-7"]
    assert head.post(f"/organisations/{made}/edit", data=data | {"name": "Школа семь"}).status_code == 303
    db.session.rollback()
    assert current_tree().nodes[made].name == "Школа семь"
    head.post(f"/organisations/{made}/active", data={"active": "no"})
    db.session.rollback()
    assert not current_tree().nodes[made].is_active
    head.post(f"/organisations/{made}/move", data={"parent_id": cast.id("north-1")})
    db.session.rollback()
    assert current_tree().nodes[made].parent_id == cast.id("north-1")
    head.post(f"/organisations/{made}/move", data={"parent_id": cast.id("south")})
    db.session.rollback()
    assert current_tree().nodes[made].parent_id == cast.id("north-1")


def test_relations_and_days_are_set_and_removed(head: FlaskClient, cast: Cast) -> None:
    school = cast.id("north-1")
    head.post(f"/organisations/{school}/relations", data={"place": "finance", "target_id": cast.id("south-finance")})
    db.session.rollback()
    assert resolve_place(Place.FINANCE, school) == cast.id("south-finance")
    page = head.get(f"/organisations/{school}").text
    found = re.search(r"/relations/(\d+)/remove", page)
    assert found
    assert head.post(f"/organisations/{cast.id('north-2')}/relations/{found[1]}/remove").status_code == 404
    assert head.post(f"/organisations/{school}/relations/{found[1]}/remove").status_code == 303
    db.session.rollback()
    assert resolve_place(Place.FINANCE, school) == cast.id("north-finance")
    head.post(f"/organisations/{school}/calendar", data={"day": "2026-06-10", "kind": "rest", "reason": "приказ № 1"})
    db.session.rollback()
    assert not working_calendar_of(school).is_working_day(date(2026, 6, 10))
    assert "приказ № 1" in head.get(f"/organisations/{school}/calendar?year=2026").text
    head.post(f"/organisations/{school}/calendar/remove", data={"day": "2026-06-10"})
    db.session.rollback()
    assert working_calendar_of(school).is_working_day(date(2026, 6, 10))


def test_a_person_is_created_with_a_password_that_is_shown_once(head: FlaskClient, app: Flask, cast: Cast) -> None:
    school = cast.id("north-1")
    data = {"login": "New.Admin", "name": "Новый администратор", "role": "school_admin", "organisation_id": str(school)}
    page = head.post(f"/organisations/{school}/people/new", data=data)
    assert page.status_code == 200
    password = re.search(r"<code>([^<]+)</code>", page.text)
    assert password
    person = find_person_by_login("new.admin")
    assert person
    assert password[1] not in head.get(f"/people/{person.id}").text
    signed = app.test_client().post("/sign-in", data={"login": "new.admin", "password": password[1]})
    assert signed.status_code == 303
    again = head.post(f"/organisations/{school}/people/new", data=data)
    assert again.status_code == 422
    assert 'id="login-e"' in again.text


def test_no_manager_gives_a_role_above_their_own(head: FlaskClient, cast: Cast) -> None:
    school = cast.id("north-1")
    for role in ("sysadmin", "process_owner", "mouo_head", "regional_officer"):
        data = {"login": f"x.{role}", "name": "Имя", "role": role, "organisation_id": str(school)}
        assert head.post(f"/organisations/{school}/people/new", data=data).status_code == 422
        head.post(f"/people/{cast.person('north-1.admin').id}/posts", data={"role": role, "organisation_id": school})
        head.post(f"/organisations/{school}/people/known", data={"login": "north-1.admin", "role": role})
    assert len(memberships_of(cast.person("north-1.admin").id)) == 1
    assert not any(holders(role, school, today(ZONE)) for role in (Role.SYSADMIN, Role.MOUO_HEAD))


def test_an_account_with_higher_posts_is_out_of_reach(head: FlaskClient, app: Flask, cast: Cast) -> None:
    school, sysadmin = cast.id("north-1"), cast.person("region.sysadmin")
    data = {"login": "region.sysadmin", "role": "school_admin", "organisation_id": str(school)}
    assert head.post(f"/organisations/{school}/people/known", data=data).status_code == 303
    assert head.get(f"/people/{sysadmin.id}").status_code == 200
    assert f'href="/organisations/{cast.id("region")}"' not in head.get(f"/people/{sysadmin.id}").text
    for path in ("edit", "password", "active"):
        assert head.post(f"/people/{sysadmin.id}/{path}").status_code == 403, path
    login = {"login": "region.sysadmin", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=login).status_code == 303


def test_a_post_is_given_and_ended_and_an_account_shut(head: FlaskClient, app: Flask, cast: Cast) -> None:
    person = cast.person("north-1.admin")
    data = {"role": "centre_head", "organisation_id": cast.id("north-2-centre"), "since": "2026-06-01"}
    head.post(f"/people/{person.id}/posts", data=data)
    db.session.rollback()
    assert holders("centre_head", cast.id("north-2-centre"), today(ZONE))[-1] == person.id
    post = memberships_of(person.id)[-1]
    assert head.post(f"/people/{cast.person('north-1.director').id}/posts/{post.id}/end").status_code == 404
    head.post(f"/people/{person.id}/posts/{post.id}/end")
    db.session.rollback()
    assert person.id not in holders("centre_head", cast.id("north-2-centre"), today(ZONE))
    client = sign_in(app.test_client(), person)
    head.post(f"/people/{person.id}/active", data={"active": "no"})
    assert client.get("/profile").status_code == 303
    assert verify_all().is_whole


def test_a_workbook_is_shown_and_then_exactly_applied(head: FlaskClient, cast: Cast) -> None:
    content = book([NEW_SCHOOL], [("north-3.admin", "Имя", "", "school_admin", "north-3")])
    page = head.post("/organisations/import", data={"file": (io.BytesIO(content), "школы.xlsx")})
    assert page.status_code == 200
    assert "north-3" not in current_tree().by_code
    action = re.search(r'action="(/organisations/import/\d+/apply)"', page.text)
    plan = re.search(r'name="plan" value="(\w+)"', page.text)
    assert action
    assert plan
    assert head.post(action[1], data={"plan": "0" * 64}).status_code == 409
    change_organisation(cast.id("north-1"), changed_by=SYSTEM, name="Другое имя")
    assert head.post(action[1], data={"plan": plan[1]}).status_code == 303
    db.session.rollback()
    assert "north-3" in current_tree().by_code
    assert head.post(action[1], data={"plan": plan[1]}).status_code == 404


def test_a_workbook_of_somebody_else_cannot_be_applied(head: FlaskClient, app: Flask, cast: Cast) -> None:
    page = head.post("/organisations/import", data={"file": (io.BytesIO(book([NEW_SCHOOL])), "a.xlsx")})
    action = re.search(r'action="(/organisations/import/\d+/apply)"', page.text)
    plan = re.search(r'name="plan" value="(\w+)"', page.text)
    assert action
    assert plan
    other = sign_in(app.test_client(), cast.person("south.head"))
    assert other.post(action[1], data={"plan": plan[1]}).status_code == 404


def test_errors_of_a_workbook_are_told_by_cell(head: FlaskClient) -> None:
    page = head.post("/organisations/import", data={"file": (io.BytesIO(book([("a", "b", "c")])), "a.xlsx")})
    assert page.status_code == 422
    assert "B2" in page.text
    assert "apply" not in page.text
    bad = head.post("/organisations/import", data={"file": (io.BytesIO(b"nothing"), "a.xlsx")})
    assert bad.status_code == 422
    assert head.post("/organisations/import", data={}).status_code == 422
