"""The pages of indicators: plan and fact, facts entered with evidence, approval."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.policy import current_viewer, holding, role_name, signed_in
from app.documents.commands import store_file
from app.documents.commands.templates import words_of
from app.documents.policy import FileNotTaken
from app.documents.routes.files import send_stored
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.organisation.policy.scope import may_see_organisation
from app.roadmaps.commands import approve_facts, enter_fact
from app.roadmaps.queries.indicator_choices import get_visible_indicator
from app.roadmaps.queries.indicator_pages import indicator_list, indicator_page
from app.roadmaps.queries.indicator_values import evidence_of
from app.roadmaps.queries.rights import MANAGES
from app.roadmaps.routes import indicators

FACT_FILE = "indicator fact"


@indicators.get("/indicators")
@signed_in
def list_all() -> str:
    """Show the indicators of a plan with plan and fact of a year."""
    return render_template("roadmaps/indicators.html", page=indicator_list(current_viewer(), request.args))


@indicators.get("/indicators/<indicator_id>")
@signed_in
def show(indicator_id: str) -> str:
    """Show one indicator over its years."""
    return _page(indicator_id, {})


def _page(indicator_id: str, problems: dict[str, str], organisation: str = "") -> str:
    args = {"organisation": organisation or request.args.get("organisation", "")}
    viewer = current_viewer()
    page = indicator_page(viewer, get_visible_indicator(viewer, indicator_id), args)
    return render_template("roadmaps/indicator.html", page=page, problems=problems, given=request.form)


def _organisation() -> int:
    text = request.form.get("organisation", "")
    if not text.isdecimal() or len(text) > 9 or not may_see_organisation(current_viewer(), int(text)):
        raise NotFound
    return int(text)


@indicators.post("/indicators/<indicator_id>/facts")
@signed_in
def enter(indicator_id: str) -> ResponseReturnValue:
    """Enter a fact by hand; what was typed stays when it cannot be taken."""
    organisation_id, viewer, file_id = _organisation(), current_viewer(), ""
    get_visible_indicator(viewer, indicator_id)
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        try:
            file_id = store_file(upload, viewer=viewer, field_key=FACT_FILE).id
        except FileNotTaken as refused:
            return _page(indicator_id, {"file": words_of(refused)}, str(organisation_id)), 422
    try:
        enter_fact(
            indicator_id,
            organisation_id=organisation_id,
            period=request.form.get("period", ""),
            value=request.form.get("value", ""),
            evidence=request.form.get("evidence", ""),
            entered_by=viewer.actor(),
            evidence_file_id=file_id,
        )
    except InvalidInput as refused:
        return _page(indicator_id, _words(refused), str(organisation_id)), 422
    except Conflict:
        flash(_("This fact was approved and is not changed any more."), "warn")
    except NotAllowed as refused:
        if not refused.facts.get("giver"):
            raise
        role = role_name(str(refused.facts["giver"]))
        flash(_("Not entered: the plan lets this fact be given by: %(role)s.", role=role), "warn")
    else:
        flash(_("The fact is entered."), "go")
    return redirect(url_for("indicators.show", indicator_id=indicator_id, organisation=organisation_id), 303)


@indicators.get("/indicators/facts/<int:fact_id>/evidence")
@signed_in
def give_evidence(fact_id: int) -> ResponseReturnValue:
    """Give the paper of a fact to whoever sees the organisation that reached it."""
    return send_stored(evidence_of(current_viewer(), fact_id))


@indicators.post("/indicators/<indicator_id>/approve")
@holding(*MANAGES)
def approve(indicator_id: str) -> ResponseReturnValue:
    """Freeze the facts of a period."""
    organisation_id, viewer = _organisation(), current_viewer()
    get_visible_indicator(viewer, indicator_id)
    try:
        count = approve_facts(
            indicator_id,
            organisation_id=organisation_id,
            period=request.form.get("period", ""),
            approved_by=viewer.actor(),
        )
    except NotAllowed as refused:
        if not refused.facts.get("own"):
            raise
        flash(_("You entered one of these facts yourself: somebody else must approve them."), "warn")
    else:
        flash(ngettext("%(num)d fact is approved.", "%(num)d facts are approved.", count), "go")
    return redirect(url_for("indicators.show", indicator_id=indicator_id, organisation=organisation_id), 303)


def _words(refused: InvalidInput) -> dict[str, str]:
    words = {
        "value": _("Write a number, for example 13,2; a share also as two: 12 of 40"),
        "period": _("Choose one of the periods"),
        "evidence": _("Write where the number comes from: document, number, date"),
    }
    given = refused.facts.get("problems")
    problems = given if isinstance(given, dict) else {}
    found = {name: str(words[name]) for name in problems}
    if problems.get("value") == "share":
        found["value"] = str(_("The first number is a part of the second: it cannot be more"))
    return found
