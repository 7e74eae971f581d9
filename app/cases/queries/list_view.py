"""What a view of the list of cases can say: its filter in words, and the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.policy import Viewer
from app.cases.queries.list_page import asked_of, read_filter
from app.cases.queries.status_words import status_name
from app.processes.queries import list_processes
from app.views.policy import organisation_word
from app.views.queries import ViewPage, register_view_page

PAGE: Final = "cases"


def offer_case_views() -> None:
    """Let the list of cases be saved as views."""
    register_view_page(
        ViewPage(
            key=PAGE,
            title=_l("Cases"),
            endpoint="cases.list_cases",
            columns={
                "number": _l("Number and process"),
                "organisation": _l("Organisation"),
                "state": _l("State"),
                "where": _l("Where it is now"),
                "opened": _l("Opened"),
            },
            names=frozenset(
                {"process", "organisation", "status", "q", "mine", "followed", "stopped", "children", "parent"}
            ),
            clean=_clean,
            words=_words,
        )
    )


def _clean(args: Mapping[str, str]) -> dict[str, Any]:
    return asked_of(read_filter(args))


def _words(viewer: Viewer, args: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = read_filter(args)
    names = {row.key: row.name for row in list_processes(with_retired=True)} if asked.process_key else {}
    return [
        (label, value)
        for label, value in (
            (_("Number, title or organisation"), asked.text),
            (_("Process"), names.get(asked.process_key, asked.process_key)),
            (_("Organisation"), organisation_word(viewer, asked.organisation_id)),
            (_("State"), str(status_name(asked.status)) if asked.status else ""),
            (_("Opened by me"), _("yes") if asked.mine else ""),
            (_("Followed by me"), _("yes") if asked.followed else ""),
            (_("Help is needed"), _("yes") if asked.stopped else ""),
            (_("With child cases"), _("yes") if asked.with_children else ""),
            (_("Number of the parent case"), asked.parent),
        )
        if value
    ]
