"""The workbook of each level: a school, a municipality, the region."""

from __future__ import annotations

import re
from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.foundation.errors import NotFound
from app.quarterly.queries.pages import level_page, report_page, reporting_centre
from app.quarterly.queries.workbooks import XLSX, level_workbook, report_workbook
from app.quarterly.routes import blueprint
from app.quarterly.routes.asked import asked_quarter


@blueprint.get("/quarterly/<period>/<int:organisation_id>/report.xlsx")
@signed_in
def as_workbook(period: str, organisation_id: int) -> ResponseReturnValue:
    """Give the report of a centre, or what the centres of an authority come to."""
    quarter = asked_quarter(period, organisation_id)
    centre = reporting_centre(organisation_id)
    if centre is not None:
        page = report_page(current_viewer(), centre, quarter)
        if page.standing is None:
            raise NotFound(period=period)
        content, place = report_workbook(page), page.node.name
    else:
        level = level_page(current_viewer(), organisation_id, quarter)
        content, place = level_workbook(level), level.level.node.name
    name = re.sub(r'[\\/:*?"<>|]+', " ", _("Quarterly report") + f", {quarter.title}, {place}")
    answer = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx", max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
