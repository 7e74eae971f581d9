"""The list of cases: filters, lines in words, the way to the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.access.policy import Viewer
from app.cases.queries.status_words import STATUS_FILTER, state_of, status_name, where_now
from app.engine.models import CaseStatus
from app.engine.queries import CaseFilter, CaseRow, list_cases
from app.foundation.drawn import StateWords
from app.organisation.models import OrganisationKind
from app.organisation.policy.listing import list_visible_organisations
from app.processes.queries import list_processes
from app.views.queries import Chosen

_OWNERS_OF_CASES = frozenset({OrganisationKind.SCHOOL, OrganisationKind.CENTRE, OrganisationKind.MOUO})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a filter."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case of the list, in words."""

    row: CaseRow
    href: str
    state: StateWords
    where: str


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    """What the template of the list draws."""

    lines: tuple[CaseLine, ...]
    more: str
    text: str
    mine: bool
    followed: bool
    stopped: bool
    with_children: bool
    parent: str
    statuses: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    organisations: tuple[Choice, ...]
    is_filtered: bool
    is_first: bool
    view: Chosen


def read_filter(args: Mapping[str, str]) -> CaseFilter:
    """Return what the address asks for; what is not understood is not asked for."""
    organisation, status = args.get("organisation", ""), args.get("status", "")
    return CaseFilter(
        process_key=args.get("process", "")[:120],
        organisation_id=int(organisation) if organisation.isdecimal() and len(organisation) < 10 else None,
        status=CaseStatus(status) if status in set(CaseStatus) else None,
        text=args.get("q", "").strip()[:100],
        mine=args.get("mine") == "1",
        followed=args.get("followed") == "1",
        stopped=args.get("stopped") == "1",
        with_children=args.get("children") == "1",
        parent=args.get("parent", "").strip()[:40],
    )


def cases_page(viewer: Viewer, chosen: Chosen) -> CasesPage:
    """Return one page of the cases this person may see, as the chosen view shows them."""
    args = chosen.args
    filters = read_filter(args)
    address = {**chosen.carried, **asked_of(filters)}
    page = list_cases(viewer, filters, after=args.get("after") or None)
    organisations = list_visible_organisations(viewer, kinds=_OWNERS_OF_CASES)
    return CasesPage(
        lines=tuple(
            CaseLine(
                row=row,
                href=url_for("cases.show_case", number=row.number),
                state=state_of(row),
                where=where_now(row),
            )
            for row in page.rows
        ),
        more=url_for("cases.list_cases", **address, after=page.next) if page.next else "",
        text=filters.text,
        mine=filters.mine,
        followed=filters.followed,
        stopped=filters.stopped,
        with_children=filters.with_children,
        parent=filters.parent,
        statuses=tuple(
            Choice(value=status, word=status_name(status), chosen=status is filters.status) for status in STATUS_FILTER
        ),
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
        is_filtered=filters != CaseFilter(),
        is_first=not args.get("after"),
        view=chosen,
    )


def asked_of(filters: CaseFilter) -> dict[str, Any]:
    """Return the address that asks for a filter."""
    asked = {
        "process": filters.process_key,
        "organisation": str(filters.organisation_id or ""),
        "status": filters.status or "",
        "q": filters.text,
        "mine": "1" if filters.mine else "",
        "followed": "1" if filters.followed else "",
        "stopped": "1" if filters.stopped else "",
        "children": "1" if filters.with_children else "",
        "parent": filters.parent,
    }
    return {name: str(value) for name, value in asked.items() if value}
