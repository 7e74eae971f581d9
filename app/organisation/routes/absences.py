"""Who is away and who does their tasks: one's own absences, those one substitutes, those one writes down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.models import Person
from app.access.policy import Viewer, current_viewer, signed_in
from app.access.queries import get_person
from app.foundation.errors import InvalidInput, NotFound
from app.foundation.words import local_today
from app.organisation.commands.absences import end_absence, set_absence
from app.organisation.policy.absence_words import absence_kind_name, limit_words
from app.organisation.policy.absences import may_set_absence, organisations_with_absences
from app.organisation.queries import memberships_of
from app.organisation.queries.absences import concerns, get_absence, list_absences, list_people_of
from app.organisation.routes import blueprint
from app.organisation.routes.absence_form import SUBSTITUTES, AbsenceForm, posted_absence

PAGE = 30


@blueprint.get("/absences")
@signed_in
def show_absences() -> str:
    """Show the absences that concern the person, latest first."""
    viewer = current_viewer()
    given = request.args.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 10 else None
    condition = concerns(viewer.person_id, organisations_with_absences(viewer))
    rows = list_absences(condition, before=before, limit=PAGE + 1)
    shown = rows[:PAGE]
    return render_template(
        "organisation/absences.html",
        rows=shown,
        before=shown[-1].absence.id if len(rows) > PAGE else None,
        may_end={row.absence.id for row in shown if _may_set(viewer, row.absence.person_id)},
        viewer=viewer,
        today=local_today(),
        kind_words=absence_kind_name,
        limit_words=limit_words,
        writes_for_others=_writes_for_others(viewer),
    )


def _may_set(viewer: Viewer, absent_id: int) -> bool:
    return may_set_absence(viewer.memberships, viewer.person_id, absent_id, memberships_of(absent_id))


def _writes_for_others(viewer: Viewer) -> bool:
    return bool(list_people_of(organisations_with_absences(viewer), text="", limit=1))


@blueprint.get("/absences/new")
@signed_in
def new_absence() -> str:
    """Show the form for oneself or for `person`; without a person those who may are asked whose absence it is."""
    viewer = current_viewer()
    given = request.args.get("person", "")
    if not given:
        text = request.args.get("q", "").strip()[:100]
        people = list_people_of(organisations_with_absences(viewer), text=text, limit=PAGE)
        if people or text:
            return render_template("organisation/absence_whose.html", people=people, text=text, viewer=viewer)
    person = _absent(viewer, given or str(viewer.person_id))
    return _form(person, AbsenceForm(person_id=person.id, values={"kind": "leave"}))


@blueprint.post("/absences/new")
@signed_in
def write_absence() -> ResponseReturnValue:
    """Write the absence down."""
    viewer = current_viewer()
    person = _absent(viewer, request.form.get("person", ""))
    form = posted_absence(person.id, request.form)
    wanted = form.wanted()
    if wanted is not None:
        try:
            set_absence(wanted, set_by=viewer.actor())
        except InvalidInput as refused:
            form.problems |= cast("Mapping[str, str]", refused.facts["problems"])
        else:
            flash(_("The absence is written down: %(who)s. Those who substitute were told by mail.", who=person.name))
            return redirect(url_for("organisation.show_absences"), 303)
    return _form(person, form), 422


@blueprint.post("/absences/<int:absence_id>/end")
@signed_in
def stop_absence(absence_id: int) -> ResponseReturnValue:
    """End an absence now."""
    viewer = current_viewer()
    absence = get_absence(absence_id)
    if not _may_set(viewer, absence.person_id):
        raise NotFound
    end_absence(absence_id, ended_by=viewer.actor())
    flash(_("The absence is ended: from now on nobody substitutes by it."), "go")
    return redirect(url_for("organisation.show_absences"), 303)


def _absent(viewer: Viewer, given: str) -> Person:
    """Return the person whose absence may be written down. Raises NotFound for every other one."""
    person_id = int(given) if given.isdecimal() and len(given) < 10 else 0
    person = get_person(person_id)
    if not _may_set(viewer, person.id):
        raise NotFound
    return person


def _form(person: Person, form: AbsenceForm) -> str:
    numbers = range(1, SUBSTITUTES + 1)
    return render_template("organisation/absence_new.html", person=person, form=form, numbers=numbers)
