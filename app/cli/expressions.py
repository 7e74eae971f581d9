"""`soglas feel` and `soglas dmn`: expressions and decision tables from the command line, without the application."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from app.feel import Function


@click.command("feel")
@click.argument("expression", required=False)
@click.option("--context", default="{}", help="The names it knows, as JSON: '{\"a\": 1}'.")
@click.option("--batch", type=click.Path(allow_dash=True), help="JSON lines to JSON lines; «-» reads the input.")
@click.option("--functions", is_flag=True, help="Print every function as JSON, with descriptions in two languages.")
def feel(expression: str | None, context: str, batch: str | None, functions: bool) -> None:
    """Work out a FEEL EXPRESSION. Exit code 1 when it cannot be read or evaluated."""
    from app.feel import commandline

    if functions:
        from app.feel.table import function_table

        _print(function_table(_own_functions()))
    elif batch:
        _answer_lines(commandline.run_batch(_lines(batch), functions=_own_functions()))
    elif expression is None:
        raise click.UsageError("give an expression, --batch or --functions")
    else:
        answer = commandline.run_expression(expression, context, functions=_own_functions())
        _print(answer)
        sys.exit(1 if "error" in answer else 0)


@click.command("dmn")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", help="Name or id of a decision or a decision service.")
@click.option("--context", default="{}", help="The input data, as JSON.")
@click.option("--batch", type=click.Path(allow_dash=True), help="JSON lines to JSON lines; «-» reads the input.")
def dmn(file: Path | None, decision: str | None, context: str, batch: str | None) -> None:
    """Ask a decision of a DMN FILE. Exit code 1 when the file or the decision cannot be used."""
    from app.workflow.dmn import commandline
    from app.workflow.findings import SourceRefused

    if batch:
        _answer_lines(commandline.run_batch(_lines(batch)))
    elif file is None or decision is None:
        raise click.UsageError("give FILE and --decision, or --batch")
    else:
        try:
            _print(commandline.run_decision(str(file), decision, context))
        except (commandline.Refused, SourceRefused) as refused:
            _print({"error": str(refused)})
            sys.exit(1)


def _own_functions() -> Mapping[str, Function]:
    """Return what expressions have beside FEEL: working days by the calendar of the country, no organisations."""
    from app.workflow.functions import dialect_functions

    return dialect_functions()


def _lines(path: str) -> Iterator[str]:
    with click.open_file(path, encoding="utf-8") as file:
        yield from file


def _answer_lines(answers: Iterator[str]) -> None:
    for answer in answers:
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def _print(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
