"""Take a case back or stop it: each on its own page, with a reason, never by a link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.cases.forms import ReasonForm
from app.cases.queries.case_page import find_case
from app.cases.queries.family_tree import child_choices
from app.cases.routes import cases
from app.engine.commands import cancel_case, withdraw_case
from app.engine.policy import may_cancel_case, may_withdraw_case
from app.foundation.errors import NotAllowed


@cases.route("/cases/<number>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw a case for the one who opened it."""
    viewer = current_viewer()
    case = find_case(viewer, number)
    if not may_withdraw_case(viewer, case):
        raise NotAllowed(_("This case cannot be withdrawn by you now."), help=case.initiator_name)
    form = ReasonForm.posted(request.form) if request.method == "POST" else ReasonForm()
    if request.method == "GET" or not form.validate():
        return render_template("cases/withdraw.html", case=case, form=form), 422 if form.problem else 200
    withdraw_case(case.case_id, withdrawn_by=viewer.actor(), reason=form.reason)
    flash(_("The case %(number)s is withdrawn.", number=number), "go")
    return redirect(url_for("cases.show_case", number=number), 303)


@cases.route("/cases/<number>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(number: str) -> ResponseReturnValue:
    """Stop a case for good."""
    viewer = current_viewer()
    case = find_case(viewer, number)
    if not may_cancel_case(viewer, case):
        raise NotAllowed(_("Only the head of the approving body or the administrator may cancel a case."))
    form = ReasonForm.posted(request.form) if request.method == "POST" else ReasonForm()
    children = child_choices(viewer, case.case_id)
    # Both are asked, so that everything that is missing is said at once.
    if request.method == "GET" or not all([form.validate_children(children), form.validate()]):
        status = 422 if form.problems() else 200
        return render_template("cases/cancel.html", case=case, form=form, children=children), status
    cancel_case(case.case_id, cancelled_by=viewer.actor(), reason=form.reason, children=form.children)
    flash(_("The case %(number)s is cancelled.", number=number), "go")
    return redirect(url_for("cases.show_case", number=number), 303)
