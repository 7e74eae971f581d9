"""Sign a report or a summary where it is shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.commands.sign_in import TooManyAttempts, WrongCredentials
from app.access.policy import current_viewer, holding
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.quarterly.commands import sign_report
from app.quarterly.policy.rights import SIGNS
from app.quarterly.queries.pages import find_case, level_page, report_page, reporting_centre
from app.quarterly.routes import blueprint
from app.quarterly.routes.asked import asked_quarter


@blueprint.post("/quarterly/<period>/<int:organisation_id>/sign")
@holding(*SIGNS)
def sign(period: str, organisation_id: int) -> ResponseReturnValue:
    """Sign with the password asked again, and send the report on."""
    quarter = asked_quarter(period, organisation_id)
    centre = reporting_centre(organisation_id)
    case_id = find_case((centre.id if centre else organisation_id), quarter)
    if case_id is None:
        raise NotFound(period=period)
    problems, status = {}, 422
    try:
        sign_report(
            case_id,
            shown_sha256=request.form.get("sha256", ""),
            password=request.form.get("password", ""),
            agrees=request.form.get("agrees") == "yes",
            address=request.remote_addr or "",
            signed_by=current_viewer(),
        )
    except WrongCredentials:
        problems = {"password": str(_("The password is wrong"))}
    except TooManyAttempts:
        problems, status = {"password": str(_("Too many attempts: wait a little"))}, 429
    except InvalidInput as refused:
        found = refused.facts.get("problems")
        problems = {"agrees": str(dict(found).get("agrees") or refused) if isinstance(found, dict) else str(refused)}
    except Conflict:
        flash(_("Not signed: the numbers have changed since the page was shown. Look at them again."), "warn")
    else:
        flash(_("It is signed and sent on to be checked."), "go")
    if problems and centre is not None:
        page = report_page(current_viewer(), centre, quarter)
        return render_template("quarterly/report.html", page=page, problems=problems), status
    if problems:
        level = level_page(current_viewer(), organisation_id, quarter)
        return render_template("quarterly/level.html", page=level, problems=problems), status
    return redirect(url_for("quarterly.show", period=period, organisation_id=organisation_id), 303)
