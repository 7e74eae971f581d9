"""The working calendar of an organisation: its own days by year, import of a year, what is missing."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import holding
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.words import local_today
from app.organisation.commands import remove_calendar_exception
from app.organisation.commands.calendar_workbook import calendar_template, read_calendar
from app.organisation.commands.calendars import YEARS, Days, complete_year, reopen_year, set_calendar_days
from app.organisation.commands.workbook import MAX_BYTES, Problem, WorkbookRefused
from app.organisation.forms import CalendarForm
from app.organisation.models import DayKind, Organisation
from app.organisation.policy.managing import MANAGERS
from app.organisation.queries.calendars import calendar_page
from app.organisation.routes import blueprint, managed_organisation
from app.organisation.routes.importing import XLSX


@blueprint.get("/organisations/<int:organisation_id>/calendar")
@holding(*MANAGERS)
def show_calendar(organisation_id: int) -> str:
    """Show one year of the calendar."""
    _viewer, organisation = managed_organisation(organisation_id)
    return _draw(organisation, CalendarForm())


@blueprint.post("/organisations/<int:organisation_id>/calendar")
@holding(*MANAGERS)
def set_day(organisation_id: int) -> ResponseReturnValue:
    """Set a day or a time for the organisation and everything below it."""
    viewer, organisation = managed_organisation(organisation_id)
    form = CalendarForm(request.form)
    form.offer()
    if not form.validate() or form.day.data is None:
        return _draw(organisation, form), 422
    since, kind = form.day.data, DayKind(form.kind.data)
    time = Days(since=since, until=form.until.data or since, kind=kind, reason=form.reason.data or "")
    try:
        count = set_calendar_days(organisation.id, [time], set_by=viewer.actor())
    except InvalidInput:
        form.until.errors = [_("Not before the first day and not more than %(days)d days after it.", days=120)]
        return _draw(organisation, form), 422
    flash(_set_words(count), "go")
    return _back(organisation, since.year)


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
    return _back(organisation, day.year)


@blueprint.get("/organisations/<int:organisation_id>/calendar/template")
@holding(*MANAGERS)
def download_calendar_template(organisation_id: int) -> ResponseReturnValue:
    """Give an empty workbook of the year that is shown."""
    managed_organisation(organisation_id)
    content, year = BytesIO(calendar_template(_year())), _year()
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"soglas-calendar-{year}.xlsx")


@blueprint.post("/organisations/<int:organisation_id>/calendar/import")
@holding(*MANAGERS)
def import_calendar(organisation_id: int) -> ResponseReturnValue:
    """Take the days of a workbook, all or none."""
    viewer, organisation = managed_organisation(organisation_id)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _draw(organisation, CalendarForm(), file_problem=_("Choose a file in XLSX format")), 422
    try:
        times, problems = read_calendar(upload.stream.read(MAX_BYTES + 1))
    except WorkbookRefused as refused:
        return _draw(organisation, CalendarForm(), file_problem=str(refused)), 422
    if problems or not times:
        told = _("Nothing was taken over: correct the workbook and load it again.")
        return _draw(organisation, CalendarForm(), file_problem=told, problems=problems), 422
    count = set_calendar_days(organisation.id, times, set_by=viewer.actor())
    flash(_set_words(count), "go")
    return _back(organisation, times[0].since.year)


@blueprint.post("/organisations/<int:organisation_id>/calendar/year")
@holding(*MANAGERS)
def mark_year(organisation_id: int) -> ResponseReturnValue:
    """Say that a year is entered whole, or take that back."""
    viewer, organisation = managed_organisation(organisation_id)
    year = _number(request.form.get("year", ""))
    if year is None:
        raise NotFound
    if request.form.get("complete") == "no":
        reopen_year(organisation.id, year=year, reopened_by=viewer.actor())
        flash(_("The year is open again."), "go")
    else:
        complete_year(organisation.id, year=year, completed_by=viewer.actor())
        flash(_("The calendar of %(year)d is entered whole.", year=year), "go")
    return _back(organisation, year)


def _set_words(count: int) -> str:
    return str(ngettext("%(num)d day is set: new terms are counted with it.", "%(num)d days are set.", count))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in YEARS else None


def _year() -> int:
    return _number(request.args.get("year", "")) or local_today().year


def _back(organisation: Organisation, year: int) -> ResponseReturnValue:
    return redirect(url_for("organisation.show_calendar", organisation_id=organisation.id, year=year), 303)


def _draw(
    organisation: Organisation,
    form: CalendarForm,
    *,
    file_problem: str = "",
    problems: list[Problem] | None = None,
) -> str:
    form.offer()
    return render_template(
        "organisation/calendar_page.html",
        organisation=organisation,
        form=form,
        page=calendar_page(organisation.id, _year(), local_today()),
        file_problem=file_problem,
        problems=(problems or [])[:50],
    )
