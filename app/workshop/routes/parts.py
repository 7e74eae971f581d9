"""The parts of a draft: as files, removed, and what was kept because two people saved at the same time."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.errors import NotFound
from app.processes.commands.save_part import drop_kept, remove_part, take_kept
from app.processes.models import PartKind
from app.processes.queries.archive import write_archive
from app.processes.queries.drafts import get_kept, get_part, package_of_draft
from app.processes.queries.scenarios import list_scenarios
from app.workshop.routes import blueprint, draft_of_viewer, owners

MIMETYPES = {
    PartKind.DIAGRAM: "application/xml",
    PartKind.DECISION: "application/xml",
    PartKind.FORM: "application/json",
}


def part_kind(word: str) -> PartKind:
    """Return the kind of a part named in an address; raises NotFound."""
    if word not in set(PartKind):
        raise NotFound
    return PartKind(word)


@blueprint.get("/drafts/<int:draft_id>/parts/<kind>/<path:name>")
@owners
def show_part(draft_id: int, kind: str, name: str) -> Response:
    """Give a part as it is kept now, with its revision."""
    draft_of_viewer(draft_id)
    content, revision = get_part(draft_id, part_kind(kind), name)
    return _file(part_kind(kind), content, revision)


@blueprint.get("/drafts/<int:draft_id>/package.zip")
@owners
def download_draft(draft_id: int) -> ResponseReturnValue:
    """Give a draft as it stands as one zip with hashes, with the kept scenarios of the process."""
    _viewer, draft = draft_of_viewer(draft_id)
    facts = {"draft": draft_id, "revision": draft.revision, "name": draft.name}
    scenarios = {one.name: dict(one.steps) for one in list_scenarios(draft.process_key)}
    data = write_archive(package_of_draft(draft_id), draft.process_key, scenarios=scenarios, facts=facts)
    name = f"{draft.process_key}-draft-{draft_id}.zip"
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.post("/drafts/<int:draft_id>/parts/<kind>/<path:name>/remove")
@owners
def remove(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """Remove a form or a table from a draft."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    revision = request.form.get("revision", 0, type=int)
    remove_part(draft_id, part_kind(kind), name, revision=revision, removed_by=viewer.actor())
    flash(_("Removed from the draft: %(name)s. It stays among the kept ones.", name=name), "go")
    return redirect(url_for("workshop.show_draft", draft_id=draft_id) + "#parts", 303)


@blueprint.get("/drafts/<int:draft_id>/kept/<int:kept_id>")
@owners
def show_kept(draft_id: int, kept_id: int) -> Response:
    """Give what was kept beside a draft."""
    draft_of_viewer(draft_id)
    kind, name, content = get_kept(draft_id, kept_id)
    answer = _file(kind, content, 0)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/drafts/<int:draft_id>/kept/<int:kept_id>/take")
@owners
def take(draft_id: int, kept_id: int) -> ResponseReturnValue:
    """Put what was kept into the draft."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    take_kept(draft_id, kept_id, taken_by=viewer.actor())
    flash(_("It is in the draft now. What stood there before is kept in its turn."), "go")
    return redirect(url_for("workshop.show_draft", draft_id=draft_id) + "#kept", 303)


@blueprint.post("/drafts/<int:draft_id>/kept/<int:kept_id>/drop")
@owners
def drop(draft_id: int, kept_id: int) -> ResponseReturnValue:
    """Throw away what was kept."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    drop_kept(draft_id, kept_id, dropped_by=viewer.actor())
    return redirect(url_for("workshop.show_draft", draft_id=draft_id) + "#kept", 303)


def _file(kind: PartKind, content: bytes, revision: int) -> Response:
    answer = Response(content, mimetype=MIMETYPES[kind])
    answer.headers["X-Revision"] = str(revision)
    return answer
