"""A publication that a second person approves: send it, look at what is asked, take it back, say who is asked."""

from __future__ import annotations

from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, role_name, signed_in
from app.engine.commands.start_case import CampaignStart, start_case
from app.engine.commands.withdraw_case import withdraw_case
from app.engine.queries import get_case_by_number, get_case_visible_to
from app.engine.queries.cases import CaseRow
from app.foundation.clock import now
from app.foundation.errors import NotFound, SoglasError
from app.foundation.words import local, local_today
from app.organisation.queries import current_tree
from app.organisation.queries.people import holders
from app.processes.commands.ask_publication import APPROVERS, ask_publication, reopen_draft, set_approver
from app.processes.queries.drafts import DraftRow, draft_of_case, get_draft, package_of_draft
from app.workshop.handlers import APPROVAL, origin_of
from app.workshop.queries.draft_page import read_content
from app.workshop.queries.publication import changes_of_draft
from app.workshop.routes import blueprint, draft_of_viewer, owners
from app.workshop.routes.owned import owned_process


@blueprint.post("/processes/<key>/approver")
@owners
def choose_approver(key: str) -> ResponseReturnValue:
    """Say who approves publications of a process."""
    viewer, process = owned_process(key)
    role = request.form.get("approver", "")
    known = role in {one.value for one in APPROVERS}
    if known and not [one for one in holders(role, _region(), local_today()) if one != viewer.person_id]:
        flash(_("Nobody but you holds this role in the region: nobody could approve."), "stop")
    else:
        set_approver(process.process_id, role, set_by=viewer.actor())
        flash(
            _("Publications of this process are approved by: %(role)s.", role=role_name(role))
            if role
            else _("Publications of this process need no approval now."),
            "go",
        )
    return redirect(url_for("processes.show_process", key=key), 303)


@blueprint.post("/drafts/<int:draft_id>/take-back")
@owners
def take_back(draft_id: int) -> ResponseReturnValue:
    """Take a draft back that waits for approval; its case is withdrawn."""
    viewer, draft = draft_of_viewer(draft_id)
    if draft.approval_case_id is None:
        reopen_draft(draft_id, reopened_by=viewer.actor())
    else:
        withdraw_case(draft.approval_case_id, withdrawn_by=viewer.actor(), reason=_("The owner goes on drawing"))
    flash(_("The draft is open again."), "go")
    return redirect(url_for("workshop.show_draft", draft_id=draft_id), 303)


@blueprint.get("/approvals/<number>")
@signed_in
def show_asked(number: str) -> str:
    """Show what a publication changes to who sees the case that decides about it."""
    case, draft = _asked(number)
    package = package_of_draft(draft.draft_id)
    changes = changes_of_draft(package, draft.process_key) if draft.state == "sent" else None
    content = read_content(package, draft.process_key)
    return render_template("workshop/asked.html", case=case, draft=draft, changes=changes, content=content)


@blueprint.get("/approvals/<number>/diagram.bpmn")
@signed_in
def show_asked_diagram(number: str) -> Response:
    """Give the diagram of a draft to who sees the case that decides about it."""
    _case, draft = _asked(number)
    diagrams = package_of_draft(draft.draft_id).diagrams
    if not diagrams:
        raise NotFound
    return Response(diagrams[0].data, mimetype="application/xml")


def send_for_approval(
    viewer: Viewer, draft_id: int, *, revision: int, note: str, effective_from: datetime | None, warnings_read: bool
) -> str:
    """Put a draft before the second person and return the number of the case; raises as `publish_draft` does."""
    actor = viewer.actor()
    asked = ask_publication(
        draft_id, revision=revision, asked_by=actor, note=note, effective_from=effective_from,
        warnings_read=warnings_read,
    )  # fmt: skip
    try:
        started = start_case(
            process_key=APPROVAL,
            organisation_id=asked.owner_organisation_id or _region(),
            started_by=actor,
            variables={
                "process_name": asked.name,
                "version_number": asked.number,
                "in_force_from": local(effective_from or now()).date(),
                "basis": note or None,
                "approver": asked.approver,
            },
            campaign=CampaignStart(origin=origin_of(draft_id)),
        )
    except SoglasError:
        reopen_draft(draft_id, reopened_by=actor)
        raise
    return started.number


def _region() -> int:
    """Return the organisation at the top of the tree."""
    return next(node.id for node in current_tree().nodes.values() if node.parent_id is None)


def _asked(number: str) -> tuple[CaseRow, DraftRow]:
    case = get_case_visible_to(current_viewer(), get_case_by_number(number).id)
    draft = draft_of_case(case.case_id)
    if draft is None:
        raise NotFound(number=number)
    return case, draft


def case_number_of(viewer: Viewer, draft_id: int) -> str:
    """Return the number of the case that decides about a draft, empty without one or when it is not to be seen."""
    draft = get_draft(viewer, draft_id)
    try:
        return get_case_visible_to(viewer, draft.approval_case_id or 0).number
    except NotFound:
        return ""
