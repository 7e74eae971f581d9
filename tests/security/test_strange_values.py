"""Values that no browser sends, in every address and every form: refused in words, never a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient

from tests.engine.stage import only_task, start
from tests.security.world import World, fingerprint, rules

HOSTILE = (
    "%00",
    "%FF%FE",
    "'",
    "1%20OR%201=1",
    "%25",
    "_",
    "%5C",
    "a" * 5000,
    "%ED%A0%80",
    "9" * 25,
    "-1",
    "9" * 5000,
    "%D9%A1",
    "%C2%B2",
    "1e9",
    "a|" + "9" * 30,
    "9" * 18 + "-" + "9" * 18,
    "1780000000000000-" + "9" * 18,
)
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
    ids = (str(2**31), str(2**63), "9" * 5000, "%00", "%FF'")
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
    yield "day", head, f"/organisations/{school}/calendar", {"day": "2026-06-10", "kind": "rest", "reason": "a"}
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


TYPED = ("\x00", "\ud800", "9" * 5000, "-1", "1e400", "x" * 20_000, "\u202e", "9999-12-31", "{{7*7}}")


def test_nothing_typed_into_a_form_breaks_a_page(world: World) -> None:
    """Each value in all fields at once, and those that a database dislikes in each field alone."""
    broken = []
    for name, client, path, honest in posts(world):
        tries = [dict.fromkeys(honest, _raw(value)) for value in TYPED]
        if name not in {"sign-in", "password"}:
            tries += [{**honest, key: _raw(value)} for key in honest for value in ("9" * 30,)]
        for sent in tries:
            if client.post(path, data=sent).status_code >= 500:
                broken.append(f"{name}: { ({key: value[:12] for key, value in sent.items()}) }")
    assert broken == []


def _raw(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")
