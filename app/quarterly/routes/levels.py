"""A quarter in an organisation: the report of a centre, or what many come to; and where a figure comes from."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, holding, signed_in
from app.quarterly.commands import remind_debtors
from app.quarterly.policy.rights import REMINDS
from app.quarterly.queries.pages import figure_page, index_page, level_page, report_page, reporting_centre
from app.quarterly.routes import blueprint
from app.quarterly.routes.asked import asked_quarter


@blueprint.get("/quarterly")
@signed_in
def index() -> str:
    """Show the quarters of the person's organisation, and who is asked for reports."""
    viewer = current_viewer()
    return render_template("quarterly/index.html", page=index_page(viewer), problems={}, given={})


@blueprint.get("/quarterly/<period>/<int:organisation_id>")
@signed_in
def show(period: str, organisation_id: int) -> str:
    """Show the report of a centre, or the quarter of an authority."""
    quarter = asked_quarter(period, organisation_id)
    centre = reporting_centre(organisation_id)
    if centre is not None:
        page = report_page(current_viewer(), centre, quarter)
        return render_template("quarterly/report.html", page=page, problems={})
    return render_template("quarterly/level.html", page=level_page(current_viewer(), organisation_id, quarter))


@blueprint.get("/quarterly/<period>/<int:organisation_id>/figures/<code>")
@signed_in
def show_figure(period: str, organisation_id: int, code: str) -> str:
    """Show which centres a figure comes from."""
    quarter = asked_quarter(period, organisation_id)
    return render_template("quarterly/figure.html", page=figure_page(current_viewer(), organisation_id, quarter, code))


@blueprint.post("/quarterly/<period>/<int:organisation_id>/remind")
@holding(*REMINDS)
def remind(period: str, organisation_id: int) -> ResponseReturnValue:
    """Remind everybody who can do what is late."""
    quarter = asked_quarter(period, organisation_id)
    count = remind_debtors(organisation_id, quarter, reminded_by=current_viewer())
    if count:
        flash(ngettext("%(num)d centre is reminded.", "%(num)d centres are reminded.", count), "go")
    else:
        flash(_("Nobody was reminded: all debtors were told within the last day."), "warn")
    return redirect(url_for("quarterly.show", period=period, organisation_id=organisation_id), 303)
