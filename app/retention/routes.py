"""Pages of the file plan: terms, what is due, the act, what is left."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, signed_in
from app.documents.policy.journal_rights import kept_organisation_ids, may_keep_journals, may_see_journals
from app.engine.handlers import register_job_handler
from app.foundation.errors import InvalidInput, NotFound
from app.organisation.queries import Node, current_tree
from app.retention.commands import JOB, begin_act, destroy_by_act, remove_item, set_item
from app.retention.forms import ItemForm
from app.retention.queries import MOST_SHOWN, list_destroyed, list_due, list_running_acts, plan_of, term_words

retention = Blueprint("retention", __name__, template_folder="templates")


def install_retention(app: Flask) -> None:
    """Add the pages of this room; they stand under the documents, not in the bar."""
    app.register_blueprint(retention)
    app.jinja_env.globals.update(keeping_words=term_words)
    register_job_handler(JOB, destroy_by_act)


def _seen(viewer: Viewer, organisation_id: int) -> Node:
    """Return an organisation whose file plan the person reads; raises NotFound."""
    if not may_see_journals(viewer, organisation_id):
        raise NotFound
    return current_tree().node(organisation_id)


@retention.get("/retention")
@signed_in
def show_own() -> ResponseReturnValue:
    """Go to the file plan of the organisation that the person acts in."""
    viewer = current_viewer()
    kept = kept_organisation_ids(viewer)
    acting = viewer.acting.organisation_id if viewer.acting is not None else None
    places = [acting] if acting is not None and may_see_journals(viewer, acting) else sorted(kept)
    if not places:
        raise NotFound
    return redirect(url_for("retention.show_plan", organisation_id=places[0]), 303)


@retention.get("/retention/<int:organisation_id>")
@signed_in
def show_plan(organisation_id: int) -> str:
    """Show how long each kind of case is kept."""
    viewer = current_viewer()
    node = _seen(viewer, organisation_id)
    lines = plan_of(organisation_id)
    may = may_keep_journals(viewer, organisation_id)
    return render_template("retention/plan.html", node=node, lines=lines, may_change=may)


@retention.route("/retention/<int:organisation_id>/terms/<key>", methods=["GET", "POST"])
@signed_in
def edit_item(organisation_id: int, key: str) -> ResponseReturnValue:
    """Write how long the cases of a process are kept, or take the own term back."""
    viewer = current_viewer()
    node = _seen(viewer, organisation_id)
    line = next((one for one in plan_of(organisation_id) if one.key == key), None)
    if line is None or not may_keep_journals(viewer, organisation_id):
        raise NotFound
    back = redirect(url_for("retention.show_plan", organisation_id=organisation_id), 303)
    if request.method == "POST" and request.form.get("_action") == "remove":
        remove_item(organisation_id, key, by=viewer)
        flash(_("The term of the organisation above holds again."), "go")
        return back
    form = ItemForm(request.form) if request.method == "POST" else ItemForm(obj=line.item, term=_term(line.item))
    if request.method == "POST" and form.validate():
        years = form.years.data if form.term.data == "years" else None
        facts = {"index": form.index.data or "", "title": form.title.data or "", "basis": form.basis.data or ""}
        set_item(organisation_id, key, years=years, by=viewer, **facts)
        flash(_("The term is written into the file plan."), "go")
        return back
    page = render_template("retention/item.html", node=node, line=line, form=form)
    return page, 422 if form.errors else 200


def _term(item: object) -> str:
    return "years" if item is None or getattr(item, "years", None) is not None else "always"


@retention.get("/retention/<int:organisation_id>/due")
@signed_in
def show_due(organisation_id: int) -> str:
    """Show the cases whose term is over."""
    return _due_page(organisation_id, "", frozenset())


def _due_page(organisation_id: int, problem: str, chosen: frozenset[int]) -> str:
    viewer = current_viewer()
    node = _seen(viewer, organisation_id)
    due = list_due(organisation_id)
    return render_template(
        "retention/due.html",
        node=node,
        due=due,
        is_more=len(due) == MOST_SHOWN,
        acts=list_running_acts(organisation_id),
        problem=problem,
        chosen=chosen,
        note=request.form.get("note", "")[:2000],
        may_change=may_keep_journals(viewer, organisation_id),
    )


@retention.post("/retention/<int:organisation_id>/act")
@signed_in
def start_act(organisation_id: int) -> ResponseReturnValue:
    """Open the case of an act for the chosen cases."""
    viewer = current_viewer()
    _seen(viewer, organisation_id)
    chosen = frozenset(int(one) for one in request.form.getlist("case") if one.isdecimal() and len(one) < 10)
    try:
        started = begin_act(organisation_id, chosen, note=request.form.get("note", "")[:2000].strip(), by=viewer)
    except InvalidInput as refused:
        words = str(dict(refused.facts["problems"])["cases"])  # type: ignore[call-overload]
        return _due_page(organisation_id, words, chosen), 422
    flash(_("The act goes to the expert commission."), "go")
    return redirect(url_for("cases.show_case", number=started.number), 303)


@retention.get("/retention/<int:organisation_id>/destroyed")
@signed_in
def show_destroyed(organisation_id: int) -> str:
    """Show what is left of destroyed cases."""
    node = _seen(current_viewer(), organisation_id)
    before = request.args.get("before", type=int)
    rows = list_destroyed(organisation_id, before=before)
    more = rows[MOST_SHOWN - 1].id if len(rows) > MOST_SHOWN else None
    return render_template("retention/destroyed.html", node=node, rows=rows[:MOST_SHOWN], more_before=more)
