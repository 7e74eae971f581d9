"""`soglas organisation`: create one, list them, import a workbook."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit.models import SYSTEM
from app.foundation.errors import SoglasError
from app.organisation.commands import create_organisation
from app.organisation.commands.import_workbook import apply_workbook, plan_workbook
from app.organisation.commands.workbook import WorkbookRefused, template_workbook
from app.organisation.models import OrganisationKind
from app.organisation.queries.tree import Node, Tree, current_tree


@click.group("organisation")
def organisation() -> None:
    """The tree of organisations."""


@organisation.command("create")
@click.option("--code", required=True, help="A short code that is used nowhere else.")
@click.option("--name", required=True)
@click.option("--short-name", default="")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in OrganisationKind]))
@click.option("--parent", default="", help="Code of the organisation above.")
@click.option("--timezone", default="", help="For example Asia/Chita; that of the parent by default.")
@with_appcontext
def create(code: str, name: str, short_name: str, kind: str, parent: str, timezone: str) -> None:
    """Create an organisation."""
    parent_id = current_tree().by_code.get(parent.casefold()) if parent else None
    if parent and parent_id is None:
        raise click.ClickException(f"there is no organisation with the code {parent}")
    try:
        made = create_organisation(
            kind=kind,
            code=code,
            name=name,
            short_name=short_name,
            parent_id=parent_id,
            timezone=timezone,
            created_by=SYSTEM,
        )
    except SoglasError as error:
        raise click.ClickException(f"{error} {dict(error.facts)}") from error
    click.echo(f"{made.code} created")


@organisation.command("list")
@with_appcontext
def list_all() -> None:
    """Print the tree."""
    tree = current_tree()
    for root in tree.children.get(None, ()):
        for node in tree.below(root):
            click.echo(_line(tree, node))


def _line(tree: Tree, node: Node) -> str:
    closed = "" if node.is_active else "  (closed)"
    return f"{'  ' * (len(node.ids) - 1)}{node.code}  {node.kind}  {node.name}{closed}"


@organisation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "apply_it", is_flag=True, help="Carry the shown differences out.")
@with_appcontext
def import_file(file: Path, apply_it: bool) -> None:
    """Show what FILE.xlsx would change, or with --apply change it. Exit code 1 when the workbook has errors."""
    content = file.read_bytes()
    try:
        plan = plan_workbook(content)
    except WorkbookRefused as refused:
        raise click.ClickException(str(refused)) from refused
    for problem in plan.problems:
        click.echo(f"ERROR  {problem.sheet}!{problem.cell}: {problem.text}")
    for change in plan.changes:
        click.echo(f"{change.sign} {change.words}")
    counts = f"{len(plan.changes)} changes, {len(plan.problems)} errors"
    if plan.problems:
        click.echo(counts)
        raise SystemExit(1)
    if not apply_it:
        click.echo(f"{counts}. Nothing was changed: run again with --apply")
        return
    apply_workbook(content, shown_hash=plan.hash, applied_by=SYSTEM)
    click.echo(f"{counts}, applied")


@organisation.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an empty workbook for the import to FILE.xlsx."""
    file.write_bytes(template_workbook())
    click.echo(f"{file} written")
