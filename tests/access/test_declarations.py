"""Deny by default: every route says who may come, and one that does not stays shut."""

from __future__ import annotations

import pytest
from flask import Flask

from app.access.models import Role
from app.access.policy import access_of, holding, public, signed_in
from app.access.routes.guard import _OPEN_ENDPOINTS as OPEN
from app.factory import create_app
from config import Config
from tests.cast import make_cast, sign_in


def test_every_route_declares_its_access(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN and access_of(app.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_pages_open_to_everybody_are_few_and_known(app: Flask) -> None:
    open_pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (access := access_of(app.view_functions[rule.endpoint])) and access.is_public
    }
    assert open_pages <= {
        "access.sign_in",
        "access.sign_in_with_password",
        "access.sign_in_as_demo_person",
        "access.sign_out",
        "access.forgotten_password",
        "pages.front",
        "pages.help_page",
        "pages.healthy",
        "pages.health",
        "links.show",  # whoever holds the secret of a link, a paper or a feed
        "links.answer",
        "links.download",
        "documents.verify_paper",
        "notifications.ask_to_stop",  # whoever holds the secret of a letter may stop letters of that kind
        "notifications.stop",
        "roadmaps.feed",
    }


def test_an_undeclared_route_lets_nobody_in_and_roles_are_asked(app: Flask) -> None:
    cast = make_cast()
    config: Config = app.config["SOGLAS"]
    other = create_app(config)
    other.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    other.add_url_rule("/silent", "silent", lambda: "secret")
    other.add_url_rule("/owners", "owners", holding(Role.PROCESS_OWNER)(lambda: "owners"))
    other.add_url_rule("/all", "all", signed_in(lambda: "all"))
    officer = sign_in(other.test_client(), cast.person("north.officer"))
    owner = sign_in(other.test_client(), cast.person("region.owner"))
    nobody = other.test_client()
    assert [c.get("/silent").status_code for c in (officer, owner, nobody)] == [403, 403, 403]
    assert [c.get("/owners").status_code for c in (officer, owner, nobody)] == [403, 200, 303]
    assert [c.get("/all").status_code for c in (officer, owner, nobody)] == [200, 200, 303]
    assert nobody.get("/all", headers={"Accept": "application/json"}).status_code == 401
    assert nobody.get("/all", headers={"HX-Request": "1"}).headers["HX-Redirect"] == "/sign-in?next=/all"


def test_access_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        public(signed_in(lambda: ""))
