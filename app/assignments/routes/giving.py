"""Give an assignment, alone, from a case or as a part of another one; take one off control."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Viewer, current_viewer, signed_in
from app.assignments.commands import give_assignment, remove_from_control
from app.assignments.forms import AssignmentForm
from app.assignments.models import Assignment
from app.assignments.policy import may_give_to, may_remove, may_split
from app.assignments.queries.people import Post, find_post, list_posts_within_reach
from app.assignments.routes import assignments
from app.engine.queries import CaseRow, get_case_by_number, get_case_visible_to
from app.engine.queries.readers import takes_part
from app.foundation.database import db
from app.foundation.errors import InvalidInput, NotAllowed, NotFound


@assignments.route("/assignments/new", methods=["GET", "POST"])
@signed_in
def give() -> ResponseReturnValue:
    """Give an assignment of its own."""
    return _give(current_viewer(), origin=None, parent=None)


@assignments.route("/cases/<number>/assignments/new", methods=["GET", "POST"])
@signed_in
def give_from_case(number: str) -> ResponseReturnValue:
    """Give an assignment from a case, or a part of an assignment."""
    viewer = current_viewer()
    case = _case(viewer, number)
    row = db.session.get(Assignment, case.case_id)
    if row is not None:
        if not may_split(viewer, row):
            raise NotAllowed(_("Only who does this assignment may give a part of it on."), help=row.executor_name)
        return _give(viewer, origin=None, parent=case)
    if not takes_part(viewer, case.case_id):
        raise NotAllowed(_("Only participants of the case may give assignments from it."), help=case.initiator_name)
    return _give(viewer, origin=case, parent=None)


@assignments.route("/cases/<number>/remove-from-control", methods=["GET", "POST"])
@signed_in
def remove(number: str) -> ResponseReturnValue:
    """Take an assignment off control without its being done."""
    viewer = current_viewer()
    case = _case(viewer, number)
    row = db.session.get(Assignment, case.case_id)
    if row is None:
        raise NotFound(number=number)
    if not may_remove(viewer, row):
        raise NotAllowed(_("Only who gave it and its controller may take it off control."), help=row.issuer_name)
    reason, problem = request.form.get("reason", ""), ""
    if request.method == "POST":
        try:
            remove_from_control(case.case_id, reason=reason, removed_by=viewer)
        except InvalidInput:
            problem = _("Write the reason: it stays in the history of the case")
        else:
            flash(_("The assignment is taken off control."), "go")
            return redirect(url_for("cases.show_case", number=number), 303)
    page = render_template("assignments/remove.html", case=case, reason=reason, problem=problem)
    return page, 422 if problem else 200


def _give(viewer: Viewer, *, origin: CaseRow | None, parent: CaseRow | None) -> ResponseReturnValue:
    form = AssignmentForm.posted(request.form) if request.method == "POST" else AssignmentForm()
    if request.method == "GET" or form.wants_people:
        return _draw(viewer, form, origin, parent)
    wanted = form.wanted(
        origin_id=origin.case_id if origin is not None else None,
        parent_id=parent.case_id if parent is not None else None,
    )
    if wanted is not None:
        try:
            started = give_assignment(wanted, given_by=viewer)
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            flash(_("The assignment %(number)s is given; everybody named in it is told.", number=started.number), "go")
            return redirect(url_for("cases.show_case", number=started.number), 303)
    return _draw(viewer, form, origin, parent), 422


def _draw(viewer: Viewer, form: AssignmentForm, origin: CaseRow | None, parent: CaseRow | None) -> str:
    offered = {post.id: post for post in list_posts_within_reach(viewer, form.sought)}
    for number in form.chosen - offered.keys():
        post = find_post(viewer, number)
        if post is not None:
            offered[post.id] = post
    above = db.session.get(Assignment, parent.case_id) if parent is not None else None
    return render_template(
        "assignments/give.html",
        form=form,
        origin=origin,
        parent=parent,
        parent_due=above.due if above is not None else None,
        executors=[post for post in offered.values() if may_give_to(viewer, post)],
        controllers=_controllers(offered),
    )


def _controllers(offered: dict[int, Post]) -> list[tuple[str, str]]:
    return [("", _("I accept it myself")), *((str(post.id), post.words) for post in offered.values())]


def _case(viewer: Viewer, number: str) -> CaseRow:
    return get_case_visible_to(viewer, get_case_by_number(number).id)
