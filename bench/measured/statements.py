"""What one submission says to the database, counted; the same for a small and a large diagram."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.foundation.database import db
from bench.figures import Figure, Measured
from bench.measured import Bench
from bench.process import FORM_DATA, long_package, posted_form
from bench.stage import OFFICER, SCHOOL, Browser, Installation, browser_of

SMALL, LARGE = 3, 300


def measure(bench: Bench) -> Measured:
    """Submit one form in a diagram of few and of many elements, and a decision, and count."""
    installation = bench.installation
    browser = browser_of(installation, SCHOOL)
    counts: dict[int, list[str]] = {}
    for steps in (SMALL, LARGE):
        key = f"bench-row-{steps}"
        installation.publish(long_package(key, steps))
        case_id = installation.start(key)
        for _ in range(2):  # the first one warms everything up
            counts[steps] = _submit(installation, browser, case_id, posted_form(FORM_DATA))
    case_id = installation.start()
    installation.fill(case_id)
    decision = {"_outcome": "return", "_comment": "Нужна смета", "remark": ""}
    decided = _submit(installation, browser_of(installation, OFFICER), case_id, decision)
    small, large = counts[SMALL], counts[LARGE]
    floor = f"the same submission in a diagram of {SMALL} tasks"
    figures = [
        _figure("statements", f"statements of one HTTP submission, diagram of {LARGE} tasks", large, small, floor),
        _figure(
            "statements-decision",
            "statements of a decision that ends a timer and sends two notices",
            decided,
            small,
            f"a submission without timer and notices, {SMALL} tasks",
        ),
        Figure(
            key="commits",
            title="commits of these submissions that wrote something, the most",
            value=max(writing_commits(large), writing_commits(decided)),
            unit="commits",
            floor=floor,
            floor_value=f"{writing_commits(small)} commits",
            limit=1,
        ),
    ]
    return Measured(figures=figures, remarks=[f"{number}. {_short(line)}" for number, line in enumerate(decided, 1)])


def _figure(key: str, title: str, said: list[str], less: list[str], floor: str) -> Figure:
    return Figure(
        key=key,
        title=title,
        value=len(said) - said.count("COMMIT"),
        unit="statements",
        floor=floor,
        floor_value=f"{len(less) - less.count('COMMIT')} statements",
        limit=12,
    )


def _submit(installation: Installation, browser: Browser, case_id: int, posted: dict[str, str]) -> list[str]:
    """Submit the open task of a case and return what was said."""
    task = installation.open_task(case_id)
    browser.get(f"/tasks/{task.id}")
    request = browser.ready_post(f"/tasks/{task.id}", {"_ver": str(task.ver), **posted})
    with listening() as said:
        status = browser.send(request)
    assert status.startswith("303"), status
    return said


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect the statements of the block; `COMMIT` stands for each commit, BEGIN is none of ours."""
    said: list[str] = []

    def execute(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    def commit(_connection: Any) -> None:
        said.append("COMMIT")

    event.listen(db.engine, "before_cursor_execute", execute)
    event.listen(db.engine, "commit", commit)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", execute)
        event.remove(db.engine, "commit", commit)


def writing_commits(said: list[str]) -> int:
    """Count the commits that something was written before."""
    count, wrote = 0, False
    for line in said:
        if line == "COMMIT":
            count, wrote = count + wrote, False
        elif not line.lstrip().upper().startswith("SELECT"):
            wrote = True
    return count


def _short(line: str) -> str:
    words = " ".join(line.split())
    return words if len(words) <= 110 else f"{words[:60]} … {words[-45:]}"
