"""The page of a measure, opening its cases at once, filling in its dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, holding, signed_in
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.roadmaps.commands import fill_dates, open_by_hand
from app.roadmaps.commands.opening import Opened, open_next
from app.roadmaps.commands.requests import ask_for_measure
from app.roadmaps.queries.measure_page import measure_page
from app.roadmaps.queries.rights import MANAGES, may_manage
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.routes import blueprint
from app.roadmaps.routes.own_plans import read_day


@blueprint.get("/roadmaps/<int:roadmap_id>/measures/<measure>")
@signed_in
def show_measure(roadmap_id: int, measure: str) -> str:
    """Show what the document prints about a measure, and every due date that the person sees."""
    return _page(roadmap_id, measure)


def _page(roadmap_id: int, measure: str, problems: dict[str, str] | None = None) -> str:
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    page = measure_page(viewer, roadmap, measure, after=request.args.get("after", ""))
    if page is None:
        raise NotFound(measure=measure)
    return render_template("roadmaps/measure.html", page=page, problems=problems or {}, given=request.form)


@blueprint.post("/roadmaps/<int:roadmap_id>/measures/<measure>/open")
@holding(*MANAGES)
def open_now(roadmap_id: int, measure: str) -> ResponseReturnValue:
    """Open the cases of the chosen due dates now, each for itself."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    if not may_manage(viewer, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    chosen = [int(text) for text in request.form.getlist("occurrence") if text.isdecimal() and len(text) < 12]
    if not chosen:
        flash(_("Nothing was opened: choose at least one date."), "warn")
    else:
        _tell(open_by_hand(roadmap_id, chosen, opened_by=viewer.actor()))
    return redirect(url_for("roadmaps.show_measure", roadmap_id=roadmap_id, measure=measure), 303)


@blueprint.post("/roadmaps/<int:roadmap_id>/open")
@holding(*MANAGES)
def open_several(roadmap_id: int) -> ResponseReturnValue:
    """Open the next date of each chosen measure, wherever it is carried out."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    if not may_manage(viewer, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    chosen = [name for name in request.form.getlist("measure") if len(name) <= 60]
    if not chosen:
        flash(_("Nothing was opened: choose at least one measure."), "warn")
    else:
        results, left = open_next(roadmap_id, chosen, opened_by=viewer.actor())
        _tell(results)
        if left:
            words = ngettext("%(num)d more waits: press again.", "%(num)d more wait: press again.", left)
            flash(words, "warn")
    return redirect(url_for("roadmaps.show_plan", roadmap_id=roadmap_id), 303)


def _tell(results: Sequence[Opened]) -> None:
    """Say how many cases are opened, what does the others, and how many could not be opened."""
    if results:
        opened = sum(one.case_id is not None for one in results)
        if opened or not any(one.kept for one in results):
            flash(ngettext("%(num)d case is opened.", "%(num)d cases are opened.", opened), "go" if opened else "warn")
        for words in dict.fromkeys(one.kept for one in results if one.kept):
            flash(words, "warn")
        if failed := sum(one.case_id is None and not one.kept for one in results):
            flash(ngettext("%(num)d could not be opened", "%(num)d could not be opened", failed), "stop")
    else:
        flash(_("Nothing was opened: no date of them lies ahead."), "warn")


@blueprint.post("/roadmaps/<int:roadmap_id>/measures/<measure>/dates")
@holding(*MANAGES)
def fill(roadmap_id: int, measure: str) -> ResponseReturnValue:
    """Write in dates that the document does not print."""
    viewer = current_viewer()
    roadmap = get_visible_roadmap(viewer, roadmap_id)
    if not may_manage(viewer, roadmap.organisation_id):
        raise NotAllowed(roadmap=roadmap_id)
    texts = [text.strip() for text in request.form.getlist("date") if text.strip()]
    try:
        days = [date.fromisoformat(text) for text in texts]
        count = fill_dates(
            roadmap_id, measure, dates=days, basis=request.form.get("basis", ""), filled_by=viewer.actor()
        )
    except ValueError:
        return _page(roadmap_id, measure, {"dates": str(_("Write the dates like 30.09.2026"))}), 422
    except InvalidInput as refused:
        return _page(roadmap_id, measure, _words(refused)), 422
    except Conflict:
        flash(_("The plan is closed: no date can be added."), "warn")
        return redirect(url_for("roadmaps.show_measure", roadmap_id=roadmap_id, measure=measure), 303)
    flash(ngettext("%(num)d due date is added.", "%(num)d due dates are added.", count), "go")
    return redirect(url_for("roadmaps.show_measure", roadmap_id=roadmap_id, measure=measure), 303)


@blueprint.post("/roadmaps/<int:roadmap_id>/measures/<measure>/request")
@signed_in
def ask_for(roadmap_id: int, measure: str) -> ResponseReturnValue:
    """Ask for a measure that is done on request: its case opens at once."""
    viewer = current_viewer()
    get_visible_roadmap(viewer, roadmap_id)
    place = request.form.get("place", "")
    if not place.isdecimal() or len(place) > 9:
        raise NotFound
    try:
        opened = ask_for_measure(
            roadmap_id,
            measure,
            organisation_id=int(place),
            wanted=read_day("wanted"),
            words=request.form.get("request", ""),
            asked_by=viewer.actor(),
        )
    except InvalidInput as refused:
        words = {"wanted": _("Choose a day from today on, within a year"), "request": _("Write what is asked for")}
        problems = refused.facts.get("problems")
        known = {name: str(words[name]) for name in (problems if isinstance(problems, dict) else {})}
        return _page(roadmap_id, measure, known), 422
    except Conflict:
        flash(_("This day was asked for already, or the plan is closed."), "warn")
    else:
        if opened.case_id is not None:
            flash(_("The request is written down, its case is open."), "go")
        else:
            flash(_("The request is written down; its case opens as soon as the process allows it."), "warn")
    return redirect(url_for("roadmaps.show_measure", roadmap_id=roadmap_id, measure=measure), 303)


def _words(refused: InvalidInput) -> dict[str, str]:
    problems = refused.facts.get("problems")
    words = {
        "number": _("Write one to sixty dates"),
        "outside": _("A date lies outside the life of the plan"),
        "required": _("Write where the dates come from"),
    }
    known = problems if isinstance(problems, dict) else {}
    return {name: str(words.get(code, code)) for name, code in known.items()}
