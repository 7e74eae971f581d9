"""Forms of a draft: a new one, the editor, and how the server will draw it."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _

from app.forms import SchemaForm, SchemaRefused, build_form, parse_schema
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.page_security import allow_inline_styles
from app.organisation.queries import functions_for
from app.processes.commands.drafts import form_bytes
from app.processes.commands.save_part import save_part
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part, package_of_draft
from app.processes.queries.settings import read_settings, settings_variable
from app.workflow.editing import process_key_from
from app.workshop.queries.draft_page import find_spec, form_titles
from app.workshop.queries.known import known_fields
from app.workshop.routes import blueprint, draft_of_viewer, owners

SCHEMA_VERSION = 19


@blueprint.post("/drafts/<int:draft_id>/forms")
@owners
def new_form(draft_id: int) -> ResponseReturnValue:
    """Begin a form with a title; a script is told its id, a page goes on to the editor."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    title = clean_title(request.form.get("title", "")) or str(_("New form"))
    name = free_form_id(draft_id, draft.process_key, title)
    content = form_bytes(empty_form(name, title))
    save_part(draft_id, PartKind.FORM, name, content, revision=0, saved_by=viewer.actor())
    if request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]:
        return jsonify(value=name, label=title, edit=url_for("workshop.edit_form", draft_id=draft_id, name=name))
    return redirect(url_for("workshop.edit_form", draft_id=draft_id, name=name), 303)


@blueprint.get("/drafts/<int:draft_id>/forms/<path:name>/editor")
@owners
def edit_form(draft_id: int, name: str) -> str:
    """Show the editor of a form."""
    allow_inline_styles()
    _viewer, draft = draft_of_viewer(draft_id, is_open=True)
    package = package_of_draft(draft_id)
    if name not in package.forms:
        raise NotFound
    _content, revision = get_part(draft_id, PartKind.FORM, name)
    address = url_for("workshop.show_part", draft_id=draft_id, kind="form", name=name)
    setup = {
        "lang": str(get_locale() or "ru"),
        "source": address,
        "target": address,
        "revision": revision,
        "title": form_titles(package)[name],
        "preview": url_for("workshop.preview_form", draft_id=draft_id, name=name),
        "fields": known_fields(package, draft.process_key),
        "bank": url_for("workshop.show_form_bank", draft_id=draft_id, name=name),
    }
    return render_template("workshop/form_editor.html", draft=draft, name=name, setup=setup)


@blueprint.get("/drafts/<int:draft_id>/forms/<path:name>/preview")
@owners
def preview_form(draft_id: int, name: str) -> ResponseReturnValue:
    """Show a form as the server will draw it, at the width of a phone too."""
    _viewer, draft = draft_of_viewer(draft_id)
    package = package_of_draft(draft_id)
    if name not in package.forms:
        raise NotFound
    try:
        form: SchemaForm | None = preview_of(package.forms[name], _settings(package, draft.process_key))
        problems: tuple[Any, ...] = ()
    except SchemaRefused as refused:
        form, problems = None, tuple(refused.problems)
    return render_template(
        "workshop/form_preview.html",
        draft=draft,
        name=name,
        title=form_titles(package)[name],
        form=form,
        problems=problems,
        is_narrow=request.args.get("phone") == "1",
    )


def preview_of(schema: dict[str, Any], settings: dict[str, Any]) -> SchemaForm:
    """Return a form as a person would first see it; raises SchemaRefused."""
    return build_form(
        parse_schema(schema),
        values={},
        context={"settings": settings, "case": {}},
        posted=None,
        locale=str(get_locale() or "ru"),
        now=clock.now(),
        zone=get_timezone(),
        functions=functions_for(None),
    )


def clean_title(text: str) -> str:
    """Return the title of a form as it is kept."""
    return " ".join(text.split())[:120]


def free_form_id(draft_id: int, process_key: str, title: str) -> str:
    """Return an id for a new form of a draft, made from its title."""
    known = package_of_draft(draft_id).forms
    base = process_key_from(f"{process_key}-{title[:40]}")[:80]
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 500))) if one not in known)


def empty_form(name: str, title: str) -> dict[str, Any]:
    """Return a form without fields."""
    return {
        "type": "default",
        "id": name,
        "schemaVersion": SCHEMA_VERSION,
        "title": title,
        "components": [],
    }


def _settings(package: Any, key: str) -> dict[str, Any]:
    spec = find_spec(package, key)
    return settings_variable(read_settings(spec.properties)) if spec is not None else {}
