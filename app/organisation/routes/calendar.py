"""Days on which an organisation works or rests against the state calendar."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import holding
from app.foundation.errors import NotFound
from app.organisation.commands import remove_calendar_exception, set_calendar_exception
from app.organisation.forms import CalendarForm
from app.organisation.policy.managing import MANAGERS
from app.organisation.routes import blueprint, managed_organisation


@blueprint.post("/organisations/<int:organisation_id>/calendar")
@holding(*MANAGERS)
def set_day(organisation_id: int) -> ResponseReturnValue:
    """Set an exception for the organisation and everything below it."""
    viewer, organisation = managed_organisation(organisation_id)
    form = CalendarForm(request.form)
    form.offer()
    if form.validate() and form.day.data:
        set_calendar_exception(
            organisation.id,
            day=form.day.data,
            works=form.works.data == "yes",
            reason=form.reason.data or "",
            set_by=viewer.actor(),
        )
        flash(_("The day is set: new terms are counted with it."), "go")
    else:
        flash(_("Write the day as a date."), "stop")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)


@blueprint.post("/organisations/<int:organisation_id>/calendar/remove")
@holding(*MANAGERS)
def remove_day(organisation_id: int) -> ResponseReturnValue:
    """Let the state calendar hold again."""
    viewer, organisation = managed_organisation(organisation_id)
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise NotFound from None
    remove_calendar_exception(organisation.id, day=day, removed_by=viewer.actor())
    flash(_("The state calendar holds again for that day."), "go")
    return redirect(url_for("organisation.show_organisation", organisation_id=organisation.id), 303)
