"""One draft: its page, taking it over, throwing it away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer
from app.foundation.errors import NotFound
from app.processes.commands.drafts import accept_draft, discard_draft, restore_draft
from app.processes.commands.tryouts import keep_scenario
from app.processes.models import DraftState
from app.processes.queries import find_process, list_versions
from app.processes.queries.drafts import DraftRow, list_kept, list_parts, package_of_draft, report_of
from app.workflow.tryout import try_out
from app.workshop.queries.draft_page import form_titles, read_content
from app.workshop.queries.known import asked_choices, known_tables
from app.workshop.routes import blueprint, draft_of_viewer, owners
from app.workshop.routes.approvals import case_number_of


@blueprint.get("/drafts/<int:draft_id>")
@owners
def show_draft(draft_id: int) -> str:
    """Show a draft: what it is, what the check says, its steps in words."""
    viewer, draft = draft_of_viewer(draft_id)
    content = read_content(package_of_draft(draft_id), draft.process_key)
    process = find_process(draft.process_key)
    return render_template(
        "workshop/draft.html",
        draft=draft,
        content=content,
        parts=list_parts(draft_id),
        kept=list_kept(draft_id),
        next_number=_next_number(draft.process_key),
        process=process,
        members=[one for one in report_of(draft_id) if one.get("kind")],
        is_offered=draft.state is DraftState.OFFERED,
        is_open=draft.state is DraftState.OPEN,
        is_sent=draft.state is DraftState.SENT,
        case_number=case_number_of(viewer, draft_id) if draft.state is DraftState.SENT else "",
        form_titles=form_titles(content.package),
        table_titles={one["file"]: one["label"] for one in known_tables(content.package)},
        asked=asked_choices(content.package, draft.process_key),
    )


@blueprint.post("/drafts/<int:draft_id>/accept")
@owners
def accept(draft_id: int) -> ResponseReturnValue:
    """Take over what was offered."""
    viewer, draft = draft_of_viewer(draft_id)
    accept_draft(draft_id, accepted_by=viewer.actor())
    for one in report_of(draft_id):
        if one.get("kind") == "scenario":
            _keep_uploaded_scenario(viewer, draft, one)
    flash(_("The draft is yours now. Running cases do not know of it."), "go")
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


@blueprint.post("/drafts/<int:draft_id>/discard")
@owners
def discard(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    viewer, draft = draft_of_viewer(draft_id)
    discard_draft(draft_id, discarded_by=viewer.actor())
    if draft.state is DraftState.OPEN:
        flash(_("The draft is thrown away. It can be taken back on its page: number %(id)d.", id=draft_id), "go")
    return redirect(url_for("workshop.list_all"), 303)


@blueprint.post("/drafts/<int:draft_id>/restore")
@owners
def restore(draft_id: int) -> ResponseReturnValue:
    """Take a thrown away draft back."""
    viewer, _draft = draft_of_viewer(draft_id)
    restore_draft(draft_id, restored_by=viewer.actor())
    flash(_("The draft is open again."), "go")
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


def _keep_uploaded_scenario(viewer: Viewer, draft: DraftRow, one: dict[str, Any]) -> None:
    """Keep a scenario that came in a package, with the way it takes here; a strange one is passed over."""
    name, steps = str(one.get("name", "")), one.get("steps")
    if isinstance(steps, dict) and isinstance(steps.get("steps"), list):
        found = try_out(package_of_draft(draft.draft_id), steps, draft.process_key)
        keep_scenario(
            draft.process_key, draft.owner_organisation_id, name, steps, path=found.path, state=found.state,
            kept_by=viewer.actor(),
        )  # fmt: skip


def _next_number(key: str) -> int:
    try:
        return max((one.number for one in list_versions(key)), default=0) + 1
    except NotFound:
        return 1
