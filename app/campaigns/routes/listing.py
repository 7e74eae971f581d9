"""The list of campaigns."""

from __future__ import annotations

from flask import render_template, request

from app.access.policy import current_viewer, holding
from app.campaigns.policy import RUNNERS
from app.campaigns.queries.campaigns import list_campaigns
from app.campaigns.routes import campaigns


@campaigns.get("/campaigns")
@holding(*RUNNERS)
def list_all() -> str:
    """Show the campaigns that reach organisations of this person, latest first."""
    page = list_campaigns(current_viewer(), after=request.args.get("after"))
    return render_template("campaigns/list.html", page=page, first=not request.args.get("after"))
