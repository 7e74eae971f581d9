"""`soglas case` and `soglas worker`."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app.audit.models import SYSTEM, AuditEntry
from app.engine.commands.repair import heal_tasks, rebuild_case
from app.engine.commands.steps.consistency import find_differences
from app.engine.commands.steps.locked import lock_case
from app.engine.handlers import run_everything_due
from app.engine.models import Case, Incident, IncidentState, TaskState, UserTask
from app.engine.queries import get_case_by_number
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.transaction import command
from app.organisation.queries import current_tree
from app.processes.queries import live_version


@click.group("case")
def case() -> None:
    """Look at cases, and make rows agree with their state."""


@case.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def show(number: str, as_json: bool) -> None:
    """Show the case NUMBER: where it is, what is open, what happened."""
    facts = describe(_find(number))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return
    click.echo(f"{facts['number']}  {facts['title']}")
    click.echo(f"  {facts['process']}, version {facts['version']}; {facts['organisation']}; {facts['status']}")
    click.echo(f"  opened {facts['opened_at']} by {facts['initiator']}; round {facts['round']}")
    for task in facts["open_tasks"]:
        click.echo(f"  open: {task['name']} ({task['role']}, {task['organisation']}), until {task['due'] or '-'}")
    for incident in facts["incidents"]:
        click.echo(f"  incident {incident['id']}: {incident['en']}")
    for entry in facts["history"]:
        click.echo(f"  {entry['at']}  {entry['who']}: {entry['action']} {entry['name']} {entry['outcome']}".rstrip())


@case.command("verify")
@click.argument("number", required=False)
@click.option("--repair", is_flag=True, help="Rebuild the rows from the state where they disagree.")
@with_appcontext
def verify(number: str | None, repair: bool) -> None:
    """Compare the rows of one case, or of all, with its state; exit 1 when they disagree."""
    ids = [_find(number).id] if number else list(db.session.scalars(select(Case.id).order_by(Case.id)))
    db.session.rollback()
    wrong = 0
    for case_id in ids:
        found = rebuild_case(case_id, repaired_by=SYSTEM) if repair else _differences(case_id)
        wrong += bool(found)
        for words in found:
            click.echo(f"case {case_id}: {words}")
    click.echo(f"{len(ids)} cases, {wrong} with differences")
    sys.exit(1 if wrong and not repair else 0)


@case.command("heal")
@with_appcontext
def heal() -> None:
    """Close the incidents of tasks that nobody could do and somebody can do now."""
    click.echo(f"{heal_tasks()} healed")


@click.command("worker")
@click.option("--threads", default=2, show_default=True, help="How many things run at once.")
@click.option("--once", is_flag=True, help="Run what is due now, then stop.")
@with_appcontext
def worker(threads: int, once: bool) -> None:
    """Run due timers, jobs and mail until stopped; any number of these may run at once on PostgreSQL."""
    if once:
        click.echo(f"{run_everything_due('once')} done")
        return
    from app.engine.worker import Worker

    logging.getLogger("soglas").setLevel(logging.INFO)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    running = Worker(app, threads=threads)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    running.start()
    click.echo(f"worker {running.name} runs (Ctrl+C stops it)")
    stopped.wait()
    click.echo("Stopping.")
    running.stop()


def describe(row: Case) -> dict[str, Any]:
    """Return everything that `soglas case show` says, as plain values."""
    live, tree = live_version(row.version_id), current_tree()
    tasks = db.session.scalars(
        select(UserTask).where(UserTask.case_id == row.id, UserTask.state == TaskState.OPEN).order_by(UserTask.id)
    )
    incidents = db.session.scalars(
        select(Incident).where(Incident.case_id == row.id, Incident.state == IncidentState.OPEN).order_by(Incident.id)
    )
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.stream == f"case:{row.id}").order_by(AuditEntry.number)
    )
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "process": live.process_key,
        "version": live.number,
        "organisation": tree.node(row.organisation_id).name,
        "initiator": row.initiator_name,
        "status": row.status.value,
        "outcome": row.outcome_element,
        "outcome_words": row.outcome_words,
        "round": row.round,
        "edition": row.edition,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "open_tasks": [_task(task) for task in tasks],
        "incidents": [{"id": one.id, "kind": one.kind.value, "ru": one.ru, "en": one.en} for one in incidents],
        "history": [_history(entry) for entry in entries],
    }


def _task(task: UserTask) -> dict[str, Any]:
    tree = current_tree()
    return {
        "id": task.id,
        "element": task.element_id,
        "name": task.name,
        "role": task.role,
        "organisation": tree.node(task.organisation_id).short_name if task.organisation_id else "",
        "round": task.round,
        "due": task.legal_date.isoformat() if task.legal_date else None,
    }


def _history(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "who": entry.person_name,
        "action": entry.action,
        "name": entry.facts.get("name", ""),
        "outcome": entry.facts.get("outcome", ""),
    }


def _find(number: str) -> Case:
    try:
        return get_case_by_number(number)
    except NotFound:
        raise click.ClickException(f"there is no case {number}") from None


@command
def _differences(case_id: int) -> tuple[str, ...]:
    return find_differences(lock_case(case_id))
