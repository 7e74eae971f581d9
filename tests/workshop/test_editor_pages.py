"""The pages of the editors: only they allow inline styles, and they are told which names have a value where."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from app.processes.queries.drafts import package_of_draft
from app.workshop.queries.gallery import get_shipped
from app.workshop.queries.known import known_later, known_tables
from tests.cast import Cast
from tests.checked_client import page_of
from tests.engine.stage import APPROVAL_TASKS, make_package
from tests.workshop.test_publishing import put

Browser = Callable[[str], FlaskClient]
APP = Path(__file__).resolve().parents[2] / "app"
EDITORS = ("editor", "forms/request/editor")
OTHERS = (
    "", "publish", "try", "forms/request/preview", "forms/request/bank", "form-table", "check", "parts/diagram/P.bpmn",
)  # fmt: skip


def styles(answer: object) -> str:
    policy = str(answer.headers["Content-Security-Policy"])  # type: ignore[attr-defined]
    return next(part for part in policy.split("; ") if part.startswith("style-src"))


def test_inline_styles_are_allowed_on_the_pages_of_editors_alone(draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    made = client.post(f"/workshop/drafts/{draft_id}/tables", data={"title": "Кто"}).headers["Location"]
    for path in (*(f"/workshop/drafts/{draft_id}/{one}" for one in EDITORS), made):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert styles(answer) == "style-src 'self' 'unsafe-inline'", path
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"].replace(styles(answer), ""), path
        assert "'unsafe-eval'" not in answer.headers["Content-Security-Policy"], path
    pages = [f"/workshop/drafts/{draft_id}/{one}".rstrip("/") for one in OTHERS]
    for path in (
        *pages,
        "/workshop",
        "/workshop/gallery",
        "/workshop/new",
        "/workshop/bank",
        "/processes",
        "/processes/P/1",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert styles(answer) == "style-src 'self'", path


def test_no_other_place_asks_for_the_exception() -> None:
    asking = set()
    for path in APP.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
        if any(node.func.id == "allow_inline_styles" for node in calls):  # type: ignore[attr-defined]
            asking.add(str(path.relative_to(APP)))
    assert asking == {f"workshop/routes/{name}.py" for name in ("editor", "forms", "tables")}


def test_completion_offers_what_has_a_value_there(cast: Cast, draft_id: int, browser: Browser) -> None:
    text = "start S\nuser Fill Заполнить\nuser Agree Согласовать\nend E\nS > Fill > Agree > E"
    put(cast, draft_id, make_package(text, {name: APPROVAL_TASKS[name] for name in ("Fill", "Agree")}))
    later = known_later(package_of_draft(draft_id), "P")
    assert later["S"] == ("amount", "remark", "subject", "wanted_on")
    assert later["Fill"] == ("remark",)
    assert later["Agree"] == ()
    page = page_of(browser("region.owner").get(f"/workshop/drafts/{draft_id}/editor"))
    setup = json.loads(page.xpath("//script[@id='setup']/text()")[0])
    assert setup["later"]["Fill"] == ["remark"]
    assert {"subject", "remark", "outcome"} <= {one["name"] for one in setup["fields"]}


def test_a_table_is_called_what_its_owner_called_it() -> None:
    tables = known_tables(get_shipped("staffing-approval").package)
    assert [one["label"] for one in tables] == ["Сроки утверждения штатного расписания"]
