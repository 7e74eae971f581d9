"""Names of people, organisations, cases, files and processes that would be markup, headers, lines of a log or code."""

from __future__ import annotations

import email
import json
import logging
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from lxml import html
from werkzeug.test import TestResponse

from app.access.commands.people import change_person
from app.audit.models import SYSTEM
from app.documents.models import StoredFile
from app.documents.policy import tidy_name
from app.engine.handlers import JobRefused
from app.engine.models import Case, UserTask
from app.foundation.database import db
from app.foundation.transaction import command
from app.notifications.queries.message import make_message
from app.organisation.commands import change_organisation
from app.processes.models import Process
from tests.checked_client import page_of
from tests.security.test_reading import failing_app
from tests.security.world import World, address, arguments, rules

MARKUP: Final = (
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>", "</title></script><svg onload=alert(3)>",
    "{{7*7}}${7*7}<!--", "]]>\u202ejavascript:alert(4)", "<b id=evil style=color:red>",
)  # fmt: skip
NAME: Final = " ".join(MARKUP)
LINES: Final = "Имя\r\nSet-Cookie: a=b\r\n\r\n<html>"


@command
def rename_everything(world: World, name: str) -> None:
    """Put the name wherever a person's words are kept."""
    case = db.session.get_one(Case, world.north.case_id)
    case.title, case.initiator_name, case.open_words = name[:400], name[:300], name[:160]
    for task in (world.north.done_task, world.north.open_task):
        row = db.session.get_one(UserTask, task)
        row.name, row.completed_by_name, row.comment = name[:200], name[:200], name
        if row.answers:
            row.answers = {**row.answers, "subject": name}
    file = db.session.get_one(StoredFile, world.north.file_id)
    file.name, file.uploaded_by_name = tidy_name(name[:190] + ".pdf"), name[:200]
    for process in db.session.query(Process):
        process.name, process.description, process.family = name[:200], name, name[:100]


def act_problems(answer: TestResponse, path: str) -> list[str]:
    """Return what acts on a page and is not ours."""
    nonce = re.search(r"'nonce-([^']+)'", answer.headers.get("Content-Security-Policy", ""))
    page, found = page_of(answer), []
    for script in page.iter("script"):
        if script.get("type") == "application/json":
            json.loads(script.text_content())
        elif nonce is None or script.get("nonce") != nonce[1] or "alert(" in script.text_content():
            found.append(f"{path}: a script that is not ours")
    for element in page.iter():
        if not isinstance(element.tag, str):
            found += [f"{path}: a comment from a name"] if "7*7" in str(element.text) else []
            continue
        for key, value in element.attrib.items():
            acts = key.startswith("on") or key == "style" or (key == "id" and value == "evil")
            leads = key in {"href", "src", "action", "formaction"} and re.match(
                r"\s*(javascript|data|vbscript):", value
            )
            if acts or (leads and not value.startswith("data:image/")):
                found.append(f"{path}: <{element.tag} {key}={value[:40]!r}>")
        if element.tag in {"img", "iframe", "object", "embed"} and element.get("src") == "x":
            found.append(f"{path}: <{element.tag}> from a name")
    return found


def test_no_name_becomes_markup_on_any_page(world: World) -> None:
    change_person(world.north.person, changed_by=SYSTEM, name=NAME[:300])
    change_person(world.cast.person("north.officer").id, changed_by=SYSTEM, name=NAME[:300])
    change_organisation(world.north.school, changed_by=SYSTEM, name=NAME[:400], short_name=NAME[:160])
    rename_everything(world, NAME)
    found, shown = [], 0
    for login in ("north-1.admin", "north.officer", "north.head", "region.sysadmin"):
        client = world.browser(login)
        for rule in rules(world.app, "GET"):
            for done in (False, True) if "task_id" in rule.arguments else (False,):
                path = address(world.app, rule, arguments(world.north, done=done))
                answer = client.get(path)
                assert answer.status_code < 500, f"{login} {path}"
                if answer.mimetype == "text/html" and answer.status_code == 200:
                    found += act_problems(answer, f"{login} {path}")
                    shown += "alert(1)" in page_of(answer).text_content()
        for path in (
            f"/cases?q={quote(NAME[:90])}",
            f"/tasks?q={quote(NAME[:90])}",
            f"/people?q={quote(NAME[:90])}",
            f"/{quote(NAME)}",
        ):
            found += act_problems(client.get(path), f"{login} {path[:12]}")
    assert found == []
    assert shown > 10, "the names were not on the pages"


