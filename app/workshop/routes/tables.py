"""Decision tables of a draft: a new one, and the editor."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.foundation.page_security import allow_inline_styles
from app.processes.commands.save_part import save_part
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part, package_of_draft
from app.workflow.editing import blank_table, process_key_from
from app.workshop.queries.known import known_fields, known_tables, title_of_table
from app.workshop.routes import blueprint, draft_of_viewer, owners

TYPES = {"number": "number", "date": "date", "yes": "boolean"}


@blueprint.post("/drafts/<int:draft_id>/tables")
@owners
def new_table(draft_id: int) -> ResponseReturnValue:
    """Begin a decision table with a title; a script is told its id, a page goes on to the editor."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    title = " ".join(request.form.get("title", "").split())[:120] or str(_("New table"))
    package = package_of_draft(draft_id)
    taken = {one["value"] for one in known_tables(package)} | {file.name[:-4] for file in package.decisions}
    base = process_key_from(f"{draft.process_key}-{title[:40]}")[:80]
    decision = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 500))) if one not in taken)
    content = _blank(decision, title, known_fields(package, draft.process_key))
    save_part(draft_id, PartKind.DECISION, f"{decision}.dmn", content, revision=0, saved_by=viewer.actor())
    edit = url_for("workshop.edit_table", draft_id=draft_id, name=f"{decision}.dmn")
    if request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]:
        return jsonify(value=decision, label=title, file=f"{decision}.dmn", edit=edit)
    return redirect(edit, 303)


def _blank(decision: str, title: str, fields: list[dict[str, Any]]) -> bytes:
    """Return a table that asks for the field that was chosen, else for the decision of the step before."""
    asked = next((one for one in fields if one["name"] == request.form.get("asked")), fields[0])
    return blank_table(
        decision,
        title,
        asked=asked["name"],
        asked_type=TYPES.get(asked["type"], "string"),
        asked_label=asked["label"] or str(_("Decision of the step before")),
        answer_label=str(_("Answer")),
    )


@blueprint.get("/drafts/<int:draft_id>/tables/<path:name>/editor")
@owners
def edit_table(draft_id: int, name: str) -> str:
    """Show the editor of a decision table."""
    allow_inline_styles()
    _viewer, draft = draft_of_viewer(draft_id, is_open=True)
    _content, revision = get_part(draft_id, PartKind.DECISION, name)
    address = url_for("workshop.show_part", draft_id=draft_id, kind="decision", name=name)
    setup = {
        "lang": str(get_locale() or "ru"),
        "source": address,
        "target": address,
        "revision": revision,
        "title": title_of_table(package_of_draft(draft_id), name),
        "fields": known_fields(package_of_draft(draft_id), draft.process_key),
    }
    return render_template("workshop/table_editor.html", draft=draft, name=name, setup=setup)
