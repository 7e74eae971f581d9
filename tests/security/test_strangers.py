"""What belongs to another municipality does not exist: every address, every role, every list."""

from __future__ import annotations

import random

import pytest
from flask import Flask

from app.access.policy import access_of
from tests.security.world import (
    EVERYWHERE,
    World,
    address,
    arguments,
    fingerprint,
    holds,
    is_of_a_thing,
    rules,
)

SEARCHES = (
    "/cases?q={secret}", "/cases?organisation={school}", "/cases?process=P", "/tasks?q={secret}",
    "/tasks?organisation={school}", "/tasks/queue?q={secret}", "/tasks/queue", "/tasks/done", "/find?q={number}",
    "/cases?q={number}", "/people?q=south", "/organisations?q=south", "/journals", "/journals?q=5",
)  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_things_of_another_municipality_are_not_there(world: World, method: str) -> None:
    foreign = arguments(world.south)
    before = fingerprint(without=("sign_in_session",))
    wrong = []
    for login in world.roles:
        client = world.browser(login)
        for rule in rules(world.app, method):
            if not is_of_a_thing(rule):
                continue
            answer = client.open(
                address(world.app, rule, foreign), method=method, data={} if method == "POST" else None
            )
            shut = access_of(world.app.view_functions[rule.endpoint])
            expected = (403, 404) if shut and shut.roles else (404,)
            if answer.status_code not in expected or holds(answer.text, world.south.secret):
                wrong.append(f"{login} {method} {rule.rule}: {answer.status_code}")
    assert wrong == []
    assert fingerprint(without=("sign_in_session",)) == before


def test_those_above_both_do_see_them(world: World) -> None:
    for login in EVERYWHERE:
        client = world.browser(login)
        for path in (
            f"/cases/{world.south.number}",
            f"/documents/{world.south.file_id}",
            f"/tasks/{world.south.open_task}",
        ):
            assert client.get(path).status_code == 200, (login, path)


def test_no_list_search_or_count_gives_them_away(world: World) -> None:
    wrong = []
    places = {"secret": world.south.secret, "school": world.south.school, "number": world.south.number}
    for login in world.roles:
        client = world.browser(login)
        for path in (*SEARCHES, "/cases", "/tasks", "/cases/new", "/processes"):
            answer = client.get(path.format(**places), follow_redirects=True)
            shown = answer.text.replace(f'value="{world.south.secret}"', "").replace(f"{world.south.secret}&quot;", "")
            if holds(shown, world.south.secret + "станков") or f"/cases/{world.south.number}" in shown:
                wrong.append(f"{login} {path}")
            if "СОШ № 5" in shown.replace("\xa0", " ") or "south-5.admin" in shown:
                wrong.append(f"{login} {path}: the name of the school or a person")
    assert wrong == []


def test_a_missing_thing_and_a_foreign_one_are_answered_alike(world: World) -> None:
    client = world.browser("north-1.admin")
    for real, made_up in (
        (f"/cases/{world.south.number}", "/cases/P-2026-99999"),
        (f"/tasks/{world.south.open_task}", "/tasks/99999"),
        (f"/documents/{world.south.file_id}", "/documents/" + "0" * 24),
    ):
        answers = [client.get(path) for path in (real, made_up)]
        texts = [one.text.replace(path, "") for one, path in zip(answers, (real, made_up), strict=True)]
        strip = [text.split("<main", 1)[1] for text in texts]
        assert [one.status_code for one in answers] == [404, 404]
        assert strip[0] == strip[1]


def test_nobody_comes_in_without_a_sign_in(world: World) -> None:
    own = arguments(world.north)
    before = fingerprint()
    for method in ("GET", "POST"):
        client = world.browser()
        for rule in rules(world.app, method):
            access = access_of(world.app.view_functions[rule.endpoint]) if rule.endpoint != "static" else None
            if access is None or access.is_public:
                continue
            answer = client.open(address(world.app, rule, own), method=method)
            assert answer.status_code == 303, f"{method} {rule.rule}"
            assert answer.headers["Location"].startswith("/sign-in"), rule.rule
            script = client.open(address(world.app, rule, own), method=method, headers={"Accept": "application/json"})
            assert script.status_code == 401, rule.rule
    assert fingerprint() == before


def test_random_walks_of_both_sides_never_meet(world: World) -> None:
    """Two organisations, random requests with ids of either: nobody ever reads a word of the other."""
    chance = random.Random(20260609)
    sides = {"north-1.admin": "south", "north.officer": "south", "south-5.admin": "north", "south.officer": "north"}
    clients = {login: world.browser(login) for login in sides}
    routes = {
        method: [rule for rule in rules(world.app, method) if rule.endpoint not in {"static", "access.sign_out"}]
        for method in ("GET", "POST")
    }
    for _ in range(150):
        login = chance.choice(sorted(sides))
        method = chance.choice(["GET", "GET", "POST"])
        rule = chance.choice(routes[method])
        values = arguments(chance.choice([world.north, world.south]), done=chance.random() < 0.3)
        posted = {
            "reason": "Причина",
            "_outcome": "approve",
            "_ver": "1",
            "_organisation": str(values["organisation_id"]),
        }
        answer = clients[login].open(
            address(world.app, rule, values), method=method, data=posted if method == "POST" else None
        )
        assert answer.status_code < 500, f"{login} {method} {rule.rule}"
        other = getattr(world, sides[login])
        said = answer.data.decode("utf-8", "replace")  # some answers are files
        assert not holds(said, other.secret), f"{login} {method} {rule.rule}"


def test_every_name_in_an_address_is_known_to_this_world(app: Flask) -> None:
    known = set(arguments_of_nothing())
    assert {name for rule in app.url_map.iter_rules() for name in rule.arguments} <= known


def arguments_of_nothing() -> dict[str, object]:
    from tests.security.world import Side

    nothing = Side(
        secret="",
        case_id=0,
        number="",
        done_task=0,
        open_task=0,
        file_id="",
        school=0,
        person=0,
        membership=0,
        journal=0,
        entry=0,
        relation=0,
        session=0,
        workbook=0,
        absence=0,
        campaign=0,
        schedule=0,
        roadmap=0,
        own_plan=0,
        upload=0,
        view=0,
        centre=0,
        occurrence=0,
        transfer=0,
        comment=0,
        order=0,
    )
    return arguments(nothing)
