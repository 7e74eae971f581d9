"""Published versions: what changed between two of them, the package as a file. For everybody who is signed in."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.access.policy import signed_in
from app.foundation.errors import NotFound
from app.processes.queries import VersionRow, get_process, list_versions, live_version
from app.processes.queries.archive import write_archive
from app.processes.queries.scenarios import list_scenarios
from app.workshop.queries.publication import changes_between
from app.workshop.routes import blueprint


@blueprint.get("/processes/<key>/<int:number>/changes")
@signed_in
def show_changes(key: str, number: int) -> str:
    """Show what a version changed, against the one before or the one that was chosen."""
    process, versions = get_process(key), list_versions(key)
    new = _version(versions, number)
    since = request.args.get("since", type=int)
    others = [one for one in versions if one.number != number]
    old = _version(versions, since) if since else next((one for one in others if one.number < number), None)
    if old is None or old.number == number:
        raise NotFound
    changes = changes_between(live_version(old.version_id).package, live_version(new.version_id).package, key)
    return render_template(
        "workshop/compare.html", process=process, versions=versions, old=old, new=new, changes=changes
    )


@blueprint.get("/processes/<key>/<int:number>/package.zip")
@signed_in
def download_package(key: str, number: int) -> ResponseReturnValue:
    """Give a version as one zip with hashes."""
    version = _version(list_versions(key), number)
    live = live_version(version.version_id)
    facts = {"version": number, "sha256": version.sha256, "name": live.process_name, "note": version.note}
    scenarios = {one.name: dict(one.steps) for one in list_scenarios(key)}
    data = write_archive(live.package, key, scenarios=scenarios, facts=facts)
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=f"{key}-{number}.zip")


def _version(versions: tuple[VersionRow, ...], number: int) -> VersionRow:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found
