"""The numbers of the tabs and of the badge in the bar: one page asks for them once."""

from __future__ import annotations

from flask import g

from app.access.policy import Viewer
from app.engine.queries import InboxCounts, count_open_tasks

_NAME = "soglas_inbox_counts"


def counts_of_page(viewer: Viewer) -> InboxCounts:
    """Return the numbers as they were when the page first asked for them."""
    kept: dict[Viewer, InboxCounts] = g.setdefault(_NAME, {})
    if viewer not in kept:
        kept[viewer] = count_open_tasks(viewer)
    return kept[viewer]
