"""An applied plan as XLSX and as DOCX in the shape of its document."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response
from flask.typing import ResponseReturnValue

from app.access.policy import current_viewer, signed_in
from app.roadmaps.queries.document import plan_document
from app.roadmaps.queries.roadmap_page import roadmap_page
from app.roadmaps.queries.seeing import get_visible_roadmap
from app.roadmaps.queries.workbook import plan_workbook
from app.roadmaps.routes import blueprint

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/roadmaps/<int:roadmap_id>/roadmap.xlsx")
@signed_in
def as_workbook(roadmap_id: int) -> ResponseReturnValue:
    """Give the rows the person sees as a workbook."""
    viewer = current_viewer()
    page = roadmap_page(viewer, get_visible_roadmap(viewer, roadmap_id), {})
    return _file(plan_workbook(page), _XLSX, f"{page.plan.short} {page.roadmap.year}.xlsx")


@blueprint.get("/roadmaps/<int:roadmap_id>/roadmap.docx")
@signed_in
def as_document(roadmap_id: int) -> ResponseReturnValue:
    """Give the rows the person sees as a document in the shape of the source."""
    viewer = current_viewer()
    page = roadmap_page(viewer, get_visible_roadmap(viewer, roadmap_id), {})
    return _file(plan_document(page), _DOCX, f"{page.plan.short} {page.roadmap.year}.docx")


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
