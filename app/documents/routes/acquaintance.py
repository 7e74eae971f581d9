"""Acquaintance with a document: ask people to read it, the sheet of who has, a reminder, the sheet on paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, signed_in
from app.documents.commands.acquaint import acting_post, ask_to_acquaint, remind_readers
from app.documents.commands.produce import add_document, make_document
from app.documents.forms import AcquaintForm
from app.documents.policy.paper_rights import may_add_papers, require_papers
from app.documents.queries import get_file_visible_to
from app.documents.queries.acquaintance import PROCESS, sheet_of, sheet_values
from app.documents.queries.case_content import case_content, signer_words
from app.documents.queries.readers import candidates_for
from app.documents.routes import blueprint
from app.engine.queries import get_case_by_number, get_case_visible_to
from app.foundation.errors import InvalidInput, NotFound

SHOWN_AT_ONCE = 50


@blueprint.route("/documents/<file_id>/acquaint", methods=["GET", "POST"])
@signed_in
def ask_readers(file_id: str) -> ResponseReturnValue:
    """Choose who reads a document, and ask them."""
    viewer = current_viewer()
    file = get_file_visible_to(viewer, file_id)
    if file.case_id is None:
        raise NotFound
    require_papers(viewer, file.case_id)
    post = acting_post(viewer, file.case_id)
    candidates = candidates_for(viewer, post)
    form = AcquaintForm(request.form if request.method == "POST" else None, title=file.name.rpartition(".")[0])
    if request.method == "POST" and form.validate():
        try:
            started = ask_to_acquaint(
                file_id,
                title=form.title.data or "",
                due_on=form.due_on.data,  # type: ignore[arg-type]  # the validator wants it
                note=form.note.data or "",
                readers=candidates.chosen(form.groups.data or [], form.people.data or []),
                on_paper=form.on_paper(),
                asked_by=viewer,
                post=post,
            )
        except InvalidInput as refused:
            for name, words in dict(refused.facts["problems"]).items():  # type: ignore[call-overload]
                form[name if name in form._fields else "people"].errors = [words]
        else:
            flash(_("The people are asked to read it."), "go")
            return redirect(url_for("documents.show_readers", number=started.number), 303)
    page = render_template("documents/acquaint.html", file=file, form=form, candidates=candidates, post=post)
    return page, 422 if form.errors else 200


@blueprint.get("/cases/<number>/acquaintance")
@signed_in
def show_readers(number: str) -> str:
    """Show who has read the document and who has not."""
    viewer = current_viewer()
    case = get_case_visible_to(viewer, get_case_by_number(number).id)
    sheet = sheet_of(viewer, case.case_id)
    if sheet is None:
        raise NotFound
    only_waiting = request.args.get("who") == "waiting"
    readers = sheet.waiting if only_waiting else sheet.readers
    rest = [one for one in readers if one.number > request.args.get("after", 0, int)]
    shown = rest[:SHOWN_AT_ONCE]
    return render_template(
        "documents/readers.html",
        case=case,
        sheet=sheet,
        readers=shown,
        after=shown[-1].number if len(rest) > len(shown) else None,
        only_waiting=only_waiting,
        may_add=may_add_papers(viewer, case.case_id),
    )


@blueprint.post("/cases/<number>/acquaintance/remind")
@signed_in
def remind_to_read(number: str) -> ResponseReturnValue:
    """Send a notice to those who have not read it."""
    count = remind_readers(get_case_by_number(number).id, reminded_by=current_viewer())
    flash(ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", count), "go")
    return redirect(url_for("documents.show_readers", number=number), 303)


@blueprint.post("/cases/<number>/acquaintance/sheet")
@signed_in
def make_readers_sheet(number: str) -> ResponseReturnValue:
    """Make the sheet as it stands and put it among the documents of the case."""
    viewer = current_viewer()
    case = get_case_visible_to(viewer, get_case_by_number(number).id)
    require_papers(viewer, case.case_id)
    if case.process_key != PROCESS:
        raise NotFound
    post = acting_post(viewer, case.case_id)
    signer = signer_words(viewer.actor(post), post.title)
    content = case_content(case.case_id, more=sheet_values(case.case_id), signer=signer)
    add_document(make_document("acquaintance-list", content), case_id=case.case_id, task_id=None)
    flash(_("The sheet lies among the documents of the case."), "go")
    return redirect(url_for("cases.show_case", number=number, _anchor="docs"), 303)
