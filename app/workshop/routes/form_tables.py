"""A form from a workbook: what was read is shown first, with what is wrong by cell; only then it is taken."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms import SchemaForm, SchemaRefused
from app.foundation.errors import InvalidInput
from app.processes.commands.drafts import form_bytes
from app.processes.commands.save_part import save_part
from app.processes.models import PartKind
from app.workshop.queries.form_insertion import can_be_drawn
from app.workshop.queries.form_table import MAX_BYTES, FormTable, read_form_table, sample_form_table
from app.workshop.routes import blueprint, draft_of_viewer, owners
from app.workshop.routes.forms import clean_title, empty_form, free_form_id, preview_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SCHEMA = 500_000


@blueprint.get("/form-table.xlsx")
@owners
def form_table_sample() -> ResponseReturnValue:
    """Give a workbook to begin from."""
    name = str(_("form-sample.xlsx"))
    return send_file(BytesIO(sample_form_table()), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.route("/drafts/<int:draft_id>/form-table", methods=["GET", "POST"])
@owners
def read_table(draft_id: int) -> ResponseReturnValue:
    """Ask for a workbook; show what is read from it. Nothing is kept."""
    draft_of_viewer(draft_id, is_open=True)
    if request.method == "GET":
        return _page(draft_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(draft_id, file_problem=str(_("Choose a workbook in XLSX format"))), 422
    table = read_form_table(file.stream.read(MAX_BYTES + 1))
    title = clean_title(request.form.get("title", "")) or file.filename.rpartition(".")[0][:120]
    return _page(draft_id, table, title=title), 422 if table.problems else 200


@blueprint.post("/drafts/<int:draft_id>/form-table/take")
@owners
def take_table(draft_id: int) -> ResponseReturnValue:
    """Keep the form that was shown."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    title = clean_title(request.form.get("title", "")) or str(_("New form"))
    try:
        components = json.loads(request.form.get("fields", "")[:MOST_SCHEMA])
    except (ValueError, RecursionError):
        components = None
    if not isinstance(components, list) or not components or not can_be_drawn(components):
        raise InvalidInput(draft=draft_id)
    name = free_form_id(draft_id, draft.process_key, title)
    content = form_bytes({**empty_form(name, title), "components": components})
    save_part(draft_id, PartKind.FORM, name, content, revision=0, saved_by=viewer.actor())
    flash(_("The form “%(name)s” is in the draft.", name=title), "go")
    return redirect(url_for("workshop.edit_form", draft_id=draft_id, name=name), 303)


def _page(draft_id: int, table: FormTable | None = None, *, title: str = "", file_problem: str = "") -> str:
    form: SchemaForm | None = None
    refused: tuple[Any, ...] = ()
    if table is not None and table.components:
        try:
            form = preview_of({**empty_form("preview", title), "components": table.components}, {})
        except SchemaRefused as problem:
            refused = tuple(problem.problems)
    return render_template(
        "workshop/form_table.html",
        draft_id=draft_id,
        table=table,
        title=title or request.form.get("title", ""),
        form=form,
        refused=refused,
        file_problem=file_problem,
        fields=json.dumps(table.components, ensure_ascii=False) if table is not None else "",
    )
