"""`soglas roadmap`: the shipped plans, their due dates, and applying one to an organisation and a year."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import with_appcontext

from app.roadmaps.policy.import_reading import Defaults, read_rows
from app.roadmaps.policy.import_rows import shapes_of, source_rows
from app.roadmaps.policy.import_tables import FileRefused, read_tables
from app.roadmaps.policy.phrase_dates import Frame
from app.roadmaps.policy.plan_file import Measure, Plan
from app.roadmaps.queries.library import find_shipped_plan, shipped_plans
from app.workflow.calendar import NoCalendar, WorkingCalendar

if TYPE_CHECKING:
    from app.roadmaps.queries.applying import ApplyPreview

_LONGEST_TITLE = 90


class Day(click.ParamType[date]):
    """A calendar day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; refuses anything else."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fail(f"{value} is no date; write it as 2026-08-15", param, ctx)


@click.group("roadmap")
def roadmap() -> None:
    """Plans (roadmaps), their measures and due dates."""


@roadmap.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the plans with all their measures as JSON.")
def list_all(as_json: bool) -> None:
    """Print the plans that ship with the product."""
    if as_json:
        _print_json([plan.to_json() for plan in shipped_plans()])
        return
    for plan in shipped_plans():
        click.echo(f"{plan.id}  {len(plan.measures)} measures  {plan.first} to {plan.last}  {plan.short}")


@roadmap.command("show")
@click.argument("plan_id", metavar="PLAN")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def show(plan_id: str, as_json: bool) -> None:
    """Print one plan: its sections and measures with deadline, executors and control."""
    plan = _plan(plan_id)
    if as_json:
        _print_json(plan.to_json())
        return
    click.echo(f"{plan.id}: {plan.title}\n{plan.first} to {plan.last}")
    for section in plan.sections:
        click.echo(f"\n{section.part_title}. {section.title}")
        for measure in plan.measures:
            if measure.section == section.id:
                click.echo(_line(measure))


def _line(measure: Measure) -> str:
    title = str(measure.data.get("content") or measure.title)
    shown = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    roles = ", ".join(measure.executor_roles)
    return (
        f"  {measure.id}  {measure.number or '-'}  {shown}\n"
        f"      {measure.deadline_printed} ({measure.schedule.kind}); {measure.family}; "
        f"{roles}; checked by {measure.controller.role}"
    )


@roadmap.command("due")
@click.argument("plan_id", metavar="PLAN")
@click.option("--measure", "measure_id", default=None, help="Only this measure.")
@click.option("--from", "first", type=Day(), default=None, help="The first day, inclusive; the plan's life by default.")
@click.option("--to", "last", type=Day(), default=None, help="The last day, inclusive; the plan's life by default.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of {measure, due, safe_day}.")
def due(plan_id: str, measure_id: str | None, first: date | None, last: date | None, as_json: bool) -> None:
    """Print the due dates of a plan: the legal day and the working day not after it.

    Measures without dates of their own (by an outside schedule, on request, open-ended, unreadable) have none.
    """
    plan = _plan(plan_id)
    measures = plan.measures if measure_id is None else (_measure(plan, measure_id),)
    if first and last and first > last:
        raise click.UsageError("--from is later than --to")
    try:
        rows = list(_due_rows(measures, first, last))
    except NoCalendar as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        safe = "" if row["safe_day"] == row["due"] else f"  safe day {row['safe_day']}"
        click.echo(f"{row['due']}  {row['measure']}{safe}")


def _due_rows(measures: Iterable[Measure], first: date | None, last: date | None) -> Iterable[dict[str, str]]:
    calendar = WorkingCalendar()
    found = [(day, measure.id) for measure in measures for day in measure.schedule.due_dates(first, last)]
    for day, measure_id in sorted(found, key=lambda item: item[0]):
        safe = calendar.previous_working_day(day)
        yield {"measure": measure_id, "due": day.isoformat(), "safe_day": safe.isoformat()}


