"""Everything the inbox shows: tabs, filters, groups, the way to the next tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.policy import StandIn, Viewer
from app.engine.queries import InboxCounts, InboxFilter, Tab, list_open_tasks
from app.engine.queries.inbox import COUNT_AT_MOST
from app.engine.queries.snoozed import snoozed_until
from app.organisation.models import OrganisationKind
from app.organisation.policy.listing import list_visible_organisations
from app.organisation.queries import working_calendar_of
from app.processes.queries import list_processes
from app.processes.queries.step_words import KINDS
from app.tasks.queries.asked import Asked, list_asked
from app.tasks.queries.counts import counts_of_page
from app.tasks.queries.inbox_days import DayGroup, group_by_days, group_done
from app.views.queries import Chosen
from app.workflow.user_tasks import TaskKind

ENDPOINTS: Mapping[Tab, str] = {
    Tab.MINE: "tasks.inbox",
    Tab.QUEUE: "tasks.queue",
    Tab.LENT: "tasks.lent",
    Tab.SNOOZED: "tasks.snoozed",
    Tab.DONE: "tasks.done",
}
ROW_FACTS = frozenset({"where", "tags", "due", "source"})
"""What the row of a task can show besides its name."""
_OWNERS_OF_CASES = frozenset({OrganisationKind.SCHOOL, OrganisationKind.CENTRE, OrganisationKind.MOUO})


@dataclass(frozen=True, kw_only=True)
class TabLink:
    """One tab above the list."""

    href: str
    word: str
    number: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a filter."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The filters of the list with what is chosen in them."""

    processes: tuple[Choice, ...]
    organisations: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    text: str
    is_empty: bool


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """What the template of the inbox draws."""

    tab: Tab
    counts: InboxCounts
    tabs: tuple[TabLink, ...]
    filters: Filters
    groups: tuple[DayGroup, ...]
    more: str
    continues: str
    address: str
    stands_in: tuple[StandIn, ...]
    asked: tuple[Asked, ...] = ()
    view: Chosen | None = None

    @property
    def shows(self) -> frozenset[str]:
        """Return what a row shows besides the task and its day."""
        return self.view.columns if self.view is not None else ROW_FACTS

    @property
    def clear(self) -> str:
        """Return the address without a filter."""
        return self.view.clear_href if self.view is not None else self.address


def read_filter(tab: Tab, args: Mapping[str, str]) -> InboxFilter:
    """Return what the address asks for; what is not understood is not asked for."""
    organisation = args.get("organisation", "")
    kind = args.get("kind", "")
    return InboxFilter(
        tab=tab,
        process_key=args.get("process", "")[:120],
        organisation_id=int(organisation) if organisation.isdecimal() and len(organisation) < 10 else None,
        kind=kind if kind in set(TaskKind) else "",
        text=args.get("q", "").strip()[:100],
    )


def inbox_page(
    viewer: Viewer, tab: Tab, args: Mapping[str, str], *, limit: int = 30, view: Chosen | None = None
) -> InboxPage:
    """Return the page of one tab, in a view where it has one."""
    filters = read_filter(tab, args)
    counts = counts_of_page(viewer)
    page = list_open_tasks(viewer, filters, after=args.get("after") or None, limit=limit)
    calendar = working_calendar_of(viewer.acting.organisation_id if viewer.acting else None)
    group = group_done if tab is Tab.DONE else group_by_days
    groups = group(page.rows, calendar, person_id=viewer.person_id)
    continues = args.get("last", "") if args.get("after") else ""
    more = ""
    if page.next:
        carried = view.carried if view is not None else {}
        address = {**carried, **asked_of(filters)}
        more = url_for(ENDPOINTS[tab], **address, after=page.next, last=groups[-1].key)
    return InboxPage(
        tab=tab,
        counts=counts,
        tabs=_tabs(viewer, tab, counts),
        filters=_filters(viewer, filters),
        groups=groups,
        more=more,
        continues=continues,
        address=url_for(ENDPOINTS[tab]),
        stands_in=viewer.stands_in if tab in {Tab.MINE, Tab.LENT} else (),
        asked=list_asked(viewer) if tab is Tab.MINE else (),
        view=view,
    )


def asked_of(filters: InboxFilter) -> dict[str, Any]:
    """Return the address that asks for a filter."""
    asked = {
        "process": filters.process_key,
        "organisation": str(filters.organisation_id or ""),
        "kind": filters.kind,
        "q": filters.text,
    }
    return {name: value for name, value in asked.items() if value}


def _tabs(viewer: Viewer, current: Tab, counts: InboxCounts) -> tuple[TabLink, ...]:
    named = [(Tab.MINE, _("Mine"), counts.mine), (Tab.QUEUE, _("Queue"), counts.queue)]
    if viewer.stands_in or current is Tab.LENT:
        named.append((Tab.LENT, _("I substitute"), counts.lent))
    asleep = len(snoozed_until(viewer))
    if asleep or current is Tab.SNOOZED:
        named.append((Tab.SNOOZED, _("Put off"), asleep))
    named.append((Tab.DONE, _("Completed"), 0))
    links = [
        TabLink(href=url_for(ENDPOINTS[tab]), word=str(word), number=_number(number), current=tab is current)
        for tab, word, number in named
    ]
    href = url_for("assignments.list_all")
    return (*links, TabLink(href=href, word=str(_("Assignments")), number="", current=False))


def _number(number: int) -> str:
    if not number:
        return ""
    return f"{COUNT_AT_MOST - 1}+" if number >= COUNT_AT_MOST else str(number)


def _filters(viewer: Viewer, filters: InboxFilter) -> Filters:
    organisations = list_visible_organisations(viewer, kinds=_OWNERS_OF_CASES)
    return Filters(
        processes=tuple(
            Choice(value=row.key, word=row.name, chosen=row.key == filters.process_key)
            for row in list_processes(with_retired=True)
        ),
        organisations=tuple(
            Choice(value=str(node.id), word=node.short_name, chosen=node.id == filters.organisation_id)
            for node in organisations
        )
        if len(organisations) > 1
        else (),
        kinds=tuple(Choice(value=kind, word=str(word), chosen=kind == filters.kind) for kind, word in KINDS.items()),
        text=filters.text,
        is_empty=replace(filters, tab=Tab.MINE) == InboxFilter(),
    )
