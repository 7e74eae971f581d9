"""People and organisations from the command line."""

from __future__ import annotations

import io
from pathlib import Path

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.access.models import Role
from app.access.queries import find_person_by_login
from app.foundation.clock import today
from app.foundation.database import db
from app.organisation.cli import organisation, user
from app.organisation.queries import current_tree, holders, memberships_of
from tests.cast import ZONE, make_cast
from tests.organisation.test_import import NEW_SCHOOL, book

SECRET = "seven calm blue lamps"


def run(app: Flask, *words: str, given: str = "") -> Result:
    group = {"user": user, "organisation": organisation}[words[0]]
    result = app.test_cli_runner().invoke(group, list(words[1:]), input=given)
    db.session.rollback()
    return result


def enters(client: FlaskClient, login: str, password: str) -> bool:
    return client.post("/sign-in", data={"login": login, "password": password}).status_code == 303


def test_a_user_with_several_posts_is_created_and_signs_in(app: Flask) -> None:
    make_cast()
    posts = [
        "--role",
        "school_admin",
        "--organisation",
        "north-1",
        "--role",
        "centre_head",
        "--organisation",
        "NORTH-1-centre",
    ]
    made = run(app, "user", "create", "--login", "New.One", "--name", "Новый", "--email", "n@example.org", *posts)
    assert made.exit_code == 0, made.output
    password = made.output.strip().splitlines()[-1].removeprefix("password: ")
    person = find_person_by_login("new.one")
    assert person
    assert [post.role for post in memberships_of(person.id)] == [Role.SCHOOL_ADMIN, Role.CENTRE_HEAD]
    assert person.id in holders("school_admin", current_tree().by_code["north-1"], today(ZONE))
    assert enters(app.test_client(), "new.one", password)


def test_the_password_may_come_from_a_file_or_the_keyboard_and_is_not_printed(app: Flask, tmp_path: Path) -> None:
    make_cast()
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n", encoding="utf-8")
    made = run(app, "user", "create", "--login", "a", "--name", "А", "--password-file", str(file))
    assert made.exit_code == 0
    assert SECRET not in made.output
    assert "password:" not in made.output
    asked = run(app, "user", "create", "--login", "b", "--name", "Б", "--prompt", given=f"{SECRET}\n{SECRET}\n")
    assert asked.exit_code == 0
    assert enters(app.test_client(), "a", SECRET)
    assert enters(app.test_client(), "b", SECRET)


def test_what_cannot_be_created_is_told(app: Flask, tmp_path: Path) -> None:
    make_cast()
    weak = tmp_path / "weak"
    weak.write_text("123456", encoding="utf-8")
    create = ("user", "create", "--name", "Имя", "--login")
    assert run(app, *create, "north-1.admin").exit_code == 1
    assert run(app, *create, "x", "--role", "school_admin").exit_code == 2
    assert "no organisation" in run(app, *create, "x", "--role", "school_admin", "--organisation", "nowhere").output
    assert "12 signs" in run(app, *create, "x", "--password-file", str(weak)).output
    assert find_person_by_login("x") is None


def test_a_user_is_disabled_enabled_and_given_a_password(app: Flask) -> None:
    make_cast()
    given = run(app, "user", "password", "north-1.admin")
    password = given.output.strip().splitlines()[-1].removeprefix("password: ")
    assert enters(app.test_client(), "north-1.admin", password)
    assert run(app, "user", "disable", "--login", "NORTH-1.admin").exit_code == 0
    assert not enters(app.test_client(), "north-1.admin", password)
    assert run(app, "user", "enable", "north-1.admin").exit_code == 0
    assert enters(app.test_client(), "north-1.admin", password)
    assert run(app, "user", "disable", "nobody").exit_code == 1


def test_organisations_are_created_listed_and_imported(app: Flask, tmp_path: Path) -> None:
    make_cast()
    words = ("--code", "north-9", "--name", "Школа девять", "--kind", "school", "--parent", "north")
    assert run(app, "organisation", "create", *words).exit_code == 0
    assert run(app, "organisation", "create", *words).exit_code == 1
    assert "    north-9  school  Школа девять" in run(app, "organisation", "list").output
    file = tmp_path / "book.xlsx"
    file.write_bytes(book([NEW_SCHOOL]))
    shown = run(app, "organisation", "import", str(file))
    assert shown.exit_code == 0
    assert "north-3" in shown.output
    assert "north-3" not in current_tree().by_code
    assert run(app, "organisation", "import", str(file), "--apply").exit_code == 0
    assert "north-3" in current_tree().by_code
    file.write_bytes(book([("плохо!", "school", "Имя")]))
    bad = run(app, "organisation", "import", str(file), "--apply")
    assert bad.exit_code == 1
    assert "Организации!A2" in bad.output
    file.write_bytes(io.BytesIO(b"no workbook").getvalue())
    assert run(app, "organisation", "import", str(file)).exit_code == 1
