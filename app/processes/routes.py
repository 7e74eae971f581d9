"""The catalogue of processes, to read: what there is, each version as a drawing and in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from app.access.policy import current_viewer, role_name, signed_in
from app.foundation.errors import NotFound
from app.foundation.page_frame import Section, add_section
from app.processes.queries import (
    Live,
    VersionRow,
    get_process,
    list_processes,
    list_startable,
    list_versions,
    live_version,
)
from app.processes.queries.settings import Setting
from app.processes.queries.step_words import kind_name, outcome_button, term_words
from app.workflow.outline import NextStep, OutlineElement

processes = Blueprint("processes", __name__, template_folder="templates")


def install_processes(app: Flask) -> None:
    """Add the pages of this room and its section of the bar."""
    app.register_blueprint(processes)
    add_section(app, Section(key="processes", label=_l("Processes"), endpoint="processes.list_all", order=60))


@processes.get("/processes")
@signed_in
def list_all() -> str:
    """Show the processes in force, by family."""
    text = request.args.get("q", "").strip()[:100]
    rows = [row for row in list_processes() if row.version_id is not None]
    found = [row for row in rows if text.casefold() in f"{row.name} {row.description}".casefold()]
    startable = {one.key for one in list_startable(current_viewer())}
    steps = {row.key: len(live_version(row.version_id).outline.user_tasks) for row in found if row.version_id}
    return render_template(
        "processes/list.html", rows=found, steps=steps, startable=startable, text=text, total=len(rows)
    )


@processes.get("/processes/<key>")
@signed_in
def show_process(key: str) -> AnyResponse:
    """Go to the version in force."""
    row = get_process(key)
    if row.version_number is None:
        raise NotFound
    return redirect(url_for("processes.show_version", key=key, number=row.version_number))


@processes.get("/processes/<key>/<int:number>")
@signed_in
def show_version(key: str, number: int) -> str:
    """Show one version: the diagram, the steps in words, the settings with their sources."""
    row = get_process(key)
    versions = list_versions(key)
    version = _version(versions, number)
    live = live_version(version.version_id)
    return render_template(
        "processes/version.html",
        process=row,
        version=version,
        versions=versions,
        live=live,
        steps=[_step_words(step, live) for step in live.outline.user_tasks],
        settings=[_setting_words(one) for one in live.settings.values()],
        roles=[role_name(role) for role in row.start_roles],
        may_start=any(one.key == key for one in list_startable(current_viewer())),
    )


@processes.get("/processes/<key>/<int:number>/diagram.bpmn")
@signed_in
def show_diagram(key: str, number: int) -> Response:
    """Give the diagram of a version as it was published."""
    version = _version(list_versions(key), number)
    diagrams = live_version(version.version_id).package.diagrams
    if not diagrams:
        abort(404)
    return Response(diagrams[0].data, mimetype="application/xml")


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """One step of the outline, in words."""

    number: int
    name: str
    what: str
    who: str
    term: str
    decisions: str
    then: tuple[str, ...]
    documents: tuple[str, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class SettingWords:
    """One setting: its value, its unit, where it comes from."""

    value: str
    source: str
    is_printed: bool


def _version(versions: tuple[VersionRow, ...], number: int) -> VersionRow:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _step_words(step: OutlineElement, live: Live) -> StepWords:
    spec = step.task
    if spec is None:
        raise NotFound
    roles = dict.fromkeys(_role_words(group.role) for group in spec.groups)
    return StepWords(
        number=step.number,
        name=step.name,
        what=kind_name(spec.kind),
        who=", ".join(roles) or step.lane,
        term=term_words(spec.deadline, live.settings),
        decisions=", ".join(outcome_button(spec.kind, outcome) for outcome in spec.outcomes),
        then=tuple(dict.fromkeys(_next_words(one) for one in step.next if not one.event)),
        documents=spec.documents,
        note=spec.documentation,
    )


def _role_words(role: str) -> str:
    try:
        return role_name(role)
    except ValueError:
        return role


def _next_words(step: NextStep) -> str:
    choice = ", ".join(branch.name for branch in step.branches if branch.name)
    if step.type == "endEvent":
        target = str(_("the case ends: %(name)s", name=step.name)) if step.name else str(_("the case ends"))
    else:
        target = f"«{step.name}»" if step.name else step.element_id
    if step.back:
        target = str(_("back to %(step)s", step=target))
    return f"{choice}: {target}" if choice else target


def _setting_words(setting: Setting) -> SettingWords:
    printed = setting.source.startswith("[DOC]")
    text = setting.source.removeprefix("[DOC]").removeprefix("[DEF]").strip()
    return SettingWords(value=f"{setting.value} {setting.unit}".strip(), source=text, is_printed=printed)
