"""The page of one campaign: tally, progress, matrix; and the matrix as a workbook."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.access.policy import current_viewer, holding
from app.campaigns.policy import RUNNERS
from app.campaigns.queries.campaigns import campaign_page, get_campaign_visible_to, matrix_rows
from app.campaigns.queries.standing import Choice, Group
from app.campaigns.queries.workbook import XLSX, matrix_workbook
from app.campaigns.routes import campaigns


@campaigns.get("/campaigns/<int:campaign_id>")
@holding(*RUNNERS)
def show(campaign_id: int) -> str:
    """Show how the organisations stand, those that burn first."""
    after = request.args.get("after", "")
    page = campaign_page(
        current_viewer(),
        campaign_id,
        _choice(),
        step=request.args.get("step", "")[:200],
        after=int(after) if after.isdecimal() and len(after) <= 9 else 0,
    )
    return render_template("campaigns/show.html", page=page, first=not after)


@campaigns.get("/campaigns/<int:campaign_id>/matrix.xlsx")
@holding(*RUNNERS)
def export(campaign_id: int) -> ResponseReturnValue:
    """Give the matrix that the filters keep as a workbook."""
    viewer = current_viewer()
    campaign = get_campaign_visible_to(viewer, campaign_id)
    steps, rows = matrix_rows(viewer, campaign, _choice())
    content = BytesIO(matrix_workbook(campaign, steps, rows))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"campaign-{campaign_id}.xlsx")


def _choice() -> Choice:
    group, authority = request.args.get("group", ""), request.args.get("authority", "")
    return Choice(
        group=Group(group) if group in set(Group) else None,
        authority_id=int(authority) if authority.isdecimal() and len(authority) <= 9 else None,
    )
