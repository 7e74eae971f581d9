"""The console script as an operator and as another program use it, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
STAFFING = ROOT / "bpmn" / "staffing-approval.bpmn"


def soglas(*words: str, var: Path, given: str = "", code: int | None = 0) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SOGLAS_", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env=env | {"SOGLAS_VAR": str(var)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_help_lists_every_command_and_loads_none(tmp_path: Path) -> None:
    out = soglas("--help", var=tmp_path)
    assert all(f"  {name} " in out for name in COMMANDS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there(name: str, tmp_path: Path) -> None:
    assert "Usage: soglas" in soglas(name, "--help", var=tmp_path)


def test_commands_without_database_load_no_application() -> None:
    pure = [name for name, lazy in COMMANDS.items() if not lazy.needs_app]
    words = "import sys, click; from app.cli import soglas; ctx = click.Context(soglas)\n"
    words += f"for name in {pure!r}: assert soglas.get_command(ctx, name)\n"
    words += "assert not {'flask', 'sqlalchemy', 'SpiffWorkflow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=True, timeout=60)


def test_feel_answers_json(tmp_path: Path) -> None:
    assert json.loads(soglas("feel", "a + 1", "--context", '{"a": 1}', var=tmp_path))["value"] == 2
    soglas("feel", "a +", var=tmp_path, code=1)
    lines = '{"id": "x", "expression": "1 + 1"}\n{"id": "y", "expression": "1 +"}\n'
    answers = [json.loads(line) for line in soglas("feel", "--batch", "-", var=tmp_path, given=lines).splitlines()]
    assert [answer["id"] for answer in answers] == ["x", "y"]
    assert "error" in answers[1]
    names = {one["name"] for one in json.loads(soglas("feel", "--functions", var=tmp_path))}
    assert {"sum", "add working days"} <= names


def test_check_and_try_need_no_database(tmp_path: Path) -> None:
    var = tmp_path / "never made"
    report = json.loads(soglas("check", str(STAFFING), "--json", var=var))
    assert report["ok"] is True
    soglas("check", str(STAFFING), "--rules", "nothing", var=var, code=2)
    rules = json.loads(soglas("check", "--list-rules", "--json", var=var))
    assert {"id", "group", "severity", "ru", "en"} <= set(rules[0])
    broken = tmp_path / "broken.bpmn"
    broken.write_text('<!DOCTYPE x [<!ENTITY e "x">]><x/>', encoding="utf-8")
    refused = json.loads(soglas("check", str(broken), "--json", var=var, code=1))
    assert refused["findings"][0]["severity"] == "error"
    scenario = json.dumps({"start": {"process": "staffing-approval", "variables": {}, "at": "2026-06-01T09:00:00Z"}})
    answer = json.loads(soglas("try", str(STAFFING), "--scenario", "-", "--json", var=var, given=scenario, code=None))
    assert {"state", "path", "open", "timers", "variables", "error", "findings"} <= set(answer)
    bad = soglas("try", str(broken), "--scenario", "-", "--json", var=var, given="{}", code=2)
    assert json.loads(bad)["state"] == "refused"
    assert not var.exists()


def test_an_unknown_setting_is_told_without_a_traceback(tmp_path: Path) -> None:
    env = os.environ | {"SOGLAS_COLOUR": "red", "SOGLAS_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "audit", "verify"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SOGLAS_COLOUR" in done.stderr
    assert "Traceback" not in done.stderr
