"""The question bank: parts of forms that are put into a form, kept from one, withdrawn."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer
from app.forms import SchemaRefused
from app.foundation.errors import NotFound
from app.processes.commands.drafts import form_bytes
from app.processes.commands.form_parts import keep_form_part, withdraw_form_part
from app.processes.commands.save_part import save_part
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part, package_of_draft
from app.processes.queries.form_parts import get_form_part, list_form_parts
from app.workshop.queries.draft_page import form_titles
from app.workshop.queries.form_insertion import can_be_drawn, labels_of, shipped_parts, with_fields
from app.workshop.routes import blueprint, draft_of_viewer, owners

MOST_NAME = 200


@blueprint.get("/bank")
@owners
def show_bank() -> str:
    """Show the parts of forms that can be put into a form."""
    return render_template("workshop/bank.html", parts=list_form_parts(current_viewer()), shipped=shipped_parts())


@blueprint.post("/bank/<int:part_id>/withdraw")
@owners
def withdraw(part_id: int) -> ResponseReturnValue:
    """Take a part out of the bank."""
    viewer = current_viewer()
    part = get_form_part(viewer, part_id)
    withdraw_form_part(part_id, withdrawn_by=viewer.actor())
    flash(_("Withdrawn from the bank: “%(name)s”. Forms that have it keep their fields.", name=part.name), "go")
    return redirect(url_for("workshop.show_bank"), 303)


@blueprint.get("/drafts/<int:draft_id>/forms/<path:name>/bank")
@owners
def show_form_bank(draft_id: int, name: str) -> str:
    """Offer the parts of the bank to a form, and its fields to the bank."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    return _page(viewer, draft_id, name)


@blueprint.post("/drafts/<int:draft_id>/forms/<path:name>/bank/add")
@owners
def add_part(draft_id: int, name: str) -> ResponseReturnValue:
    """Put a part of the bank at the end of a form."""
    viewer, _draft = draft_of_viewer(draft_id, is_open=True)
    title, components = _chosen(viewer, request.form.get("part", ""))
    schema = _schema(draft_id, name)
    try:
        content = form_bytes(with_fields(schema, components))
    except SchemaRefused as refused:
        why = refused.problems[0].ru if refused.problems else ""
        flash(_("The form does not take these fields as it stands: %(why)s", why=why), "stop")
        return redirect(url_for("workshop.show_form_bank", draft_id=draft_id, name=name), 303)
    revision = request.form.get("revision", 0, type=int)
    saved = save_part(draft_id, PartKind.FORM, name, content, revision=revision, saved_by=viewer.actor())
    if saved.is_late:
        flash(_("A colleague saved this form meanwhile. Your version is kept beside the draft."), "warn")
    else:
        flash(_("Added at the end of the form: “%(name)s”.", name=title), "go")
    return redirect(url_for("workshop.edit_form", draft_id=draft_id, name=name), 303)


@blueprint.post("/drafts/<int:draft_id>/forms/<path:name>/bank/keep")
@owners
def keep_part(draft_id: int, name: str) -> ResponseReturnValue:
    """Keep chosen fields of a form in the bank."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    fields = _top_fields(_schema(draft_id, name))
    chosen = [one for number, one in enumerate(fields) if str(number) in request.form.getlist("field")]
    title = " ".join(request.form.get("name", "").split())[:MOST_NAME]
    problems: dict[str, str] = {}
    if not title:
        problems["name"] = str(_("Write what the part is called"))
    if not chosen:
        problems["field"] = str(_("Tick at least one field"))
    elif not can_be_drawn(chosen):
        problems["field"] = str(_("These fields cannot be drawn alone: correct the form first"))
    if problems:
        return _page(viewer, draft_id, name, problems), 422
    keep_form_part(
        title,
        chosen,
        description=" ".join(request.form.get("description", "").split()),
        owner_organisation_id=draft.owner_organisation_id,
        kept_by=viewer.actor(),
    )
    flash(_("In the bank: “%(name)s”.", name=title), "go")
    return redirect(url_for("workshop.show_form_bank", draft_id=draft_id, name=name), 303)


def _page(viewer: Viewer, draft_id: int, name: str, problems: dict[str, str] | None = None) -> str:
    package = package_of_draft(draft_id)
    schema = _schema(draft_id, name)
    return render_template(
        "workshop/form_bank.html",
        draft_id=draft_id,
        name=name,
        title=form_titles(package)[name],
        revision=get_part(draft_id, PartKind.FORM, name)[1],
        parts=list_form_parts(viewer),
        shipped=shipped_parts(),
        fields=[", ".join(labels_of([one])) or one.get("id", "") for one in _top_fields(schema)],
        problems=problems or {},
    )


def _schema(draft_id: int, name: str) -> dict[str, Any]:
    content, _revision = get_part(draft_id, PartKind.FORM, name)
    return dict(json.loads(content))


def _top_fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    held = schema.get("components")
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _chosen(viewer: Viewer, word: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the name and the fields of a part by its word: the number of a kept one, else the id of a shipped one."""
    if word.isdecimal() and len(word) < 10:
        part = get_form_part(viewer, int(word))
        return part.name, [dict(one) for one in part.components]
    found = next((one for one in shipped_parts() if one["id"] == word), None)
    if found is None:
        raise NotFound(part=word)
    return found["name"], list(found["components"])
