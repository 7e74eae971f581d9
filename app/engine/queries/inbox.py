"""The inbox: open tasks by what burns first, in pages by key, never counted to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from app.access.models import Person
from app.access.policy import Viewer
from app.engine.models import Draft
from app.engine.queries.keyset import read_key, write_key
from app.engine.queries.lent import by_further_candidates, lender_of, of_process, their_own
from app.engine.queries.snoozed import SNOOZE, asleep_branch, is_asleep
from app.engine.queries.sole_posts import sole_pairs
from app.engine.queries.visibility import (
    CANDIDATE,
    CASE,
    IS_OPEN,
    TASK,
    in_pairs,
    is_further_candidate,
    not_excluded,
    pairs_of,
)
from app.foundation.clock import now
from app.foundation.database import UtcTime, db
from app.organisation.queries import current_tree
from app.processes.models import Process

COUNT_AT_MOST: Final = 100
_PROCESS: Table = Process.__table__  # type: ignore[assignment]  # the mapper made them Tables
_PERSON: Table = Person.__table__  # type: ignore[assignment]
_DRAFT: Table = Draft.__table__  # type: ignore[assignment]
_TASK_COLUMNS: Final = (
    *("id", "case_id", "name", "kind", "role", "organisation_id", "round", "opened_by", "opened_by_outcome"),
    *(
        "opened_at",
        "legal_date",
        "safe_date",
        "due_at",
        "burn_at",
        "known_by",
        "assignee_id",
        "completed_at",
        "outcome",
        "completed_for",
    ),
)


class Tab(StrEnum):
    """Which tasks are listed.

    `mine`: given to me, or mine because I alone hold the role. `queue`: of my organisations, for whoever takes them
    first, and those that colleagues have. `lent`: those of absent people whom I substitute, which are in `mine` too.
    `snoozed`: those that I put off till a day, and which are out of `mine` until then.
    `done`: what I completed, latest first.
    """

    MINE = "mine"
    QUEUE = "queue"
    LENT = "lent"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """What a person is looking for; empty means any. `text` is searched in task, case number, title, organisation."""

    tab: Tab = Tab.MINE
    process_key: str = ""
    organisation_id: int | None = None
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class InboxRow:
    """One line of the inbox. `assignee_name` says which colleague has it; `draft_saved_at` is of the viewer's draft.

    `is_overdue` is judged by the legal date; `round` above 1 means that it came back; `sent_by` is who sent it.
    `overdue_known_by` names who was told that it is overdue. `on_behalf_of` is the absent person whose task it is.
    """

    task_id: int
    case_id: int
    case_number: str
    case_title: str
    process_name: str
    name: str
    kind: str
    role: str
    organisation_id: int
    organisation_name: str
    task_organisation_name: str
    round: int
    sent_by: str
    sent_outcome: str
    opened_at: datetime
    legal_date: date | None
    safe_date: date | None
    is_overdue: bool
    overdue_known_by: str
    assignee_id: int | None
    assignee_name: str
    draft_saved_at: datetime | None
    snoozed_until: date | None
    completed_at: datetime | None
    outcome: str
    on_behalf_of: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Lines and where the next ones begin (None at the end); `next` goes back into `after` as it is."""

    rows: tuple[InboxRow, ...]
    next: str | None


