"""Where a draft comes from: the version in force, a shipped process, a file, an empty sheet."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer
from app.foundation.errors import NotFound
from app.processes.commands.drafts import create_draft
from app.processes.policy import may_own, owner_organisation_of
from app.processes.queries import find_process, live_version
from app.processes.queries.archive import MAX_UPLOAD, Uploaded, UploadRefused, read_upload
from app.processes.queries.drafts import find_open_draft, list_drafts
from app.processes.queries.examination import examine
from app.workflow.editing import blank_diagram, process_key_from, with_process_id
from app.workflow.findings import SourceRefused
from app.workflow.package import Package, SourceFile
from app.workshop.queries.gallery import get_shipped, list_shipped
from app.workshop.routes import blueprint, owners

MOST_NAME = 200


@blueprint.get("")
@owners
def list_all() -> str:
    """Show the drafts of this owner."""
    before = request.args.get("before", type=int)
    rows, more = list_drafts(current_viewer(), before=before)
    return render_template("workshop/list.html", rows=rows, more=more)


@blueprint.get("/gallery")
@owners
def gallery() -> str:
    """Show the shipped processes to begin from."""
    return render_template("workshop/gallery.html", rows=list_shipped())


@blueprint.get("/new")
@owners
def begin() -> str:
    """Ask for the name of a new process, or for a file."""
    return _begin_page()


@blueprint.post("/new")
@owners
def draw_new() -> ResponseReturnValue:
    """Begin a process on an empty sheet."""
    viewer = current_viewer()
    name = " ".join(request.form.get("name", "").split())[:MOST_NAME]
    if not name:
        return _begin_page(problem=_("Write what the process is called")), 422
    key = _free_key(process_key_from(name))
    package = Package(diagrams=(SourceFile(name=f"{key}.bpmn", data=blank_diagram(key, name)),))
    draft_id = create_draft(
        package, process_key=key, name=name, owner_organisation_id=owner_organisation_of(viewer),
        created_by=viewer.actor(), origin=_("an empty sheet"),
    )  # fmt: skip
    return redirect(url_for("workshop.edit_diagram", draft_id=draft_id), 303)


@blueprint.post("/open/<key>")
@owners
def open_version(key: str) -> ResponseReturnValue:
    """Open the draft of a process: the one that is open already, else a new one from the version in force."""
    viewer = current_viewer()
    process = find_process(key)
    if process is None or process.version_id is None or not may_own(viewer, process.owner_organisation_id):
        raise NotFound
    draft_id = find_open_draft(key)
    if draft_id is None:
        live = live_version(process.version_id)
        draft_id = create_draft(
            live.package, process_key=key, name=process.name, owner_organisation_id=process.owner_organisation_id,
            created_by=viewer.actor(), base_version_id=live.version_id,
            origin=_("version %(number)d", number=live.number),
        )  # fmt: skip
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


@blueprint.post("/gallery/<key>")
@owners
def open_shipped(key: str) -> ResponseReturnValue:
    """Begin a process of one's own from a shipped one."""
    viewer = current_viewer()
    shipped = get_shipped(key)
    draft_id = _offer(viewer, shipped.package, shipped.key, origin=_("the gallery: %(name)s", name=shipped.name))
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


@blueprint.post("/upload")
@owners
def upload() -> ResponseReturnValue:
    """Show what an uploaded diagram or package holds and lacks; only then it is taken over."""
    viewer, file = current_viewer(), request.files.get("file")
    if file is None or not file.filename:
        return _begin_page(file_problem=_("Choose a file: BPMN, or a package in ZIP")), 422
    try:
        found = read_upload(file.filename, file.stream.read(MAX_UPLOAD + 1))
    except UploadRefused as refused:
        return _begin_page(file_problem=_refusal(str(refused))), 422
    draft_id = _offer_upload(viewer, found, file.filename)
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


def _offer_upload(viewer: Viewer, found: Uploaded, filename: str) -> int:
    try:
        main = found.package.main_process_id() or ""
        key = found.process_key if found.process_key in found.package.processes else main
    except SourceRefused:
        key = ""
    report: list[dict[str, object]] = [
        {"kind": "member", "path": one.path, "size": one.size, "is_intact": one.is_intact} for one in found.members
    ]
    report += [{"kind": "left-out", "path": path} for path in found.left_out]
    report += [{"kind": "scenario", "name": name, "steps": one} for name, one in found.scenarios.items()]
    return _offer(viewer, found.package, key or process_key_from(filename), origin=filename, report=report)


def _offer(
    viewer: Viewer, package: Package, key: str, *, origin: str, report: list[dict[str, object]] | None = None
) -> int:
    """Keep a package to be looked at; under an id of its own when the id belongs to a process of others."""
    existing = find_process(key)
    wanted = process_key_from(key) if len(key) > 100 else key
    if existing is not None and not may_own(viewer, existing.owner_organisation_id):
        wanted = _free_key(wanted)
    if wanted != key:
        try:
            files = tuple(
                SourceFile(name=file.name, data=with_process_id(file.data, key, wanted)) for file in package.diagrams
            )
            package = Package(diagrams=files, forms=package.forms, decisions=package.decisions)
        except SourceRefused:
            wanted = key[:100]
    return create_draft(
        package, process_key=wanted, name=_name_of(package, wanted),
        owner_organisation_id=owner_organisation_of(viewer), created_by=viewer.actor(), origin=origin,
        report=[*(report or []), *(one.to_json() for one in examine(package, wanted))], offered=True,
    )  # fmt: skip


def _name_of(package: Package, key: str) -> str:
    try:
        return package.processes[key].name or key
    except (SourceRefused, KeyError):
        return key


def _free_key(key: str) -> str:
    """Return the id, or the same with a number when a process has it."""
    for number in range(2, 1000):
        if find_process(key) is None and find_open_draft(key) is None:
            return key
        key = f"{key.rsplit('--', 1)[0]}--{number}"
    return key


def _refusal(why: str) -> str:
    words = {
        "too large": _("The file is too large: a diagram may have 2 MB, a package 20 MB"),
        "broken archive": _("The archive cannot be read. Export the package once more"),
        "no diagram": _("There is no BPMN diagram in this file"),
    }
    return str(words.get(why, words["no diagram"]))


def _begin_page(problem: str = "", file_problem: str = "") -> str:
    return render_template(
        "workshop/new.html", problem=problem, file_problem=file_problem, name=request.form.get("name", "")
    )
