"""The registry of centres and its workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.policy import current_viewer, find_viewer, holding
from app.centres.handlers import install_registry
from app.centres.models import CentreState
from app.centres.policy import (
    READERS,
    kept_schools,
    kind_word,
    licence_words,
    may_keep_registry,
    may_read_registry,
    reads_region,
    state_tone,
    state_word,
)
from app.centres.queries import CentreFilter, all_centres, count_centres, list_centres, registry_book
from app.foundation.page_frame import Section, add_section

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
centres = Blueprint("centres", __name__, template_folder="../templates")


def install_centres(app: Flask) -> None:
    """Let the room hear of cases, and add its pages to the bar of those who read the registry."""
    install_registry()
    app.register_blueprint(centres)
    add_section(
        app,
        Section(
            key="centres",
            label=_l("Centres"),
            endpoint="centres.list_all",
            order=55,
            may=lambda: may_read_registry(find_viewer()),
        ),
    )


@centres.get("/centres")
@holding(*READERS)
def list_all() -> str:
    """Show the registry: the counter, then the centres, latest first."""
    viewer, wanted = current_viewer(), _asked()
    found = list_centres(viewer, wanted, after=request.args.get("after") or None)
    return render_template(
        "centres/list.html",
        found=found,
        wanted=wanted,
        counter=count_centres(viewer),
        with_target=reads_region(viewer),
        states=[(state.value, state_word(state)) for state in CentreState],
        more=url_for("centres.list_all", **_address(wanted), after=found.next) if found.next else "",
        book=url_for("centres.workbook", **_address(wanted)),
        words={"state": state_word, "tone": state_tone, "kind": kind_word, "licence": licence_words},
        may_keep=may_keep_registry(viewer),
        kept=kept_schools(viewer),
        is_first=not request.args.get("after"),
    )


@centres.get("/centres/workbook")
@holding(*READERS)
def workbook() -> ResponseReturnValue:
    """Give the registry as a workbook, with the same filters."""
    content = registry_book(all_centres(current_viewer(), _asked()))
    name = f"{_('Registry of centres')}.xlsx"
    answer = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _asked() -> CentreFilter:
    """Return what the address asks for; what is not understood is not asked for."""
    state = request.args.get("state", "")
    known = CentreState(state) if state in set(CentreState) else None
    return CentreFilter(state=known, text=request.args.get("q", "").strip()[:100])


def _address(wanted: CentreFilter) -> dict[str, Any]:
    asked = {"state": wanted.state.value if wanted.state else "", "q": wanted.text}
    return {name: value for name, value in asked.items() if value}
