"""The catalogue of processes, to read: what there is, each version as a drawing and in words."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from app.access.policy import current_viewer, role_name, signed_in
from app.foundation.errors import NotFound
from app.foundation.page_frame import Section, add_section
from app.organisation.policy.absence_words import register_process_names
from app.processes.commands.ask_publication import APPROVERS
from app.processes.policy import is_owner_somewhere, may_own
from app.processes.queries import (
    ProcessRow,
    VersionRow,
    get_process,
    list_gaps,
    list_processes,
    list_startable,
    list_versions,
    live_version,
)
from app.processes.queries.outline_words import words_of_setting, words_of_step
from app.processes.queries.regulation import regulation_of
from app.processes.queries.regulation_document import regulation_document
from app.processes.queries.running import count_running

processes = Blueprint("processes", __name__, template_folder="templates")


def install_processes(app: Flask) -> None:
    """Add the pages of this room and its section of the bar."""
    app.register_blueprint(processes)
    register_process_names(_names)
    section = Section(
        key="processes", label=_l("Processes"), endpoint="processes.list_all", order=60, also=("workshop",)
    )
    add_section(app, section)


def _names() -> dict[str, str]:
    return {row.key: row.name for row in list_processes(with_retired=True)}


@processes.get("/processes")
@signed_in
def list_all() -> str:
    """Show the processes in force, by family."""
    text = request.args.get("q", "").strip()[:100]
    owns = is_owner_somewhere(current_viewer())
    retired = owns and request.args.get("retired") == "1"
    rows = [row for row in list_processes(with_retired=retired) if row.version_id is not None]
    rows = [row for row in rows if row.is_retired is retired]
    found = [row for row in rows if text.casefold() in f"{row.name} {row.description}".casefold()]
    startable = {one.key for one in list_startable(current_viewer())}
    steps = {row.key: len(live_version(row.version_id).outline.user_tasks) for row in found if row.version_id}
    return render_template(
        "processes/list.html",
        rows=found,
        steps=steps,
        startable=startable,
        text=text,
        total=len(rows),
        owns=owns,
        retired=retired,
        running=count_running() if owns else {},
        gaps={row.key: len(list_gaps(row.version_id)) for row in found if row.version_id} if owns else {},
        families=_families(found) if owns else {},
    )


def _families(rows: list[ProcessRow]) -> dict[str, str]:
    """Return the name of the family by process, for those whose family bears the name of another process."""
    names = _names()
    return {row.key: names[row.family] for row in rows if row.family in names and row.family != row.key}


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
        steps=[words_of_step(step, live.settings) for step in live.outline.user_tasks],
        settings=[words_of_setting(one) for one in live.settings.values()],
        roles=[role_name(role) for role in row.start_roles],
        may_start=any(one.key == key for one in list_startable(current_viewer())),
        owns=may_own(current_viewer(), row.owner_organisation_id),
        approvers=[("", _("nobody, the owner publishes alone")), *((one.value, role_name(one)) for one in APPROVERS)],
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


@processes.get("/processes/<key>/<int:number>/regulation")
@signed_in
def show_regulation(key: str, number: int) -> str:
    """Show the living regulation: the version in words, as it runs."""
    process, version = get_process(key), _version(list_versions(key), number)
    regulation = regulation_of(process, version, live_version(version.version_id))
    return render_template("processes/regulation.html", process=process, version=version, regulation=regulation)


@processes.get("/processes/<key>/<int:number>/regulation.docx")
@signed_in
def give_regulation(key: str, number: int) -> Response:
    """Give the living regulation as a document."""
    process, version = get_process(key), _version(list_versions(key), number)
    content = regulation_document(regulation_of(process, version, live_version(version.version_id)))
    answer = Response(content, mimetype="application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{key}-{number}.docx")
    return answer


def _version(versions: tuple[VersionRow, ...], number: int) -> VersionRow:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found
