"""`soglas case`: what an administrator sees of a case, and that rows and state agree."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import update

from app.engine.cli import case
from app.engine.models import UserTask
from app.foundation.database import db
from tests.cast import Cast
from tests.engine.stage import do, publish_approval, start


def test_a_case_is_shown_in_words_and_as_json(app: Flask, cast: Cast) -> None:
    publish_approval()
    started = start(cast)
    do(cast, "north-1.admin", started.case_id, subject="Принтер")
    runner = app.test_cli_runner()
    shown = runner.invoke(case, ["show", started.number])
    assert shown.exit_code == 0, shown.output
    assert "Согласовать заявку" in shown.output
    facts = json.loads(runner.invoke(case, ["show", started.number, "--json"]).output)
    assert facts["status"] == "running"
    assert [task["element"] for task in facts["open_tasks"]] == ["Agree"]
    assert [entry["action"] for entry in facts["history"]] == ["start_case", "complete_task"]
    assert runner.invoke(case, ["show", "НЕТ-2026-0001"]).exit_code == 1


def test_differences_are_found_and_repaired(app: Flask, cast: Cast) -> None:
    publish_approval()
    started = start(cast)
    runner = app.test_cli_runner()
    assert runner.invoke(case, ["verify"]).exit_code == 0
    db.session.execute(update(UserTask).values(state="cancelled"))
    db.session.commit()
    found = runner.invoke(case, ["verify", started.number])
    assert (found.exit_code, "open tasks" in found.output) == (1, True)
    assert runner.invoke(case, ["verify", "--repair"]).exit_code == 0
    assert runner.invoke(case, ["verify"]).exit_code == 0
