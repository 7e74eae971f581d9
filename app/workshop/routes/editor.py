"""The editors, and saving from them: each answer says what the check finds and who was faster."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.foundation.errors import InvalidInput
from app.foundation.page_security import allow_inline_styles
from app.foundation.words import time_of_day, when
from app.processes.commands.save_part import Saved, save_part
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part, list_parts, package_of_draft
from app.processes.queries.examination import examine
from app.workflow.source import MAX_BYTES
from app.workshop.queries.draft_page import finding_rows, form_titles, place_choices, read_content, role_choices
from app.workshop.queries.known import known_fields, known_later, known_outcomes, known_tables
from app.workshop.routes import blueprint, draft_of_viewer, owners
from app.workshop.routes.parts import part_kind


@blueprint.get("/drafts/<int:draft_id>/editor")
@owners
def edit_diagram(draft_id: int) -> str:
    """Show the editor of the diagram; the page without script shows the steps in words."""
    allow_inline_styles()
    _viewer, draft = draft_of_viewer(draft_id, is_open=True)
    diagrams = [part for part in list_parts(draft_id) if part.kind is PartKind.DIAGRAM]
    wanted = request.args.get("diagram", "")
    part = next((one for one in diagrams if one.name == wanted), diagrams[0])
    content = read_content(package_of_draft(draft_id), draft.process_key)
    return render_template(
        "workshop/editor.html",
        draft=draft,
        part=part,
        diagrams=diagrams,
        content=content,
        setup=_setup(draft_id, draft.process_key, part.name, content),
    )


@blueprint.post("/drafts/<int:draft_id>/parts/<kind>/<path:name>")
@owners
def save(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """Save a part that was opened at the revision in the request; the answer is JSON for the editor."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    content = request.form.get("content", "").encode()
    revision = request.form.get("revision", 0, type=int)
    try:
        saved = save_part(draft_id, part_kind(kind), name, content, revision=revision, saved_by=viewer.actor())
    except InvalidInput:
        words = _("Too large: at most %(size)d MB", size=MAX_BYTES // 1024 // 1024)
        return jsonify(error=words if len(content) > MAX_BYTES else _("This cannot be kept as a part of a draft")), 422
    if saved.is_late:
        return jsonify(error=_late_words(saved), kept=saved.kept_id, revision=saved.revision), 409
    return jsonify(saved=saved_words(saved), revision=saved.revision, **check_answer(draft_id, draft.process_key))


@blueprint.get("/drafts/<int:draft_id>/check")
@owners
def check(draft_id: int) -> ResponseReturnValue:
    """Check a draft anew, for the editor."""
    _viewer, draft = draft_of_viewer(draft_id)
    return jsonify(**check_answer(draft_id, draft.process_key))


def check_answer(draft_id: int, key: str) -> dict[str, Any]:
    """Return what the check says, as the editors read it, and the names that expressions may use."""
    package = package_of_draft(draft_id)
    findings = finding_rows(examine(package, key))
    return {
        "findings": [asdict(one) for one in findings],
        "summary": summary_words(findings),
        "fields": known_fields(package, key),
        "later": known_later(package, key),
    }


def summary_words(findings: Any) -> str:
    """«2 ошибки, 1 предупреждение», or that there is nothing to remark."""
    errors = sum(one.severity == "error" for one in findings)
    warnings = len(findings) - errors
    if not findings:
        return str(_("The check has nothing to remark"))
    parts = [
        str(ngettext("%(num)d error", "%(num)d errors", errors)),
        str(ngettext("%(num)d warning", "%(num)d warnings", warnings)),
    ]
    return ", ".join(parts)


def saved_words(saved: Saved) -> str:
    """«Сохранено в 14:02»."""
    return str(_("Saved at %(time)s", time=time_of_day(saved.saved_at)))


def _late_words(saved: Saved) -> str:
    return str(
        _(
            "%(who)s saved this part %(when)s, before you. Your version is kept beside the draft and nothing is lost.",
            who=saved.by_name or _("A colleague"),
            when=when(saved.by_at or saved.saved_at),
        )
    )


def _setup(draft_id: int, key: str, name: str, content: Any) -> dict[str, Any]:
    """Return what the script of the editor is told, as plain JSON."""
    _bytes, revision = get_part(draft_id, PartKind.DIAGRAM, name)
    titles = form_titles(content.package)
    address = url_for("workshop.show_part", draft_id=draft_id, kind="diagram", name=name)
    return {
        "lang": str(get_locale() or "ru"),
        "source": address,
        "target": address,
        "revision": revision,
        "processKey": key,
        "show": request.args.get("show", ""),
        "check": url_for("workshop.check", draft_id=draft_id),
        "draft": url_for("workshop.show_draft", draft_id=draft_id),
        "who": url_for("workshop.tell_who", draft_id=draft_id),
        "term": url_for("workshop.tell_term", draft_id=draft_id),
        "forms": [
            {"value": form_id, "label": titles.get(form_id, form_id), "edit": _form_address(draft_id, form_id)}
            for form_id in sorted(content.package.forms)
        ],
        "newForm": url_for("workshop.new_form", draft_id=draft_id),
        "formAddress": _form_address(draft_id, "__form__"),
        "tables": known_tables(content.package),
        "newTable": url_for("workshop.new_table", draft_id=draft_id),
        "roles": role_choices(),
        "places": place_choices(),
        "outcomes": known_outcomes(),
        "fields": known_fields(content.package, key),
        "later": known_later(content.package, key),
        "findings": [asdict(one) for one in content.findings],
        "summary": summary_words(content.findings),
    }


def _form_address(draft_id: int, form_id: str) -> str:
    return url_for("workshop.edit_form", draft_id=draft_id, name=form_id)
