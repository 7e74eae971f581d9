"""Reading changes nothing, asks nothing of other hosts, and every answer carries the same protection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import create_app
from app.foundation.database import db
from config import Config
from tests.cast import make_cast, sign_in
from tests.conftest import make_app
from tests.security.world import World, address, arguments, fingerprint, rules

WAYS_TO_ASK: tuple[dict[str, str], ...] = (
    {},
    {"Accept": "application/json"},
    {"HX-Request": "true"},
    {"X-CSRFToken": "made up"},
)
NOTED = ("sign_in_session",)
"""Reading may write when a session was last used, and nothing else."""


def test_no_page_changes_anything_by_being_read(world: World) -> None:
    before = fingerprint(without=NOTED)
    asked = 0
    for login in ("", *world.roles[::2], "region.sysadmin", "south-5.admin"):
        client = world.browser(login)
        for rule in rules(world.app, "GET"):
            for done in (False, True) if "task_id" in rule.arguments else (False,):
                path = address(world.app, rule, arguments(world.north, done=done))
                assert client.get(path).status_code < 500, f"{login} {path}"
                asked += 1
        assert fingerprint(without=NOTED) == before, f"something changed while {login or 'nobody'} was reading"
    assert asked > 150
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
        client = world.browser("region.sysadmin")
        for rule in rules(world.app, "POST"):
            path = address(world.app, rule, arguments(world.north))
            answer = client.open(path, method=method, data={"reason": "x", "_outcome": "approve"})
            assert answer.status_code < 500, f"{method} {path}"
    assert fingerprint(without=NOTED) == before


def protection_problems(answer: TestResponse, name: str) -> list[str]:
    """Return what an answer lacks."""
    headers, found = answer.headers, []
    policy = headers.get("Content-Security-Policy", "")
    is_file = policy.startswith("sandbox")
    needed = ["default-src 'none'"] if is_file else [
        "default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ]  # fmt: skip
    found += [f"{name}: no {part}" for part in needed if part not in policy]
    script = re.search(r"script-src ([^;]*)", policy)
    if not is_file and (script is None or re.search(r"unsafe|\*|https?:|data:", script[1])):
        found.append(f"{name}: scripts {script and script[1]}")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append(f"{name}: sniffing")
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append(f"{name}: referrer")
    if answer.request.path.startswith("/static/"):
        return found
    if "no-store" not in headers.get("Cache-Control", ""):
        found.append(f"{name}: kept in caches")
    if (
        answer.data
        and "charset" not in headers.get("Content-Type", "")
        and answer.mimetype in {"text/html", "text/plain"}
    ):
        found.append(f"{name}: {headers.get('Content-Type')}")
    return found


def test_every_answer_is_protected(world: World) -> None:
    found: list[str] = []
    for login in ("", "north-1.admin", "region.sysadmin"):
        client = world.browser(login)
        for method in ("GET", "POST"):
            for rule in rules(world.app, method):
                path = address(world.app, rule, arguments(world.north))
                found += protection_problems(client.open(path, method=method), f"{login} {method} {path}")
        for path in ("/nowhere", "/tasks/abc", "/static/nothing.js", "/static/../config.py", "/%00", "/cases/%ff"):
            found += protection_problems(client.get(path), f"{login} {path}")
        found += protection_problems(client.put("/tasks"), "wrong method")
    assert found == []


def test_an_answer_to_a_failure_and_to_too_much_is_protected_and_says_nothing(tmp_path: Path) -> None:
    app = failing_app(tmp_path)
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    failed = client.get("/fails")
    assert failed.status_code == 500
    assert "parol" not in failed.text
    assert "Traceback" not in failed.text
    large = client.post("/sign-in", data={"login": "x" * (5 * 1024 * 1024)})
    assert large.status_code == 413
    heavy = client.post(
        "/sign-in",
        content_type="multipart/form-data; boundary=a",
        environ_overrides={"CONTENT_LENGTH": str(10**10)},
    )
    assert heavy.status_code == 413
    parts = client.post("/sign-in", data={f"f{n}": "1" for n in range(6000)}, content_type="multipart/form-data")
    assert parts.status_code == 413
    for name, answer in (("failure", failed), ("too large", large), ("too heavy", heavy), ("too many parts", parts)):
        assert protection_problems(answer, name) == []


def failing_app(tmp_path: Path) -> Flask:
    """Return an application with a route that fails with a secret in its words."""
    from app.access.policy import public

    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'soglas.db'}")

    @app.get("/fails")
    @public
    def fails() -> str:
        raise RuntimeError("parol ot bazy")

    return app


@pytest.fixture
def https(app: Flask, tmp_path: Path) -> FlaskClient:
    """A browser of an installation that people reach over https, over the same database."""
    settings: Config = app.config["SOGLAS"]
    other = create_app(
        Config(
            var=str(tmp_path),
            base_url="https://soglas.example",
            secret_key="k",
            worker="none",
            database_url=settings.database,
        )
    )
    other.config["TESTING"] = True
    return other.test_client()


def test_over_https_cookies_and_headers_bind_the_browser(app: Flask, https: FlaskClient) -> None:
    person = make_cast().person("north-1.admin")
    page = https.get("/sign-in", base_url="https://soglas.example")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = https.post(
        "/sign-in",
        data={"login": person.login, "password": "correct horse battery", "csrf_token": token[1]},
        base_url="https://soglas.example",
        headers={"Referer": "https://soglas.example/sign-in"},
    )
    assert answer.status_code == 303
    cookies = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    cookies = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
    assert len(cookies) >= 2
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie, cookie
        assert "Domain" not in cookie
        assert "Expires" not in cookie
        assert "Max-Age" not in cookie


def test_a_form_from_another_site_is_refused_over_https(app: Flask, https: FlaskClient) -> None:
    make_cast()
    page = https.get("/sign-in", base_url="https://soglas.example")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    for referer in ("https://evil.example/", "http://soglas.example/", ""):
        answer = https.post(
            "/sign-in",
            data={"csrf_token": token[1], "login": "a", "password": "b"},
            base_url="https://soglas.example",
            headers={"Referer": referer} if referer else {},
        )
        assert answer.status_code == 400, referer


def test_every_post_needs_the_token_of_its_form(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    before = fingerprint(without=NOTED)
    try:
        for login in ("", "north-1.admin", "north.head", "region.sysadmin"):
            client = world.browser(login)
            for rule in rules(world.app, "POST"):
                path = address(world.app, rule, arguments(world.north))
                for headers in WAYS_TO_ASK if login == "north-1.admin" else ({},):
                    answer = client.post(path, data={"csrf_token": "made up"}, headers=headers)
                    refused = 404 if rule.endpoint == "notifications.stop" else 400  # RFC 8058: its secret is the right
                    assert answer.status_code == refused, f"{login} {path} {headers}"
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False
    assert fingerprint(without=NOTED) == before


def test_a_token_of_one_person_is_of_no_use_to_another(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        mine, theirs = world.browser("north-1.admin"), world.browser("south-5.admin")
        page = mine.get("/profile").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        data = {"locale": "ru", "theme": "dark", "csrf_token": token[1]}
        assert theirs.post("/profile/appearance", data=data).status_code == 400
        assert mine.post("/profile/appearance", data=data).status_code == 303
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False


def test_a_host_nobody_trusts_is_refused(tmp_path: Path) -> None:
    app = create_app(Config(var=str(tmp_path), worker="none", secret_key="k", trusted_hosts="soglas.example"))
    client = app.test_client()
    assert client.get("/help", base_url="http://evil.example").status_code == 400
    assert client.get("/help", base_url="http://soglas.example").status_code == 200


def test_what_a_proxy_says_is_believed_only_when_there_is_one(tmp_path: Path, app: Flask) -> None:
    make_cast()
    client = app.test_client()
    for number in range(5):
        client.post("/sign-in", data={"login": "a", "password": "b"}, headers={"X-Forwarded-For": f"10.9.8.{number}"})
    answer = client.post("/sign-in", data={"login": "a", "password": "b"}, headers={"X-Forwarded-For": "10.9.8.77"})
    assert answer.status_code == 429


def test_the_session_is_a_row_and_the_cookie_of_the_form_holds_no_person(world: World) -> None:
    client = world.browser("north-1.admin")
    client.get("/profile")
    db.session.remove()
    forged = sign_in(world.app.test_client(), world.cast.person("south-5.admin"))
    forged.delete_cookie("soglas_session")
    form_cookie = client.get_cookie("soglas_form")
    if form_cookie is not None:
        forged.set_cookie("soglas_form", form_cookie.value)
    assert forged.get("/profile").status_code == 303
    for made_up in ("1", "0" * 43, "a" * 5000, "'; DROP TABLE person;--", "../../etc/passwd"):
        forged.set_cookie("soglas_session", made_up)
        assert forged.get("/profile").status_code == 303