def test_no_name_becomes_a_header(world: World) -> None:
    rename_everything(world, LINES)
    answer = world.browser("north-1.admin").get(f"/documents/{world.north.file_id}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in str(answer.headers["Content-Disposition"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for path in (
        f"/tasks?q={quote(LINES)}",
        f"/find?q={quote(LINES)}",
        f"/sign-in?next={quote(LINES)}",
        "/tasks%0d%0aSet-Cookie:a=b",
    ):
        answer = world.browser("north-1.admin").get(path)
        assert answer.status_code < 500
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


def test_no_name_becomes_a_header_or_markup_of_a_letter(world: World) -> None:
    payload: dict[str, Any] = {
        "to": "a@example.org", "to_name": LINES, "subject": LINES + NAME, "lines": [LINES, NAME],
        "link": "http://127.0.0.1/", "link_words": NAME, "footer": NAME, "text": LINES, "locale": "ru",
        "message_id": "<a@b>\r\nBcc: evil@example.org",
    }  # fmt: skip
    message = email.message_from_bytes(make_message(payload, sender=f"Soglas{LINES} <soglas@localhost>"))
    assert message["Set-Cookie"] is None
    assert message["Bcc"] is None
    parts = {
        part.get_content_type(): part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()
    }
    text = bytes(parts["text/html"]).decode()
    assert not html.document_fromstring(text).xpath(
        "//script | //svg | //img | //b[@id='evil'] | //@onload | //@onerror"
    )
    for address_ in ("a@b.c\r\nBcc: x@y.z", "a@b.c, x@y.z", "<a@b.c>", "", "a", "a@b\n"):
        with pytest.raises(JobRefused):
            make_message({**payload, "to": address_}, sender="soglas@localhost")


def test_no_address_or_login_becomes_a_line_of_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = failing_app(tmp_path)
    with caplog.at_level(logging.INFO):
        app.test_client().get("/fails%0aERROR made up")
        app.test_client().get("/cases/x%0aERROR made up", headers={"Cookie": "soglas_session=a"})
        app.test_client().post("/sign-in", data={"login": "a\nERROR made up", "password": "b\nERROR made up"})
    assert caplog.records
    assert not [record.getMessage() for record in caplog.records if "\nERROR made up" in record.getMessage()]


SOURCES: Final = sorted((Path(__file__).resolve().parents[2] / "app").rglob("*.py"))


@pytest.mark.parametrize(
    ("forbidden", "allowed"),
    [
        (r"shell\s*=\s*True|os\.system\(|os\.popen\(", set()),
        (
            r"subprocess\.",
            {"pdf.py", "binding.py"},
        ),  # the office program and the reader of PDF files, by lists of arguments
        (r"jinja2\.Template\(|from_string\(|DocxTemplate\(|render_template_string", set()),
        (r"etree\.(parse|fromstring|XML)\(", {"source.py"}),
        (r"\byaml\.load\(|\bpickle\b|\bmarshal\b|\bshelve\b", set()),
        (r"add_bpmn_file|add_bpmn_xml", set()),
        (r"(?<![\w.])text\(f[\"']|execute\(f[\"']|exec_driver_sql\(f[\"']", {"database.py"}),
        (r"urlopen\(|(?<!\w)requests\.|httpx\.|http\.client", set()),
    ],
)
def test_what_would_open_a_door_stands_nowhere(forbidden: str, allowed: set[str]) -> None:
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in SOURCES
        if path.name not in allowed and "migrations" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(forbidden, line) and not line.lstrip().startswith("#")
    ]
    assert found == []
