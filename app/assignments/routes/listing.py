"""The page «Поручения»: lists by what one has to do with them, as a workbook too."""

from __future__ import annotations

from io import BytesIO

from flask import Response, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.access.policy import current_viewer, signed_in
from app.assignments.queries.book import assignments_book
from app.assignments.queries.listing import MOST_IN_BOOK, View, count_overdue, list_assignments
from app.assignments.queries.panel import state_words
from app.assignments.routes import assignments

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@assignments.get("/assignments")
@signed_in
def list_all() -> str:
    """Show the assignments of one kind: mine, given by me, on my control, overdue, done."""
    viewer, view = current_viewer(), _view()
    found = list_assignments(viewer, view, after=request.args.get("after", ""))
    late = count_overdue(viewer)
    return render_template(
        "assignments/list.html",
        view=view.value,
        rows=[(row, state_words(row)) for row in found.rows],
        tabs=[
            {
                "href": url_for("assignments.list_all", view=one.value),
                "word": _name(one),
                "number": (f"{99}+" if late > 99 else late) if one is View.OVERDUE and late else "",
                "current": one is view,
            }
            for one in View
        ],
        more=url_for("assignments.list_all", view=view.value, after=found.next) if found.next else "",
    )


@assignments.get("/assignments/workbook")
@signed_in
def workbook() -> Response:
    """Give the same list as a workbook."""
    view = _view()
    found = list_assignments(current_viewer(), view, limit=MOST_IN_BOOK)
    answer = send_file(
        BytesIO(assignments_book(_name(view), found.rows)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{_('Assignments')}.xlsx",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _view() -> View:
    asked = request.args.get("view", "")
    return View(asked) if asked in set(View) else View.MINE


def _name(view: View) -> str:
    names = {
        View.MINE: _("To be done by me"),
        View.GIVEN: _("Given by me"),
        View.CONTROL: _("On my control"),
        View.OVERDUE: _("Overdue"),
        View.DONE: _("Closed ones"),
    }
    return str(names[view])
