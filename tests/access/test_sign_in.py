"""Coming in: who may, who must wait, what the browser gets, and how it ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.access.commands.passwords import change_own_password, give_password
from app.access.commands.people import disable_person
from app.access.models import Person, Role, SignInAttempt, SignInSession
from app.access.policy import demonstration
from app.access.policy.demonstration import DemoPerson, register_demo_people
from app.access.policy.passwords import hash_password, verify_password
from app.audit.models import SYSTEM
from app.audit.queries import list_entries
from app.foundation import clock
from app.foundation.database import db
from tests.cast import PASSWORD, make_cast, make_person, sign_in

COOKIE = "soglas_session"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_cast()
    return app.test_client()


def enter(
    client: FlaskClient, login: str, password: str = PASSWORD, address: str = "10.0.0.1", **more: str
) -> TestResponse:
    data = {"login": login, "password": password, **more}
    return client.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": address})


def is_in(client: FlaskClient) -> bool:
    return client.get("/profile").status_code == 200


def person(login: str) -> Person:
    found = db.session.scalar(select(Person).where(Person.login == login))
    assert found
    return found


def test_the_right_password_opens_and_sign_out_shuts(client: FlaskClient) -> None:
    assert client.get("/profile").headers["Location"] == "/sign-in?next=/profile"
    assert enter(client, "north-1.admin").status_code == 303
    assert is_in(client)
    token = client.get_cookie(COOKIE)
    assert client.post("/sign-out").status_code == 303
    client.set_cookie(COOKIE, token.value)  # type: ignore[union-attr]  # a copied cookie is worth nothing now
    assert not is_in(client)


@pytest.mark.parametrize("login", ["NORTH-1.Admin", " north-1.admin ", "North-1.Admin@Example.org"])
def test_the_login_may_be_typed_in_any_case_or_be_the_mail_address(client: FlaskClient, login: str) -> None:
    assert enter(client, login).status_code == 303


def test_wrong_password_and_unknown_login_get_the_same_words(client: FlaskClient) -> None:
    wrong, unknown = enter(client, "north-1.admin", "nope"), enter(client, "nobody", "nope")
    assert wrong.status_code == unknown.status_code == 401
    texts = [re.sub(r'nonce="[^"]+"|value="[^"]*"', "", answer.text) for answer in (wrong, unknown)]
    assert texts[0] == texts[1]


def test_an_account_without_password_lets_nobody_in(client: FlaskClient) -> None:
    person("north-1.admin").password_hash = ""
    db.session.commit()
    assert enter(client, "north-1.admin", "").status_code == 401


def test_the_session_gets_a_new_id_and_only_its_hash_is_stored(client: FlaskClient) -> None:
    client.set_cookie(COOKIE, "an-id-somebody-else-planted")
    enter(client, "north-1.admin")
    token = client.get_cookie(COOKIE)
    assert token
    assert token.value != "an-id-somebody-else-planted"
    assert len(token.value) >= 43
    assert token.http_only
    assert token.same_site == "Lax"
    assert token.value not in str(db.session.execute(select(SignInSession.token_hash)).all())


def test_a_disabled_person_is_out_at_the_next_request(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    disable_person(person("north-1.admin").id, disabled_by=SYSTEM)
    assert not is_in(client)
    assert enter(client, "north-1.admin").status_code == 401


def test_a_session_ends_when_it_rests_too_long(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    for _ in range(3):
        clock.advance(timedelta(minutes=100))
        assert is_in(client)
    clock.advance(timedelta(minutes=121))
    assert not is_in(client)


def test_a_session_ends_after_the_longest_time_however_busy(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    for _ in range(7):
        clock.advance(timedelta(minutes=100))
        assert is_in(client)
    clock.advance(timedelta(minutes=21))
    assert not is_in(client)


def test_use_of_a_session_is_noted_at_most_every_five_minutes(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    begun = db.session.scalar(select(SignInSession.seen_at))
    clock.advance(timedelta(minutes=4))
    assert is_in(client)
    db.session.rollback()
    assert db.session.scalar(select(SignInSession.seen_at)) == begun
    clock.advance(timedelta(minutes=2))
    assert is_in(client)
    db.session.rollback()
    assert db.session.scalar(select(SignInSession.seen_at)) == begun + timedelta(minutes=6)  # type: ignore[operator]


def test_guessing_is_slowed_down_more_and_more_and_told_until_when(client: FlaskClient) -> None:
    for _ in range(5):
        assert enter(client, "north-1.admin", "wrong").status_code == 401
    refused = enter(client, "north-1.admin")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "5"
    clock.advance(timedelta(seconds=6))
    assert enter(client, "north-1.admin", "wrong").status_code == 401
    assert enter(client, "north-1.admin").headers["Retry-After"] == "10"
    clock.advance(timedelta(seconds=11))
    assert enter(client, "north-1.admin").status_code == 303
    assert not db.session.scalars(select(SignInAttempt)).all()


def test_an_attacker_elsewhere_never_keeps_the_owner_out(client: FlaskClient, app: Flask) -> None:
    enter(client, "north-1.admin", address="10.0.0.1")
    attacker = app.test_client()
    for _ in range(12):
        enter(attacker, "north-1.admin", "wrong", address="203.0.113.9")
    assert enter(attacker, "north-1.admin", address="203.0.113.9").status_code == 429
    assert enter(app.test_client(), "north-1.admin", address="10.0.0.1").status_code == 303
    assert enter(app.test_client(), "north-1.director", address="10.0.0.1").status_code == 303


def test_many_logins_from_one_address_are_slowed_down_too(client: FlaskClient) -> None:
    db.session.add_all([SignInAttempt(login=f"guess-{n}", address="203.0.113.9", at=clock.now()) for n in range(30)])
    db.session.commit()
    assert enter(client, "another-guess", address="203.0.113.9").status_code == 429
    assert enter(client, "another-guess", address="203.0.113.10").status_code == 401


def test_one_household_of_ipv6_addresses_is_one_place(client: FlaskClient) -> None:
    for n in range(5):
        enter(client, "north-1.admin", "wrong", address=f"2001:db8:1:2::{n}")
    assert enter(client, "north-1.admin", address="2001:db8:1:2:ffff::1").status_code == 429


def test_the_hash_is_argon2id_of_nineteen_mebibytes(client: FlaskClient) -> None:
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", person("north-1.admin").password_hash)


def test_an_old_hash_is_renewed_at_the_sign_in(client: FlaskClient) -> None:
    from argon2 import PasswordHasher

    person("north-1.admin").password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x" * 12)
    db.session.commit()
    assert enter(client, "north-1.admin", "x" * 12).status_code == 303
    db.session.expire_all()
    assert "m=19456" in person("north-1.admin").password_hash


def test_a_changed_password_ends_all_other_sessions(client: FlaskClient, app: Flask) -> None:
    elsewhere = sign_in(app.test_client(), person("north-1.admin"))
    enter(client, "north-1.admin")
    answer = client.post(
        "/profile/password",
        data={"old": PASSWORD, "new": "seven calm blue lamps", "repeat": "seven calm blue lamps"},
    )
    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    assert enter(app.test_client(), "north-1.admin", "seven calm blue lamps").status_code == 303


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("old", {"old": "wrong", "new": "seven calm blue lamps"}),
        ("new", {"new": "short"}),
        ("new", {"new": "qwertyuiop123"}),
        ("new", {"new": "123456789012"}),
        ("new", {"new": "ababababababab"}),
        ("new", {"new": "north-1.admin1"}),
        ("new", {"new": PASSWORD}),
        ("repeat", {"new": "seven calm blue lamps", "repeat": "seven calm blue lamp"}),
    ],
)
def test_a_password_is_refused_at_its_field(client: FlaskClient, field: str, values: dict[str, str]) -> None:
    enter(client, "north-1.admin")
    data = {"old": PASSWORD, "repeat": values["new"]} | values
    answer = client.post("/profile/password", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert PASSWORD not in answer.text


def test_a_given_password_ends_every_session(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    give_password(person("north-1.admin").id, password="seven calm blue lamps", min_length=12, given_by=SYSTEM)
    assert not is_in(client)


def test_own_sessions_are_listed_and_ended_but_never_those_of_others(client: FlaskClient, app: Flask) -> None:
    elsewhere = sign_in(app.test_client(), person("north-1.admin"))
    stranger = sign_in(app.test_client(), person("south-5.admin"))
    enter(client, "north-1.admin")
    ids = {one.person_id: one.id for one in db.session.scalars(select(SignInSession).order_by(SignInSession.id.desc()))}
    mine = db.session.scalar(
        select(SignInSession.id).where(SignInSession.person_id == person("north-1.admin").id).order_by(SignInSession.id)
    )
    assert client.post(f"/profile/sessions/{ids[person('south-5.admin').id]}/end").status_code == 404
    assert is_in(stranger)
    assert client.post(f"/profile/sessions/{mine}/end").status_code == 303
    assert not is_in(elsewhere)
    assert is_in(client)


NEXT = [
    ("/cases/12?tab=data", "/cases/12?tab=data"),
    ("/profile", "/profile"),
    ("//evil.com", "/"),
    ("///evil.com", "/"),
    ("/\\evil.com", "/"),
    ("\\\\evil.com", "/"),
    ("https:evil.com", "/"),
    ("https://evil.com", "/"),
    ("javascript:alert(1)", "/"),
    ("/a//evil.com", "/"),
    ("/\t/evil.com", "/"),
    ("/%0d%0aSet-Cookie:a=b\r\n", "/"),
    ("/ok\r\nX: y", "/"),
    ("", "/"),
    ("evil", "/"),
]


@pytest.mark.parametrize(("wanted", "goes"), NEXT)
def test_after_the_sign_in_only_own_pages_are_opened(client: FlaskClient, wanted: str, goes: str) -> None:
    assert enter(client, "north-1.admin", next=wanted).headers["Location"] == goes


def test_posts_without_the_form_token_are_refused(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert enter(client, "north-1.admin").status_code == 400
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        assert enter(client, "north-1.admin", csrf_token=token[1]).status_code == 303
        assert client.post("/sign-out").status_code == 400
        assert client.post("/sign-out", data={"csrf_token": token[1]}).status_code == 400  # from before the sign-in
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_over_https_the_cookies_are_bound_to_the_host(client: FlaskClient, tmp_path: object) -> None:
    from app.factory import create_app
    from config import Config

    app = create_app(Config(var=str(tmp_path), base_url="https://soglas.example", secret_key="k", worker="none"))
    with app.test_request_context():
        from app.access.routes.guard import cookie_name

        assert cookie_name() == "__Host-soglas_session"
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_what_was_typed_survives_the_end_of_the_session(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    clock.advance(timedelta(hours=3))
    refused = client.post("/profile/appearance", data={"locale": "en", "theme": "dark", "csrf_token": "t"})
    assert refused.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', refused.text)
    assert kept
    page = enter(client, "north-1.admin", kept=kept[1])
    assert page.status_code == 200
    assert 'action="/profile/appearance"' in page.text
    assert '<input type="hidden" name="theme" value="dark">' in page.text
    assert 'value="t"' not in page.text


def test_what_one_person_typed_is_not_handed_to_another(client: FlaskClient) -> None:
    enter(client, "north-1.admin")
    clock.advance(timedelta(hours=3))
    refused = client.post("/profile/appearance", data={"locale": "en", "theme": "dark"})
    kept = re.search(r'name="kept" value="([^"]+)"', refused.text)
    assert kept
    assert enter(client, "south-5.admin", kept=kept[1]).status_code == 303
    forged = kept[1][:-3] + "abc"
    assert enter(client, "north-1.admin", kept=forged).status_code == 303


def test_demonstration_cards_exist_only_in_a_demonstration(client: FlaskClient, app: Flask) -> None:
    card = DemoPerson(login="north-1.admin", title="Школьный администратор", place="СОШ № 1", does="Заполняет")
    kept = list(demonstration._sources)
    register_demo_people(lambda: [card])
    settings = app.config["SOGLAS"]
    try:
        assert client.post("/sign-in/demonstration", data={"role": "north-1.admin"}).status_code == 404
        assert "Заполняет" not in client.get("/sign-in").text
        app.config["SOGLAS"] = type(settings)(**{**settings.__dict__, "demo": True})
        assert "Заполняет" in client.get("/sign-in").text
        assert client.post("/sign-in/demonstration", data={"role": "region.sysadmin"}).status_code == 404
        assert client.post("/sign-in/demonstration", data={"role": "north-1.admin"}).status_code == 303
        assert is_in(client)
    finally:
        app.config["SOGLAS"] = settings
        demonstration._sources[:] = kept


def test_the_acting_post_is_chosen_and_written_into_the_record(client: FlaskClient) -> None:
    both = make_person("both", "Совместитель", (Role.SCHOOL_ADMIN, "north-1"), (Role.CENTRE_HEAD, "north-2-centre"))
    sign_in(client, both)
    page = client.get("/profile").text
    ids = re.findall(r'name="membership" value="(\d+)"', page)
    other = max(ids, key=int)
    assert client.post("/profile/post", data={"membership": other, "next": "/profile"}).status_code == 303
    client.post("/profile/appearance", data={"locale": "ru", "theme": "dark"})
    entry = list_entries(f"person:{both.id}")[-1]
    assert entry.role == "centre_head"
    strangers = db.session.scalar(select(SignInSession.membership_id).where(SignInSession.person_id == both.id))
    assert strangers == int(other)
    assert client.post("/profile/post", data={"membership": "1"}).status_code == 404


def test_sign_ins_and_failures_are_in_the_record(client: FlaskClient) -> None:
    enter(client, "north-1.admin", "wrong")
    enter(client, "correct horse battery", "typed into the wrong field")
    enter(client, "north-1.admin")
    entries = list_entries("access")
    assert [entry.action for entry in entries] == ["sign-in failed", "sign-in failed", "signed in"]
    assert entries[1].facts["login"] == ""


def test_unknown_users_cost_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify_password("", "anything") is False
    assert verify_password("not a hash", "anything") is False
    assert verify_password(hash_password("a" * 12), "a" * 12) is True


def test_changing_the_password_needs_the_old_one(app: Flask) -> None:
    from app.access.commands.passwords import OldPasswordWrong

    make_cast()
    with pytest.raises(OldPasswordWrong):
        change_own_password(
            person("north-1.admin").id, old="", new="x" * 20, min_length=12, session_id=None, changed_by=SYSTEM
        )
