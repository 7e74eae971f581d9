"""`soglas roadmap list`, `show` and `due`: they need no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from openpyxl import Workbook

from app.cli import soglas
from app.roadmaps.cli import roadmap
from tests.cast import make_cast
from tests.roadmaps.stage import rows


def run(*arguments: str) -> Any:
    return CliRunner().invoke(soglas, ["roadmap", *arguments])


def data(*arguments: str) -> Any:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the configuration at nothing that answers: a command that asks it fails."""
    monkeypatch.setenv("SOGLAS_DATABASE", "sqlite:////dev/null/none.db")


def test_list_gives_the_five_plans_with_whole_measures() -> None:
    plans = data("list", "--json")
    assert {plan["id"]: len(plan["measures"]) for plan in plans} == {
        "spb-network-roadmap": 32,
        "digital-breakthrough": 47,
        "tochka-rosta-tz": 100,
        "smolensk-plan": 39,
        "school8-dce": 25,
    }
    for plan in plans:
        assert plan["title"]
        for measure in plan["measures"]:
            for key in ("id", "title", "family", "executor_roles", "controller", "schedule", "evidence"):
                assert measure[key], (measure["id"], key)
            assert "number" in measure


def test_due_lists_legal_and_safe_days_in_order() -> None:
    rows = data("due", "tochka-rosta-tz", "--from", "2020-08-01", "--to", "2020-08-15", "--json")
    assert rows == [{"measure": "tr1-30c", "due": "2020-08-15", "safe_day": "2020-08-14"}]
    all_rows = data("due", "spb-network-roadmap", "--json")
    assert len(all_rows) == 936 + 8
    assert all_rows == sorted(all_rows, key=lambda row: row["due"])
    assert len({(row["measure"], row["due"]) for row in all_rows}) == len(all_rows)
    assert data("due", "smolensk-plan", "--measure", "sm-1.2", "--json") == []


def test_due_without_json_names_the_safe_day_only_where_it_differs() -> None:
    lines = run("due", "tochka-rosta-tz", "--measure", "tr1-43c").output.splitlines()
    assert lines[0] == "2020-04-05  tr1-43c  safe day 2020-04-03"
    assert lines[2] == "2020-10-05  tr1-43c"


def test_what_is_not_there_is_said() -> None:
    result = run("due", "nothing")
    assert result.exit_code == 1
    assert "spb-network-roadmap" in result.output
    assert "no measure tr1-99" in run("due", "tochka-rosta-tz", "--measure", "tr1-99").output
    assert "no date" in run("due", "tochka-rosta-tz", "--from", "15.08.2020").output
    assert run("due", "tochka-rosta-tz", "--from", "2021-01-01", "--to", "2020-01-01").exit_code == 2


def test_show_prints_every_measure_of_the_plan() -> None:
    output = run("show", "school8-dce").output
    assert output.count("checked by") == 25
    assert data("show", "school8-dce", "--json")["id"] == "school8-dce"


def test_apply_writes_the_plan_into_the_database(app: Flask) -> None:
    make_cast()
    arguments = ["apply", "smolensk-plan", "--organisation", "region", "--year", "2026"]
    wired = ScriptInfo(create_app=lambda: app)
    first = CliRunner().invoke(roadmap, [*arguments, "--json"], obj=wired)
    assert first.exit_code == 0, first.output
    done = json.loads(first.output)
    assert done["occurrences"] == len(rows(done["roadmap_id"]))
    assert done["nobody"] == []
    second = CliRunner().invoke(roadmap, arguments, obj=wired)
    assert second.exit_code == 1
    nowhere = CliRunner().invoke(roadmap, [*arguments[:2], "--organisation", "mars", "--year", "2026"], obj=wired)
    assert "no organisation" in nowhere.output


def test_read_says_what_is_understood_of_a_foreign_plan_and_what_is_asked(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("№", "Мероприятие", "Срок"), ("1", "Провести совещание", "до 15 августа"), ("2", "Подумать", "потом")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "plan.xlsx")
    found = data("read", str(tmp_path / "plan.xlsx"), "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    first, second = found["measures"]
    assert (first["schedule"]["end"], first["family"]) == ("2026-08-15", "meeting")
    assert second["questions"]["schedule"] == "unknown"
    (tmp_path / "bad.xlsx").write_bytes(b"nothing")
    refused = run("read", str(tmp_path / "bad.xlsx"), "--from", "2026-01-01", "--to", "2026-12-31")
    assert refused.exit_code == 1
    assert "broken" in refused.output
