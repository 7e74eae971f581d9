"""What a view of my tasks or of the queue can say: its filter in words, and what a row shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.policy import Viewer
from app.engine.queries import Tab
from app.processes.queries import list_processes
from app.processes.queries.step_words import KINDS
from app.tasks.queries.inbox_page import asked_of, read_filter
from app.views.policy import organisation_word
from app.views.queries import ViewPage, register_view_page
from app.workflow.user_tasks import TaskKind

INBOX: Final = "inbox"
QUEUE: Final = "queue"
_NAMES: Final = frozenset({"process", "organisation", "kind", "q"})


def offer_inbox_views() -> None:
    """Let the lists of one's tasks and of the queue be saved as views."""
    shown = {"where": _l("Organisation"), "tags": _l("Marks of the task"), "source": _l("How it came")}
    listed = {"where": _l("Organisation"), "tags": shown["tags"], "due": _l("Until when"), "source": shown["source"]}
    for key, title, endpoint, columns in (
        (INBOX, _l("My tasks"), "tasks.inbox", shown),
        (QUEUE, _l("The queue"), "tasks.queue", listed),
    ):
        page = ViewPage(
            key=key, title=title, endpoint=endpoint, columns=columns, names=_NAMES, clean=_clean, words=_words
        )
        register_view_page(page)


def _clean(args: Mapping[str, str]) -> dict[str, Any]:
    return asked_of(read_filter(Tab.MINE, args))


def _words(viewer: Viewer, args: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = read_filter(Tab.MINE, args)
    names = {row.key: row.name for row in list_processes(with_retired=True)} if asked.process_key else {}
    return [
        (label, value)
        for label, value in (
            (_("Task, case or organisation"), asked.text),
            (_("Process"), names.get(asked.process_key, asked.process_key)),
            (_("Organisation"), organisation_word(viewer, asked.organisation_id)),
            (_("What to do"), str(KINDS[TaskKind(asked.kind)]) if asked.kind else ""),
        )
        if value
    ]
