"""What an officer does with a campaign that runs: remind, extend, try again, stop; each shown before it is done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.access.policy import current_viewer, holding
from app.campaigns.commands import extend_campaign, plan_reminder, remind_late, retry_campaign, stop_campaign
from app.campaigns.forms import ExtendForm
from app.campaigns.models import Campaign
from app.campaigns.policy import RUNNERS, may_manage_campaign
from app.campaigns.queries.campaigns import get_campaign_visible_to
from app.campaigns.queries.standing import Group, list_standings
from app.campaigns.routes import campaigns
from app.cases.forms import ReasonForm
from app.foundation.errors import InvalidInput, NotAllowed


@campaigns.get("/campaigns/<int:campaign_id>/remind")
@holding(*RUNNERS)
def show_reminder(campaign_id: int) -> str:
    """Show who would be reminded of what."""
    viewer = current_viewer()
    campaign = get_campaign_visible_to(viewer, campaign_id)
    planned = plan_reminder(list_standings(viewer, campaign))
    return render_template("campaigns/remind.html", campaign=campaign, planned=planned)


@campaigns.post("/campaigns/<int:campaign_id>/remind")
@holding(*RUNNERS)
def remind(campaign_id: int) -> Response:
    """Let everybody who can do something late be told once."""
    done = remind_late(campaign_id, reminded_by=current_viewer().actor())
    if not done.tasks:
        flash(_("Nobody is left to remind: who is late was reminded within a day."), "act")
    else:
        count = len(done.standings)
        flash(ngettext("%(num)d organisation is reminded.", "%(num)d organisations are reminded.", count), "go")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


@campaigns.route("/campaigns/<int:campaign_id>/extend", methods=["GET", "POST"])
@holding(*RUNNERS)
def extend(campaign_id: int) -> ResponseReturnValue:
    """Give some organisations a later last day."""
    viewer = current_viewer()
    campaign = get_campaign_visible_to(viewer, campaign_id)
    running = [one for one in list_standings(viewer, campaign) if one.group in {Group.LATE, Group.HELP, Group.RUNNING}]
    offered = [one for one in running if one.case_id is not None]
    if request.method == "GET":
        late = tuple(one.item_id for one in offered if one.group is Group.LATE)
        form = ExtendForm(ids=late)
        return render_template("campaigns/extend.html", campaign=campaign, offered=offered, form=form)
    form = ExtendForm.posted(request.form)
    if form.day is None:
        form.refuse({"new_date": "required"})
    else:
        try:
            done = extend_campaign(
                campaign_id, item_ids=form.ids, new_date=form.day, reason=form.reason, extended_by=viewer.actor()
            )
        except InvalidInput as refused:
            form.refuse(dict(refused.facts.get("problems", {})))  # type: ignore[call-overload]  # facts are objects
        else:
            return _extended(campaign_id, done.done, done.refused)
    return render_template("campaigns/extend.html", campaign=campaign, offered=offered, form=form), 422


def _extended(campaign_id: int, done: int, refused: tuple[str, ...]) -> Response:
    if done:
        words = ngettext(
            "%(num)d organisation has a later last day.", "%(num)d organisations have a later last day.", done
        )
        flash(words, "go")
    if refused:
        flash(_("The day could not be moved for: %(names)s", names=", ".join(refused)), "stop")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


@campaigns.post("/campaigns/<int:campaign_id>/retry")
@holding(*RUNNERS)
def retry(campaign_id: int) -> Response:
    """Try again to open the cases that failed or were left out."""
    _managed(campaign_id)
    count = retry_campaign(campaign_id, retried_by=current_viewer().actor())
    if count:
        flash(ngettext("%(num)d case is opened again.", "%(num)d cases are opened again.", count), "go")
    else:
        flash(_("Nothing has changed: the reasons are still there."), "stop")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


@campaigns.route("/campaigns/<int:campaign_id>/stop", methods=["GET", "POST"])
@holding(*RUNNERS)
def stop(campaign_id: int) -> ResponseReturnValue:
    """Open no more cases."""
    campaign = _managed(campaign_id)
    form = ReasonForm.posted(request.form) if request.method == "POST" else ReasonForm()
    if request.method == "GET" or not form.validate():
        return render_template("campaigns/stop.html", campaign=campaign, form=form), 422 if form.problem else 200
    stop_campaign(campaign_id, stopped_by=current_viewer().actor(), reason=form.reason)
    flash(_("The campaign is stopped: no more cases are opened."), "go")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _managed(campaign_id: int) -> Campaign:
    viewer = current_viewer()
    campaign = get_campaign_visible_to(viewer, campaign_id)
    if not may_manage_campaign(viewer, campaign):
        raise NotAllowed(_("Those who run the campaign do this."), help=campaign.owner_name)
    return campaign
