"""Decision tables of a draft: the editor."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import get_locale

from app.foundation.page_security import allow_inline_styles
from app.processes.models import PartKind
from app.processes.queries.drafts import get_part
from app.workshop.routes import blueprint, draft_of_viewer, owners


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
        "title": name.removesuffix(".dmn"),
    }
    return render_template("workshop/table_editor.html", draft=draft, name=name, setup=setup)
