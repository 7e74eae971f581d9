"""`soglas check` and `soglas try`: diagrams from files, without database, mail or roles."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from app.workflow.checks import Surroundings
    from app.workflow.findings import Finding
    from app.workflow.package import Package

GROUPS = ("xml", "support", "soundness", "expressions", "bindings")
FILES = click.Path(exists=True, path_type=Path)


@click.command("check")
@click.argument("files", nargs=-1, type=FILES)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--rules", default=",".join(GROUPS), help=f"Groups to check, of {', '.join(GROUPS)}.")
@click.option("--list-rules", is_flag=True, help="Print every rule instead.")
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", help="Language of the text; JSON has both.")
def check(files: tuple[Path, ...], as_json: bool, rules: str, list_rules: bool, lang: str) -> None:
    """Check diagrams with their forms and tables. Exit code 1 when there is an error of the chosen groups.

    Only the group «bindings» looks at the database, for roles that nobody holds; without one it checks the rest.
    """
    from app.workflow.commandline import check_files, findings_as_json, findings_as_text, parse_groups

    try:
        groups = parse_groups(rules)
    except ValueError as error:
        raise click.UsageError(f"there is no such group of rules: {error}") from error
    if list_rules:
        return _list_rules(groups, as_json)
    if not files:
        raise click.UsageError("give at least one FILE")
    code, findings = check_files(files, groups, around=lambda package: _surroundings(package, groups))
    click.echo(findings_as_json(findings) if as_json else findings_as_text(findings, lang))
    sys.exit(code)


@click.command("try")
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--process", "process_id", help="The process to run, when the files hold several.")
@click.option(
    "--scenario",
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="JSON: where to start, then the steps; «-» reads the input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def try_out(files: tuple[Path, ...], process_id: str | None, scenario: Path, as_json: bool) -> None:
    """Run a diagram through a scenario on a movable clock.

    Exit code 0, 1 when the run or a step failed, 2 when the check refuses the diagram.
    """
    from app.workflow.findings import SourceRefused
    from app.workflow.trial import EXIT_STATUS, run_trial

    try:
        package = _load(files)
    except SourceRefused as refused:
        answer = _refused(refused.findings)
    else:
        answer = run_trial(package, _read_scenario(scenario), process_id)
    if as_json:
        _print(answer)
    else:
        _tell(answer)
    sys.exit(EXIT_STATUS[answer["state"]])


def _load(files: Sequence[Path]) -> Package:
    from app.workflow.package import load_package

    found: list[Path] = []
    for path in files:
        inside = sorted(one for one in path.rglob("*") if one.suffix in (".bpmn", ".dmn", ".form", ".json"))
        found += inside if path.is_dir() else [path]
    return load_package(found)


def _surroundings(package: Package, groups: Sequence[str]) -> Surroundings:
    from app.forms.server_forms import ServerForms
    from app.workflow.checks import Surroundings
    from app.workflow.functions import FUNCTION_NAMES

    if "bindings" in groups:
        from app.cli.holders import ask_installation

        known = ask_installation(package)
        if known is not None:
            return known
    return Surroundings(functions=FUNCTION_NAMES, forms=ServerForms())


def _list_rules(groups: Sequence[str], as_json: bool) -> None:
    from app.workflow.rules import RULES

    rules = [rule for rule in RULES.values() if rule.group in groups]
    if as_json:
        _print([rule.listing() for rule in rules])
        return
    for rule in rules:
        click.echo(f"{rule.group:<12} {rule.severity:<8} {rule.id:<28} {rule.en}\n{'':50} {rule.ru}")


def _refused(findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "state": "refused",
        "path": [],
        "open": [],
        "timers": [],
        "variables": {},
        "error": None,
        "findings": [finding.to_json() for finding in findings],
    }


def _read_scenario(path: Path) -> Mapping[str, Any]:
    with click.open_file(str(path), encoding="utf-8") as file:
        text = file.read()
    try:
        scenario = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path}: the scenario is no JSON: {error}") from error
    if not isinstance(scenario, dict):
        raise click.ClickException(f"{path}: the scenario must be a JSON object")
    return scenario


def _tell(answer: Mapping[str, Any]) -> None:
    click.echo(f"state      {answer['state']}")
    click.echo(f"path       {' > '.join(answer['path'])}")
    for task in answer["open"]:
        click.echo(f"open       {task['element']}")
    for timer in answer["timers"]:
        click.echo(f"timer      {timer['element']} at {timer['due_at']}")
    click.echo(f"variables  {json.dumps(answer['variables'], ensure_ascii=False)}")
    if answer["error"]:
        click.echo(f"error      {json.dumps(answer['error'], ensure_ascii=False)}")
    for finding in answer["findings"]:
        click.echo(
            f"{finding['severity']:<10} {finding['rule']} {finding['element']}: {finding['ru']} / {finding['en']}"
        )


def _print(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