@roadmap.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "first", type=Day(), required=True, help="The first day of the plan: it gives missing years.")
@click.option("--to", "last", type=Day(), required=True, help="The last day of the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the sections, the measures and the questions as JSON.")
def read(file: Path, first: date, last: date, as_json: bool) -> None:
    """Print what is understood of a plan in a workbook (XLSX) or a document (DOCX); nothing is kept."""
    if first > last:
        raise click.UsageError("--from is later than --to")
    try:
        tables = read_tables(file.read_bytes())
    except FileRefused as error:
        raise click.ClickException(f"the file cannot be read: {error.code}") from error
    found = read_rows(source_rows(tables, shapes_of(tables)), Frame(first=first, last=last), Defaults())
    if as_json:
        rows = [{**one.measure, "questions": dict(one.questions)} for one in found.rows]
        _print_json({"sections": list(found.sections), "measures": rows})
        return
    for one in found.rows:
        asked = "; ".join(f"{name}: {code}" for name, code in one.questions)
        kind = (one.measure["schedule"] or {}).get("type", "?")
        click.echo(f"{one.measure['number'] or '-'}  {one.measure['title'][:_LONGEST_TITLE]}")
        click.echo(f"    {one.measure['deadline_printed']} ({kind}){'  asked: ' + asked if asked else ''}")


@roadmap.command("apply")
@click.argument("plan_id", metavar="PLAN")
@click.option("--organisation", "code", required=True, help="Code of the organisation that carries the plan out.")
@click.option("--year", required=True, type=click.IntRange(1990, 2100), help="The year in which the plan begins.")
@click.option("--basis", default="", help="The act by which the plan was approved.")
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would come of it; nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def apply(plan_id: str, code: str, year: int, basis: str, dry: bool, as_json: bool) -> None:
    """Apply PLAN to an organisation and all below it; the printed dates are shifted to the year.

    Prints what would stand still because nobody carries it out or may check it; that does not hinder applying.
    """
    from flask_babel import force_locale

    from app.audit.models import SYSTEM
    from app.foundation.errors import SoglasError
    from app.organisation.queries import current_tree
    from app.roadmaps.commands import apply_plan
    from app.roadmaps.queries.applying import preview_plan

    plan = _plan(plan_id)
    organisation_id = current_tree().by_code.get(code.casefold())
    if organisation_id is None:
        raise click.ClickException(f"there is no organisation with the code {code}")
    try:
        with force_locale("en"):
            seen = preview_plan(plan, organisation_id=organisation_id, year=year)
        done = None
        if not dry:
            done = apply_plan(plan, organisation_id=organisation_id, year=year, applied_by=SYSTEM, basis=basis)
    except SoglasError as error:
        raise click.ClickException(f"{error} {dict(error.facts)}") from error
    if as_json:
        _print_json(
            {**(asdict(done) if done else seen.to_json()), "warnings": [one.to_json() for one in seen.warnings]}
        )
        return
    _print_applied(seen, code, "would be applied" if dry else "applied")


def _print_applied(seen: ApplyPreview, code: str, what: str) -> None:
    click.echo(
        f"{seen.plan.id} {what} to {code} for {seen.year}: {seen.total} occurrences, {seen.passed} already passed"
    )
    if seen.openings:
        first = seen.openings[0]
        click.echo(f"{seen.at_once} open at once; the first: {first.row.measure} on {first.opens}, due {first.due}")
    if seen.undated:
        click.echo(f"dates to be filled in: {', '.join(row.measure for row in seen.undated)}")
    for one in seen.warnings:
        click.echo(f"warning: {one.title}: {', '.join(one.measures)}\n  {one.text}\n  {one.remedy}")
        if one.helpers:
            click.echo(f"  can help: {'; '.join(one.helpers)}")


def _plan(plan_id: str) -> Plan:
    plan = find_shipped_plan(plan_id)
    if plan is None:
        known = ", ".join(plan.id for plan in shipped_plans())
        raise click.ClickException(f"there is no plan {plan_id}; there are {known}")
    return plan


def _measure(plan: Plan, measure_id: str) -> Measure:
    measure = plan.measure(measure_id)
    if measure is None:
        raise click.ClickException(f"{plan.id} has no measure {measure_id}")
    return measure


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
