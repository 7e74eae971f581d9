"""Campaigns that open themselves every year."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.access.policy import current_viewer, holding
from app.campaigns.commands import keep_schedule, switch_schedule
from app.campaigns.commands.yearly import next_opening
from app.campaigns.forms import read_month_day
from app.campaigns.policy import RUNNERS, may_manage_campaign
from app.campaigns.queries.campaigns import get_campaign_visible_to, list_schedules
from app.campaigns.routes import campaigns
from app.foundation import words
from app.foundation.errors import InvalidInput, NotAllowed


@campaigns.get("/campaigns/yearly")
@holding(*RUNNERS)
def list_yearly() -> str:
    """Show the yearly campaigns of the territories of this person, and when they open next."""
    rows = [(one, process, next_opening(one, words.local_today())) for one, process in list_schedules(current_viewer())]
    return render_template("campaigns/yearly.html", rows=rows)


@campaigns.route("/campaigns/<int:campaign_id>/yearly", methods=["GET", "POST"])
@holding(*RUNNERS)
def repeat(campaign_id: int) -> ResponseReturnValue:
    """Let a campaign like this one open itself every year."""
    viewer = current_viewer()
    campaign = get_campaign_visible_to(viewer, campaign_id)
    if not may_manage_campaign(viewer, campaign):
        raise NotAllowed(_("Those who run the campaign do this."), help=campaign.owner_name)
    created = words.local(campaign.created_at)
    values = {"opens": f"{created:%d.%m}", "deadline": f"{campaign.deadline:%d.%m}", "how": "schools"}
    problems: dict[str, str] = {}
    if request.method == "POST":
        values = {name: request.form.get(name, "")[:40] for name in values}
        try:
            keep_schedule(
                campaign_id,
                opens=read_month_day(values["opens"]),
                deadline=read_month_day(values["deadline"]),
                how=values["how"],
                kept_by=viewer.actor(),
            )
        except InvalidInput as refused:
            no_day = str(_("Write a day and a month that every year has, for example 31.08"))
            problems = dict.fromkeys(dict(refused.facts.get("problems", {})), no_day)  # type: ignore[call-overload]
        else:
            flash(_("The campaign will open itself every year."), "go")
            return redirect(url_for("campaigns.list_yearly"), 303)
    page = render_template("campaigns/repeat.html", campaign=campaign, values=values, problems=problems)
    return page, 422 if problems else 200


@campaigns.post("/campaigns/yearly/<int:schedule_id>")
@holding(*RUNNERS)
def switch(schedule_id: int) -> Response:
    """Switch a yearly campaign off or on."""
    on = request.form.get("on") == "yes"
    switch_schedule(schedule_id, on=on, switched_by=current_viewer().actor())
    flash(_("It opens itself again.") if on else _("It will not open itself any more."), "go")
    return redirect(url_for("campaigns.list_yearly"), 303)
