"""The steps of a story done at the pages, without script: each by somebody who may, in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.models import Person as Account
from app.engine.models import TaskState, UserTask
from app.foundation.database import db
from tests.browser.conftest import People
from tests.browser.driven_cases import ROUND_COMMENT, doer_of
from tests.browser.live_server import LiveServer
from tests.browser.pages import Person

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
MOST_TRIES = 6
"""A page may ask for more when it was sent, by what was answered: so it is filled further and sent again."""
SHOW = "main form noscript button[value=redraw]"
"""Shows the fields that an answer brings along, where there is no script to do it."""


class Pages:
    """Whoever does steps, at their own browser; the same people come back to the same window."""

    def __init__(self, people: People, server: LiveServer, paper: Path) -> None:
        self._people, self._app, self._paper = people, server.app, paper
        self._seats: dict[str, Person] = {}

    def do(self, case_id: int, element: str, variables: Mapping[str, Any]) -> None:
        """Open the task of an element as somebody who may do it, fill the form in, send it, see it is done."""
        task_id, login = self._task(case_id, element)
        seat = self._seats.get(login) or self._seats.setdefault(login, self._people(login, script=False))
        seat.open(f"/tasks/{task_id}")
        outcome = str(variables.get("outcome", ""))
        button = f"button[name=_outcome][value='{outcome}']" if outcome else "main form button[data-main]"
        for attempt in range(MOST_TRIES):
            seat.fill_in(attach=self._paper)
            put = [_put(seat, name, value) for name, value in variables.items() if name != "outcome"]
            if not all(put) and attempt == 0 and seat.page.locator(SHOW).count():
                seat.page.locator(SHOW).click()
                seat.look()
                continue
            if outcome in {"return", "reject"}:
                seat.page.fill("textarea[name=_comment]", ROUND_COMMENT)
            seat.page.locator(button).first.click()
            seat.page.wait_for_load_state("load")
            if f"/tasks/{task_id}" not in seat.page.url or seat.page.locator(".errors").count() == 0:
                break
        assert seat.page.locator(".errors").count() == 0, f"{element}: {seat.page.inner_text('.errors')}"
        self._see_done(task_id, seat, {name: value for name, value in variables.items() if name != "outcome"})

    def _see_done(self, task_id: int, seat: Person, told: Mapping[str, Any]) -> None:
        """Fail unless the page says that the task is done, and everything the story told has been taken."""
        with self._app.app_context():
            done = db.session.get_one(UserTask, task_id)
            assert done.state is TaskState.COMPLETED, f"{done.element_id}: {seat.words[:2000]}"
            assert f"Сделано: «{' '.join(done.name.split())}»" in seat.words, f"{done.element_id}: {seat.words[:2000]}"
            lost = [name for name, value in told.items() if value and not done.answers.get(name)]
            assert lost == [], f"{done.element_id}: the page did not take {lost}"
            db.session.remove()

    def _task(self, case_id: int, element: str) -> tuple[int, str]:
        with self._app.app_context():
            query = select(UserTask).where(UserTask.case_id == case_id, UserTask.state == TaskState.OPEN)
            task = db.session.scalars(query.where(UserTask.element_id == element)).first()
            assert task is not None, f"{element} is not open"
            task_id = task.id
            login = db.session.get_one(Account, doer_of(task_id).person_id).login
            db.session.remove()
            return task_id, login


def _put(seat: Person, name: str, value: Any) -> bool:
    """Put the value of a story into the fields of that name, whatever kind they are; False when the page has none."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return _put_rows(seat, name, value)
    boxes = seat.page.locator(f"main form input[type=checkbox][name='{name}']:not([disabled])")
    if boxes.count() == 0:
        return _put_one(seat, name, value)
    wanted = {str(one) for one in value} if isinstance(value, list) else {"true"} if value is True else set()
    for box in boxes.all():
        box.set_checked(box.get_attribute("value") in wanted)
    return True


def _put_rows(seat: Person, name: str, rows: list[Mapping[str, Any]]) -> bool:
    put: list[bool] = []
    for row, cells in enumerate(rows):
        if seat.page.locator(f"[name^='{name}-{row}-']").count() == 0:
            add = seat.page.locator(f"button[name=_press][value='add:{name}']")
            if add.count() == 0:
                return False
            add.first.click()
            seat.page.wait_for_load_state("load")
        put += [_put(seat, f"{name}-{row}-{cell}", one) for cell, one in cells.items()]
    return all(put)


def _put_one(seat: Person, name: str, value: Any) -> bool:
    fields = seat.page.locator(f"main form [name='{name}']:not([type=hidden]):not([disabled]):not([readonly])")
    if fields.count() == 0 or value is None or not fields.first.is_visible():
        return value is None or seat.page.locator(f"main form [name='{name}']").count() > 0
    kind = fields.first.get_attribute("type") or fields.first.evaluate("e => e.tagName.toLowerCase()")
    if kind == "radio":
        ticked = seat.page.locator(f"main form [name='{name}'][value='{value}']")
        if ticked.count():
            ticked.first.check()
    elif kind == "select":
        fields.first.select_option(value=str(value))
    elif kind != "file":
        fields.first.fill(_typed(value, kind))
    return True


def _typed(value: Any, kind: str) -> str:
    """Return the value as people type it: a day in the order of the language, a comma before the decimals."""
    day = _DAY.fullmatch(str(value))
    if day and kind != "date":
        return f"{day[3]}.{day[2]}.{day[1]}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