def list_open_tasks(
    viewer: Viewer, filters: InboxFilter | None = None, *, after: str | None = None, limit: int = 30
) -> Page:
    """Return one page of the inbox, ordered by burning date and id; a broken `after` starts at the beginning."""
    chosen = filters or InboxFilter()
    done = chosen.tab is Tab.DONE
    order = TASK.c.completed_at if done else TASK.c.burn_at
    branches = branches_of(viewer, chosen.tab, frozenset() if done else sole_pairs(viewer))
    if not branches:
        return Page(rows=(), next=None)
    limited = [_limited(branch, chosen, order, read_key(after), limit + 1, descending=done) for branch in branches]
    ids = union_all(*(select(part.subquery().c.id) for part in limited))
    query = _details(viewer).where(TASK.c.id.in_(ids))
    query = query.order_by(order.desc(), TASK.c.id.desc()) if done else query.order_by(order, TASK.c.id)
    found = db.session.execute(query.limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    key = write_key(last.completed_at if done else last.burn_at, last.id) if last is not None else None
    return Page(rows=tuple(_row(viewer, row) for row in found[:limit]), next=key)


def branches_of(
    viewer: Viewer, tab: Tab, sole: frozenset[tuple[str, int]], *, at: Any = None, day: Any = None
) -> list[list[ColumnElement[bool]]]:
    """Return the conditions of each part of a tab; every part is one range of one index.

    `at` and `day` stand for the present moment where a statement is kept, see `is_asleep`.
    """
    me = viewer.person_id
    if tab is Tab.DONE:
        return [[TASK.c.completed_by == me]]
    if tab is Tab.LENT:
        return _lent_branches(viewer)
    if tab is Tab.SNOOZED:
        return [asleep_branch(viewer)]
    pairs = pairs_of(viewer)
    free = TASK.c.assignee_id.is_(None)
    named = exists(select(CANDIDATE.c.id).where(CANDIDATE.c.task_id == TASK.c.id, CANDIDATE.c.person_id == me))
    if tab is Tab.MINE:
        own: list[list[ColumnElement[bool]]] = [[IS_OPEN, TASK.c.assignee_id == me]]
        own += [[IS_OPEN, in_pairs(TASK, [pair]), free, not_excluded(me)] for pair in pairs if pair in sole]
        by_name = select(CANDIDATE.c.task_id).where(CANDIDATE.c.person_id == me)
        # Not `IS NULL`: SQLite would go through all that nobody has taken instead of the few that name this person.
        own += [[IS_OPEN, TASK.c.id.in_(by_name), func.coalesce(TASK.c.assignee_id, 0) == 0, not_excluded(me)]]
        return [[*branch, not_(is_asleep(viewer, at=at, day=day))] for branch in (*own, *_lent_branches(viewer))]
    others = or_(free, TASK.c.assignee_id != me)
    # A range, not only `!=`: it leads to the small index of what somebody has taken; the untaken ones are many.
    of_colleagues = and_(TASK.c.assignee_id > 0, TASK.c.assignee_id != me)
    queue = [
        [IS_OPEN, in_pairs(TASK, [pair]), others if pair not in sole else of_colleagues, not_excluded(me)]
        for pair in pairs
    ]
    further = select(CANDIDATE.c.task_id).where(in_pairs(CANDIDATE, pairs))
    mine_already = or_(*(in_pairs(TASK, [pair]) for pair in sole)) if sole else false()
    rest = [IS_OPEN, TASK.c.id.in_(further), others, not_(and_(mine_already, free)), not_(named), not_excluded(me)]
    return [*queue, rest] if pairs else []


def _lent_branches(viewer: Viewer) -> list[list[ColumnElement[bool]]]:
    """Return the parts with the tasks of absent people: what they have, and what is free of their posts.

    What the viewer could do by a post of their own stays where it was.
    """
    mine, found = set(pairs_of(viewer)), []
    for one in viewer.stands_in:
        both = [not_excluded(viewer.person_id), not_excluded(one.person_id)]
        found.append([IS_OPEN, *their_own(one), *both])
        found += [
            [IS_OPEN, in_pairs(TASK, [pair]), TASK.c.assignee_id.is_(None), *of_process(one), *both]
            for pair in one.pairs
            if pair not in mine
        ]
        found.append([IS_OPEN, *by_further_candidates(one, mine), *both])
    return found


def ids_of(branches: list[list[ColumnElement[bool]]]) -> Any:
    """Return the ids of the tasks of these branches, the burning ones first, some hundreds at most."""
    # The order makes both databases walk the index of open tasks instead of trying their luck with the whole table.
    ordered = [select(TASK.c.id).where(*branch).order_by(TASK.c.burn_at, TASK.c.id) for branch in branches]
    parts = [query.limit(COUNT_AT_MOST).subquery() for query in ordered]
    return union_all(*(select(part.c.id) for part in parts)) if parts else select(TASK.c.id).where(false())


def _limited(
    branch: list[ColumnElement[bool]],
    chosen: InboxFilter,
    order: ColumnElement[Any],
    after: tuple[datetime, int] | None,
    limit: int,
    *,
    descending: bool,
) -> Select[Any]:
    query = select(TASK.c.id).where(*branch)
    if after is not None:
        here, there = tuple_(order, TASK.c.id), tuple_(literal(after[0], UtcTime), literal(after[1]))
        query = query.where(here < there if descending else here > there)
    if chosen.kind:
        query = query.where(TASK.c.kind == chosen.kind)
    if chosen.process_key or chosen.organisation_id is not None or chosen.text.strip():
        query = query.join(CASE, CASE.c.id == TASK.c.case_id)
    if chosen.organisation_id is not None:
        query = query.where(CASE.c.organisation_id == chosen.organisation_id)
    if chosen.process_key:
        query = query.join(_PROCESS, _PROCESS.c.id == CASE.c.process_id).where(_PROCESS.c.key == chosen.process_key)
    for word in chosen.text.split()[:8]:
        query = query.where(_holds_word(word))
    ordering = (order.desc(), TASK.c.id.desc()) if descending else (order, TASK.c.id)
    return query.order_by(*ordering).limit(limit)


def _holds_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a word stands in the task, the case or the name of its organisation."""
    tree = current_tree()
    folded = word.casefold()
    places = [node.id for node in tree.nodes.values() if folded in f"{node.name} {node.short_name}".casefold()]
    texts = (TASK.c.name, CASE.c.number, CASE.c.title)
    found = [func.lower(column).contains(word.lower(), autoescape=True) for column in texts]
    return or_(*found, CASE.c.organisation_id.in_(places)) if places else or_(*found)


def _details(viewer: Viewer) -> Select[Any]:
    return (
        select(
            *(TASK.c[name] for name in _TASK_COLUMNS),
            CASE.c.number,
            CASE.c.title,
            CASE.c.organisation_id.label("case_organisation_id"),
            _PROCESS.c.name.label("process_name"),
            _PROCESS.c.key.label("process_key"),
            _PERSON.c.name.label("assignee_name"),
            _DRAFT.c.saved_at,
            SNOOZE.c.until.label("snoozed_until"),
            (is_further_candidate(viewer) if viewer.stands_in else false()).label("is_further_candidate"),
        )
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .join(_PROCESS, _PROCESS.c.id == CASE.c.process_id)
        .outerjoin(_PERSON, _PERSON.c.id == TASK.c.assignee_id)
        .outerjoin(SNOOZE, and_(SNOOZE.c.task_id == TASK.c.id, SNOOZE.c.person_id == viewer.person_id))
        .outerjoin(_DRAFT, and_(_DRAFT.c.task_id == TASK.c.id, _DRAFT.c.person_id == viewer.person_id))
    )


def _row(viewer: Viewer, row: Any) -> InboxRow:
    lender = lender_of(viewer, row, process_key=row.process_key) if row.completed_at is None else None
    return InboxRow(
        task_id=row.id,
        case_id=row.case_id,
        case_number=row.number,
        case_title=row.title,
        process_name=row.process_name,
        name=row.name,
        kind=row.kind,
        role=row.role,
        organisation_id=row.case_organisation_id,
        organisation_name=_name(row.case_organisation_id),
        task_organisation_name=_name(row.organisation_id),
        round=row.round,
        sent_by=row.opened_by,
        sent_outcome=row.opened_by_outcome,
        opened_at=row.opened_at,
        legal_date=row.legal_date,
        safe_date=row.safe_date,
        is_overdue=row.due_at is not None and row.completed_at is None and row.due_at < now(),
        overdue_known_by=row.known_by,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name or "",
        draft_saved_at=row.saved_at if row.completed_at is None else None,
        snoozed_until=row.snoozed_until,
        completed_at=row.completed_at,
        outcome=row.outcome,
        on_behalf_of=row.completed_for if row.completed_at is not None else lender.name if lender is not None else "",
    )


def _name(organisation_id: int | None) -> str:
    return current_tree().node(organisation_id).short_name if organisation_id is not None else ""
