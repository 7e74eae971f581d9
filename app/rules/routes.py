"""Terms and rules of a process: what holds for an organisation and why; its owner changes a value and takes it back."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, holding, signed_in
from app.foundation import words
from app.foundation.errors import InvalidInput, NotAllowed
from app.organisation.queries import Node
from app.processes.commands import OWNERS, change_setting, revert_setting
from app.processes.queries import Live, current_version_id, live_version
from app.rules.forms import ChangeForm
from app.rules.policy import may_change_settings
from app.rules.queries import chosen_place, list_places, list_rules, rule_page

rules = Blueprint("rules", __name__, template_folder="templates")


def install_rules(app: Flask) -> None:
    """Add the pages of this room; they stand under the process, not in the bar."""
    app.register_blueprint(rules)


@rules.get("/processes/<key>/rules")
@signed_in
def show_rules(key: str) -> str:
    """Show the settings of the process as they hold for one organisation."""
    viewer = current_viewer()
    live = live_version(current_version_id(key))
    place = chosen_place(viewer, request.args.get("organisation", ""))
    return render_template(
        "rules/list.html",
        live=live,
        place=place,
        places=list_places(viewer, place),
        rows=list_rules(live, place.id),
        may_change=may_change_settings(viewer, place.id),
    )


@rules.get("/processes/<key>/rules/<setting>")
@signed_in
def show_rule(key: str, setting: str) -> str:
    """Show one setting: the value, where it comes from, its history, and to its owner the form of a change."""
    place = chosen_place(current_viewer(), request.args.get("organisation", ""))
    live = live_version(current_version_id(key))
    today = words.local_today().isoformat()
    page = rule_page(current_viewer(), live, setting, place.id)
    return _page(live, place, setting, ChangeForm(value=page.typed, effective_from=today))


@rules.post("/processes/<key>/rules/<setting>")
@holding(*OWNERS)
def change(key: str, setting: str) -> ResponseReturnValue:
    """Let the setting have another value for the organisation from a day on, or take the change back."""
    viewer = current_viewer()
    place = chosen_place(viewer, request.form.get("organisation", ""))
    if not may_change_settings(viewer, place.id):
        raise NotAllowed(_("The owner of the process changes its settings for an organisation and those below it."))
    live, form = live_version(current_version_id(key)), ChangeForm.posted(request.form)
    action, day = request.form.get("_action", "change"), form.day
    if action not in {"change", "revert"}:
        abort(400)
    if day is None:
        return _page(live, place, setting, form), 422
    common = {"organisation_id": place.id, "effective_from": day, "note": form.note, "changed_by": viewer.actor()}
    try:
        if action == "revert":
            revert_setting(key, setting, **common)  # type: ignore[arg-type]  # one dictionary for two commands
        else:
            change_setting(key, setting, value=form.value, **common)  # type: ignore[arg-type]
    except InvalidInput as refused:
        form.refuse(dict(refused.facts.get("problems", {})))  # type: ignore[call-overload]  # facts are objects
        return _page(live, place, setting, form), 422
    flash(_("It is kept and holds from %(day)s.", day=words.day_year(day)), "go")
    return redirect(url_for("rules.show_rule", key=key, setting=setting, organisation=place.id), 303)


def _page(live: Live, place: Node, name: str, form: ChangeForm) -> str:
    page = rule_page(current_viewer(), live, name, place.id)
    return render_template("rules/rule.html", live=live, place=place, page=page, form=form)
