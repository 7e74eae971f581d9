"""Publish a draft, return to an earlier version, take a process out of use and back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.errors import NotFound
from app.foundation.words import day_year, local
from app.processes.commands import Published, PublishRefused
from app.processes.commands.publish_draft import (
    WarningsUnread,
    needs_approval,
    publish_draft,
    return_to_version,
    set_retired,
)
from app.processes.queries import find_process, list_versions
from app.processes.queries.drafts import DraftRow, package_of_draft
from app.processes.queries.scenarios import rerun_scenarios
from app.workshop.forms import PublicationForm
from app.workshop.queries.draft_page import read_content
from app.workshop.queries.publication import changes_of_draft
from app.workshop.routes import blueprint, draft_of_viewer, owners
from app.workshop.routes.approvals import send_for_approval
from app.workshop.routes.owned import owned_process


@blueprint.route("/drafts/<int:draft_id>/publish", methods=["GET", "POST"])
@owners
def publish(draft_id: int) -> ResponseReturnValue:
    """Show what the publication changes; publish from the day that was chosen."""
    viewer, draft = draft_of_viewer(draft_id, is_open=True)
    if request.method == "GET":
        return _page(draft, PublicationForm.fresh(draft.revision))
    form = PublicationForm.posted(request.form)
    if not form.validate():
        return _page(draft, form), 422
    try:
        if needs_approval(draft.process_key):
            number = send_for_approval(
                viewer, draft_id, revision=form.revision, note=form.note, effective_from=form.effective_from,
                warnings_read=form.warnings_read,
            )  # fmt: skip
            flash(_("Sent for approval. The version is published when the second person approves it."), "go")
            return redirect(url_for("cases.show_case", number=number), 303)
        published = publish_draft(
            draft_id,
            revision=form.revision,
            published_by=viewer.actor(),
            note=form.note,
            effective_from=form.effective_from,
            warnings_read=form.warnings_read,
        )
    except WarningsUnread:
        form.problems["warnings_read"] = str(_("Read the warnings and tick that you have"))
        return _page(draft, form), 422
    except PublishRefused:
        form.problems["check"] = str(_("There are errors: correct them first, then publish"))
        return _page(draft, form), 422
    _tell(published, form)
    return redirect(url_for("processes.show_version", key=published.key, number=published.number), 303)


def _tell(published: Published, form: PublicationForm) -> None:
    """Say from when the version is in force."""
    if not published.is_new:
        flash(_("Nothing differs from version %(number)d: it stays as it is.", number=published.number), "warn")
    elif form.effective_from is None:
        flash(_("Version %(number)d is published: new cases go by it from now on.", number=published.number), "go")
    else:
        day = day_year(local(form.effective_from).date())
        flash(_("Version %(number)d is published: in force from %(day)s.", number=published.number, day=day), "go")


@blueprint.post("/processes/<key>/<int:number>/return")
@owners
def return_to(key: str, number: int) -> ResponseReturnValue:
    """Publish an earlier version anew, at once."""
    viewer, process = owned_process(key)
    version = next((one for one in list_versions(key) if one.number == number), None)
    if version is None:
        raise NotFound
    note = str(_("Return to version %(number)d", number=number))
    published = return_to_version(version.version_id, process.process_id, note=note, returned_by=viewer.actor())
    flash(
        _("Version %(new)d is published: the same as version %(old)d.", new=published.number, old=number)
        if published.is_new
        else _("Version %(number)d is the latest already.", number=published.number),
        "go",
    )
    return redirect(url_for("processes.show_version", key=key, number=published.number), 303)


@blueprint.post("/processes/<key>/retire")
@owners
def retire(key: str) -> ResponseReturnValue:
    """Take a process out of use for new cases, or back into it."""
    viewer, process = owned_process(key)
    retired = request.form.get("retired") == "yes"
    set_retired(process.process_id, is_retired=retired, set_by=viewer.actor())
    flash(
        _("The process is retired: no new case is opened, running ones go on.")
        if retired
        else _("The process is in use again."),
        "go",
    )
    return redirect(url_for("processes.list_all", retired=1 if retired else None), 303)


def _page(draft: DraftRow, form: PublicationForm) -> str:
    package = package_of_draft(draft.draft_id)
    content = read_content(package, draft.process_key)
    versions = list_versions(draft.process_key) if find_process(draft.process_key) is not None else ()
    return render_template(
        "workshop/publish.html",
        draft=draft,
        form=form,
        asks_approval=needs_approval(draft.process_key),
        content=content,
        changes=changes_of_draft(package, draft.process_key),
        next_number=max((one.number for one in versions), default=0) + 1,
        later=[one for one in versions if not one.is_current and versions[0].version_id == one.version_id],
        reruns=[] if content.errors else rerun_scenarios(package, draft.process_key),
        names={node.node_id: node.label for node in content.spec.all_nodes()} if content.spec is not None else {},
        first_diagram=package.diagrams[0].name if package.diagrams else "",
    )
